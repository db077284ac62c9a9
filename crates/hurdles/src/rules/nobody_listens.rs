//! ## What it finds
//! There is a socket at the path, or an address, but nobody listens there.
//!
//! ## Why it matters
//! A socket file outlives its process. Connecting to it is refused until a process binds it again.
//!
//! ## Example
//! ```text
//! srwxrwxrwx 1 ubuntu ubuntu 0 /run/app.sock       # of an earlier run
//! ```
//!
//! ## How to fix
//! Start uWSGI on that path, or correct the path.

use hurdles_machine::Errno;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fixes::socket;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let connect = facts
        .connect_failure()
        .filter(|connect| connect.errno == Errno::ConnectionRefused)?;
    let place = connect.place.or_else(|| facts.anywhere())?;
    let mut finding = Finding::error(
        Stage::Connect,
        format!("Nobody listens on `{}`", facts.short(connect.path)),
        Label::new(place, "the connection is refused"),
    )
    .explain(if connect.is_tcp {
        format!("No process listens on `{}`. The kernel refuses the connection, and nginx answers 502.", connect.path)
    } else {
        format!(
            "There is something at `{}`, but no process listens on it: a socket file outlives the process that made it. \
             connect() is refused, and nginx answers 502.",
            connect.path
        )
    });
    if let Some(own) = facts.sockets().first() {
        finding = finding
            .also(own.span, "uWSGI listens here")
            .fix(socket::agree(facts, &connect, own));
    }
    Some(finding)
}
