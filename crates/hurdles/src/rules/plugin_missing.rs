//! ## What it finds
//! uWSGI serves requests without the Python plugin.
//!
//! ## Why it matters
//! On Debian and Ubuntu Python support is a plugin of its own. Without it the options of the app mean nothing and
//! every request is refused.
//!
//! ## Example
//! ```text
//! uwsgi -s /run/app.sock --ini site.ini     # no plugin line
//! ```
//!
//! ## How to fix
//! Add `--plugin python3`, or `plugin = python3` in the ini file.

use hurdles_uwsgi::{Event, ExitCause, Ignored};

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fixes::options;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    if let Some(finding) = strict(facts) {
        return Some(finding);
    }
    if facts.worked() || facts.instance().is_none() || facts.has_python() || !facts.lacks_python() {
        return None;
    }
    let place = facts
        .app_option()
        .and_then(|option| option.key.span)
        .or_else(|| facts.program_word())
        .or_else(|| facts.anywhere())?;
    Some(
        Finding::error(
            Stage::Invocation,
            "uWSGI runs without its Python plugin",
            Label::new(place, "means nothing without the Python plugin"),
        )
        .explain(
            "On Debian and Ubuntu Python is a plugin that has to be asked for. Without it uWSGI passes over the options that \
             name the app, and for each request it finds nobody who could handle it: it prints \
             `-- unavailable modifier requested: 0 --` and closes the connection.",
        )
        .fix(options::add_plugin(facts, "python3")),
    )
}

/// Under `strict` an option of a plugin that is not loaded ends the start as a misspelt one does.
fn strict(facts: &Facts) -> Option<Finding> {
    let ExitCause::Strict(wanted) = facts.exit_cause()? else {
        return None;
    };
    let plugin = facts.uwsgi_events().find_map(|event| match event {
        Event::Ignored(Ignored::UnknownKey {
            key,
            of_unloaded_plugin: Some(plugin),
            ..
        }) if key == wanted => Some(*plugin),
        _ => None,
    })?;
    let place = wanted.span.or_else(|| facts.anywhere())?;
    let name = facts.short(&wanted.text);
    Some(
        Finding::error(
            Stage::Invocation,
            format!("`{name}` belongs to the plugin `{plugin}`, which is not loaded"),
            Label::new(place, format!("needs the plugin `{plugin}`")),
        )
        .explain(format!(
            "On Debian and Ubuntu the options of a plugin exist only once it is loaded, and `strict` ends the start at an \
             option that does not exist: `[strict-mode] unknown config directive: {name}`. Without `strict` the line would be \
             passed over in silence."
        ))
        .fix(options::add_plugin(facts, plugin))
        .fix(facts.options().iter().find(|option| option.key.span == Some(place)).and_then(|option| {
            let removal = options::removal(facts, option)?;
            Some(crate::fix::Candidate::new("Take the line away").with([removal]))
        })),
    )
}
