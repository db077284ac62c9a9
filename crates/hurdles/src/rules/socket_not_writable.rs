//! ## What it finds
//! nginx may not write to the socket.
//!
//! ## Why it matters
//! Connecting needs write permission on the socket file, for nginx's own user. uWSGI makes sockets with mode 0755,
//! on which only the owner may write. nginx then answers 502.
//!
//! ## Example
//! ```text
//! srwxr-xr-x 1 ubuntu www-data 0 /run/app.sock
//! ```
//!
//! ## How to fix
//! Give write permission to the class that counts for nginx's user: `--chmod-socket=020` where the socket's group
//! is nginx's own.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fixes::opening;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let (connect, step) = facts.connect_refused_at(false)?;
    let worker = &connect.who;
    let made_by = facts.instance().is_some();
    let place = facts
        .place_of_step(step)
        .or_else(|| facts.mode_option())
        .or_else(|| facts.socket_value(step.node))
        .or(connect.place)
        .or_else(|| facts.anywhere())?;
    let mut finding = Finding::error(
        Stage::Connect,
        format!("`{}` may not write to the socket", worker.name),
        Label::new(place, facts.step_text(step, worker)),
    )
    .explain(format!(
        "nginx runs as `{}` and needs write permission on the socket. {} connect() fails with \"Permission denied\", \
         and nginx answers 502.",
        worker.name,
        facts.step_sentence(step, worker)
    ));
    if made_by && facts.option("chmod-socket").is_none() {
        finding = finding.explain("Without `--chmod-socket` uWSGI makes sockets with mode 0755, on which only the owner may write.");
    }
    for name in ["gid", "uid"] {
        let span = facts
            .option(name)
            .and_then(|option| option.value.as_ref()?.span);
        finding = finding.also(
            span,
            if name == "gid" {
                "the socket's group"
            } else {
                "the socket's owner"
            },
        );
    }
    Some(
        finding
            .also(connect.place, "nginx connects here")
            .assuming(facts.assume_worker(worker))
            .fix(opening::open_socket(facts, step, worker)),
    )
}
