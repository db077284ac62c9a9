//! ## What it finds
//! A prefix location does not begin with a slash.
//!
//! ## Why it matters
//! Paths of requests always do, so the location never matches.
//!
//! ## Example
//! ```text
//! location music/ { ... }
//! ```
//!
//! ## How to fix
//! Write `location /music/ {`.

use hurdles_nginx::event::LocationKind;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    if facts.passed().is_some() || facts.location_choice()?.kind == LocationKind::Named {
        return None;
    }
    let site = facts.pass_sites().into_iter().find(|site| {
        let name = site.location_name.as_deref().unwrap_or("/");
        site.location_kind == LocationKind::Prefix && !name.starts_with('/')
    })?;
    let name = site.location_name?;
    let place = site.location_word?;
    Some(
        Finding::error(
            Stage::Routing,
            format!("`location {}` can never match", facts.short(&name)),
            Label::new(place, "does not begin with a slash"),
        )
        .explain(format!(
            "The path of a request always begins with `/`, so no path begins with `{name}`. nginx looks for a file on \
             disk instead of asking the app."
        ))
        .fix([Candidate::new(format!("Write `location /{name}`")).insert_before(place, "/")]),
    )
}
