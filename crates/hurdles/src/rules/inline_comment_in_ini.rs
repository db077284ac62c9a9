//! ## What it finds
//! A comment stands behind a value in an ini file.
//!
//! ## Why it matters
//! uWSGI knows whole-line comments only. All that follows the equals sign is the value, comment included.
//!
//! ## Example
//! ```text
//! chmod-socket = 664  # for nginx
//! ```
//!
//! ## How to fix
//! Move the comment to a line of its own.

use hurdles_uwsgi::{Event, Ignored};

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let (key, value) = facts.uwsgi_events().find_map(|event| match event {
        Event::Ignored(Ignored::InlineComment { key, value }) => Some((key, value)),
        _ => None,
    })?;
    if facts.worked() {
        return None;
    }
    let place = value.span?;
    let comment = value.text.find(['#', ';'])?;
    let kept = value.text.get(..comment)?.trim_end();
    let shown = facts.short(&key.text);
    Some(
        Finding::error(
            Stage::Invocation,
            format!("The comment behind `{shown}` is part of its value"),
            Label::new(place.part(kept.len(), value.text.len()), "not a comment for uWSGI"),
        )
        .explain(format!(
            "uWSGI knows comments on lines of their own only. The value of `{shown}` is everything behind the equals sign: \
             `{}`.",
            value.text
        ))
        .explain(facts.consequence())
        .fix([Candidate::new("Take the comment away").replace(place.part(kept.len(), value.text.len()), "")]),
    )
}
