//! ## What it finds
//! The request's first line or a header is longer than nginx takes.
//!
//! ## Why it matters
//! Each must fit into one of the `large_client_header_buffers`, 8k by default. nginx answers 414 or 400.
//!
//! ## Example
//! ```text
//! 414 Request-URI Too Large
//! ```
//!
//! ## How to fix
//! Set `large_client_header_buffers 4 32k;`, or send the data in the body.

use hurdles_nginx::event::AnswerReason;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    facts
        .answers()
        .find(|(reason, _)| **reason == AnswerReason::RequestTooLarge)?;
    let longest = facts
        .scenario
        .request
        .headers
        .iter()
        .map(String::len)
        .max()
        .unwrap_or(0);
    let bytes = facts.scenario.request.url.len().max(longest) + 64;
    let kilobytes = bytes.div_ceil(1024).next_power_of_two();
    let place = facts.document("request").or_else(|| facts.anywhere())?;
    Some(
        Finding::error(
            Stage::Protocol,
            "The request's first line or a header is too long for nginx",
            Label::new(place, "longer than one of nginx's header buffers"),
        )
        .explain(
            "The first line and each header must fit into one of the `large_client_header_buffers`, 8k unless set. nginx \
             answers by itself and never asks uWSGI, whatever its `buffer-size` is.",
        )
        .fix(facts.set_in_server("large_client_header_buffers", &format!("4 {kilobytes}k"))),
    )
}
