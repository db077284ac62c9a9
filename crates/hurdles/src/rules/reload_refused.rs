//! ## What it finds
//! nginx was told to reload, but the new configuration has an error.
//!
//! ## Why it matters
//! A refused reload changes nothing: nginx goes on with the old configuration.
//!
//! ## Example
//! ```text
//! nginx -s reload      # fails, the old site stays
//! ```
//!
//! ## How to fix
//! Correct the error, test with `nginx -t`, and reload again.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let (problem, typed) = facts.reload_fault()?;
    let place = typed.or(problem.blame).or_else(|| facts.anywhere())?;
    let message = problem.message();
    Some(
        Finding::error(
            Stage::NginxConfig,
            "nginx refuses the reload and keeps the old configuration",
            Label::new(place, "this reload is refused"),
        )
        .explain(format!(
            "The new configuration has an error: {message}. nginx checks it first and changes nothing when the check \
             fails, so the old configuration goes on answering."
        ))
        .also(problem.blame, "nginx stops reading here")
        .fix(facts.repair_reload(problem)),
    )
}
