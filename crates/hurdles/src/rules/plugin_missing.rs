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

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fixes::options;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
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
