//! ## What it finds
//! A module is found, but it does not have the name that is imported from it.
//!
//! ## Why it matters
//! The import statement raises, the app's module is not loaded, and uWSGI answers 500.
//!
//! ## Example
//! ```text
//! from myflask import some_other_app
//! ```
//!
//! ## How to fix
//! Import a name that the module defines, or define it there.

use hurdles_source::nearest_name;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fixes::imports;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let raised = facts.raised_at_load()?;
    let missing = raised.missing.as_ref()?;
    if raised.class != "ImportError" {
        return None;
    }
    let place = raised
        .import
        .as_ref()
        .and_then(|import| import.importer)
        .or(raised.span)
        .or_else(|| facts.anywhere())?;
    let word = facts.word_of(place, &missing.name);
    let holder = missing
        .file
        .as_deref()
        .and_then(|file| facts.file(&hurdles_machine::Machine::absolute(facts.cwd(), file)));
    let mut finding = Finding::error(
        Stage::Imports,
        format!("`{}` has no name `{}`", facts.short(&missing.holder), facts.short(&missing.name)),
        Label::new(word, format!("`{}` does not define this", missing.holder)),
    )
    .explain(format!(
        "Python loads `{}` and finds no `{}` in it{}. The import raises, uWSGI goes on without an app and answers 500.",
        missing.holder,
        missing.name,
        if missing.partially_initialized { ", because that module is itself still being imported" } else { "" }
    ))
    .also(holder.map(|file| facts.first_line(file)), format!("`{}` is this file", missing.holder));
    if let Some(meant) = nearest_name(&missing.name, missing.candidates.iter().map(String::as_str))
    {
        finding = finding.explain(format!("Did you mean `{meant}`?"));
    }
    Some(
        finding
            .fix(imports::import_later(facts, raised, missing))
            .fix(imports::other_names(facts, word, missing))
            .fix(imports::leave_out(facts, place)),
    )
}
