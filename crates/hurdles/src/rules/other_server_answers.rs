//! ## What it finds
//! A program other than nginx or the app answers the request.
//!
//! ## Why it matters
//! It holds the port, so nobody else can.
//!
//! ## Example
//! ```text
//! python3 -m http.server 80
//! ```
//!
//! ## How to fix
//! Stop it, or ask for the port of the app.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let holder = facts.other_program()?;
    let place = holder
        .span
        .or_else(|| facts.document("request"))
        .or_else(|| facts.anywhere())?;
    Some(
        Finding::error(
            Stage::Routing,
            format!("`{}` answers, not nginx", facts.short(&holder.name)),
            Label::new(place, "holds the port that the browser asks for"),
        )
        .explain(
            "The port belongs to another program, so neither nginx nor the app sees the request.",
        ),
    )
}
