//! ## What it finds
//! nginx's user was added to the group after nginx had started.
//!
//! ## Why it matters
//! A process keeps the groups that it started with. nginx's workers learn of new ones at a reload or restart.
//!
//! ## Example
//! ```text
//! usermod -aG ubuntu www-data
//! ```
//!
//! ## How to fix
//! Run `nginx -s reload` after `usermod`.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::fixes::opening;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let connect = facts.connect_failure()?;
    let step = connect.walk?.steps.last().filter(|step| !step.granted)?;
    let worker = &connect.who;
    let user = facts.machine().accounts.user(&worker.name)?;
    let now = facts.machine().accounts.login(user);
    let fresh = facts
        .machine()
        .check(&now, &step.path, step.node, step.need);
    if !fresh.granted {
        return None;
    }
    let gained = now
        .groups
        .iter()
        .find(|gid| !worker.identity.is_in_group(**gid))?;
    let group = facts.machine().accounts.group_name(*gained);
    let place = facts
        .typed_with(&["usermod", "gpasswd", "adduser"], &group)
        .or(connect.place)
        .or_else(|| facts.anywhere())?;
    Some(
        Finding::error(
            Stage::Connect,
            format!("nginx's workers do not know of the group `{}` yet", facts.short(&group)),
            Label::new(place, "typed while nginx was already running"),
        )
        .explain(format!(
            "`{}` is a member of `{group}` now, and that would be enough for `{}`. But a process keeps the groups that it \
             started with, and nginx's workers started before. They are refused, and nginx answers 502.",
            worker.name, step.path
        ))
        .also(connect.place, "nginx connects here")
        .fix([Candidate::new("Let nginx start new workers").after("nginx -s reload")])
        .fix(opening::open_socket(facts, step, worker)),
    )
}
