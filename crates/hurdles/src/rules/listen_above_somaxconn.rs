//! ## What it finds
//! The `listen` option asks for a longer queue than the kernel allows.
//!
//! ## Why it matters
//! uWSGI compares it with `net.core.somaxconn` and refuses to start.
//!
//! ## Example
//! ```text
//! listen = 10000
//! ```
//!
//! ## How to fix
//! Lower `listen`, or raise `net.core.somaxconn` with sysctl.

use hurdles_uwsgi::ExitCause;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let ExitCause::Backlog { value, limit } = facts.exit_cause()? else {
        return None;
    };
    let place = value.span.or_else(|| facts.anywhere())?;
    Some(
        Finding::error(
            Stage::Bind,
            format!("`listen` asks for {}, the kernel allows {limit}", facts.short(&value.text)),
            Label::new(place, format!("more than net.core.somaxconn, {limit}")),
        )
        .explain(format!(
            "uWSGI compares its queue of {} with the kernel's limit `net.core.somaxconn`, which is {limit} here, and refuses \
             to start. Nothing listens, and nginx answers 502.",
            value.text
        ))
        .assuming(facts.assume(format!("The limit is taken to be {limit}"), "sysctl net.core.somaxconn"))
        .fix([Candidate::new(format!("Ask for {limit}")).replace(place, limit.to_string())])
        .fix([Candidate::new("Raise the kernel's limit").setup(format!("sysctl -w net.core.somaxconn={}", value.text))]),
    )
}
