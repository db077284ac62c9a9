//! ## What it finds
//! A program of supervisor whose command is not there as it is written.
//!
//! ## Why it matters
//! supervisor runs no shell: `~` is a letter like any other, `cd` is no program, `&&` and variables mean nothing. It tries a
//! few times and gives up: "can't find command".
//!
//! ## Example
//! ```text
//! [program:shop]
//! command=~/venv/bin/uwsgi --ini shop.ini
//! ```
//!
//! ## How to fix
//! Write the whole path of the program; what `cd` was for is `directory=`.

use hurdles_services::supervisor::Trouble;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let process = facts.troubled(|trouble| matches!(trouble, Trouble::NotFound(_)))?;
    let Some(Trouble::NotFound(command)) = &process.trouble else {
        return None;
    };
    let place = process.program.command_span?;
    let word = facts.word_of(place, command);
    let shown = facts.short(command);
    let mut finding = Finding::error(
        Stage::Invocation,
        format!("supervisor finds no command `{shown}`"),
        Label::new(word, "no such file for supervisor"),
    );
    let said = format!(
        "supervisor says `can't find command '{shown}'` and gives `{}` up, so uWSGI is not started.",
        process.program.name
    );
    finding = finding.explain(said);
    if let Some(rest) = command.strip_prefix("~/") {
        let home = facts.home_of(process.program.user);
        finding = finding.explain(
            "It runs no shell, and `~` is what a shell replaces; here it is a directory of that name.",
        );
        let whole = format!("{home}/{rest}");
        let title = format!("Write the whole path: `{}`", facts.short(&whole));
        finding = finding.fix([Candidate::new(title).replace(word, whole)]);
    } else if matches!(command.as_str(), "cd" | "source" | "." | "export" | "exec") {
        finding = finding.explain(format!(
            "It runs no shell, and `{shown}` is a word of the shell's. `directory=` says where a program is started, \
             `environment=` with which variables."
        ));
        if let Some((rest, directory)) = behind_cd(&process.program.command) {
            let text = format!("{rest}\ndirectory={directory}");
            let title = "Start it there with `directory=`";
            finding = finding.fix([Candidate::new(title).replace(place, text)]);
        }
    } else if !command.contains('/') {
        finding = finding.explain(
            "It looks along its own PATH, which has no virtual environment. Write the path of the program.",
        );
        for found in facts.programs_named(command) {
            let title = format!("Write the whole path: `{}`", facts.short(&found));
            finding = finding.fix([Candidate::new(title).replace(word, found)]);
        }
    } else {
        let name = command.rsplit('/').next().unwrap_or("");
        for found in facts.programs_named(name) {
            let title = format!("Start `{}`", facts.short(&found));
            finding = finding.fix([Candidate::new(title).replace(word, found)]);
        }
    }
    Some(finding)
}

/// What stands behind `cd DIRECTORY &&`.
fn behind_cd(command: &str) -> Option<(String, String)> {
    let rest = command.strip_prefix("cd ")?;
    let (directory, rest) = rest.split_once("&&")?;
    Some((rest.trim().to_owned(), directory.trim().to_owned()))
}
