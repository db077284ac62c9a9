//! ## What it finds
//! The browser asks a socket of uWSGI that does not speak HTTP.
//!
//! ## Why it matters
//! `socket` speaks the uwsgi protocol, which is for web servers. uWSGI takes the letters of `GET` for a length, finds it
//! too long, and closes the connection.
//!
//! ## Example
//! ```text
//! socket = :8080        # http://localhost:8080/
//! ```
//!
//! ## How to fix
//! Ask nginx, or let uWSGI speak HTTP on that port: `http-socket`.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::fixes::options;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    if facts.worked() {
        return None;
    }
    let own = facts
        .socket_met_by_browser()
        .filter(|own| own.speaks != "HTTP")?;
    let place = own.span.or_else(|| facts.document("request"))?;
    let finding = Finding::error(
        Stage::Protocol,
        format!("The browser speaks HTTP, this socket of uWSGI {}", own.speaks),
        Label::new(place, format!("expects {}", own.speaks)),
    )
    .explain(
        "The browser reaches uWSGI without nginx in between. uWSGI reads the letters of the request as the length of a packet, \
         refuses it, and closes the connection without an answer.",
    )
    .also(facts.document("request"), "asks uWSGI itself");
    Some(finding.fix(own.key.map(|key| {
        Candidate::new("Let uWSGI speak HTTP: `http-socket`")
            .replace(key, options::key_like(facts, key, "http-socket"))
    })))
}
