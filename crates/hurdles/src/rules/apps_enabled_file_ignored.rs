//! ## What it finds
//! A file in `/etc/uwsgi/apps-enabled` that Debian's service does not take, because of its ending or because the link leads
//! nowhere.
//!
//! ## Why it matters
//! The init script goes by the name alone. It takes `.ini`, `.xml`, `.yaml`, `.yml`, `.json`, `.js`, `.sqlite`, `.sqlite3`
//! and `.db`, starts nothing for any other file, and still reports success: "(omitted; missing conffile(s) …)".
//!
//! ## Example
//! ```text
//! /etc/uwsgi/apps-enabled/shop.conf
//! ```
//!
//! ## How to fix
//! Give the file an ending that says what it is: `mv shop.conf shop.ini`.

use hurdles_services::debian::{APPS_ENABLED, ENDINGS};

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let run = facts.init_start().filter(|_| !facts.worked())?;
    let machine = facts.before();
    let names = machine.list(&facts.root(), "/", APPS_ENABLED).ok()?;
    // Where an app was started, a file that was passed over is its neighbour's matter.
    if run.script.n_apps > 0 && run.script.not_found.is_empty() {
        return None;
    }
    let name = names.iter().find(|name| {
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        let is_taken = ENDINGS.contains(&ending);
        let leads_somewhere = machine.find(&format!("{APPS_ENABLED}/{name}")).is_some();
        &***name != "README" && (!is_taken || !leads_somewhere)
    })?;
    let path = format!("{APPS_ENABLED}/{name}");
    let place = facts.file(&path).map(|file| facts.first_line(file));
    let shown = facts.short(name);
    if machine.find(&path).is_none() {
        let finding = Finding::error(
            Stage::Invocation,
            format!("`{shown}` in apps-enabled is a link that leads nowhere"),
            Label::new(place.unwrap_or(run.span), "starts no app for it"),
        );
        return Some(finding.explain(format!(
            "Debian's service passes over `{path}`, starts nothing and reports success."
        )));
    }
    let mut finding = Finding::error(
        Stage::Invocation,
        format!("Debian's service does not take a file called `{shown}`"),
        Label::new(place.unwrap_or(run.span), "passed over because of its ending"),
    )
    .also(Some(run.span), "reports success and starts nothing for it")
    .explain(format!(
        "`/etc/init.d/uwsgi` takes the files of `{APPS_ENABLED}` that end in {}. It starts no uWSGI for `{shown}`, so no \
         socket is made.",
        ENDINGS.map(|ending| format!("`.{ending}`")).join(", ")
    ));
    let stem = name.rsplit_once('.').map_or(&**name, |(stem, _)| stem);
    let title = format!("Call it `{stem}.ini`");
    let line = format!("mv {path} {APPS_ENABLED}/{stem}.ini");
    finding = finding.fix([Candidate {
        setup: vec![line],
        ..Candidate::new(title)
    }]);
    Some(finding)
}
