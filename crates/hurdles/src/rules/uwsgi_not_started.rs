//! ## What it finds
//! Nothing that was typed starts uWSGI, so no process makes the socket or loads the app.
//!
//! ## Why it matters
//! nginx starts well without its upstream. It notices only when a request comes and answers 502 Bad Gateway.
//!
//! ## Example
//! ```text
//! true            # no uwsgi anywhere on the line
//! ```
//!
//! ## How to fix
//! Start uWSGI with a socket and an app, for instance `uwsgi --plugin python3 -s /run/app/app.sock --wsgi-file
//! wsgi.py`.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    if facts.worked() || facts.instance().is_some() || facts.stopped_service().is_some() {
        return None;
    }
    // What is typed and not simulated may start one.
    if facts.unplayed_start().is_some() {
        return None;
    }
    let place = facts.whole("invocation")?;
    let mut finding = Finding::error(
        Stage::Invocation,
        "Nothing that is typed starts uWSGI",
        Label::new(place, "starts no uWSGI"),
    )
    .explain(
        "No uWSGI runs when the request comes, so nothing made the socket and nobody listens. nginx connects to a path that \
         leads nowhere and answers 502.",
    );
    let complaint = facts.shell_complaint();
    if let Some(complaint) = &complaint {
        finding = finding.explain(format!("The shell says: {complaint}."));
    }
    for line in facts.possible_invocations() {
        let title = format!("Start uWSGI: `{}`", facts.short(&line));
        finding = finding.fix([Candidate::new(title).replace(place, line)]);
    }
    Some(finding)
}
