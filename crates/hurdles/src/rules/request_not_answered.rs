//! ## What it finds
//! The connection is made, but no valid answer comes back, and no rule knows the cause more closely.
//!
//! ## Why it matters
//! nginx's own words are quoted; it answers 502 or 504.
//!
//! ## Example
//! ```text
//! upstream prematurely closed connection
//! ```
//!
//! ## How to fix
//! Look at uWSGI's log for the same moment.

use hurdles_nginx::event::{AttemptEnd, Protocol};
use hurdles_source::Span;
use hurdles_uwsgi::Refusal;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::fixes::{imports, options};
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    if facts.is_undecided() {
        return None;
    }
    let passed = facts.passed()?;
    let attempt = passed.attempts.last()?;
    let what = match &attempt.end {
        AttemptEnd::Answered(_) | AttemptEnd::NotConnected(_) => return None,
        AttemptEnd::ClosedEarly => "closes the connection without an answer".to_owned(),
        AttemptEnd::Reset => "resets the connection".to_owned(),
        AttemptEnd::TimedOut(seconds) => format!("says nothing for {seconds} seconds"),
        AttemptEnd::ClientLeft => "does not answer while the browser waits".to_owned(),
        AttemptEnd::InvalidHeader => "sends something that is no valid answer".to_owned(),
        AttemptEnd::HeaderTooBig(bytes) => {
            format!("sends headers larger than nginx's buffer of {bytes} bytes")
        }
        AttemptEnd::RequestTooBig(bytes) => format!("cannot be sent {bytes} bytes of variables"),
        AttemptEnd::NotResolved => "has a name without an address".to_owned(),
    };
    // uWSGI took the request and had nothing against it: an empty answer is the app's own.
    let accepted = facts.app_was_called() && facts.nothing_refused();
    let stage = if accepted && attempt.end == AttemptEnd::ClosedEarly {
        Stage::Response
    } else {
        Stage::Protocol
    };
    let place = passed.place.span.or_else(|| facts.anywhere())?;
    let mut finding = Finding::error(
        stage,
        "nginx gets no valid answer from the app's socket",
        Label::new(place, "passes the request on"),
    )
    .explain(format!(
        "`{}` {what}, so nginx answers with an error of its own.",
        attempt.address
    ));
    if facts.refused(|refusal| matches!(refusal, Refusal::NoPlugin(_))) {
        finding =
            finding.explain("uWSGI has no plugin for the kind of request that nginx announces.");
        let modifier = facts.directive_in_force("uwsgi_modifier1");
        finding = finding
            .also(modifier, "announces another kind of request")
            .fix(modifier.and_then(|modifier| facts.drop_directive(modifier)));
    }
    if attempt.end == AttemptEnd::Reset {
        finding = without_limit(facts, finding);
    }
    if let AttemptEnd::HeaderTooBig(_) = attempt.end {
        finding = finding.fix([larger_buffers(facts, passed.protocol, place)]);
    }
    if let (AttemptEnd::ClosedEarly, Some(line)) = (&attempt.end, facts.line_with("exit(")) {
        finding = finding
            .also(Some(line), "ends the worker while it answers")
            .fix(imports::leave_out(facts, line));
    }
    Some(finding)
}

/// Room for headers that are longer than a page.
fn larger_buffers(facts: &Facts, protocol: Protocol, place: Span) -> Candidate {
    let prefix = if protocol == Protocol::Http {
        "proxy"
    } else {
        "uwsgi"
    };
    let indent = facts.indent_of(place);
    let lines = format!("\n{indent}{prefix}_buffer_size 32k;\n{indent}{prefix}_buffers 8 32k;");
    Candidate::new("Give answers larger buffers").insert_after(place, lines)
}

/// `limit-post` closes the connection with the body unread.
fn without_limit(facts: &Facts, finding: Finding) -> Finding {
    let limit = facts.option("limit-post");
    finding
        .also(
            limit.and_then(|option| option.key.span),
            "refuses bodies that are longer",
        )
        .fix(options::without(facts, "limit-post"))
}
