//! ## What it finds
//! uWSGI's own HTTP router gives up before the app answers.
//!
//! ## Why it matters
//! With `http` a second proxy stands between nginx and the workers, and it has a timeout of its own.
//!
//! ## Example
//! ```text
//! http = :8000
//! http-timeout = 3
//! ```
//!
//! ## How to fix
//! Use `http-socket`, or raise `http-timeout`.

use hurdles_nginx::event::AttemptEnd;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::fixes::options;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let passed = facts.passed()?;
    let AttemptEnd::ClosedEarly = passed.attempts.last()?.end else {
        return None;
    };
    let router = facts.option("http").filter(|_| facts.router_gave_up())?;
    let limit = facts.option("http-timeout");
    let place = limit
        .and_then(|option| option.value.as_ref()?.span)
        .or(router.key.span)
        .or_else(|| facts.anywhere())?;
    let mut finding = Finding::error(
        Stage::Protocol,
        "uWSGI's HTTP router hangs up before the app answers",
        Label::new(place, "the router waits no longer than this"),
    )
    .explain(
        "With `http` uWSGI starts a router, a proxy of its own between nginx and the workers. It has its own timeout, \
         `http-timeout`, closes the connection when that is over, and nginx answers 502, however long nginx itself would wait.",
    )
    .also(router.key.span, "starts the router")
    .also(facts.slow_line(), "the app is slow here");
    if let Some(key) = router.key.span {
        finding = finding.fix([
            Candidate::new("Speak HTTP without the router: `http-socket`")
                .replace(key, options::key_like(facts, key, "http-socket")),
        ]);
    }
    let title = "Let the router wait longer: `http-timeout = 300`";
    Some(
        finding.fix(
            options::set(facts, "http-timeout", "300")
                .map(|changes| Candidate::new(title).with(changes)),
        ),
    )
}
