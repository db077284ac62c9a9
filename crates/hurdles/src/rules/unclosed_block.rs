//! ## What it finds
//! A block is opened and never closed.
//!
//! ## Why it matters
//! nginx reaches the end of the file while it waits for `}`. A block cannot go on in another file.
//!
//! ## Example
//! ```text
//! server { location / { uwsgi_pass unix:/run/app.sock; }
//! ```
//!
//! ## How to fix
//! Add the missing `}`.

use hurdles_nginx::ProblemKind;
use hurdles_source::Span;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let problem = facts.nginx_fault()?;
    if !matches!(problem.kind, ProblemKind::UnexpectedEndOfFile { .. })
        || problem.missing_semicolon.is_some()
    {
        return None;
    }
    let path = problem.place.as_ref().map(|place| place.path.to_string())?;
    let open = facts.open_block(&path);
    let file = facts.file(&path);
    let primary = open.or(problem.blame).or(file)?;
    let finding = Finding::error(
        Stage::NginxConfig,
        "A block is opened and never closed by `}`",
        Label::new(primary, "this block is not closed"),
    );
    let mut finding = facts.nginx_refuses(finding, problem).explain(
        "At the end of the file it still waits for `}`; a block cannot go on in another file.",
    );
    if let Some(file) = file {
        let end = facts.text(file).trim_end().len();
        let at = Span::new(file.source, end, end);
        let candidate = Candidate::new("Add the missing `}` at the end of the file");
        finding = finding
            .also(Some(at), "the missing `}` would stand here")
            .fix([candidate.insert_after(at, "\n}")]);
    }
    Some(finding)
}
