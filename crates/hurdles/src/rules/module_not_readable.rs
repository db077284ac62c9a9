//! ## What it finds
//! A module that the app imports is there, but uWSGI's user may not read it.
//!
//! ## Why it matters
//! Python opens it as the user that uWSGI runs as. What it cannot read counts as not found, or the import raises.
//!
//! ## Example
//! ```text
//! -rw------- 1 root root 12 secrets_local.py
//! ```
//!
//! ## How to fix
//! Let that user read the file, or pass the directory that is closed.

use hurdles_machine::Bits;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fixes::{access, options};
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let raised = facts.raised_at_load()?;
    let mut step = facts.refused_import(raised)?;
    if facts.is_directory(&step) {
        // Python lists the directories that it searches.
        step.need = Bits(5);
    }
    let who = facts.runs_as();
    let place = raised
        .import
        .as_ref()
        .and_then(|import| import.importer)
        .or(raised.span)
        .or_else(|| facts.anywhere())?;
    Some(
        Finding::error(
            Stage::Imports,
            format!(
                "uWSGI runs as `{}`, which may not read `{}`",
                who.name,
                facts.short(&step.path)
            ),
            Label::new(place, format!("{}: {}", raised.class, raised.message)),
        )
        .explain(format!(
            "{} So the import fails, uWSGI goes on without an app and answers 500.",
            facts.step_sentence(&step, &who)
        ))
        .also(facts.place_of_step(&step), facts.step_text(&step, &who))
        .assuming(facts.assume_step(&step))
        .fix(access::grant(facts, &step, &who))
        .fix(options::run_as(facts, facts.owner_of(&step))),
    )
}
