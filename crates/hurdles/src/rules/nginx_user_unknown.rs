//! ## What it finds
//! The `user` directive names an account that does not exist.
//!
//! ## Why it matters
//! nginx looks it up when it reads its configuration and refuses to start.
//!
//! ## Example
//! ```text
//! user nginx;
//! ```
//!
//! ## How to fix
//! Write `user www-data;` on Debian and Ubuntu, or make the account.

use hurdles_nginx::ProblemKind;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::{Candidate, Opens};
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let problem = facts.nginx_fault()?;
    let (name, what) = match &problem.kind {
        ProblemKind::GetPwNam(name) => (name, "user"),
        ProblemKind::GetGrNam(name) => (name, "group"),
        _ => return None,
    };
    let place = facts.word_of(facts.blame(problem)?, name);
    let finding = Finding::error(
        Stage::NginxConfig,
        format!(
            "nginx shall run as `{}`, but there is no such {what}",
            facts.short(name)
        ),
        Label::new(place, format!("no {what} of this name")),
    );
    let system = format!(
        "On {} the packaged nginx runs as `www-data`.",
        facts.system()
    );
    let make = if what == "user" {
        Candidate::new(format!("Make the account `{name}`")).setup(format!(
            "useradd --system --no-create-home --shell /usr/sbin/nologin --user-group {name}"
        ))
    } else {
        Candidate::new(format!("Make the group `{name}`"))
            .setup(format!("groupadd --system {name}"))
    };
    Some(
        facts
            .nginx_refuses(finding, problem)
            .explain(system)
            .assuming(facts.assume_account(name))
            .fix([
                Candidate::new("Let nginx run as `www-data`").replace(place, "www-data"),
                make.opens(Opens::NewAccount(name.to_owned())),
            ]),
    )
}
