//! ## What it finds
//! nginx passes to a port on which nobody listens, while uWSGI listens on another.
//!
//! ## Why it matters
//! The kernel refuses the connection and nginx answers 502.
//!
//! ## Example
//! ```text
//! socket = 127.0.0.1:3031       uwsgi_pass 127.0.0.1:8000;
//! ```
//!
//! ## How to fix
//! Write the same port on both sides.

use hurdles_machine::Errno;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fixes::socket;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let connect = facts
        .connect_failure()
        .filter(|connect| connect.is_tcp && connect.errno == Errno::ConnectionRefused)?;
    let own = facts
        .sockets()
        .iter()
        .find(|socket| socket.port.is_some())?;
    let place = connect.place.or(own.span).or_else(|| facts.anywhere())?;
    Some(
        Finding::error(
            Stage::Connect,
            format!("nginx passes to `{}`, where nobody listens", facts.short(connect.path)),
            Label::new(place, "nobody listens on this address"),
        )
        .explain(format!(
            "uWSGI listens on `{}`. nginx connects to `{}`, the kernel refuses the connection, and nginx answers 502.",
            own.text, connect.path
        ))
        .also(own.span, "uWSGI listens here")
        .fix(socket::agree(facts, &connect, own)),
    )
}
