//! ## What it finds
//! The object that uWSGI calls for each request cannot be called the way WSGI wants.
//!
//! ## Why it matters
//! It is called with two arguments, the environ and start_response. Nothing is sent when that raises, and nginx
//! answers 502.
//!
//! ## Example
//! ```text
//! app = Board()       # the callable is Board().server
//! ```
//!
//! ## How to fix
//! Name the object that is the WSGI app.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fixes::{callable, imports, requests};
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let message = match facts.raised_when_called() {
        Some(raised) => format!("{}: {}", raised.class, raised.message),
        None => facts.not_callable()?,
    };
    let definition = facts.callable_definition();
    let place = facts
        .callable_place()
        .or(definition)
        .or_else(|| facts.anywhere())?;
    let name = facts.short(&facts.callable_name());
    Some(
        Finding::error(
            Stage::Callable,
            format!("`{name}` cannot be called as a WSGI app"),
            Label::new(place, "not a WSGI app"),
        )
        .explain(format!(
            "uWSGI calls `{name}` with environ and start_response. Python says: {message}. No answer is made, and the request fails."
        ))
        .also(definition, "defined here")
        .fix(requests::take_start_response(facts))
        .fix(callable::other_callables(facts))
        .fix(definition.and_then(|definition| imports::leave_out(facts, definition))),
    )
}
