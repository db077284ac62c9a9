//! ## What it finds
//! A path in a configuration file begins with `~`.
//!
//! ## Why it matters
//! The shell replaces `~`, uWSGI does not: it looks for a directory with that very name.
//!
//! ## Example
//! ```text
//! socket = ~/app/app.sock
//! ```
//!
//! ## How to fix
//! Write the whole path.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fixes::socket;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let failure = facts.bind_failure()?;
    let rest = failure.address.text.strip_prefix("~/")?;
    let place = failure.address.span.or_else(|| facts.anywhere())?;
    let tilde = place.part(0, 1);
    let home = facts.home();
    Some(
        Finding::error(
            Stage::Bind,
            "`~` stands for itself in the socket's path",
            Label::new(tilde, "nobody replaces this by a home directory"),
        )
        .explain(format!(
            "The shell replaces `~`, uWSGI does not. It looks for a directory called `~` below its working directory, finds \
             none, and exits. Written out the path is `{home}/{rest}`; nginx, too, takes `~` as it stands."
        ))
        .fix(socket::expand_tilde(facts, failure, &format!("{home}/{rest}"))),
    )
}
