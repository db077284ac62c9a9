//! ## What it finds
//! nginx answers the request itself instead of passing it to the app.
//!
//! ## Why it matters
//! A `return`, a `deny` or a redirect decides before the app is asked.
//!
//! ## Example
//! ```text
//! return 503;
//! ```
//!
//! ## How to fix
//! Change the directive that is marked, or ask for another path.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let (status, place, what) = facts.answered_by_directive()?;
    Some(
        Finding::error(
            Stage::Routing,
            format!("nginx answers {status} itself"),
            Label::new(place, what),
        )
        .explain(format!(
            "This directive decides before the request is passed on, so nginx answers {status} and the app is never asked."
        ))
        .fix(facts.drop_directive(place)),
    )
}
