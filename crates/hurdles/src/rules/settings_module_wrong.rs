//! ## What it finds
//! `DJANGO_SETTINGS_MODULE` names a module that cannot be imported.
//!
//! ## Why it matters
//! A variable that is set already wins over `setdefault` in `wsgi.py`.
//!
//! ## Example
//! ```text
//! env = DJANGO_SETTINGS_MODULE=settings
//! ```
//!
//! ## How to fix
//! Write the module's full name, or take the variable away.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::fixes::options;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let (raised, failure) = facts.import_failure()?;
    let option = facts.options().iter().find(|option| {
        let value = option
            .value
            .as_ref()
            .map(|value| value.text.as_str())
            .unwrap_or_default();
        option.name == "env" && value.starts_with("DJANGO_SETTINGS_MODULE=")
    })?;
    let value = option.value.as_ref()?;
    let at = value.text.find('=')? + 1;
    let name = value.text.get(at..)?;
    if failure.module != name && !name.starts_with(&format!("{}.", failure.module)) {
        return None;
    }
    let place = value.span?.part(at, value.text.len());
    let mut finding = Finding::error(
        Stage::Imports,
        format!("`DJANGO_SETTINGS_MODULE` names `{}`, which cannot be imported", facts.short(name)),
        Label::new(place, "no module of this name is found"),
    )
    .explain(format!(
        "The variable is set before the app is loaded, so `setdefault` in the app's own code changes nothing. Django imports \
         `{name}`, which fails: {}: {}. uWSGI goes on without an app and answers 500.",
        raised.class, raised.message
    ))
    .also(raised.span, "fails here");
    for written in facts.settings_modules() {
        let title = format!("Name the module `{}`", facts.short(&written));
        finding = finding.fix([Candidate::new(title).replace(place, &written)]);
    }
    let removal = options::removal(facts, option);
    Some(finding.fix(removal.map(|change| Candidate::new("Take the variable away").with([change]))))
}
