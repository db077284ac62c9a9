//! ## What it finds
//! A package is imported by its name while uWSGI stands inside it.
//!
//! ## Why it matters
//! Python looks for the package's directory, and it lies one level higher than the working directory.
//!
//! ## Example
//! ```text
//! cd /srv/shop/shop && uwsgi --module shop.wsgi
//! ```
//!
//! ## How to fix
//! `chdir` to the directory that contains the package.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::fixes::options;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let entry = facts.entry_not_found().filter(|entry| !entry.is_file)?;
    let package = entry.module.text.split('.').next()?;
    let cwd = facts.cwd().trim_end_matches('/');
    let (parent, last) = cwd.rsplit_once('/')?;
    let inner = entry
        .module
        .text
        .split_once('.')
        .map_or("__init__", |(_, inner)| inner);
    let file = format!("{cwd}/{}.py", inner.replace('.', "/"));
    if last != package || parent.is_empty() || facts.before().find(&file).is_none() {
        return None;
    }
    let chdir = facts
        .option("chdir")
        .and_then(|option| option.value.as_ref()?.span);
    let place = chdir.or(entry.module.span).or_else(|| facts.anywhere())?;
    let title = format!("Let uWSGI change to `{}`", facts.short(parent));
    let shown = facts.short(package);
    Some(
        Finding::error(
            Stage::EntryPoint,
            format!("uWSGI stands inside the package `{shown}` and cannot see it"),
            Label::new(place, format!("`{shown}` is searched for below `{cwd}`")),
        )
        .explain(format!(
            "Python looks for a directory `{package}` in uWSGI's working directory, `{cwd}`. That is the package itself; it is \
             found from one level higher. uWSGI goes on without an app and answers 500 to every request."
        ))
        .also(entry.module.span, "the package is the part before the dot")
        .fix(options::set(facts, "chdir", parent).map(|changes| Candidate::new(title).with(changes)))
        .fix(options::set(facts, "pythonpath", parent).map(|changes| {
            Candidate::new(format!("Let Python search `{}`", facts.short(parent))).with(changes)
        })),
    )
}
