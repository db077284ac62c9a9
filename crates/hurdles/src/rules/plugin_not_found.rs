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

use hurdles_source::Span;
use hurdles_uwsgi::{Event, ExitCause, PluginSearch};

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::fixes::options;
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
    if search.inside {
        return needed_inside(facts, search, place);
    }
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

/// A plugin that is part of the program: asking for it is passed over, except by `need-plugin`.
fn needed_inside(facts: &Facts, search: &PluginSearch, place: Span) -> Option<Finding> {
    let ExitCause::BadValue { option, .. } = facts.exit_cause()? else {
        return None;
    };
    if !option.starts_with("need-plugin") {
        return None;
    }
    let name = facts.short(&search.name.text);
    let finding = Finding::error(
        Stage::Invocation,
        format!("This uWSGI has `{name}` inside and no file of it"),
        Label::new(place, "no plugin of this name is found"),
    )
    .explain(format!(
        "A uWSGI from pip has its plugins inside. It still looks for a file `{name}_plugin.so`, finds none, and \
         `{option}` makes that the end of the start. Under `plugin` it would only complain and go on."
    ));
    Some(finding.fix(options::without(facts, option)))
}
