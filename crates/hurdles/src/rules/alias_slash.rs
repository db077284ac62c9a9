//! ## What it finds
//! `location` and `alias` do not both end in a slash.
//!
//! ## Why it matters
//! The matched prefix is replaced as it stands, so directory and file name run together.
//!
//! ## Example
//! ```text
//! location /static/ { alias /var/www/static; }
//! ```
//!
//! ## How to fix
//! End both in a slash, or neither.

use hurdles_machine::Errno;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let file = facts.file_refused()?;
    if file.errno != Errno::NotFound {
        return None;
    }
    let place = file.place?;
    let alias = facts
        .directive_at(place)
        .filter(|directive| directive.is("alias"))?;
    let value = alias.argument(0)?;
    let name = facts.location_choice()?.name.clone();
    if name.ends_with('/') == value.ends_with('/') {
        return None;
    }
    let span = alias.arguments.first()?.span?;
    let (title, candidate) = if name.ends_with('/') {
        let title = format!("End the alias in a slash: `{}/`", facts.short(value));
        (title.clone(), Candidate::new(title).insert_after(span, "/"))
    } else {
        let title = "Take the slash off the alias".to_owned();
        (
            title.clone(),
            Candidate::new(title).replace(span, value.trim_end_matches('/')),
        )
    };
    let _ = title;
    Some(
        Finding::error(
            Stage::Routing,
            "`location` and `alias` do not both end in a slash",
            Label::new(span, format!("makes `{}`", facts.short(&file.path))),
        )
        .explain(format!(
            "nginx puts `{value}` in the place of `{name}` as it stands, and so looks for `{}`, which does not exist.",
            file.path
        ))
        .also(facts.location_choice()?.place.as_ref().and_then(|place| place.span), "this prefix is replaced")
        .fix([candidate]),
    )
}
