//! ## What it finds
//! In tyrant mode the emperor refuses a vassal's file because it belongs to root.
//!
//! ## Why it matters
//! A tyrant runs each vassal as the owner of its file and never as root, so this vassal is not started at all.
//!
//! ## Example
//! ```text
//! -rw-r--r-- 1 root root 120 /etc/vassals/app.ini
//! ```
//!
//! ## How to fix
//! Give the file to the account that shall run the app.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let path = facts.refused_vassal()?;
    let place = facts
        .before()
        .find(&path)
        .and_then(|node| facts.origin_of(node))
        .or_else(|| facts.file(&path).map(|file| facts.first_line(file)))
        .or_else(|| facts.anywhere())?;
    let user = &facts.scenario.user;
    let shown = facts.short(&path);
    Some(
        Finding::error(
            Stage::Privileges,
            format!("The tyrant refuses `{shown}`: it belongs to root"),
            Label::new(place, "belongs to root"),
        )
        .explain(
            "In tyrant mode the emperor runs each vassal as the owner of its file, and never as root. This vassal is not \
             started, so nothing listens on its socket and nginx answers 502.",
        )
        .fix([
            Candidate::new("Give the file to `www-data`").setup(format!("chown www-data:www-data {path}")),
            Candidate::new(format!("Give the file to `{user}`")).setup(format!("chown {user}: {path}")),
        ]),
    )
}
