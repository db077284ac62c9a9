//! ## What it finds
//! uWSGI's socket is written with a prefix that belongs to nginx.
//!
//! ## Why it matters
//! uWSGI decides by the colon: with one in it the address is a host and a port. It says that it listens, but makes no socket file.
//!
//! ## Example
//! ```text
//! socket = unix:///run/app/app.sock
//! ```
//!
//! ## How to fix
//! Write the bare path.

use hurdles_machine::Machine;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    facts.connect_failure()?;
    let own = facts.sockets().iter().find(|own| {
        ["unix:", "uwsgi:", "http:"]
            .iter()
            .any(|prefix| own.text.starts_with(prefix))
    })?;
    let place = own.span?;
    let (prefix, rest) = own.text.split_once(':')?;
    let path = Machine::absolute("/", rest);
    Some(
        Finding::error(
            Stage::Connect,
            format!("`{prefix}:` does not belong in front of uWSGI's socket"),
            Label::new(place.part(0, prefix.len() + 1), "taken for the name of a host"),
        )
        .explain(format!(
            "With a colon in it uWSGI takes the address for a host and a port, listens somewhere else, and makes no socket file. nginx \
             looks for the file, finds none and answers 502. The prefix `{prefix}:` is nginx's way to write an address."
        ))
        .fix([Candidate::new(format!("Write the bare path, `{}`", facts.short(&path))).replace(place, path)]),
    )
}
