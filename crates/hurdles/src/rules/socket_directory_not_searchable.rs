//! ## What it finds
//! nginx may not pass a directory on the way to the socket.
//!
//! ## Why it matters
//! Every directory of the path must give search permission to nginx's user, however open the socket is.
//!
//! ## Example
//! ```text
//! drwxr-x--- 5 ubuntu ubuntu 4096 /home/ubuntu
//! ```
//!
//! ## How to fix
//! Keep the socket outside of home directories, or give search permission on the directory that refuses.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fixes::{access, socket};
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let (connect, step) = facts.connect_refused_at(true)?;
    let worker = &connect.who;
    let place = facts
        .place_of_step(step)
        .or(connect.place)
        .or_else(|| facts.anywhere())?;
    let mut finding = Finding::error(
        Stage::Connect,
        format!("`{}` may not pass `{}`", worker.name, facts.short(&step.path)),
        Label::new(place, facts.step_text(step, worker)),
    )
    .explain(format!(
        "nginx runs as `{}` and connects to `{}`. {} connect() fails with \"Permission denied\" and nginx answers 502, \
         however open the socket itself is.",
        worker.name,
        connect.path,
        facts.step_sentence(step, worker)
    ))
    .also(connect.place, "nginx connects here")
    .assuming(facts.assume_step(step));
    if step.path.starts_with("/home/") {
        finding = finding
            .explain("Home directories are a poor place for sockets: they are meant to be closed.");
    }
    Some(
        finding
            .fix(access::grant(facts, step, worker))
            .fix(socket::move_to_run(facts, connect.path)),
    )
}
