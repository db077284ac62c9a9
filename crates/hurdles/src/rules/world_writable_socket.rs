//! ## What it finds
//! Everybody on the machine may connect to the socket.
//!
//! ## Why it matters
//! Whoever can write to it can send requests as if they came from nginx, with any variables.
//!
//! ## Example
//! ```text
//! chmod-socket = 666
//! ```
//!
//! ## How to fix
//! Let the group alone write (`chmod-socket = 660`) and make that group nginx's.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let own = facts.sockets().iter().find(|own| {
        own.node
            .is_some_and(|node| facts.machine().node(node).mode & 0o002 != 0)
    })?;
    let place = facts
        .mode_option()
        .or(own.span)
        .or_else(|| facts.anywhere())?;
    Some(
        Finding::warning(
            Stage::Connect,
            "Everybody on the machine may write to the socket",
            Label::new(place, "lets all users connect"),
        )
        .explain(format!(
            "`{}` is {}. Whoever has an account here can send the app requests as if they came from nginx, with any variables. A \
             mode of 660 with nginx's group is enough.",
            own.path.as_ref().unwrap_or(&own.text),
            own.node.map(|node| facts.mode_and_owner(node)).unwrap_or_default()
        )),
    )
}
