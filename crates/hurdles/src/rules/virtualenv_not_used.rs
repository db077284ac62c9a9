//! ## What it finds
//! The package lies in a virtual environment that uWSGI was not told of.
//!
//! ## Why it matters
//! An activated shell changes `PATH` only. The uWSGI of the distribution runs the system's Python.
//!
//! ## Example
//! ```text
//! source venv/bin/activate && uwsgi --ini app.ini
//! ```
//!
//! ## How to fix
//! Add `virtualenv = /path/to/venv`.

use crate::facts::{Facts, Home};
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::fixes::{imports, options};
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let (raised, failure) = facts.import_failure()?;
    let top = failure.module.split('.').next()?;
    let environment = facts
        .installed_copies(top)
        .into_iter()
        .find_map(|(_, home)| match home {
            Home::Venv(environment) => Some(environment),
            _ => None,
        })?;
    let place = failure
        .importer
        .or(raised.span)
        .or_else(|| facts.anywhere())?;
    let (name, shown) = (facts.short(top), facts.short(&environment));
    let mut finding = Finding::error(
        Stage::Imports,
        format!("`{name}` is in a virtual environment that uWSGI does not use"),
        Label::new(place, format!("`{name}` is installed in `{shown}`")),
    )
    .explain(format!(
        "uWSGI runs the system's Python. An activated shell only changes `PATH`, and uWSGI does not look at it. Python does not \
         see `{environment}`, the import fails, and uWSGI goes on without an app and answers 500."
    ));
    let current = facts.home_option();
    finding = finding.also(
        current.and_then(|option| option.value.as_ref()?.span),
        "another environment is named here",
    );
    let changes = match current.and_then(|option| option.value.as_ref()?.span) {
        Some(span) => Some(vec![crate::fix::Change {
            span,
            insert: environment.clone(),
        }]),
        None => options::set(facts, "virtualenv", &environment),
    };
    let title = format!("Use the environment: `virtualenv = {shown}`");
    Some(
        finding
            .fix(changes.map(|changes| Candidate::new(title).with(changes)))
            .fix(imports::install(facts, top)),
    )
}
