//! ## What it finds
//! nginx shall write a log in a directory that does not exist.
//!
//! ## Why it matters
//! It makes the file but not the directory, and refuses to start without its logs.
//!
//! ## Example
//! ```text
//! access_log /home/ubuntu/app/logs/access.log;
//! ```
//!
//! ## How to fix
//! Make the directory, or write the log elsewhere.

use hurdles_machine::Errno;
use hurdles_nginx::ProblemKind;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let problem = facts.nginx_fault()?;
    let ProblemKind::Call { call, errno } = &problem.kind else {
        return None;
    };
    let path = call.strip_prefix("open() ")?.split('"').nth(1)?;
    let directive = facts.directive_with(&["access_log", "error_log", "pid"], path)?;
    let (directory, _) = path.rsplit_once('/')?;
    let headline = match errno {
        Errno::NotFound => format!(
            "The directory `{}` for nginx's log does not exist",
            facts.short(directory)
        ),
        _ => format!("nginx cannot write its log in `{}`", facts.short(directory)),
    };
    let finding = Finding::error(
        Stage::NginxConfig,
        headline,
        Label::new(directive, format!("open() fails: {errno}")),
    );
    Some(
        facts
            .nginx_refuses(finding, problem)
            .explain("It makes log files but not the directories they lie in.")
            .fix([Candidate::new(format!("Make the directory `{directory}`"))
                .setup(format!("mkdir -p {directory}"))])
            .fix(facts.drop_directive(directive)),
    )
}
