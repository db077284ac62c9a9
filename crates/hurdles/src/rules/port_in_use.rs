//! ## What it finds
//! uWSGI asks for a port on which another process listens already.
//!
//! ## Why it matters
//! A port has one listener. bind() fails and uWSGI exits; whoever holds the port gets nginx's requests.
//!
//! ## Example
//! ```text
//! socket = 127.0.0.1:8000
//! ```
//!
//! ## How to fix
//! Stop the other process, or choose a free port and name it in nginx as well.

use hurdles_machine::Errno;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::fixes::socket;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let failure = facts
        .bind_failure()
        .filter(|failure| failure.errno == Errno::AddressInUse && failure.walk.is_none())?;
    let place = failure.address.span.or_else(|| facts.anywhere())?;
    let port: u16 = failure.bound.rsplit(':').next()?.parse().ok()?;
    let holder = facts.holder_of_port(port);
    let who = holder
        .as_ref()
        .map(|holder| holder.name.clone())
        .or_else(|| failure.holder.clone());
    let shown = who
        .as_deref()
        .map_or("Another process".to_owned(), |who| format!("`{who}`"));
    let typed = holder.as_ref().and_then(|holder| holder.span);
    let mut finding = Finding::error(
        Stage::Bind,
        format!("{shown} listens on port {port} already"),
        Label::new(place, "this port is taken"),
    )
    .explain(format!(
        "A port has one listener. uWSGI's bind() fails with \"Address already in use\" and it exits; what nginx passes to \
         port {port} reaches the other process, which does not speak uWSGI's protocol."
    ))
    .also(typed, "this takes the port")
    .fix(socket::other_port(facts, failure));
    if let Some(line) = typed.and_then(|typed| facts.typed_line(typed)) {
        finding = finding.fix([Candidate::new(format!("Do not start {shown}")).replace(line, "")]);
    }
    if let Some(holder) = holder {
        finding = finding.fix([Candidate::new(format!("Stop {shown} first"))
            .setup(format!("pkill -f '{}'", holder.command))]);
    }
    Some(finding)
}
