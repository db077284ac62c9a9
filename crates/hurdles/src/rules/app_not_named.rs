//! ## What it finds
//! uWSGI runs, but nothing tells it which app to load.
//!
//! ## Why it matters
//! Without `module`, `wsgi-file` or a usable `mount` there is no app, and every request is answered with 500.
//!
//! ## Example
//! ```text
//! uwsgi --plugin python3 -s /run/app.sock
//! ```
//!
//! ## How to fix
//! Name the app: `--wsgi-file wsgi.py` or `--module wsgi:application`.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::fixes::options;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    if facts.worked() || !facts.no_app_asked_for() {
        return None;
    }
    let mount = facts.ignored_mount();
    let place = mount
        .and_then(|mount| mount.span)
        .or_else(|| facts.program_word())
        .or_else(|| facts.anywhere())?;
    let mut finding = Finding::error(
        Stage::EntryPoint,
        "Nothing tells uWSGI which app to load",
        Label::new(place, if mount.is_some() { "passed over: no `module:name` and no `.py` file" } else { "no option names an app" }),
    )
    .explain(if facts.need_app_ended_it() {
        "uWSGI starts, but without `module`, `wsgi-file` or a usable `mount` it has no app. `need-app` makes that the end: it \
         exits with status 22, the socket is gone, and nginx answers 502."
    } else {
        "uWSGI starts, but without `module`, `wsgi-file` or a usable `mount` it has no app and answers 500 to every request."
    });
    for file in facts.app_files() {
        let title = format!("Name the app: `wsgi-file = {}`", facts.short(&file));
        finding = finding.fix(
            options::set(facts, "wsgi-file", &file)
                .map(|changes| Candidate::new(title).with(changes)),
        );
    }
    Some(finding)
}
