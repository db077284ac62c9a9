//! ## What it finds
//! A program of supervisor that goes to the background by itself.
//!
//! ## Why it matters
//! supervisor watches the process that it started. With `daemonize` that process ends at once; supervisor starts another and
//! another, gives up, and leaves daemons behind that it can neither stop nor restart.
//!
//! ## Example
//! ```text
//! [program:shop]
//! command=uwsgi --ini shop.ini --daemonize /var/log/shop.log
//! ```
//!
//! ## How to fix
//! Take `daemonize` away; `stdout_logfile=` says where the log goes.

use hurdles_services::supervisor::Trouble;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let process =
        facts.troubled(|trouble| matches!(trouble, Trouble::TooQuickly(0) | Trouble::Exited(0)))?;
    let option = facts
        .option("daemonize")
        .or_else(|| facts.option("daemonize2"))?;
    let value = option.value.as_ref()?;
    let place = value.span.or(process.program.command_span)?;
    let mut finding = Finding::warning(
        Stage::Invocation,
        "supervisor gives up a uWSGI that goes to the background",
        Label::new(place, "lets the started process end at once"),
    )
    .also(process.program.section_span, "started again and again")
    .explain(format!(
        "`{}` was started {} times and ended each time with status 0, \"not expected\"; then supervisor gave it up \
         (FATAL). The daemons run on, and `supervisorctl stop` does not reach them.",
        process.program.name, process.n_starts
    ));
    if facts.is_in_file(option) {
        let line = facts.line_of(place);
        finding = finding.fix([Candidate::new("Stay in the foreground").replace(line, "")]);
    }
    Some(finding)
}
