//! ## What it finds
//! uWSGI may not enter the directory named by `chdir`, or it does not exist.
//!
//! ## Why it matters
//! It changes directory after it has dropped privileges, so the user it runs as needs search permission on every
//! directory of the path.
//!
//! ## Example
//! ```text
//! sudo uwsgi --uid www-data --chdir /home/alice/app -s /run/app.sock
//! ```
//!
//! ## How to fix
//! Give that user search permission on the directory that refuses, or let uWSGI run as the directory's owner.

use hurdles_machine::Errno;
use hurdles_uwsgi::ExitCause;

use crate::facts::{Facts, Who};
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::fixes::{access, options};
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let ExitCause::Chdir {
        path,
        errno,
        walk,
        identity,
    } = facts.exit_cause()?
    else {
        return None;
    };
    let place = path.span.or_else(|| facts.anywhere())?;
    let who = Who::new(facts.user_name(identity.uid), identity.clone());
    let shown = facts.short(&path.text);
    let refused = walk.steps.last().filter(|step| !step.granted);
    let headline = match errno {
        Errno::NotFound => format!("The directory `{shown}` does not exist"),
        _ => format!(
            "uWSGI runs as `{}`, which may not enter `{shown}`",
            who.name
        ),
    };
    let stage = match errno {
        Errno::AccessDenied => Stage::Privileges,
        _ => Stage::Invocation,
    };
    let mut finding = Finding::error(stage, headline, Label::new(place, format!("chdir() fails: {errno}")))
        .explain(format!(
            "uWSGI changes to `{shown}` after it has become `{}`. chdir() fails with \"{errno}\", and uWSGI exits before it \
             makes the socket, so nginx answers 502.",
            who.name
        ));
    if let Some(step) = refused {
        finding = finding
            .explain(facts.step_sentence(step, &who))
            .also(facts.place_of_step(step), facts.step_text(step, &who))
            .assuming(facts.assume_step(step))
            .fix(access::grant(facts, step, &who))
            .fix(options::run_as(facts, facts.owner_of(step)));
    } else {
        let wanted = path
            .text
            .trim_end_matches('/')
            .rsplit('/')
            .next()
            .unwrap_or_default();
        for found in facts.directories_named(wanted) {
            let title = format!("Name the directory `{}`", facts.short(&found));
            finding = finding.fix([Candidate::new(title).replace(place, &found)]);
        }
        finding = finding.fix(options::without(facts, "chdir"));
    }
    Some(finding)
}
