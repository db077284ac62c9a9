//! ## What it finds
//! nginx's user owns the socket, and the owner's bits do not let it write.
//!
//! ## Why it matters
//! For the owner only the owner's three bits count. What the group or others may do is not looked at.
//!
//! ## Example
//! ```text
//! s----w---- 1 www-data www-data 0 /run/app.sock
//! ```
//!
//! ## How to fix
//! Give write to the owner: `--chmod-socket=600` or `200`.

use hurdles_machine::Class;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fixes::opening;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let (connect, step) = facts.connect_refused_at(false)?;
    if step.class != Class::Owner {
        return None;
    }
    let place = facts
        .mode_option()
        .or(connect.place)
        .or_else(|| facts.anywhere())?;
    let worker = &connect.who;
    Some(
        Finding::error(
            Stage::Connect,
            format!("`{}` owns the socket, and the owner may not write to it", worker.name),
            Label::new(place, "gives the owner no write permission"),
        )
        .explain(format!(
            "nginx runs as `{}`, to which the socket belongs: `{}` is {}. For the owner only the owner's three bits count, \
             and they lack write; what the group may do is not looked at. connect() fails with \"Permission denied\" and nginx \
             answers 502.",
            worker.name,
            step.path,
            facts.mode_and_owner(step.node)
        ))
        .also(connect.place, "nginx connects here")
        .fix(opening::open_socket(facts, step, worker)),
    )
}
