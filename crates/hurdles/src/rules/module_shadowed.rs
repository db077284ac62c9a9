//! ## What it finds
//! A file of the project has the name of a library and is imported in its place.
//!
//! ## Why it matters
//! The working directory comes first on the search path, so the nearer file wins, for every import of that name.
//!
//! ## Example
//! ```text
//! email.py  beside  wsgi.py
//! ```
//!
//! ## How to fix
//! Give the project's file another name.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fixes::imports;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let raised = facts.raised_at_load()?;
    let shadow = facts.shadow(raised)?;
    let file = facts.file(&shadow.file);
    let importer = raised
        .import
        .as_ref()
        .and_then(|import| import.importer)
        .or(raised.span);
    let place = importer
        .or_else(|| file.map(|file| facts.first_line(file)))
        .or_else(|| facts.anywhere())?;
    let name = facts.short(&shadow.module);
    Some(
        Finding::error(
            Stage::Imports,
            format!("The project's own `{name}.py` is imported instead of the library"),
            Label::new(place, format!("`{name}` is `{}` here", facts.short(&shadow.file))),
        )
        .explain(format!(
            "The working directory comes first on Python's search path, so `{}` is found before the library `{name}`, for every \
             import of that name. Loading fails with {}: {}; uWSGI goes on without an app and answers 500.",
            shadow.file, raised.class, raised.message
        ))
        .also(file.map(|file| facts.first_line(file)), "hides the library of that name")
        .fix(imports::rename_module(facts, &shadow.file, &shadow.module)),
    )
}
