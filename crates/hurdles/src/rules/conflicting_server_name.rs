//! ## What it finds
//! Two server blocks claim the same name on the same address.
//!
//! ## Why it matters
//! nginx keeps the first and ignores the second, with a warning only.
//!
//! ## Example
//! ```text
//! conflicting server name "localhost" on 0.0.0.0:80, ignored
//! ```
//!
//! ## How to fix
//! Remove one of the blocks, or change its name.

use hurdles_nginx::ProblemKind;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let problem = facts
        .configuration()?
        .problems
        .iter()
        .find(|problem| matches!(problem.kind, ProblemKind::ServerNameConflict { .. }))?;
    let ProblemKind::ServerNameConflict { name, address } = &problem.kind else {
        return None;
    };
    let place = facts.blame(problem)?;
    Some(
        Finding::warning(
            Stage::NginxConfig,
            format!("Two server blocks claim the name `{}`", facts.short(name)),
            Label::new(place, "the second block is ignored for this name"),
        )
        .explain(format!(
            "nginx warns that the name is given twice on {address}, keeps the first block and ignores the second."
        )),
    )
}
