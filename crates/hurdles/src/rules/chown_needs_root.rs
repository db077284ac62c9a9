//! ## What it finds
//! uWSGI shall give its socket to somebody else but was not started by root.
//!
//! ## Why it matters
//! Only root gives files away. The chown() fails and uWSGI exits.
//!
//! ## Example
//! ```text
//! uwsgi -s /run/app.sock --chown-socket=www-data      # as an ordinary user
//! ```
//!
//! ## How to fix
//! Start as root with `uid` and `gid`, or open the socket with `chmod-socket` instead.

use hurdles_uwsgi::{Event, ExitCause};

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fixes::{opening, options};
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let ExitCause::Chown = facts.exit_cause()? else {
        return None;
    };
    let change = facts.uwsgi_events().find_map(|event| match event {
        Event::SocketChanged(change) if change.failure.is_some() => Some(change),
        _ => None,
    })?;
    let place = change.value.span.or_else(|| facts.anywhere())?;
    let who = facts.starter().name;
    let shown = facts.short(&change.value.text);
    let errno = change.failure?;
    Some(
        Finding::error(
            Stage::Bind,
            format!("`{who}` may not give the socket to `{shown}`"),
            Label::new(place, format!("chown() fails: {errno}")),
        )
        .explain(format!(
            "Only root gives files away. uWSGI runs as `{who}`, makes the socket, fails to give it to `{shown}` and exits; \
             the file stays behind with nobody listening, and nginx answers 502."
        ))
        .fix(opening::replace_chown_by_chmod(facts))
        .fix(options::start_as_root(facts))
        .fix(options::without(facts, "chown-socket")),
    )
}
