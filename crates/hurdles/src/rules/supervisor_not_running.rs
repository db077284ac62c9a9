//! ## What it finds
//! `supervisorctl` is asked while supervisord does not run.
//!
//! ## Why it matters
//! `supervisorctl` only talks to supervisord. Where that does not run it says "no such file" of supervisord's socket, or
//! FileNotFoundError, and nothing is started.
//!
//! ## Example
//! ```text
//! sudo supervisorctl update      # unix:///var/run/supervisor.sock no such file
//! ```
//!
//! ## How to fix
//! Start it: `sudo systemctl enable --now supervisor`. It then starts its programs by itself.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    if facts.has_supervisord() || facts.worked() {
        return None;
    }
    let line = facts.invoked_with("supervisorctl")?;
    let finding = Finding::error(
        Stage::Invocation,
        "supervisord does not run, so supervisorctl reaches nobody",
        Label::new(line, "nobody listens on supervisord's socket"),
    )
    .explain(
        "supervisorctl talks to supervisord, which was not started; it starts nothing by itself.",
    );
    let title = "Start supervisor";
    Some(finding.fix([Candidate::new(title).replace(line, "sudo systemctl start supervisor")]))
}
