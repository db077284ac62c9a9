//! ## What it finds
//! A percent sign in a value of supervisor's configuration that begins no `%(name)s`.
//!
//! ## Why it matters
//! supervisor passes every value through Python's `%`. A sign that it cannot read ends supervisord before it starts anything,
//! all other programs included.
//!
//! ## Example
//! ```text
//! environment=URL="https://example.org/a%20b"
//! ```
//!
//! ## How to fix
//! Write it twice: `%%20`.

use hurdles_services::supervisor::FaultKind;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let fault = facts.supervisor_fault(FaultKind::Percent)?;
    let value = fault.span?;
    let text = facts.text(value).to_owned();
    let (at, _) = lone_signs(&text).next()?;
    let doubled = lone_signs(&text).fold((String::new(), 0), |(done, from), (at, _)| {
        let part = text.get(from..at).unwrap_or("");
        (format!("{done}{part}%"), at)
    });
    let doubled = doubled.0 + text.get(doubled.1..).unwrap_or("");
    let finding = Finding::error(
        Stage::Invocation,
        "supervisor reads `%` as the beginning of a placeholder",
        Label::new(value.part(at, at + 1), "a lone percent sign"),
    )
    .explain(format!(
        "supervisord ends before it starts any program and says: `{}`.",
        facts.short(fault.message.lines().next().unwrap_or(""))
    ));
    Some(finding.fix([Candidate::new("Write `%%`").replace(value, doubled)]))
}

/// The percent signs that stand neither before `(` nor in a pair.
fn lone_signs(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut in_pair = false;
    text.char_indices().filter(move |(at, c)| {
        if *c != '%' {
            return false;
        }
        if in_pair {
            in_pair = false;
            return false;
        }
        let next = text.get(at + 1..).and_then(|rest| rest.chars().next());
        in_pair = next == Some('%');
        !in_pair && next != Some('(')
    })
}
