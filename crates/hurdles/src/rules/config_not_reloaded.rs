//! ## What it finds
//! The files on disk were changed after nginx had read them.
//!
//! ## Why it matters
//! nginx keeps the configuration that it read when it started, until it is told to reload.
//!
//! ## Example
//! ```text
//! sed -i s/old.sock/app.sock/ /etc/nginx/sites-enabled/app
//! ```
//!
//! ## How to fix
//! Run `nginx -t && nginx -s reload`.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    if facts.reload_fault().is_some() {
        return None;
    }
    let path = facts.changed_since_read()?;
    let place = facts.last_change_of(&path).or_else(|| facts.anywhere())?;
    Some(
        Finding::error(
            Stage::NginxConfig,
            "nginx still runs with the configuration it read before the change",
            Label::new(place, "changed after nginx had read it"),
        )
        .explain(format!(
            "`{path}` was changed while nginx was running. nginx reads its files when it starts and when it is told \
             to reload; until then it goes on as before, whatever stands on disk."
        ))
        .fix([Candidate::new("Reload nginx after the change").after("nginx -s reload")]),
    )
}
