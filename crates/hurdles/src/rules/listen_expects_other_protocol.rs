//! ## What it finds
//! The socket that the browser connects to expects HTTP/2 or the PROXY protocol from the first byte.
//!
//! ## Why it matters
//! Without TLS nobody agrees on HTTP/2 beforehand, and only a proxy in front sends the line of the PROXY protocol. A
//! plain request is not understood, and the connection is closed without an answer.
//!
//! ## Example
//! ```text
//! listen 80 http2;
//! ```
//!
//! ## How to fix
//! Take the word out of the `listen` line.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let (listen, word) = facts.expects_other_protocol()?;
    let place = facts.word_of(listen, word);
    let before = usize::try_from(place.start).ok()?.checked_sub(1)?;
    let with_blank = hurdles_source::Span::new(place.source, before, place.end as usize);
    let (name, why) = match word {
        "http2" => (
            "HTTP/2",
            "The browser speaks HTTP/1.1 where TLS does not agree on more, and this nginx takes nothing but HTTP/2 on a \
             socket with `http2` and without `ssl`.",
        ),
        _ => (
            "the PROXY protocol",
            "Each connection has to begin with a line that a proxy in front writes. The browser writes none.",
        ),
    };
    Some(
        Finding::error(
            Stage::Protocol,
            format!("nginx expects {name} on this socket"),
            Label::new(place, "a plain request is not understood here"),
        )
        .explain(format!(
            "{why} nginx closes the connection without an answer."
        ))
        .fix([Candidate::new(format!("Take `{word}` away")).replace(with_blank, "")]),
    )
}
