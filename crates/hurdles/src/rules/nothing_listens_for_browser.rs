//! ## What it finds
//! Nobody listens on the address and port that the browser asks for.
//!
//! ## Why it matters
//! The connection is refused before any configuration of a site matters.
//!
//! ## Example
//! ```text
//! curl: (7) Failed to connect
//! ```
//!
//! ## How to fix
//! Let nginx listen there, or ask for the right port.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let (_, port) = facts.refused_browser()?;
    if !facts.nginx_runs() {
        return None;
    }
    let sites = facts
        .pass_sites()
        .into_iter()
        .filter(|site| site.ports.contains(&port));
    let on_all: Vec<Candidate> = sites
        .filter_map(|site| site.listen_port)
        .map(|span| {
            Candidate::new(format!("Listen on all addresses: `listen {port}`"))
                .replace(span, port.to_string())
        })
        .collect();
    Some(
        Finding::error(
            Stage::Routing,
            format!("Nobody listens on port {port} for the browser"),
            Label::new(facts.document("request").or_else(|| facts.anywhere())?, "the connection is refused"),
        )
        .explain(format!(
            "The browser connects to port {port}, and the kernel refuses, because no process listens there. No site's \
             configuration matters at that point."
        ))
        .fix(on_all),
    )
}
