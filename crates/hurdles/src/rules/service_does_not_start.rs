//! ## What it finds
//! systemd cannot start a service: an account, a directory, a file or the program that its unit names is not there, the unit is
//! refused for what it says, or whoever typed the command may not start it.
//!
//! ## Why it matters
//! `systemctl start` often says nothing and returns at once. What went wrong stands in `systemctl status` and
//! `journalctl -u`, with a number from 200 on that names the step: 200/CHDIR the working directory, 203/EXEC the program,
//! 209/STDOUT the log file, 216/GROUP and 217/USER the account, 226/NAMESPACE a path to be mounted.
//!
//! ## Example
//! ```text
//! [Service]
//! User=deploy            # no such user
//! ExecStart=venv/bin/uwsgi --ini app.ini   # not an absolute path
//! ```
//!
//! ## How to fix
//! Correct the line of the unit that is marked, then `systemctl daemon-reload` and start the service again.

use hurdles_machine::Errno;
use hurdles_services::manager::State;
use hurdles_services::spawn::{Failure, Step};

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    if facts.worked() || facts.instance().is_some() {
        return None;
    }
    let state = facts.stopped_service()?;
    let unit = facts.short(&state.unit.name);
    if let Some(failure) = &state.failure {
        return Some(at_step(facts, state, failure));
    }
    if let Some(word) = &state.missing_file {
        let path = facts.short(&word.text);
        let finding = Finding::error(
            Stage::Invocation,
            format!("The environment file `{path}` of `{unit}` cannot be read"),
            Label::new(word.span, "is not there"),
        )
        .explain("systemd reads it before it starts anything, and gives up without it. A `-` before the path lets it be missing.");
        let lenient = format!("-{}", word.text);
        let candidate = Candidate::new("Let the file be missing").replace(word.span, lenient);
        return Some(finding.fix([candidate]));
    }
    if let Some(span) = state.denied.filter(|_| !state.asked) {
        let finding = Finding::error(
            Stage::Invocation,
            format!("Only root may start `{unit}`"),
            Label::new(span, "typed without sudo"),
        )
        .explain("systemctl says \"Access denied\" and starts nothing.");
        let text = facts.sources().text_of(span).to_owned();
        let candidate = Candidate::new("Start it with sudo").replace(span, format!("sudo {text}"));
        return Some(finding.fix([candidate]));
    }
    let problem = state
        .unit
        .problems
        .iter()
        .find(|problem| problem.is_fatal())?;
    Some(
        Finding::error(
            Stage::Invocation,
            format!("systemd refuses `{unit}` for this line"),
            Label::new(problem.span, "is refused"),
        )
        .explain(format!(
            "The journal says: {}. The unit is not started at all.",
            facts.short(&problem.message)
        )),
    )
}

/// What stopped the child between fork and exec.
fn at_step(facts: &Facts, state: &State, failure: &Failure) -> Finding {
    let unit = facts.short(&state.unit.name);
    let name = facts.short(&failure.word.text);
    let path = facts.short(&failure.path);
    let errno = failure.errno;
    let stage = match failure.step {
        Step::User | Step::Group => Stage::Privileges,
        _ => Stage::Invocation,
    };
    let status = failure.step.status();
    let word = hurdles_services::status::word(status);
    let (headline, label) = match failure.step {
        Step::User => (
            format!("There is no user `{name}` for `{unit}`"),
            "no user of this name",
        ),
        Step::Group => (
            format!("There is no group `{name}` for `{unit}`"),
            "no group of this name",
        ),
        Step::Exec if errno == Errno::NotFound && path != name => (
            format!("`{name}` is a script for `{path}`, which is not there"),
            "its first line names a program that is missing",
        ),
        Step::Exec if errno == Errno::NotFound => (
            format!("The program of `{unit}`, `{name}`, is not there"),
            "no such program",
        ),
        Step::Exec => (
            format!("The program of `{unit}` cannot be executed: {errno}"),
            "may not be executed",
        ),
        Step::Chdir => (
            format!("`{unit}` cannot start in `{path}`: {errno}"),
            "cannot be entered",
        ),
        Step::Stdout | Step::Stderr => (
            format!("`{unit}` cannot write to `{path}`: {errno}"),
            "cannot be opened",
        ),
        Step::Namespace => (
            format!("`{path}`, which `{unit}` names, is not there"),
            "does not exist",
        ),
    };
    let mut finding = Finding::error(stage, headline, Label::new(failure.word.span, label)).explain(format!(
        "systemd ends the start with {status}/{word}, before the program runs: nothing makes the socket, and nginx answers 502. \
         systemctl itself may say nothing of it; `journalctl -u {unit}` does."
    ));
    if matches!(failure.step, Step::User | Step::Group) {
        for known in facts.likely_accounts(&failure.word.text, failure.step == Step::Group) {
            let title = format!("Name `{known}` instead");
            finding = finding.fix([Candidate::new(title).replace(failure.word.span, &known)]);
        }
    }
    if failure.step == Step::Exec && errno == Errno::AccessDenied {
        let title = format!("Make `{path}` executable");
        finding = finding.fix([Candidate::new(title).setup(format!("chmod +x {}", failure.path))]);
    }
    if let (Step::Exec, Some(home)) = (failure.step, &state.unit.service.protect_home)
        && failure.path.starts_with("/home/")
    {
        finding = finding.also(Some(home.1.span), "hides all homes from the service");
        let candidate = Candidate::new("Let the service see homes").replace(home.1.span, "false");
        finding = finding.fix([candidate]);
    }
    finding
}
