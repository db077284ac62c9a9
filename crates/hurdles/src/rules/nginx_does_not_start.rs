//! ## What it finds
//! nginx does not start, and no rule knows the cause more closely.
//!
//! ## Why it matters
//! Its own words are quoted. No request can reach the app by way of nginx then.
//!
//! ## Example
//! ```text
//! nginx: configuration file /etc/nginx/nginx.conf test failed
//! ```
//!
//! ## How to fix
//! Read what `nginx -t` prints.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    if facts.nginx_runs() || facts.answered() {
        return None;
    }
    let words = facts.nginx_last_words();
    Some(
        Finding::error(
            Stage::NginxConfig,
            "nginx is not running",
            Label::new(facts.anywhere()?, "nothing here starts nginx"),
        )
        .explain(if words.is_empty() {
            "No nginx runs when the request comes, so nobody takes it.".to_owned()
        } else {
            format!("nginx does not start. Its last words are: {words}")
        })
        .fix([Candidate::new("Start nginx").after("nginx")]),
    )
}
