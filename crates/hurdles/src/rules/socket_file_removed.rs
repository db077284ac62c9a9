//! ## What it finds
//! The socket file was removed while uWSGI runs.
//!
//! ## Why it matters
//! uWSGI still listens, but the name that leads to it is gone, and it is not made again.
//!
//! ## Example
//! ```text
//! rm -f /tmp/app.sock
//! ```
//!
//! ## How to fix
//! Start uWSGI again, and keep sockets where nothing cleans up.

use hurdles_machine::Errno;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let connect = facts
        .connect_failure()
        .filter(|connect| connect.errno == Errno::NotFound)
        .filter(|connect| facts.private_tmp(connect.path).is_none())?;
    let own = facts
        .sockets()
        .iter()
        .find(|socket| socket.path.as_deref() == Some(connect.path))?;
    let name = connect.path.rsplit('/').next().unwrap_or_default();
    let line = facts.typed_with(
        &[
            "rm",
            "mv",
            "unlink",
            "find",
            "tmpreaper",
            "systemd-tmpfiles",
        ],
        name,
    );
    let place = line
        .or(own.span)
        .or(connect.place)
        .or_else(|| facts.anywhere())?;
    let mut finding = Finding::error(
        Stage::Connect,
        format!("The socket `{}` was removed while uWSGI runs", facts.short(connect.path)),
        Label::new(place, "takes the name of the socket away"),
    )
    .explain(format!(
        "uWSGI made `{}` and still listens, but the name is gone from its directory. nothing leads to the listener any more, \
         and uWSGI does not make the file again, not even at a reload. nginx gets \"No such file or directory\" and answers 502.",
        connect.path
    ))
    .also(own.span, "uWSGI made it here")
    .also(connect.place, "nginx looks for it here");
    if let Some(whole) = line.and_then(|line| facts.typed_line(line)) {
        finding = finding.fix([Candidate::new("Leave the socket where it is").replace(whole, "")]);
    }
    Some(finding)
}
