//! ## What it finds
//! A value or line in supervisor's configuration that it cannot read.
//!
//! ## Why it matters
//! One such place ends supervisord before it starts anything, all other programs included.
//!
//! ## Example
//! ```text
//! [program:shop]
//! command=uwsgi --ini shop.ini
//! autostart=sure
//! ```
//!
//! ## How to fix
//! Write what supervisor expects there; `journalctl -u supervisor` has the line that it printed.

use hurdles_services::supervisor::FaultKind;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let fault = facts.supervisor_fault(FaultKind::Other)?;
    let place = fault.span.or_else(|| facts.whole("invocation"))?;
    let finding = Finding::error(
        Stage::Invocation,
        "supervisor does not take its configuration",
        Label::new(place, "refused"),
    );
    let first = fault.message.lines().next().unwrap_or("");
    Some(finding.explain(format!(
        "supervisord ends before it starts any program and says: `{}`.",
        facts.short(first)
    )))
}
