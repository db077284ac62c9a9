//! ## What it finds
//! The app runs as root.
//!
//! ## Why it matters
//! A fault in the app then is a fault of the whole machine.
//!
//! ## Example
//! ```text
//! sudo uwsgi -s /run/app.sock --wsgi-file wsgi.py
//! ```
//!
//! ## How to fix
//! Add `uid` and `gid` of an ordinary account.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let running = facts
        .instance()
        .is_some_and(|instance| instance.is_running() && !instance.attempts().is_empty());
    if !running || !facts.runs_as().identity.is_root() {
        return None;
    }
    let place = facts.program_word().or_else(|| facts.anywhere())?;
    Some(
        Finding::warning(Stage::Privileges, "The app runs as root", Label::new(place, "started by root, and stays root"))
            .explain(
                "Without `uid` and `gid` uWSGI keeps root's rights, and so does the app: a fault in it is a fault of the whole \
                 machine. Name an ordinary account.",
            ),
    )
}
