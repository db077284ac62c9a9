//! ## What it finds
//! uWSGI cannot make its socket, for a reason other than permission.
//!
//! ## Why it matters
//! Without a socket uWSGI exits, and nginx has nobody to talk to.
//!
//! ## Example
//! ```text
//! uwsgi -s 10.9.9.9:3031       # not an address of this machine
//! ```
//!
//! ## How to fix
//! Give a path that is free, or an address that belongs to the machine.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fixes::socket;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let failure = facts.bind_failure()?;
    let place = failure.address.span.or_else(|| facts.anywhere())?;
    Some(
        Finding::error(
            Stage::Bind,
            format!("uWSGI cannot listen on `{}`", facts.short(&failure.address.text)),
            Label::new(place, format!("bind() fails: {}", failure.errno)),
        )
        .explain(format!(
            "bind() on `{}` fails with \"{}\". Without its socket uWSGI exits, and nginx answers 502.",
            failure.bound, failure.errno
        ))
        .fix(socket::where_nginx_looks(facts, failure))
        .fix(socket::elsewhere(facts, failure))
        .fix(socket::other_port(facts, failure)),
    )
}
