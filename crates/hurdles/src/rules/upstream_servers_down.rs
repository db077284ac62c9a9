//! ## What it finds
//! All servers of an upstream are marked `down`.
//!
//! ## Why it matters
//! nginx asks none of them and answers 502 at once, with `no live upstreams` in its log.
//!
//! ## Example
//! ```text
//! upstream shop { server unix:/run/shop.sock down; }
//! ```
//!
//! ## How to fix
//! Take `down` away from the server that is to answer.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let passed = facts.passed()?;
    if !passed.attempts.is_empty() {
        return None;
    }
    let words = facts.words_of_servers("down");
    let place = *words.first()?;
    let mut finding = Finding::error(
        Stage::Connect,
        "All servers of the upstream are marked `down`",
        Label::new(place, "is never asked"),
    )
    .explain(
        "There is no server left to connect to: nginx answers 502 and logs `no live upstreams`.",
    )
    .also(passed.place.span, "the request is passed on here");
    for word in words {
        let start = usize::try_from(word.start).ok()?.checked_sub(1)?;
        let with_blank = hurdles_source::Span::new(word.source, start, word.end as usize);
        finding = finding.fix([Candidate::new("Take `down` away").replace(with_blank, "")]);
    }
    Some(finding)
}
