//! ## What it finds
//! The app lies below a directory that uWSGI's user may not pass.
//!
//! ## Why it matters
//! To reach a file every directory above it must give search permission, whatever the file's own bits are. What
//! cannot be reached looks as if it did not exist.
//!
//! ## Example
//! ```text
//! drwx------ 5 alice alice 4096 /home/alice
//! ```
//!
//! ## How to fix
//! Give search permission on that directory, move the app, or run uWSGI as the directory's owner.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fixes::{access, options};
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let entry = facts.entry_not_found()?;
    let step = entry
        .refused
        .as_ref()
        .filter(|step| facts.is_directory(step))?;
    let who = facts.runs_as();
    let place = facts
        .place_of_step(step)
        .or(entry.module.span)
        .or_else(|| facts.anywhere())?;
    Some(
        Finding::error(
            Stage::EntryPoint,
            format!("uWSGI runs as `{}`, which may not pass `{}`", who.name, facts.short(&step.path)),
            Label::new(place, facts.step_text(step, &who)),
        )
        .explain(format!(
            "uWSGI looks for `{}` as `{}`. {} What lies behind a closed directory cannot be seen, so the app counts as not \
             found, and uWSGI answers 500 to every request.",
            entry.module.text,
            who.name,
            facts.step_sentence(step, &who)
        ))
        .also(entry.module.span, "this lies behind that directory")
        .assuming(facts.assume_step(step))
        .fix(access::grant(facts, step, &who))
        .fix(options::run_as(facts, facts.owner_of(step))),
    )
}
