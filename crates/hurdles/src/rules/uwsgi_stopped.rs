//! ## What it finds
//! uWSGI was started and is stopped again before the request comes.
//!
//! ## Why it matters
//! A stopped uWSGI listens no more. The socket file may stay, or is removed with `vacuum`; nginx answers 502 either way.
//!
//! ## Example
//! ```text
//! pkill uwsgi
//! ```
//!
//! ## How to fix
//! Start it again, or do not stop it.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    facts.connect_failure()?;
    if facts.instance()?.is_running() || !facts.ran_once() {
        return None;
    }
    let kill = facts.typed_with(&["pkill", "kill", "killall", "systemctl", "service"], "");
    let stop = facts.typed_with(&["uwsgi", "uwsgi-core", "uwsgi_python3"], "--stop");
    let typed = stop.or(kill);
    let place = typed
        .or_else(|| facts.program_word())
        .or_else(|| facts.anywhere())?;
    let mut finding = Finding::error(
        Stage::Connect,
        "uWSGI was stopped before the request came",
        Label::new(place, "stops uWSGI"),
    )
    .explain(
        "uWSGI started and made its socket, but when the browser asks it runs no more. Nobody listens, connect() fails, and nginx \
         answers 502.",
    )
    .also(facts.program_word(), "started here");
    if let Some(line) = typed.and_then(|typed| facts.typed_line(typed)) {
        finding = finding.fix([Candidate::new("Do not stop it").replace(line, "")]);
    }
    Some(finding)
}
