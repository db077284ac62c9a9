//! ## What it finds
//! A program of supervisor that is to run as a user who does not exist.
//!
//! ## Why it matters
//! supervisord looks the name up when it reads its configuration, and ends there: no program is started at all.
//!
//! ## Example
//! ```text
//! [program:shop]
//! user=shopp
//! ```
//!
//! ## How to fix
//! Write the name of an account that exists, or make the account.

use hurdles_services::supervisor::FaultKind;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let fault = facts.supervisor_fault(FaultKind::UnknownUser)?;
    let place = fault.span?;
    let name = facts.text(place).to_owned();
    let shown = facts.short(&name);
    let mut finding = Finding::error(
        Stage::Invocation,
        format!("supervisor knows no user `{shown}`"),
        Label::new(place, "no account of this name"),
    )
    .explain(
        "supervisord looks the user up while it reads its configuration and ends there, so it starts none of its programs.",
    );
    for account in facts.likely_accounts(&name, false) {
        let title = format!("Run it as `{account}`");
        finding = finding.fix([Candidate::new(title).replace(place, account)]);
    }
    Some(finding)
}
