//! ## What it finds
//! nginx looks for the socket at a path where uWSGI does not make it.
//!
//! ## Why it matters
//! Both must name the same file. nginx starts well without it and answers 502 when a request comes.
//!
//! ## Example
//! ```text
//! uwsgi -s /run/app.sock       uwsgi_pass unix:/run/other.sock;
//! ```
//!
//! ## How to fix
//! Write the same path on both sides.

use hurdles_machine::Errno;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fixes::socket;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let connect = facts.connect_failure().filter(|connect| {
        matches!(connect.errno, Errno::NotFound | Errno::NotADirectory)
            || connect.errno == Errno::ConnectionRefused
    })?;
    let sockets = facts.sockets();
    let own = sockets
        .iter()
        .find(|socket| socket.path.as_deref() != Some(connect.path))?;
    if sockets
        .iter()
        .any(|socket| socket.path.as_deref() == Some(connect.path))
        || connect.is_tcp && own.port.is_some()
    {
        return None;
    }
    let place = connect.place.or(own.span).or_else(|| facts.anywhere())?;
    let theirs = own.path.clone().unwrap_or_else(|| own.text.clone());
    Some(
        Finding::error(
            Stage::Connect,
            format!("nginx looks for `{}`, where uWSGI does not listen", facts.short(connect.path)),
            Label::new(place, if connect.errno == Errno::NotFound { "there is no such file" } else { "nobody listens here" }),
        )
        .explain(format!(
            "uWSGI listens on `{theirs}`, nginx connects to `{}`. The two have to name the same socket. connect() fails with \
             \"{}\", and nginx answers 502. When nginx starts it does not look, so its test succeeds.",
            connect.path, connect.errno
        ))
        .also(own.span, "uWSGI listens here")
        .fix(socket::agree(facts, &connect, own)),
    )
}
