//! ## What it finds
//! The package is installed in a user's home, but uWSGI looks in another home.
//!
//! ## Why it matters
//! `pip install --user` puts it below the installer's home. Started by sudo, uWSGI keeps `HOME=/root` even when it
//! runs as somebody else.
//!
//! ## Example
//! ```text
//! sudo uwsgi --uid ubuntu ...       # the package is in /home/ubuntu/.local
//! ```
//!
//! ## How to fix
//! Install the package for all users, or add that directory with `pythonpath`, or set `HOME` for the start.

use crate::facts::{Facts, Home};
use crate::finding::{Finding, Label};
use crate::fixes::imports;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let (raised, failure) = facts.import_failure()?;
    let top = failure.module.split('.').next()?;
    let (site, owner) =
        facts
            .installed_copies(top)
            .into_iter()
            .find_map(|(site, home)| match home {
                Home::User(owner) => Some((site, owner)),
                _ => None,
            })?;
    let place = failure
        .importer
        .or(raised.span)
        .or_else(|| facts.anywhere())?;
    let who = facts.runs_as().name;
    let home = facts.environment("HOME").unwrap_or_default();
    let name = facts.short(top);
    Some(
        Finding::error(
            Stage::Imports,
            format!("`{name}` is installed for `{owner}`, but uWSGI does not look there"),
            Label::new(place, format!("`{name}` is in `{}`", facts.short(&site))),
        )
        .explain(format!(
            "`pip install --user` put `{top}` below `{site}`. Python looks for the packages of a user below `$HOME`, which is \
             `{home}` for this uWSGI: the option `uid` and `sudo` change who it is (`{who}`), not the variable. So the import \
             fails, uWSGI goes on without an app and answers 500."
        ))
        .also(facts.option("uid").and_then(|option| option.value.as_ref()?.span), "changes the user, not HOME")
        .fix(imports::use_site(facts, &site, &owner))
        .fix(imports::install(facts, top)),
    )
}
