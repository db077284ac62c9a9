//! ## What it finds
//! The package is installed for the system, but uWSGI runs in a virtual environment that does not see it.
//!
//! ## Why it matters
//! An environment without system site packages has only what was installed into it.
//!
//! ## Example
//! ```text
//! virtualenv = /home/ubuntu/app/venv
//! ```
//!
//! ## How to fix
//! Install the package into that environment, or leave the option out.

use crate::facts::{Facts, Home};
use crate::finding::{Finding, Label};
use crate::fixes::{imports, options};
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let (raised, failure) = facts.import_failure()?;
    let top = failure.module.split('.').next()?;
    let option = facts.home_option()?;
    facts
        .installed_copies(top)
        .into_iter()
        .find(|(_, home)| *home == Home::System)?;
    let place = option
        .value
        .as_ref()?
        .span
        .or(failure.importer)
        .or_else(|| facts.anywhere())?;
    let name = facts.short(top);
    let environment = facts.environment_in_use()?;
    Some(
        Finding::error(
            Stage::Imports,
            format!("The virtual environment does not see the system's `{name}`"),
            Label::new(place, format!("`{name}` is not installed in here")),
        )
        .explain(format!(
            "`{top}` is installed for the system's Python. uWSGI is told to use `{environment}`, which has only what was installed \
             into it, so the import fails; uWSGI goes on without an app and answers 500."
        ))
        .also(failure.importer.or(raised.span), "this import fails")
        .fix([imports::install_into(top, &environment)])
        .fix(options::without_all(facts, &["virtualenv", "home", "venv", "pyhome"])),
    )
}
