//! ## What it finds
//! uWSGI shall run as a user or group that does not exist on this machine.
//!
//! ## Why it matters
//! It looks the name up when it drops privileges, does not find it and exits.
//!
//! ## Example
//! ```text
//! sudo uwsgi --uid nginx -s /run/app.sock
//! ```
//!
//! ## How to fix
//! Name an existing account (`www-data` on Debian and Ubuntu), or make the account first.

use hurdles_uwsgi::ExitCause;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let ExitCause::NoSuchAccount { option, name } = facts.exit_cause()? else {
        return None;
    };
    if *option == "chown-socket" {
        return None;
    }
    let place = name.span.or_else(|| facts.anywhere())?;
    let what = if *option == "uid" { "user" } else { "group" };
    let shown = facts.short(&name.text);
    let mut finding = Finding::error(
        Stage::Privileges,
        format!("There is no {what} `{shown}` on this machine"),
        Label::new(place, format!("no {what} of this name")),
    )
    .explain(format!(
        "uWSGI shall drop root's rights and become `{shown}`. It looks the name up, does not find it and exits, so nothing \
         listens on the socket and nginx answers 502."
    ))
    .assuming(facts.assume_account(&name.text));
    for known in facts.likely_accounts(&name.text, what == "group") {
        finding =
            finding.fix([Candidate::new(format!("Name `{known}` instead")).replace(place, &known)]);
    }
    let make = if what == "user" {
        "useradd --system --user-group"
    } else {
        "groupadd --system"
    };
    Some(finding.fix([
        Candidate::new(format!("Make the {what} `{shown}`")).setup(format!("{make} {}", name.text)),
    ]))
}
