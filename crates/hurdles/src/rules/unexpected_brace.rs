//! ## What it finds
//! A closing brace stands where no block is open.
//!
//! ## Why it matters
//! Most often a block ends too early, or one brace too many was left over.
//!
//! ## Example
//! ```text
//! server { listen 80; } }
//! ```
//!
//! ## How to fix
//! Take the brace away, or find the block that it should close.

use hurdles_nginx::ProblemKind;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let problem = facts.nginx_fault()?;
    if problem.kind != ProblemKind::UnexpectedCharacter('}') || problem.missing_semicolon.is_some()
    {
        return None;
    }
    let place = facts.blame(problem)?;
    let finding = Finding::error(
        Stage::NginxConfig,
        "A `}` stands where no block is open",
        Label::new(place, "this brace closes nothing"),
    );
    let mut finding = facts
        .nginx_refuses(finding, problem)
        .explain("Either one brace is too many, or a block above ends too early.");
    if facts.text(place) == "}" {
        finding = finding.fix([Candidate::new("Take the brace away").replace(place, "")]);
    }
    Some(finding)
}
