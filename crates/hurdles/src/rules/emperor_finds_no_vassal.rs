//! ## What it finds
//! The emperor looks for vassals where there are none.
//!
//! ## Why it matters
//! A directory that is missing is taken for a pattern that matches nothing. The emperor waits and no app runs.
//!
//! ## Example
//! ```text
//! uwsgi --emperor /etc/uwsgi/vassal
//! ```
//!
//! ## How to fix
//! Name the directory that holds the vassals' files, or put a file there.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let option = facts.idle_emperor()?;
    let value = option.value.as_ref()?;
    let place = value.span.or_else(|| facts.anywhere())?;
    let shown = facts.short(&value.text);
    let mut finding = Finding::error(
        Stage::Invocation,
        format!("The emperor finds no vassal in `{shown}`"),
        Label::new(place, "no configuration of an app lies there"),
    )
    .explain(
        "It starts nothing and waits, so nothing listens on the socket and nginx answers 502.",
    );
    for directory in facts.ini_directories() {
        let title = format!("Look in `{}`", facts.short(&directory));
        finding = finding.fix([Candidate::new(title).replace(place, &directory)]);
    }
    Some(finding)
}
