//! ## What it finds
//! nginx and uWSGI speak different protocols on the same socket.
//!
//! ## Why it matters
//! `uwsgi_pass` wants `socket`, `proxy_pass` wants `http-socket`. Mixed, one waits for what the other never says.
//!
//! ## Example
//! ```text
//! http-socket = :8000        uwsgi_pass 127.0.0.1:8000;
//! ```
//!
//! ## How to fix
//! Change one side so that both speak the same protocol.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fixes::socket;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let passed = facts.passed()?;
    if facts.worked() {
        return None;
    }
    let speaks = socket::spoken(passed.protocol);
    let own = facts.socket_reached()?;
    if own.speaks == speaks {
        return None;
    }
    let place = passed
        .place
        .span
        .or(own.span)
        .or_else(|| facts.anywhere())?;
    Some(
        Finding::error(
            Stage::Protocol,
            format!("nginx speaks {speaks}, uWSGI's socket expects {}", own.speaks),
            Label::new(place, format!("passes requests in {speaks}")),
        )
        .explain(format!(
            "nginx connects, but what it sends is {speaks}, and the socket that uWSGI opened there expects {}. Neither \
             understands the other; the connection is closed without an answer, and nginx answers 502.",
            own.speaks
        ))
        .also(own.span, format!("expects {}", own.speaks))
        .fix(socket::same_protocol(facts, passed, &own)),
    )
}
