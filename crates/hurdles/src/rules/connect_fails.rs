//! ## What it finds
//! nginx cannot connect to the app's address, and no rule knows the cause more closely.
//!
//! ## Why it matters
//! Its own words are quoted; it answers 502 Bad Gateway.
//!
//! ## Example
//! ```text
//! connect() failed while connecting to upstream
//! ```
//!
//! ## How to fix
//! Compare the address in nginx with the one in uWSGI's log.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fixes::socket;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let connect = facts.connect_failure()?;
    let place = connect.place.or_else(|| facts.anywhere())?;
    let mut finding = Finding::error(
        Stage::Connect,
        format!("nginx cannot connect to `{}`", facts.short(connect.path)),
        Label::new(place, format!("connect() fails: {}", connect.errno)),
    )
    .explain(format!(
        "nginx runs as `{}` and connects to `{}`. connect() fails with \"{}\", and nginx answers 502.",
        connect.who.name, connect.path, connect.errno
    ));
    if let Some(own) = facts.sockets().first() {
        finding = finding
            .also(own.span, "uWSGI listens here")
            .fix(socket::agree(facts, &connect, own));
    }
    Some(finding)
}
