//! ## What it finds
//! uWSGI ends before it can serve, and no rule knows the cause more closely.
//!
//! ## Why it matters
//! Its own last words are quoted. Everything after them, nginx's complaint included, follows from this.
//!
//! ## Example
//! ```text
//! *** no app loaded. GAME OVER ***
//! ```
//!
//! ## How to fix
//! Read the last lines of uWSGI's log: they name the option or the call that failed.

use hurdles_uwsgi::ExitCause;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let cause = facts
        .exit_cause()
        .filter(|cause| !matches!(cause, ExitCause::AppExitInRequest | ExitCause::Harakiri))?;
    let stage = match cause {
        ExitCause::NoApp | ExitCause::AppExit => Stage::Imports,
        _ => Stage::Invocation,
    };
    let words = facts.uwsgi_last_words();
    Some(
        Finding::error(
            stage,
            "uWSGI ends before it can serve",
            Label::new(facts.program_word().or_else(|| facts.anywhere())?, "this ends at once"),
        )
        .explain(format!("Its last words are: {words}. Nothing listens on the socket after that, so nginx answers 502.")),
    )
}
