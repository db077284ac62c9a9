//! ## What it finds
//! A regular expression with a brace is not quoted.
//!
//! ## Why it matters
//! `{` begins a block for nginx, so the pattern is cut in two there.
//!
//! ## Example
//! ```text
//! location ~ ^/orders/[0-9]{4}$ {
//! ```
//!
//! ## How to fix
//! Put the whole pattern in double quotes.

use hurdles_source::Span;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let problem = facts.nginx_fault()?;
    let blame = facts.blame(problem)?;
    let pattern = pattern_around(facts, blame)?;
    let finding = Finding::error(
        Stage::NginxConfig,
        "A regular expression with `{` is not in quotes",
        Label::new(pattern, "nginx cuts this pattern at its `{`"),
    );
    Some(
        facts
            .nginx_refuses(finding, problem)
            .explain(
                "An unquoted `{` opens a block, so the rest of the pattern is read as a directive.",
            )
            .also(Some(blame), "the rest of the pattern, read as a directive")
            .fix([Candidate::new("Put the pattern in double quotes")
                .insert_before(pattern, "\"")
                .insert_after(pattern, "\"")]),
    )
}

/// The whole pattern of the `location` or `if` line that a place lies in, if the pattern holds an unquoted brace.
fn pattern_around(facts: &Facts, place: Span) -> Option<Span> {
    let text = &facts.sources().get(place.source).text;
    // nginx may point to the directive that it saw last, or to the line.
    let near = facts.line_of(place);
    let lines = [near, facts.line_before(near)];
    lines.into_iter().find_map(|line| {
        let whole = text.get(line.range())?;
        let at = whole.find('~')?;
        let after = whole.get(at..)?;
        let start = at + after.find(|c: char| c.is_whitespace())?;
        let start = start + whole.get(start..)?.find(|c: char| !c.is_whitespace())?;
        let rest = whole.get(start..)?;
        let pattern = rest.trim_end().trim_end_matches('{').trim_end();
        let quoted = pattern.starts_with('"') || pattern.starts_with('\'');
        (!quoted && pattern.contains('{') && !pattern.contains(char::is_whitespace))
            .then(|| line.part(start, start + pattern.len()))
    })
}
