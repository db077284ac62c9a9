//! ## What it finds
//! A line that was pasted could not be read, so what it says is not taken into account.
//!
//! ## Why it matters
//! Everything else is simulated as if the line were not there. If it matters, the result may differ from your
//! machine.
//!
//! ## Example
//! ```text
//! frobnicate /run/app
//! ```
//!
//! ## How to fix
//! Write it in a simpler form, or paste the listing that shows its effect.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let mut unread = facts.not_understood();
    if unread.is_empty() {
        return None;
    }
    let (place, reason) = unread.remove(0);
    let document = facts.sources().get(place.source).name.to_string();
    let mut finding = Finding::warning(
        Stage::Invocation,
        format!("Some of what stands in `{}` is not understood", facts.short(&document)),
        Label::new(place, reason),
    )
    .explain("It is passed over, and the rest is simulated as if it were not there. If it matters, your machine may behave differently.");
    for (place, reason) in unread.into_iter().take(9) {
        finding = finding.also(Some(place), reason);
    }
    Some(finding)
}
