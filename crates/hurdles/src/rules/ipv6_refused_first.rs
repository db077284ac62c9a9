//! ## What it finds
//! `localhost` has two addresses, and uWSGI listens on one of them.
//!
//! ## Why it matters
//! nginx tries them in turn. The refused attempt leaves a line in its log; the request succeeds all the same.
//!
//! ## Example
//! ```text
//! uwsgi_pass localhost:6667;
//! ```
//!
//! ## How to fix
//! Write `127.0.0.1:6667`.

use hurdles_nginx::event::AttemptEnd;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let passed = facts.passed()?;
    let (last, before) = passed.attempts.split_last()?;
    let refused = before
        .iter()
        .any(|attempt| matches!(attempt.end, AttemptEnd::NotConnected(_)));
    if !refused || !matches!(last.end, AttemptEnd::Answered(_)) {
        return None;
    }
    let place = passed.place.span.or_else(|| facts.anywhere())?;
    Some(
        Finding::warning(
            Stage::Connect,
            "One address of the upstream refuses, the other answers",
            Label::new(place, "has more than one address"),
        )
        .explain(format!(
            "nginx tries the addresses in turn. The first is refused and leaves a line in the error log, `{}` answers. Name the one \
             address that uWSGI listens on to keep the log clean.",
            last.address
        )),
    )
}
