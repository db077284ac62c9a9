//! ## What it finds
//! A value in an ini file is written in quotes.
//!
//! ## Why it matters
//! uWSGI keeps the quotes as part of the value: a path, a module or a variable then has two characters too many.
//!
//! ## Example
//! ```text
//! env = APP_CONFIG="prod"
//! ```
//!
//! ## How to fix
//! Take the quotes away.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    if facts.worked() {
        return None;
    }
    let option = facts.options().iter().find(|option| {
        facts.is_in_file(option)
            && option
                .value
                .as_ref()
                .is_some_and(|value| quoted_part(&value.text).is_some())
    })?;
    let value = option.value.as_ref()?;
    let (from, to) = quoted_part(&value.text)?;
    let place = value.span?;
    let inner = value.text.get(from + 1..to - 1)?;
    let key = facts.short(&option.key.text);
    Some(
        Finding::error(
            Stage::Invocation,
            format!("The quotes belong to the value of `{key}`"),
            Label::new(place.part(from, to), "the quotes are kept"),
        )
        .explain(format!(
            "uWSGI does not take quotes off in an ini file: what it uses has the two quote characters in it, `{}`.",
            value.text
        ))
        .explain(facts.consequence())
        .fix([Candidate::new("Take the quotes away").replace(place.part(from, to), inner)]),
    )
}

/// Where a value, or what follows its own equals sign, is wrapped in one pair of quotes.
fn quoted_part(value: &str) -> Option<(usize, usize)> {
    let from = match value.find('=') {
        Some(at) if !value.starts_with(['"', '\'']) => at + 1,
        _ => 0,
    };
    let part = value.get(from..)?;
    let quote = part.chars().next().filter(|c| ['"', '\''].contains(c))?;
    (part.len() > 2 && part.ends_with(quote)).then_some((from, value.len()))
}
