//! ## What it finds
//! The socket lies in `/tmp`, and systemd gives uWSGI's or nginx's service a `/tmp` of its own.
//!
//! ## Why it matters
//! `PrivateTmp=` mounts another directory over `/tmp` and `/var/tmp` for one service alone. What uWSGI makes there nginx does not see,
//! however open its mode is, so nginx answers 502 with "No such file or directory".
//!
//! ## Example
//! ```text
//! [Service]
//! ExecStart=/srv/app/venv/bin/uwsgi --socket /tmp/app.sock --module app
//! PrivateTmp=true
//! ```
//!
//! ## How to fix
//! Put the socket below `/run`, in a directory that the unit makes (`RuntimeDirectory=app`).

use hurdles_machine::Errno;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::fixes::socket;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let connect = facts
        .connect_failure()
        .filter(|connect| connect.errno == Errno::NotFound)?;
    let (setting, whose) = facts.private_tmp(connect.path)?;
    let own = facts
        .sockets()
        .iter()
        .find(|socket| socket.path.as_deref() == Some(connect.path))?;
    Some(
        Finding::error(
            Stage::Connect,
            format!("nginx does not see the socket: {whose} has a `/tmp` of its own"),
            Label::new(setting, "a `/tmp` for this service alone"),
        )
        .explain(format!(
            "`PrivateTmp=` gives a service an empty `/tmp` that nobody else sees. uWSGI made `{}` and listens, but the two \
             services look at different directories, so nginx gets \"No such file or directory\" and answers 502. No mode and no \
             owner changes that.",
            connect.path
        ))
        .also(own.span, "uWSGI makes it here")
        .also(connect.place, "nginx looks for it here")
        .fix(socket::move_to_run(facts, connect.path))
        .fix([Candidate::new("Let the service see the machine's `/tmp`: `PrivateTmp=false`")
            .replace(setting, "false")]),
    )
}
