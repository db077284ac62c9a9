//! ## What it finds
//! A file loaded by `wsgi-file` imports relatively.
//!
//! ## Why it matters
//! uWSGI loads such a file as a module on its own, in no package, so a leading dot leads nowhere.
//!
//! ## Example
//! ```text
//! from .models import Item
//! ```
//!
//! ## How to fix
//! Load it as part of its package, `--module chat.wsgi` from the folder above, or import absolutely.

use hurdles_python::ImportProblem;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fixes::{app, imports};
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let raised = facts.raised_at_load()?;
    let relative = raised
        .import
        .as_ref()
        .is_some_and(|import| import.problem == ImportProblem::Relative)
        || raised.message.contains("attempted relative import");
    if !relative {
        return None;
    }
    let place = raised
        .import
        .as_ref()
        .and_then(|import| import.importer)
        .or(raised.span)
        .or_else(|| facts.anywhere())?;
    Some(
        Finding::error(
            Stage::Imports,
            "A relative import in a file that belongs to no package",
            Label::new(place, "the leading dot leads nowhere"),
        )
        .explain(format!(
            "uWSGI loads the file as a module on its own, so there is no package that a leading dot could mean: {}: {}. uWSGI goes \
             on without an app and answers 500.",
            raised.class, raised.message
        ))
        .also(facts.app_option().and_then(|option| option.value.as_ref()?.span), "loaded by its path")
        .fix(app::as_module(facts))
        .fix(imports::absolute_import(facts, place)),
    )
}
