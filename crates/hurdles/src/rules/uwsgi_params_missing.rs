//! ## What it finds
//! nginx passes requests without the variables that describe them.
//!
//! ## Why it matters
//! Without `include uwsgi_params` only the browser's headers arrive; the method, the path and the query are
//! missing.
//!
//! ## Example
//! ```text
//! location / { uwsgi_pass unix:/run/app.sock; }
//! ```
//!
//! ## How to fix
//! Add `include uwsgi_params;` to the location.

use hurdles_nginx::event::Protocol;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let passed = facts.passed()?;
    let has = |name: &str| passed.parameters.iter().any(|parameter| parameter == name);
    if facts.worked()
        || passed.protocol != Protocol::Uwsgi
        || has("REQUEST_METHOD") && has("PATH_INFO")
    {
        return None;
    }
    if !passed
        .attempts
        .iter()
        .any(|attempt| attempt.listener.is_some())
        || !facts.app_was_called()
    {
        return None;
    }
    let place = passed.place.span.or_else(|| facts.anywhere())?;
    let indent = facts.indent_of(place);
    Some(
        Finding::error(
            Stage::Protocol,
            "nginx passes the request without the variables that describe it",
            Label::new(place, "`include uwsgi_params;` is missing here"),
        )
        .explain(
            "Only the browser's headers are sent. Method, path and query are variables of their own, which `uwsgi_params` \
             lists; without them the app cannot tell what is asked for, and fails.",
        )
        .fix([Candidate::new("Add `include uwsgi_params;`").insert_before(place, format!("include uwsgi_params;\n{indent}"))]),
    )
}
