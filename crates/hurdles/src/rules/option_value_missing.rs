//! ## What it finds
//! An option stands without the value it needs, or has a value that it does not take.
//!
//! ## Why it matters
//! The option parser refuses the whole command line, and uWSGI exits before it does anything else.
//!
//! ## Example
//! ```text
//! uwsgi --plugin python3 --socket
//! ```
//!
//! ## How to fix
//! Give the value after a space or an equals sign, or take the superfluous one away.

use hurdles_uwsgi::ExitCause;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fixes::options;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let ExitCause::CommandLine { message, word, .. } = facts.exit_cause()? else {
        return None;
    };
    if !message.contains("argument") {
        return None;
    }
    let place = word.span.or_else(|| facts.anywhere())?;
    let name = facts.short(word.text.split('=').next().unwrap_or(&word.text));
    let takes_none = message.contains("doesn't allow");
    let (headline, label) = if takes_none {
        (
            format!("`{name}` takes no value"),
            "this option is given alone",
        )
    } else {
        (format!("`{name}` lacks its value"), "a value has to follow")
    };
    Some(
        Finding::error(Stage::Invocation, headline, Label::new(place, label))
            .explain(format!(
                "uWSGI reads its command line, prints \"{message}\" and exits. Nothing listens on the socket, so nginx \
                 answers 502."
            ))
            .fix(options::give_value(facts, word, takes_none))
            .fix(options::drop_word(facts, place)),
    )
}
