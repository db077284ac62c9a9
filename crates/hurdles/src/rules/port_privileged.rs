//! ## What it finds
//! uWSGI asks for a port below 1024 without being root.
//!
//! ## Why it matters
//! These ports are kept for root. bind() is refused and uWSGI exits.
//!
//! ## Example
//! ```text
//! uwsgi --socket :81
//! ```
//!
//! ## How to fix
//! Choose a port from 1024 upwards, and the same one in nginx.

use hurdles_machine::Errno;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fixes::{options, socket};
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let failure = facts
        .bind_failure()
        .filter(|failure| failure.errno == Errno::AccessDenied && failure.walk.is_none())?;
    let place = failure.address.span.or_else(|| facts.anywhere())?;
    let who = facts.user_name(failure.identity.uid);
    let port = failure.bound.rsplit(':').next().unwrap_or_default();
    Some(
        Finding::error(
            Stage::Bind,
            format!("`{who}` may not listen on port {port}"),
            Label::new(place, "ports below 1024 are kept for root"),
        )
        .explain(format!(
            "uWSGI runs as `{who}` when it makes its socket. The kernel keeps ports below 1024 for root, bind() fails with \
             \"Permission denied\" and uWSGI exits. Behind nginx any other port will do."
        ))
        .fix(socket::other_port(facts, failure))
        .fix(options::start_as_root(facts)),
    )
}
