//! ## What it finds
//! uWSGI changes its user but keeps the group of root.
//!
//! ## Why it matters
//! The group is changed only when `gid` is given. The socket then belongs to the group root.
//!
//! ## Example
//! ```text
//! sudo uwsgi --uid alice --chmod-socket=660 -s /run/app.sock
//! ```
//!
//! ## How to fix
//! Add `gid = www-data`, or use `chown-socket`.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fixes::opening;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let (connect, step) = facts.connect_refused_at(false)?;
    let uid = facts.option("uid")?;
    if facts.option("gid").is_some()
        || facts.machine().node(step.node).group != 0
        || !facts.starter().identity.is_root()
    {
        return None;
    }
    let place = uid.key.span.or_else(|| facts.anywhere())?;
    Some(
        Finding::error(
            Stage::Connect,
            "Only `uid` is set, so the socket belongs to the group root",
            Label::new(place, "changes the user, not the group"),
        )
        .explain(format!(
            "uWSGI changes its group only when `gid` is given. It becomes another user but stays in the group root, and \
             so does its socket. {} nginx gets \"Permission denied\" and answers 502.",
            facts.step_sentence(step, &connect.who)
        ))
        .also(connect.place, "nginx connects here")
        .fix(opening::open_socket(facts, step, &connect.who)),
    )
}
