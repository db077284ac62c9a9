//! ## What it finds
//! uWSGI kills the worker because the request takes longer than `harakiri` allows.
//!
//! ## Why it matters
//! The connection is closed without an answer, and nginx answers 502. The master starts a new worker for the next one.
//!
//! ## Example
//! ```text
//! harakiri = 2
//! ```
//!
//! ## How to fix
//! Raise `harakiri`, or find out what makes the request slow.

use hurdles_uwsgi::Refusal;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::fixes::options;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    if !facts.refused(|refusal| matches!(refusal, Refusal::Harakiri)) {
        return None;
    }
    let option = facts.option("harakiri");
    let value = option.and_then(|option| option.value.as_ref());
    let place = value
        .and_then(|value| value.span)
        .or_else(|| facts.anywhere())?;
    let limit = value.map_or("the limit", |value| value.text.as_str());
    let title = "Allow more time: `harakiri = 60`";
    Some(
        Finding::error(
            Stage::Protocol,
            "uWSGI kills the worker before the app answers",
            Label::new(place, "the request takes longer than this"),
        )
        .explain(format!(
            "`harakiri` allows a request {limit} seconds. After that uWSGI kills the worker, the connection is closed without an \
             answer, and nginx answers 502."
        ))
        .also(facts.slow_line(), "the app is slow here")
        .fix(options::set(facts, "harakiri", "60").map(|changes| Candidate::new(title).with(changes)))
        .fix(facts.slow_line().and_then(|line| facts.quicken(line)))
        .fix(options::without(facts, "harakiri")),
    )
}
