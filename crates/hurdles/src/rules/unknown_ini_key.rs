//! ## What it finds
//! A key in an ini file is no option, most often by a slip: an underscore for a hyphen, a letter too many.
//!
//! ## Why it matters
//! Unknown keys are kept as variables and not reported, so the option that was meant is simply not set.
//!
//! ## Example
//! ```text
//! wsgi_file = wsgi.py
//! ```
//!
//! ## How to fix
//! Write the option's own name. With `strict = true` near the top uWSGI refuses such keys.

use std::collections::BTreeSet;

use hurdles_uwsgi::{Event, Ignored, nearest_option};

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::fixes::options;
use crate::report::Stage;

/// As many unknown keys are compared with all options.
const MOST_COMPARED: usize = 50;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    if facts.worked() {
        return None;
    }
    let mut asked = BTreeSet::new();
    let unknown = facts.uwsgi_events().filter_map(|event| match event {
        Event::Ignored(Ignored::UnknownKey {
            key,
            used_as_placeholder: false,
            ..
        }) => Some(key),
        _ => None,
    });
    let (key, nearest) = unknown
        .filter(|key| asked.insert(key.text.as_str()))
        .take(MOST_COMPARED)
        .find_map(|key| Some((key, nearest_option(&key.text)?)))?;
    let place = key.span?;
    let shown = facts.short(&key.text);
    Some(
        Finding::error(
            Stage::Invocation,
            format!("`{shown}` is no option of uWSGI"),
            Label::new(place, format!("did you mean `{nearest}`?")),
        )
        .explain(format!(
            "uWSGI keeps a key that it does not know as a variable and says nothing, so the option that was meant, \
             `{nearest}`, is not set."
        ))
        .explain(facts.consequence())
        .fix([Candidate::new(format!("Write `{nearest}`")).replace(place, nearest)])
        .fix(facts.options().iter().find(|option| option.key.span == Some(place)).and_then(|option| {
            let removal = options::removal(facts, option)?;
            Some(Candidate::new("Take the line away").with([removal]))
        })),
    )
}
