//! ## What it finds
//! A program of supervisor with `autostart=false` that nobody starts.
//!
//! ## Why it matters
//! supervisord reads it and leaves it alone: STOPPED, "Not started". After a reboot it is so again.
//!
//! ## Example
//! ```text
//! [program:shop]
//! autostart=false
//! ```
//!
//! ## How to fix
//! Take the line away, or type `supervisorctl start shop`.

use hurdles_services::supervisor::State;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    if facts.worked() || facts.instance().is_some() {
        return None;
    }
    let mut processes = facts.supervised().iter();
    let process = processes.find(|it| it.state == State::Stopped && it.n_starts == 0)?;
    let place = process.program.section_span?;
    let name = facts.short(&process.program.name);
    let start = Candidate {
        after: vec![format!("supervisorctl start {name}")],
        ..Candidate::new(format!("Start `{name}`"))
    };
    let finding = Finding::error(
        Stage::Invocation,
        format!("Nobody starts supervisor's program `{name}`"),
        Label::new(place, "`autostart=false`: waits to be started"),
    )
    .explain("supervisord knows it and leaves it alone, so no uWSGI runs.");
    Some(finding.fix([start]))
}
