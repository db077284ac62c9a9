//! ## What it finds
//! uWSGI listens on an abstract socket, which has no file.
//!
//! ## Why it matters
//! nginx takes what follows `unix:` for a file name and cannot name an abstract socket.
//!
//! ## Example
//! ```text
//! socket = @app
//! ```
//!
//! ## How to fix
//! Use a socket file or a port.

use hurdles_machine::Errno;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fixes::socket;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let connect = facts
        .connect_failure()
        .filter(|connect| matches!(connect.errno, Errno::NotFound | Errno::ConnectionRefused))?;
    let own = facts.sockets().iter().find(|socket| socket.is_abstract)?;
    let place = own.span.or(connect.place).or_else(|| facts.anywhere())?;
    Some(
        Finding::error(
            Stage::Connect,
            "uWSGI's socket is abstract, and nginx cannot name it",
            Label::new(place, "a name in the kernel, not a file"),
        )
        .explain(format!(
            "`{}` begins with `@`: it lives in the kernel and leaves no file. nginx takes what follows `unix:` for a path, looks \
             for the file `{}`, and answers 502.",
            own.text, connect.path
        ))
        .also(connect.place, "nginx looks for a file")
        .fix(socket::agree(facts, &connect, own)),
    )
}
