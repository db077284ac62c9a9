//! ## What it finds
//! uWSGI's user may not read the app's file.
//!
//! ## Why it matters
//! Python opens it as the user that uWSGI runs as. Refused, it counts as not found.
//!
//! ## Example
//! ```text
//! -rw------- 1 root root 340 wsgi.py
//! ```
//!
//! ## How to fix
//! Let that user read the file.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fixes::{access, options};
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let entry = facts.entry_not_found()?;
    let step = entry.refused.as_ref()?;
    let who = facts.runs_as();
    let place = facts
        .place_of_step(step)
        .or(entry.module.span)
        .or_else(|| facts.anywhere())?;
    Some(
        Finding::error(
            Stage::EntryPoint,
            format!("uWSGI runs as `{}`, which may not read `{}`", who.name, facts.short(&step.path)),
            Label::new(place, facts.step_text(step, &who)),
        )
        .explain(format!(
            "{} Python cannot open the app's file, uWSGI goes on without an app and answers 500 to every request.",
            facts.step_sentence(step, &who)
        ))
        .also(entry.module.span, "names that file")
        .assuming(facts.assume_step(step))
        .fix(access::grant(facts, step, &who))
        .fix(options::run_as(facts, facts.owner_of(step))),
    )
}
