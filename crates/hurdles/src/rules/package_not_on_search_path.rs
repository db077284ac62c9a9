//! ## What it finds
//! The imported module exists in the project, but not in a directory that Python searches.
//!
//! ## Why it matters
//! Unlike `python run.py`, uWSGI does not add the file's own directory: only the working directory and `pythonpath`
//! count.
//!
//! ## Example
//! ```text
//! wsgi-file = skeleton/run.py
//! ```
//!
//! ## How to fix
//! Add `chdir` or `pythonpath` with the directory that holds the module.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::fixes::options;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let (raised, failure) = facts.import_failure()?;
    let top = failure.module.split('.').next()?;
    let directory = facts.project_directories_with(top).into_iter().next()?;
    let place = failure
        .importer
        .or(raised.span)
        .or_else(|| facts.anywhere())?;
    let (name, shown) = (facts.short(top), facts.short(&directory));
    let path = format!("Let Python search `{shown}`: `pythonpath`");
    let chdir = format!("Let uWSGI change to `{shown}`: `chdir`");
    Some(
        Finding::error(
            Stage::Imports,
            format!("`{name}` lies in `{shown}`, where Python does not look"),
            Label::new(place, "not found along the search path"),
        )
        .explain(format!(
            "uWSGI puts its working directory, `{}`, on Python's search path, and not the directory of the app's file. `{directory}` \
             is not searched, so the import fails; uWSGI goes on without an app and answers 500.",
            facts.cwd()
        ))
        .fix(options::set(facts, "pythonpath", &directory).map(|changes| Candidate::new(path).with(changes)))
        .fix(options::set(facts, "chdir", &directory).map(|changes| Candidate::new(chdir).with(changes)))
        .fix(crate::fixes::app::enter(facts, &directory)),
    )
}
