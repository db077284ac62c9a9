//! ## What it finds
//! The app speaks ASGI, uWSGI speaks WSGI.
//!
//! ## Why it matters
//! An ASGI app takes three arguments and is awaited. uWSGI calls it with two, and that raises.
//!
//! ## Example
//! ```text
//! async def application(scope, receive, send):
//! ```
//!
//! ## How to fix
//! Serve it with an ASGI server such as uvicorn, or wrap it in an adapter.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fixes::answer;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let raised = facts.raised_when_called()?;
    let definition = facts.callable_definition()?;
    let text = facts.text(facts.line_of(definition));
    let three = raised
        .message
        .contains("missing 1 required positional argument");
    if !text.contains("async ")
        && !(three && (raised.message.contains("send") || raised.message.contains("receive")))
    {
        return None;
    }
    Some(
        Finding::error(
            Stage::Callable,
            "The app speaks ASGI, uWSGI calls it by WSGI",
            Label::new(definition, "takes scope, receive and send, and is awaited"),
        )
        .explain(format!(
            "uWSGI calls the app with two arguments, environ and start_response. This one takes three and is asynchronous, so the \
             call raises {}: {}. Nothing is sent, and nginx answers 502. An ASGI server such as uvicorn can run it; under uWSGI \
             it needs an adapter.",
            raised.class, raised.message
        ))
        .also(facts.callable_place(), "names the ASGI app")
        .fix(answer::adapt_asgi(facts, definition)),
    )
}
