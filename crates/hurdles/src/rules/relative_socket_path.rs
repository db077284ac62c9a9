//! ## What it finds
//! The socket is given by a relative path.
//!
//! ## Why it matters
//! It counts from the directory in which uWSGI was started, or from its `chdir`, not from the configuration file.
//!
//! ## Example
//! ```text
//! socket = app.sock
//! ```
//!
//! ## How to fix
//! Give the whole path.

use hurdles_machine::Errno;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::fixes::{options, socket};
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let connect = facts
        .connect_failure()
        .filter(|connect| connect.errno == Errno::NotFound)?;
    let own = facts.sockets().iter().find(|socket| socket.is_relative)?;
    let place = own.span.or(connect.place).or_else(|| facts.anywhere())?;
    let path = own.path.clone()?;
    let mut finding = Finding::error(
        Stage::Connect,
        format!("The relative socket `{}` is made elsewhere", facts.short(&own.text)),
        Label::new(place, format!("means `{path}`")),
    )
    .explain(format!(
        "A relative path counts from uWSGI's working directory, `{}`, and not from the configuration file. So the socket is \
         `{path}`, while nginx looks for `{}`, finds nothing and answers 502.",
        facts.cwd(),
        connect.path
    ))
    .also(connect.place, "nginx looks here")
    .fix(socket::agree(facts, &connect, own));
    if let Some(directory) = connect
        .path
        .strip_suffix(&own.text)
        .map(|directory| directory.trim_end_matches('/'))
    {
        let title = format!("Let uWSGI change to `{}`", facts.short(directory));
        finding = finding.fix(
            options::set(facts, "chdir", directory)
                .map(|changes| Candidate::new(title).with(changes)),
        );
    }
    Some(finding)
}
