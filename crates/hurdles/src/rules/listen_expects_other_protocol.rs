//! ## What it finds
//! The socket that the browser connects to expects TLS, HTTP/2 or the PROXY protocol from the first
//! byte, or the browser speaks TLS where it does not.
//!
//! ## Why it matters
//! Without TLS nobody agrees on HTTP/2 beforehand, and only a proxy in front sends the line of the PROXY protocol. A
//! plain request is not understood, and the connection is closed without an answer. A socket with `ssl` answers 400,
//! "The plain HTTP request was sent to HTTPS port".
//!
//! ## Example
//! ```text
//! listen 80 http2;
//! ```
//!
//! ## How to fix
//! Take the word out of the `listen` line; for TLS, ask `https://`, or write `ssl` behind the port.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;
use hurdles_source::Span;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    if let Some(listen) = facts.tls_to_plain_socket() {
        return Some(without_tls(facts, listen));
    }
    let (listen, word) = facts.expects_other_protocol()?;
    let place = facts.word_of(listen, word);
    if word == "ssl" {
        return Some(plain_to_tls(facts, place));
    }
    let before = usize::try_from(place.start).ok()?.checked_sub(1)?;
    let with_blank = Span::new(place.source, before, place.end as usize);
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

/// The browser speaks TLS, and the `listen` line has no `ssl`.
fn without_tls(facts: &Facts, listen: Span) -> Finding {
    let text = facts.text(listen);
    let is_listen = text.starts_with("listen");
    let end = text.find(';').filter(|_| is_listen);
    let fix = end.map(|end| {
        Candidate::new("Let the socket speak TLS: `listen … ssl`")
            .insert_before(listen.part(end, text.len()), " ssl")
    });
    Finding::error(
        Stage::Protocol,
        "The browser speaks TLS, and this socket does not",
        Label::new(listen, "plain HTTP is expected here"),
    )
    .explain(
        "The number of the port does not make it HTTPS: nginx takes the browser's greeting for a broken request, and the \
         browser says that the connection is not secure or that the record has a wrong version.",
    )
    .fix(fix)
}

/// A plain request to a socket that speaks TLS.
fn plain_to_tls(facts: &Facts, place: Span) -> Finding {
    let url = facts.document("request");
    let scheme = url.and_then(|url| Some(url.part(0, facts.text(url).find("://")?)));
    Finding::error(
        Stage::Protocol,
        "A plain request meets a socket that speaks TLS",
        Label::new(place, "TLS is expected here"),
    )
    .explain(
        "nginx answers 400, `The plain HTTP request was sent to HTTPS port`: on this port the address begins with \
         `https://`.",
    )
    .fix(scheme.map(|scheme| Candidate::new("Ask by HTTPS").replace(scheme, "https")))
}
