//! ## What it finds
//! A Python file of the app cannot be parsed.
//!
//! ## Why it matters
//! Python refuses the whole file, and uWSGI goes on without an app.
//!
//! ## Example
//! ```text
//! def application(environ, start_response)
//! ```
//!
//! ## How to fix
//! Correct the line that Python points to.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let raised = facts.raised_at_load().filter(|raised| {
        ["SyntaxError", "IndentationError", "TabError"].contains(&raised.class.as_str())
    })?;
    let place = raised.span.or_else(|| facts.anywhere())?;
    Some(
        Finding::error(
            Stage::Imports,
            format!("Python cannot parse the app: {}", facts.short(&raised.message)),
            Label::new(place, format!("{}: {}", raised.class, raised.message)),
        )
        .explain("Python refuses the whole file, uWSGI goes on without an app and answers 500 to every request.")
        .fix(crate::fixes::syntax::modernise(facts, place))
        .fix(crate::fixes::imports::mend_syntax(facts, place)),
    )
}
