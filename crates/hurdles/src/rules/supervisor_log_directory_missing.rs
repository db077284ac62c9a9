//! ## What it finds
//! A log file of a supervisor program in a directory that does not exist.
//!
//! ## Why it matters
//! supervisord makes the file and not the directory. It looks while it reads its configuration, and ends there: no program is
//! started at all.
//!
//! ## Example
//! ```text
//! stdout_logfile=/var/log/shop/uwsgi.log
//! ```
//!
//! ## How to fix
//! Make the directory, or log into one that exists.

use hurdles_services::supervisor::FaultKind;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let fault = facts.supervisor_fault(FaultKind::LogDirectory)?;
    let place = fault.span?;
    let path = facts.text(place).to_owned();
    let (directory, _) = path.rsplit_once('/')?;
    let shown = facts.short(directory);
    let finding = Finding::error(
        Stage::Invocation,
        format!("supervisor's log directory `{shown}` does not exist"),
        Label::new(place, "its directory is not there"),
    )
    .explain(
        "supervisord ends while it reads its configuration, so it starts none of its programs. It makes log files, never \
         their directories.",
    );
    Some(finding.fix([Candidate {
        setup: vec![format!("mkdir -p {directory}")],
        ..Candidate::new("Make the directory")
    }]))
}
