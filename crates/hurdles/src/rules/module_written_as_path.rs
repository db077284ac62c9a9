//! ## What it finds
//! A module is given as a path or with its file ending.
//!
//! ## Why it matters
//! `module` wants a dotted name as in an import statement; slashes and `.py` become part of a name that cannot
//! exist.
//!
//! ## Example
//! ```text
//! module = config/wsgi.py
//! ```
//!
//! ## How to fix
//! Write `module = config.wsgi`, or use `wsgi-file = config/wsgi.py`.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::fixes::app;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let entry = facts.entry_not_found().filter(|entry| !entry.is_file)?;
    let name = &entry.module.text;
    if !name.contains('/') && !name.ends_with(".py") {
        return None;
    }
    let place = entry.module.span.or_else(|| facts.anywhere())?;
    let dotted = name
        .trim_start_matches("./")
        .trim_end_matches(".py")
        .trim_matches('/')
        .replace('/', ".");
    let shown = facts.short(name);
    Some(
        Finding::error(
            Stage::EntryPoint,
            format!("`{shown}` is a path, not the name of a module"),
            Label::new(place, "wants a dotted name as in an import statement"),
        )
        .explain(format!(
            "uWSGI asks Python to import a module with exactly this name, `{name}`, and there is none. It goes on without an app \
             and answers 500 to every request."
        ))
        .fix([Candidate::new(format!("Write the module's name: `{}`", facts.short(&dotted))).replace(place, &dotted)])
        .fix(app::as_file(facts, &entry)),
    )
}
