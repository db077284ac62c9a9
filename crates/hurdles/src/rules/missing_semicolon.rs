//! ## What it finds
//! A directive is not ended by a semicolon.
//!
//! ## Why it matters
//! nginx reads on and takes the next line, or the brace, for more arguments. The line it complains about is a later
//! one.
//!
//! ## Example
//! ```text
//! include uwsgi_params
//! uwsgi_pass unix:/run/app.sock;
//! ```
//!
//! ## How to fix
//! End the directive with `;`.

use hurdles_nginx::ProblemKind;
use hurdles_source::Span;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let problem = facts.nginx_fault()?;
    let at = problem.missing_semicolon?;
    let directive = directive_before(facts, at);
    let name = facts
        .text(directive)
        .split_whitespace()
        .next()
        .unwrap_or("the directive");
    let label = Label::new(directive, "no `;` ends this directive");
    let finding = Finding::error(
        Stage::NginxConfig,
        format!("A `;` is missing after `{name}`"),
        label,
    );
    let complaint = problem.blame.filter(|blame| *blame != directive);
    let brace = matches!(problem.kind, ProblemKind::NoOpeningBrace(_));
    let open = brace.then(|| {
        Candidate::new(format!("Open the block of `{name}`: `{{`")).insert_after(at, " {")
    });
    Some(
        facts
            .nginx_refuses(finding, problem)
            .explain(
                "It reads everything up to the next `;` or brace as arguments of the directive before, \
                 so it complains about a later place.",
            )
            .also(complaint, "this is where nginx notices")
            .fix([Candidate::new(format!("End `{name}` with a semicolon")).insert_after(at, ";")])
            .fix(open),
    )
}

/// The characters of the line before the place where the semicolon belongs.
fn directive_before(facts: &Facts, at: Span) -> Span {
    let text = &facts.sources().get(at.source).text;
    let end = at.end as usize;
    let before = text.get(..end).unwrap_or("");
    let line = before.rfind('\n').map_or(0, |line| line + 1);
    let indent = before
        .get(line..)
        .map_or(0, |line| line.len() - line.trim_start().len());
    Span::new(at.source, line + indent, end)
}
