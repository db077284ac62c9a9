//! ## What it finds
//! Loading the app's module ends the process.
//!
//! ## Why it matters
//! `sys.exit()` at the top of a module is carried out when uWSGI loads it. Nothing listens any more.
//!
//! ## Example
//! ```text
//! if len(sys.argv) < 2:
//!     sys.exit(2)
//! ```
//!
//! ## How to fix
//! Keep such code below `if __name__ == "__main__":`.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fixes::imports;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let raised = facts.raised_at_load()?;
    let status = raised.exit?;
    let line = raised.span.or_else(|| {
        facts
            .line_with("exit(")
            .or_else(|| facts.line_with(".run("))
    });
    let place = line.or_else(|| facts.anywhere())?;
    Some(
        Finding::error(
            Stage::Imports,
            "Loading the app's module ends the process",
            Label::new(place, format!("ends uWSGI with status {status}")),
        )
        .explain(format!(
            "uWSGI carries out the whole module when it loads it. The module exits with status {status}, and uWSGI ends with it, \
             without a word. Nothing listens on the socket, and nginx answers 502."
        ))
        .fix(line.and_then(|line| imports::only_as_program(facts, line)))
        .fix(line.and_then(|line| imports::leave_out(facts, line))),
    )
}
