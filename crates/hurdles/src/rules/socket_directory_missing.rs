//! ## What it finds
//! The directory in which uWSGI shall make its socket does not exist.
//!
//! ## Why it matters
//! uWSGI makes the socket file but never its directory. bind() fails and uWSGI exits. What lies below `/run` is
//! gone after each reboot.
//!
//! ## Example
//! ```text
//! uwsgi -s /run/app/app.sock      # there is no /run/app
//! ```
//!
//! ## How to fix
//! Make the directory before the start and give it to the user that uWSGI runs as; below `/run` let systemd make it
//! (`RuntimeDirectory=`).

use hurdles_machine::Errno;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fixes::socket;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let failure = facts
        .bind_failure()
        .filter(|failure| failure.errno == Errno::NotFound)?;
    let place = failure.address.span.or_else(|| facts.anywhere())?;
    let directory = failure
        .bound
        .rsplit_once('/')
        .map_or("/", |(directory, _)| directory);
    let missing = failure
        .walk
        .as_ref()
        .and_then(|walk| walk.missing.clone())
        .unwrap_or(directory.to_owned());
    let length = facts.text(place).rfind('/').unwrap_or(0);
    let primary = if length > 0 {
        place.part(0, length)
    } else {
        place
    };
    let mut finding = Finding::error(
        Stage::Bind,
        format!("The directory for the socket, `{}`, does not exist", facts.short(directory)),
        Label::new(primary, format!("`{missing}` does not exist")),
    )
    .explain(format!(
        "uWSGI makes the socket file but never its directory. bind() fails with \"No such file or directory\" and uWSGI \
         exits; nginx finds no socket and answers 502. That is a consequence, nginx itself is in order. `{missing}` is \
         missing."
    ));
    if directory.starts_with("/run/") {
        finding = finding.explain(
            "`/run` is emptied at each boot: what was made there by hand is gone afterwards, so let systemd make it \
             (`RuntimeDirectory=`) or add a line to tmpfiles.d.",
        );
    }
    Some(
        finding
            .assuming(facts.assume_missing(&missing))
            .fix(socket::make_directory(facts, failure, directory))
            .fix(socket::elsewhere(facts, failure)),
    )
}
