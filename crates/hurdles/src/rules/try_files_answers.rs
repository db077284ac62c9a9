//! ## What it finds
//! `try_files` decides the request before it is passed on.
//!
//! ## Why it matters
//! With `=404` as its last argument, whatever is not a file on disk gets 404 and never reaches the app.
//!
//! ## Example
//! ```text
//! try_files $uri $uri/ =404;
//! ```
//!
//! ## How to fix
//! Remove the line, or end it in a named location that passes to the app.

use hurdles_nginx::event::AnswerReason;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let place = facts.answered_because(&AnswerReason::TryFiles)?;
    let uri = facts
        .location_choice()
        .map(|choice| choice.uri.clone())
        .unwrap_or_default();
    Some(
        Finding::error(
            Stage::Routing,
            format!("`try_files` answers for `{}` before the app is asked", facts.short(&uri)),
            Label::new(place, "ends the request when no file is found"),
        )
        .explain(
            "It runs before the request is passed on. None of its files exists, so its last argument decides, and that \
             is a status.",
        )
        .fix(facts.drop_directive(place)),
    )
}
