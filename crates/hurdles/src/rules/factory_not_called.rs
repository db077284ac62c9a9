//! ## What it finds
//! The app's factory is named as the app itself.
//!
//! ## Why it matters
//! uWSGI calls it with environ and start_response for each request, as if it were the app.
//!
//! ## Example
//! ```text
//! module = site:create_app
//! ```
//!
//! ## How to fix
//! Add parentheses, `module = site:create_app()`: uWSGI then calls it once and serves what it returns.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fixes::callable;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let raised = facts.raised_when_called()?;
    let too_many =
        raised.message.contains("positional argument") && raised.message.contains("given");
    if !too_many {
        return None;
    }
    let definition = facts.callable_definition();
    let place = facts
        .callable_place()
        .or(definition)
        .or_else(|| facts.anywhere())?;
    let name = facts.short(&facts.callable_name());
    Some(
        Finding::error(
            Stage::Callable,
            format!("`{name}` is not the app but a function that makes it"),
            Label::new(place, "called for each request, as if it were the app"),
        )
        .explain(format!(
            "uWSGI calls `{name}` with environ and start_response for each request, and that raises {}: {}. Nothing is sent, and \
             nginx answers 502. With parentheses behind the name uWSGI calls it once, without arguments, and serves what it \
             returns.",
            raised.class, raised.message
        ))
        .also(definition, "takes no environ and start_response")
        .fix(callable::call_factory(facts)),
    )
}
