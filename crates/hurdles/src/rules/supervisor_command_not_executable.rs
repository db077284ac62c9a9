//! ## What it finds
//! A program of supervisor whose command is a directory or a file without an execute bit.
//!
//! ## Why it matters
//! supervisor looks before it starts anything, and gives the program up: "command at … is not executable".
//!
//! ## Example
//! ```text
//! [program:shop]
//! command=/srv/shop/start.sh      # -rw-r--r--
//! ```
//!
//! ## How to fix
//! `chmod +x` the script, or name the interpreter: `command=/bin/bash /srv/shop/start.sh`.

use hurdles_services::supervisor::Trouble;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let is_meant =
        |trouble: &Trouble| matches!(trouble, Trouble::NotExecutable(_) | Trouble::Directory(_));
    let process = facts.troubled(is_meant)?;
    let place = process.program.command_span?;
    let (path, what) = match process.trouble.as_ref()? {
        Trouble::NotExecutable(path) => (path, "is not executable"),
        Trouble::Directory(path) => (path, "is a directory"),
        _ => return None,
    };
    let shown = facts.short(path);
    let mut finding = Finding::error(
        Stage::Invocation,
        format!("supervisor may not start `{shown}`: it {what}"),
        Label::new(facts.word_of(place, path), what),
    )
    .explain(format!(
        "supervisor says `command at '{shown}' {what}` and gives `{}` up, so uWSGI is not started.",
        process.program.name
    ));
    if matches!(process.trouble, Some(Trouble::NotExecutable(_))) {
        finding = finding.fix([Candidate {
            setup: vec![format!("chmod +x {path}")],
            ..Candidate::new("Let it be executed")
        }]);
    }
    Some(finding)
}
