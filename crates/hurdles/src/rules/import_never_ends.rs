//! ## What it finds
//! Loading the app's module starts a server of its own and never comes back.
//!
//! ## Why it matters
//! `app.run()` at the top of a module is carried out when uWSGI loads it. uWSGI waits in it for ever and accepts nothing.
//!
//! ## Example
//! ```text
//! app = Flask(__name__)
//! app.run()
//! ```
//!
//! ## How to fix
//! Keep such a call below `if __name__ == "__main__":`.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fixes::imports;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let raised = facts.raised_at_load()?;
    if !raised.waits {
        return None;
    }
    let line = raised.span.or_else(|| facts.line_with(".run("));
    let place = line.or_else(|| facts.anywhere())?;
    Some(
        Finding::error(
            Stage::Imports,
            "Loading the app starts another server and never ends",
            Label::new(place, "does not come back"),
        )
        .explain(
            "uWSGI carries out the whole module when it loads it. This call starts the framework's own server inside uWSGI and \
             waits there. uWSGI has its socket, but no worker that accepts, so the browser waits until somebody gives up.",
        )
        .fix(line.and_then(|line| imports::only_as_program(facts, line)))
        .fix(line.and_then(|line| imports::leave_out(facts, line))),
    )
}
