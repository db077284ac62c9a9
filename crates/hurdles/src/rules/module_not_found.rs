//! ## What it finds
//! uWSGI finds no module of the name it was given.
//!
//! ## Why it matters
//! It searches the working directory, then `pythonpath`, then Python's own places. uWSGI goes on without an app and
//! answers 500 to every request.
//!
//! ## Example
//! ```text
//! uwsgi --mount /=wsgi2:application      # the file is called wsgi.py
//! ```
//!
//! ## How to fix
//! Name the module as its file is called, without `.py`, and start or `chdir` where it lies.

use hurdles_source::nearest_name;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fixes::app;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let entry = facts.entry_not_found()?;
    let place = entry.module.span.or_else(|| facts.anywhere())?;
    let name = &entry.module.text;
    let modules = facts.modules_in(facts.cwd());
    let mut finding = Finding::error(
        Stage::EntryPoint,
        format!("uWSGI finds no module `{}`", facts.short(name)),
        Label::new(place, "no module of this name is found"),
    )
    .explain(format!(
        "Python looks for `{}.py` in uWSGI's working directory, `{}`, and then along its search path, and finds nothing. uWSGI \
         goes on without an app and answers 500 to every request.",
        name.replace('.', "/"),
        facts.cwd()
    ));
    if let Some(meant) = nearest_name(name, modules.iter().map(String::as_str)) {
        finding = finding.explain(format!("Did you mean `{meant}`?"));
    }
    Some(
        finding
            .fix(app::change_directory(facts, &entry))
            .fix(app::other_modules(facts, &entry)),
    )
}
