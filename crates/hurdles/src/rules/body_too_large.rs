//! ## What it finds
//! The request's body is larger than nginx takes.
//!
//! ## Why it matters
//! `client_max_body_size` is 1m by default. nginx answers 413 and the app is never asked.
//!
//! ## Example
//! ```text
//! client intended to send too large body: 5242880 bytes
//! ```
//!
//! ## How to fix
//! Set `client_max_body_size 20m;` in the server block.

use hurdles_nginx::event::AnswerReason;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let (size, place) = facts.answers().find_map(|(reason, place)| match reason {
        AnswerReason::BodyTooLarge(size) => Some((*size, place)),
        _ => None,
    })?;
    let limit = facts.directive_in_force("client_max_body_size");
    let at = limit
        .or(place)
        .or_else(|| facts.document("request"))
        .or_else(|| facts.anywhere())?;
    let megabytes = facts.scenario.request.body_bytes.div_ceil(1 << 20).max(1);
    Some(
        Finding::error(
            Stage::Protocol,
            format!("The request's body is larger than nginx takes ({size} bytes)"),
            Label::new(at, if limit.is_some() { "allows less than is sent" } else { "more than the default of 1m is sent" }),
        )
        .explain(format!(
            "nginx compares the announced {size} bytes with `client_max_body_size`, 1m unless set, answers 413 by itself \
             and never asks the app."
        ))
        .fix(facts.set_in_server("client_max_body_size", &format!("{megabytes}m"))),
    )
}
