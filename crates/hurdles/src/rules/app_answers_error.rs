//! ## What it finds
//! The app itself answers with an error.
//!
//! ## Why it matters
//! The request has passed every hurdle and reached the app. What it answers is its own decision.
//!
//! ## Example
//! ```text
//! 404 Not Found
//! ```
//!
//! ## How to fix
//! Look at the app's routes, or ask for another path.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::fixes::answer;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let status = facts
        .status()
        .filter(|status| *status >= 400 && facts.app_answered())?;
    let request = facts.document("request")?;
    let mut finding = Finding::error(
        Stage::Response,
        format!("The app itself answers {status}"),
        Label::new(request, format!("the app answers {status} to this")),
    )
    .explain(
        "The request passed every hurdle and reached the app. What it answers is its own decision.",
    );
    if let Some(root) = facts.request_root() {
        finding = finding.fix([Candidate::new("Ask for `/`").replace(request, root)]);
    }
    if status == 404 {
        finding = finding.fix(answer::known_routes(facts));
    } else {
        finding = finding.fix(answer::return_last(facts));
    }
    Some(finding)
}
