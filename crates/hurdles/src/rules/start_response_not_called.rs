//! ## What it finds
//! The app returns an answer without having called `start_response`.
//!
//! ## Why it matters
//! Status and headers are given by that call. Without it uWSGI sends the body alone, which nginx cannot read as an answer.
//!
//! ## Example
//! ```text
//! def application(environ, start_response):
//!     return [b"hello"]
//! ```
//!
//! ## How to fix
//! Call `start_response("200 OK", [...])` before the answer is returned.

use hurdles_nginx::event::AttemptEnd;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fixes::answer;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let passed = facts.passed()?;
    let broken = matches!(
        passed.attempts.last()?.end,
        AttemptEnd::InvalidHeader | AttemptEnd::ClosedEarly
    );
    let file = facts.app_file()?;
    if !broken
        || !facts.app_was_called()
        || facts.raised_at_request().is_some()
        || facts.text(file).contains("start_response(")
    {
        return None;
    }
    if !facts.text(file).contains("start_response") {
        return None;
    }
    let line = facts.return_line()?;
    Some(
        Finding::error(
            Stage::Response,
            "The app never calls `start_response`",
            Label::new(line, "returned without status and headers"),
        )
        .explain(
            "Status and headers are given by that call. uWSGI sends the body alone, nginx finds no valid header in it and answers \
             502.",
        )
        .fix([answer::start_response(facts, line)]),
    )
}
