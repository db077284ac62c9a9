//! ## What it finds
//! A vassal asks for a user or group, but its emperor has given up root already.
//!
//! ## Why it matters
//! Vassals inherit the emperor's identity. Only root can change it, so the vassal exits and is started again and
//! again.
//!
//! ## Example
//! ```text
//! [uwsgi]            ; the emperor's own file
//! emperor = /etc/vassals
//! uid = www-data
//! ```
//!
//! ## How to fix
//! Let the emperor run as root, without `uid` and `gid`, and keep them in the vassals.

use hurdles_uwsgi::ExitCause;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::fixes::options;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let ExitCause::NotRoot { option, value } = facts.exit_cause()? else {
        return None;
    };
    if !facts.is_vassal() {
        return None;
    }
    let place = value.span.or_else(|| facts.anywhere())?;
    let emperor: Vec<_> = facts.emperor_options(&["uid", "gid"]);
    let mut finding = Finding::error(
        Stage::Privileges,
        "The vassal cannot change its user: its emperor is not root",
        Label::new(place, format!("`{option}` needs root, which the emperor gave up")),
    )
    .explain(format!(
        "A vassal starts as whoever its emperor is. The emperor runs as `{}`, so changing the {option} is refused, the vassal \
         exits, and the emperor starts it again and again. Nothing listens on the socket, and nginx answers 502.",
        facts.starter().name
    ));
    for option in &emperor {
        finding = finding.also(option.key.span, "the emperor gives up root here");
    }
    let removals: Vec<_> = emperor
        .iter()
        .filter_map(|option| options::removal(facts, option))
        .collect();
    if !removals.is_empty() {
        finding = finding.fix([Candidate::new("Let the emperor stay root").with(removals)]);
    }
    Some(finding.fix(options::without_all(facts, &["uid", "gid"])))
}
