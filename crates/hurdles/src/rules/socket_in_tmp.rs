//! ## What it finds
//! The socket lies in `/tmp`.
//!
//! ## Why it matters
//! Old files there are cleaned away, other users may take the name first, and services with a private `/tmp` do not
//! see it.
//!
//! ## Example
//! ```text
//! socket = /tmp/app.sock
//! ```
//!
//! ## How to fix
//! Use a directory of its own below `/run`.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let own = facts.sockets().iter().find(|own| {
        own.path
            .as_deref()
            .is_some_and(|path| path.starts_with("/tmp/") || path.starts_with("/var/tmp/"))
    })?;
    let place = own.span.or_else(|| facts.anywhere())?;
    Some(
        Finding::warning(Stage::Bind, "The socket lies in `/tmp`", Label::new(place, "a place that is cleaned and shared"))
            .explain(
                "Old files in `/tmp` are removed after a while, any user may take the name first, and a service with a private \
                 `/tmp` does not see it. A directory of its own below `/run` has none of these faults.",
            ),
    )
}
