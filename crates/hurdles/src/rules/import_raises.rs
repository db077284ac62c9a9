//! ## What it finds
//! Loading the app's module raises an exception.
//!
//! ## Why it matters
//! Python runs the whole file when it imports it. An exception ends that, and uWSGI goes on without an app.
//!
//! ## Example
//! ```text
//! NameError: name 'application' is not defined
//! ```
//!
//! ## How to fix
//! Correct the line that raises.

use hurdles_source::nearest_name;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fixes::{imports, surroundings};
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let raised = facts.raised_at_load().filter(|raised| !raised.waits)?;
    let place = raised.span.or_else(|| facts.anywhere())?;
    let mut finding = Finding::error(
        Stage::Imports,
        format!("Loading the app raises {}", facts.short(&raised.class)),
        Label::new(place, format!("{}: {}", raised.class, raised.message)),
    )
    .explain(format!(
        "Python runs the whole file when it loads it. It raises {}: {}. uWSGI prints the traceback, goes on without an app and \
         answers 500 to every request.",
        raised.class, raised.message
    ));
    if let Some(missing) = &raised.missing {
        if let Some(meant) =
            nearest_name(&missing.name, missing.candidates.iter().map(String::as_str))
        {
            finding = finding.explain(format!("Did you mean `{meant}`?"));
        }
        let word = facts.word_of(place, &missing.name);
        finding = finding
            .fix(imports::other_names(facts, word, missing))
            .fix(imports::define(facts, raised, missing));
    }
    if let Some(variable) = &raised.environment_variable {
        finding = finding.explain(format!(
            "The environment variable `{variable}` is not set for uWSGI."
        ));
    }
    Some(
        finding
            .fix(surroundings::install_what_is_said(facts, raised))
            .fix(surroundings::give_secret_key(facts, raised))
            .fix(imports::from_values(facts, raised))
            .fix(surroundings::set_what_is_read(facts, raised))
            .fix(surroundings::work_beside_the_app(facts, raised))
            .fix(imports::with_default(facts, place, raised))
            .fix(imports::leave_out(facts, place)),
    )
}
