//! ## What it finds
//! `chown-socket` names a user or group that does not exist on this machine.
//!
//! ## Why it matters
//! uWSGI makes the socket, fails to find the name and exits. The account `nginx` is used on other distributions.
//!
//! ## Example
//! ```text
//! chown-socket = nginx:nginx
//! ```
//!
//! ## How to fix
//! Name an existing account; nginx runs as `www-data` on Debian and Ubuntu.

use hurdles_uwsgi::ExitCause;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::fixes::options;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let ExitCause::NoSuchAccount {
        option: "chown-socket",
        name,
    } = facts.exit_cause()?
    else {
        return None;
    };
    let place = name.span.or_else(|| facts.anywhere())?;
    let shown = facts.short(&name.text);
    let worker = facts.worker();
    let value = facts
        .option("chown-socket")
        .and_then(|option| option.value.as_ref()?.span)
        .unwrap_or(place);
    let whole = if facts.text(value).contains(':') {
        format!("{0}:{0}", worker.name)
    } else {
        worker.name.clone()
    };
    Some(
        Finding::error(
            Stage::Bind,
            format!("`chown-socket` names `{shown}`, which does not exist here"),
            Label::new(place, "no account of this name"),
        )
        .explain(format!(
            "uWSGI makes the socket and shall give it to `{shown}`. It does not find the account and exits; the file stays \
             behind with nobody listening. nginx runs as `{}` on this system.",
            worker.name
        ))
        .assuming(facts.assume_account(&name.text))
        .fix([Candidate::new(format!("Give the socket to `{}`", worker.name)).replace(value, whole)])
        .fix(options::without(facts, "chown-socket")),
    )
}
