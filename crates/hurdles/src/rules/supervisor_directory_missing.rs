//! ## What it finds
//! A program of supervisor whose `directory=` does not exist or is closed to its user.
//!
//! ## Why it matters
//! supervisor changes into the directory as the program's user, right before it starts the program. Where that fails nothing
//! is started: "couldn't chdir to …", exit status 127, and after a few tries "Exited too quickly".
//!
//! ## Example
//! ```text
//! [program:shop]
//! directory=/srv/shopp
//! ```
//!
//! ## How to fix
//! Write the path of the project, or let the user enter it.

use hurdles_machine::Errno;
use hurdles_services::supervisor::Trouble;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let process = facts.troubled(|trouble| matches!(trouble, Trouble::Chdir(..)))?;
    let Some(Trouble::Chdir(directory, errno)) = &process.trouble else {
        return None;
    };
    let place = process.program.directory_span?;
    let shown = facts.short(directory);
    let user = facts.user_name(process.program.user.unwrap_or(0));
    let is_refused = *errno == Errno::AccessDenied;
    let headline = if is_refused {
        format!("`{user}` may not enter `{shown}`")
    } else {
        format!("supervisor cannot start a program in `{shown}`")
    };
    let stage = if is_refused {
        Stage::Privileges
    } else {
        Stage::Invocation
    };
    let mut finding = Finding::error(stage, headline, Label::new(place, errno.text())).explain(format!(
        "supervisor says `couldn't chdir to {shown}` into the program's log, starts nothing, and gives `{}` up: \"Exited \
         too quickly\".",
        process.program.name
    ));
    if !is_refused {
        let candidates = facts.directories();
        let near = hurdles_source::nearest_name(directory, candidates.iter().map(String::as_str));
        if let Some(near) = near {
            let title = format!("Start it in `{}`", facts.short(near));
            finding = finding.fix([Candidate::new(title).replace(place, near.to_owned())]);
        }
        let title = format!("Start it in `{}`", facts.short(&facts.scenario.cwd));
        let cwd = facts.scenario.cwd.clone();
        finding = finding.fix([Candidate::new(title).replace(place, cwd)]);
    }
    Some(finding)
}
