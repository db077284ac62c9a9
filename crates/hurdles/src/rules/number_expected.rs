//! ## What it finds
//! An option that wants a number has a word as its value.
//!
//! ## Why it matters
//! uWSGI reads as many digits as there are; a word counts as 0. No processes means that nobody serves.
//!
//! ## Example
//! ```text
//! processes = auto
//! ```
//!
//! ## How to fix
//! Write a number.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

/// Options that hold a number and on which the answer may depend.
const NUMBERS: &[&str] = &[
    "processes",
    "workers",
    "threads",
    "listen",
    "buffer-size",
    "harakiri",
    "cheaper",
    "socket-timeout",
    "http-timeout",
    "post-buffering",
];

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    if facts.worked() {
        return None;
    }
    let option = facts.options().iter().find(|option| {
        let value = option
            .value
            .as_ref()
            .map(|value| value.text.as_str())
            .unwrap_or_default();
        let is_number = value.starts_with(|c: char| c.is_ascii_digit()) && value != "0";
        NUMBERS.contains(&option.name.as_str()) && !is_number && !value.contains(['%', '$', '@'])
    })?;
    let value = option.value.as_ref()?;
    let place = value
        .span
        .filter(|span| !span.range().is_empty())
        .or(option.key.span)?;
    let (name, shown) = (&option.name, facts.short(&value.text));
    let mut finding = Finding::error(
        Stage::Invocation,
        format!("`{name}` wants a number, `{shown}` counts as 0"),
        Label::new(place, "read as 0"),
    )
    .explain(format!(
        "uWSGI reads the digits at the beginning of the value; `{shown}` has none, so `{name}` is 0."
    ))
    .explain(facts.consequence());
    for number in ["1", "4"] {
        finding = finding.fix([Candidate::new(format!("Write `{number}`")).replace(place, number)]);
    }
    Some(finding.fix(crate::fixes::options::without(facts, name)))
}
