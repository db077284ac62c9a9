//! ## What it finds
//! uWSGI shall change to another user or group but was not started by root.
//!
//! ## Why it matters
//! Only root may become somebody else. uWSGI exits before it makes the socket.
//!
//! ## Example
//! ```text
//! uwsgi --uid 33 --gid 33 -s /run/app.sock       # typed by an ordinary user
//! ```
//!
//! ## How to fix
//! Start it with `sudo`, or leave out `uid` and `gid`.

use hurdles_uwsgi::ExitCause;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fixes::options;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let ExitCause::NotRoot { option, value } = facts.exit_cause()? else {
        return None;
    };
    if facts.is_vassal() {
        return None;
    }
    let place = value.span.or_else(|| facts.anywhere())?;
    let who = facts.starter().name;
    let shown = facts.short(&value.text);
    Some(
        Finding::error(
            Stage::Privileges,
            format!("`{who}` may not become another user or group"),
            Label::new(place, format!("needs root: `{option}` is {shown}")),
        )
        .explain(format!(
            "uWSGI is started by `{who}` and shall change its {option} to {shown}. Only root may do that, so uWSGI exits \
             before it makes the socket, and nginx answers 502."
        ))
        .fix(options::start_as_root(facts))
        .fix(options::without_all(facts, &["uid", "gid"])),
    )
}
