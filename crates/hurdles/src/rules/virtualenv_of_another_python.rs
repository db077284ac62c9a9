//! ## What it finds
//! The virtual environment was made for another version of Python than the one in uWSGI.
//!
//! ## Why it matters
//! Packages lie in a directory named for the version. Python looks into that of its own version only.
//!
//! ## Example
//! ```text
//! /home/ubuntu/venv/lib/python3.9/site-packages/flask
//! ```
//!
//! ## How to fix
//! Make the environment anew with the system's Python, and install the packages again.

use crate::facts::{Facts, Home};
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::fixes::{imports, options};
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let (raised, failure) = facts.import_failure()?;
    let top = failure.module.split('.').next()?;
    let option = facts.home_option()?;
    let value = option.value.as_ref()?;
    let used = option.used.as_deref().unwrap_or(&value.text);
    let environment = hurdles_machine::Machine::absolute(facts.cwd(), used);
    let (site, _) = facts
        .installed_copies(top)
        .into_iter()
        .find(|(_, home)| *home == Home::Venv(environment.clone()))?;
    let place = value
        .span
        .or(failure.importer)
        .or_else(|| facts.anywhere())?;
    let title = format!("Let Python search `{}`", facts.short(&site));
    Some(
        Finding::error(
            Stage::Imports,
            "The virtual environment belongs to another version of Python",
            Label::new(place, format!("its packages are in `{}`", facts.short(&site))),
        )
        .explain(format!(
            "`{top}` is in `{site}`. Python looks for packages in a directory named for its own version, which is another one, so \
             the import fails; uWSGI goes on without an app and answers 500. Make the environment anew."
        ))
        .also(failure.importer.or(raised.span), "this import fails")
        .fix([imports::install_into(top, &environment)])
        .fix(options::add(facts, "pythonpath", &site).map(|change| Candidate::new(title).with([change]))),
    )
}
