//! ## What it finds
//! A line of `setup` or `after` fails: what it was to do is not done.
//!
//! ## Why it matters
//! The lines after it are typed all the same, and what it should have made is missing later.
//!
//! ## Example
//! ```text
//! ln -s /etc/uwsgi/apps-available/shop.ini /etc/uwsgi/no-such-directory/
//! ```
//!
//! ## How to fix
//! Correct the line by what the shell says of it, or take it away.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::report::Stage;

/// As many lines as are told of.
const MOST: usize = 8;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let mut failed = facts.failed_lines().into_iter();
    let (place, words) = failed.next()?;
    let document = facts.sources().get(place.source).name.to_string();
    let mut finding = Finding::warning(
        Stage::Invocation,
        format!("A line of `{document}` fails"),
        Label::new(place, words),
    )
    .explain("What it was to do is not done. The lines after it are typed all the same.");
    for (place, words) in failed.take(MOST) {
        finding = finding.also(Some(place), words);
    }
    Some(finding)
}
