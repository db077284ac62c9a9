//! ## What it finds
//! The app takes longer than nginx waits.
//!
//! ## Why it matters
//! `uwsgi_read_timeout` is 60 seconds by default and governs `uwsgi_pass`; `proxy_read_timeout` governs
//! `proxy_pass` alone.
//!
//! ## Example
//! ```text
//! upstream timed out (110: Connection timed out)
//! ```
//!
//! ## How to fix
//! Raise the timeout that belongs to the pass directive, or let the work be done elsewhere.

use hurdles_nginx::event::{AttemptEnd, Protocol};

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let passed = facts.passed()?;
    let (AttemptEnd::TimedOut(_) | AttemptEnd::ClientLeft) = passed.attempts.last()?.end else {
        return None;
    };
    let prefix = match passed.protocol {
        Protocol::Uwsgi => "uwsgi",
        Protocol::Http => "proxy",
        Protocol::FastCgi => "fastcgi",
        Protocol::Scgi => "scgi",
    };
    let name = format!("{prefix}_read_timeout");
    let limit = facts.directive_in_force(&name);
    let sleeping = facts.slow_line();
    let at = limit
        .or(sleeping)
        .or(passed.place.span)
        .or_else(|| facts.anywhere())?;
    let other = ["uwsgi", "proxy", "fastcgi"]
        .into_iter()
        .filter(|other| *other != prefix)
        .find_map(|other| facts.directive_in_force(&format!("{other}_read_timeout")));
    let mut finding = Finding::error(
        Stage::Protocol,
        "The app takes longer than nginx waits",
        Label::new(at, if limit.is_some() { "nginx waits no longer than this" } else { "no answer within the time nginx waits" }),
    )
    .explain(format!(
        "nginx hears nothing for as long as `{name}` allows, 60 seconds unless set, closes the connection and answers 504."
    ))
    .also(other, format!("does not govern this pass directive; `{name}` does"))
    .also(sleeping, "the app is slow here");
    if let Some(limit) = limit {
        finding = finding.fix([Candidate::new(format!("Wait longer: `{name} 300s`"))
            .replace(limit, format!("{name} 300s;"))]);
    } else if let Some(pass) = passed.place.span {
        let indent = facts.indent_of(pass);
        finding = finding.fix([Candidate::new(format!("Wait longer: `{name} 300s`"))
            .insert_after(pass, format!("\n{indent}{name} 300s;"))]);
    }
    Some(finding)
}
