//! ## What it finds
//! The app imports a package that is nowhere on Python's search path.
//!
//! ## Why it matters
//! Python that runs inside uWSGI is the system's. What is not installed for it cannot be imported.
//!
//! ## Example
//! ```text
//! ModuleNotFoundError: No module named 'flask'
//! ```
//!
//! ## How to fix
//! Install the package for the Python that uWSGI runs, or name the virtual environment that has it.

use hurdles_source::nearest_name;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::fixes::{imports, surroundings};
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let (raised, failure) = facts.import_failure()?;
    let top = failure.module.split('.').next()?;
    let place = failure
        .importer
        .or(raised.span)
        .or_else(|| facts.anywhere())?;
    let word = facts.word_of(place, top);
    let who = facts.runs_as().name;
    let mut finding = Finding::error(
        Stage::Imports,
        format!("Python finds no module `{}`", facts.short(&failure.module)),
        Label::new(word, format!("{}: {}", raised.class, raised.message)),
    )
    .explain(format!(
        "Python looks along its whole search path as `{who}` and finds nothing of this name. The import raises, uWSGI goes on \
         without an app and answers 500 to every request."
    ));
    if failure.chain.len() > 1 {
        finding = finding.explain(format!(
            "It is imported by way of `{}`.",
            failure.chain.join("`, `")
        ));
    }
    let modules: Vec<String> = facts
        .modules_in(facts.cwd())
        .into_iter()
        .filter(|module| Some(module.as_str()) != facts.entry_name())
        .collect();
    if let Some(meant) = nearest_name(top, modules.iter().map(String::as_str)) {
        finding = finding.explain(format!("Did you mean `{meant}`?"));
    }
    for module in &modules {
        let title = format!("Import `{}` instead", facts.short(module));
        finding = finding.fix([Candidate::new(title).replace(word, module)]);
    }
    Some(
        finding
            .fix(imports::other_settings(facts, &failure.module))
            .fix(imports::other_settings(facts, top))
            .fix(
                facts
                    .environment_in_use()
                    .map(|root| imports::install_into(top, &root)),
            )
            .fix(imports::install(facts, top))
            .fix(surroundings::drop_from_lists(facts, &failure.module))
            .fix(imports::leave_out(facts, place)),
    )
}
