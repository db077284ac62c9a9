//! ## What it finds
//! The file given as `wsgi-file` cannot be opened.
//!
//! ## Why it matters
//! A relative name counts from the working directory, after `chdir`. uWSGI goes on without an app and answers 500.
//!
//! ## Example
//! ```text
//! wsgi-file = simple/wsgi.py        # but chdir is already simple
//! ```
//!
//! ## How to fix
//! Correct the path, or add the `chdir` that it counts from.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fixes::app;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let entry = facts.entry_not_found().filter(|entry| entry.is_file)?;
    let place = entry.module.span.or_else(|| facts.anywhere())?;
    let path = hurdles_machine::Machine::absolute(facts.cwd(), &entry.module.text);
    Some(
        Finding::error(
            Stage::EntryPoint,
            format!("There is no file `{}` for uWSGI to load", facts.short(&entry.module.text)),
            Label::new(place, format!("`{path}` does not exist")),
        )
        .explain(format!(
            "uWSGI opens `{path}` and finds nothing: a relative name counts from its working directory, `{}`. It goes on without \
             an app and answers 500 to every request.",
            facts.cwd()
        ))
        .fix(app::other_files(facts, &entry))
        .fix(app::change_directory(facts, &entry)),
    )
}
