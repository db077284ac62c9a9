//! ## What it finds
//! The app opens a file that uWSGI's user may not reach or read.
//!
//! ## Why it matters
//! The kernel checks the identity that uWSGI has taken on, with the groups it has by then.
//!
//! ## Example
//! ```text
//! PermissionError: [Errno 13] Permission denied: '/srv/secret/token'
//! ```
//!
//! ## How to fix
//! Give that user what it needs on the file and on every directory above it.

use hurdles_machine::Errno;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fixes::{access, files, options};
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let raised = facts.raised_at_load()?;
    let (path, errno, walk) = raised.path.as_ref()?;
    if *errno != Errno::AccessDenied {
        return None;
    }
    let who = facts.runs_as();
    let place = raised.span.or_else(|| facts.anywhere())?;
    let mut finding = Finding::error(
        Stage::Imports,
        format!(
            "uWSGI runs as `{}`, which may not open `{}`",
            who.name,
            facts.short(path)
        ),
        Label::new(place, format!("{}: {}", raised.class, raised.message)),
    );
    if let Some(step) = walk.steps.last().filter(|step| !step.granted) {
        finding = finding
            .explain(facts.step_sentence(step, &who))
            .also(facts.place_of_step(step), facts.step_text(step, &who))
            .assuming(facts.assume_step(step))
            .fix(access::grant(facts, step, &who))
            .fix(access::give_group(facts, path, &who))
            .fix(options::run_as(facts, facts.owner_of(step)));
    }
    finding = finding.fix(files::make(facts, raised));
    Some(finding.explain("The app's module raises, uWSGI goes on without an app and answers 500."))
}
