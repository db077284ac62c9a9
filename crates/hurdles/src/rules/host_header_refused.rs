//! ## What it finds
//! The app refuses the host name that reaches it.
//!
//! ## Why it matters
//! `proxy_pass` sends the upstream's own name as Host. Frameworks check it; an underscore makes it invalid.
//!
//! ## Example
//! ```text
//! proxy_pass http://web_app;
//! ```
//!
//! ## How to fix
//! Add `proxy_set_header Host $host;`.

use hurdles_nginx::event::Protocol;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let passed = facts.passed()?;
    if facts.status() != Some(400)
        || !facts.app_was_called()
        || facts
            .raised_at_request()
            .is_some_and(|raised| !raised.class.contains("Host"))
    {
        return None;
    }
    let place = passed.place.span.or_else(|| facts.anywhere())?;
    if passed.protocol != Protocol::Http {
        return host_not_allowed(facts);
    }
    let indent = facts.indent_of(place);
    Some(
        Finding::error(
            Stage::Response,
            "The app refuses the host name that nginx sends",
            Label::new(place, "sends the upstream's own name as Host"),
        )
        .explain(
            "Without `proxy_set_header Host` nginx sends the name behind `proxy_pass` as the Host header. The framework checks it, \
             finds it invalid or not allowed, and answers 400.",
        )
        .fix([Candidate::new("Send the browser's host: `proxy_set_header Host $host;`")
                .insert_after(place, format!("\n{indent}proxy_set_header Host $host;"))]),
    )
}

fn host_not_allowed(facts: &Facts) -> Option<Finding> {
    let line = facts.line_with("ALLOWED_HOSTS")?;
    let host = facts.request_host();
    let open = facts.find_in_line(line, "[")?;
    let gap = if facts.text(line).contains("[]") {
        ""
    } else {
        ", "
    };
    Some(
        Finding::error(
            Stage::Response,
            format!("`ALLOWED_HOSTS` does not list `{}`", facts.short(&host)),
            Label::new(line, format!("`{host}` is not among them")),
        )
        .explain("Django checks the Host header of each request against this list and answers 400 for any other name.")
        .fix([Candidate::new(format!("Allow `{host}`")).insert_after(open, format!("'{host}'{gap}"))]),
    )
}
