//! ## What it finds
//! A plugin is asked for by a name that is not installed.
//!
//! ## Why it matters
//! uWSGI prints that it cannot open the file and goes on without it.
//!
//! ## Example
//! ```text
//! uwsgi --plugin python -s /run/app.sock
//! ```
//!
//! ## How to fix
//! Use the installed name, `python3` on Debian and Ubuntu, or install the plugin's package.

use hurdles_uwsgi::Event;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    if facts.worked() {
        return None;
    }
    let search = facts.uwsgi_events().find_map(|event| match event {
        Event::Plugin(search) if !search.found => Some(search),
        _ => None,
    })?;
    let place = search.name.span.or_else(|| facts.anywhere())?;
    let name = facts.short(&search.name.text);
    let mut finding = Finding::error(
        Stage::Invocation,
        format!("The uWSGI plugin `{name}` is not installed"),
        Label::new(place, "no plugin of this name is found"),
    )
    .explain(format!(
        "uWSGI looks for {} and finds nothing. It says so and goes on without the plugin.",
        search
            .tried
            .iter()
            .map(|path| format!("`{path}`"))
            .collect::<Vec<_>>()
            .join(" and ")
    ))
    .explain(facts.consequence());
    for alike in &search.alike {
        finding = finding.fix([
            Candidate::new(format!("Use the installed plugin `{alike}`")).replace(place, alike),
        ]);
    }
    Some(finding)
}
