//! ## What it finds
//! The app raises an exception while it answers.
//!
//! ## Why it matters
//! uWSGI prints the traceback. If nothing was sent yet the connection is closed, and nginx answers 502.
//!
//! ## Example
//! ```text
//! KeyError: 'PATH_INFO'
//! ```
//!
//! ## How to fix
//! Correct the line that raises.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fixes::{files, imports, requests, surroundings};
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let raised = facts.raised_at_request()?;
    let by_callable = || facts.option("callable")?.value.as_ref()?.span;
    let place = raised
        .span
        .or_else(by_callable)
        .or_else(|| facts.anywhere())?;
    let message = raised.message.lines().next().unwrap_or_default();
    let message = message.trim_end_matches('.');
    let mut finding = Finding::error(
        Stage::Response,
        format!("The app raises {} while it answers", facts.short(&raised.class)),
        Label::new(place, format!("{}: {message}", raised.class)),
    )
    .explain(format!(
        "The request reaches the app, which raises {}: {message}. uWSGI prints the traceback and sends nothing, so nginx answers 502, \
         unless the framework makes an error page of it.",
        raised.class
    ));
    if let Some(missing) = &raised.missing {
        let word = facts.word_of(place, &missing.name);
        finding = finding.fix(imports::other_names(facts, word, missing));
    }
    if ["SyntaxError", "IndentationError", "TabError"].contains(&raised.class.as_str()) {
        finding = finding
            .fix(crate::fixes::syntax::modernise(facts, place))
            .fix(imports::mend_syntax(facts, place));
    }
    Some(
        finding
            .fix(surroundings::give_secret_key(facts, raised))
            .fix(imports::from_values(facts, raised))
            .fix(files::make(facts, raised))
            .fix(requests::other_encoding(facts, raised))
            .fix(requests::divide_by_one(facts, raised))
            .fix(surroundings::set_what_is_read(facts, raised))
            .fix(surroundings::work_beside_the_app(facts, raised))
            .fix(imports::with_default(facts, place, raised))
            .fix(imports::leave_out(facts, place)),
    )
}
