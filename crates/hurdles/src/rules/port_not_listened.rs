//! ## What it finds
//! The browser asks for a port on which the app's server does not listen.
//!
//! ## Why it matters
//! A server block answers only on the ports of its own `listen` lines.
//!
//! ## Example
//! ```text
//! listen 8000;       # the browser asks for port 80
//! ```
//!
//! ## How to fix
//! Ask for that port, or change `listen`.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    if facts.passed().is_some() || !facts.nginx_runs() || facts.socket_met_by_browser().is_some() {
        return None;
    }
    let port = facts.request_port();
    let site = facts
        .pass_sites()
        .into_iter()
        .find(|site| !site.ports.contains(&port))?;
    if facts
        .pass_sites()
        .iter()
        .any(|site| site.ports.contains(&port))
    {
        return None;
    }
    let other = *site.ports.first()?;
    let listen = site.listen.or(site.server)?;
    let mut finding = Finding::error(
        Stage::Routing,
        format!("The app's server listens on port {other}, the browser asks port {port}"),
        Label::new(listen, format!("listens on port {other} only")),
    )
    .explain(format!(
        "A server block answers only on the ports of its own `listen` lines. On port {port} {}.",
        if facts.meets_another_program() {
            "another program than nginx listens"
        } else if facts.answered() {
            "another server block answers"
        } else {
            "nobody listens"
        }
    ));
    if let Some(request) = facts.request_with_port(other) {
        finding = finding.fix([Candidate::new(format!("Ask for port {other}"))
            .replace(facts.document("request")?, request)]);
    }
    let span = site.listen_port?;
    let text = facts
        .text(span)
        .replace(&other.to_string(), &port.to_string());
    let moved = Candidate::new(format!("Listen on port {port}")).replace(span, &text);
    finding = finding.fix([moved]);
    let others = facts.other_site_files(&site.path);
    if !others.is_empty() {
        let title = format!(
            "Listen on port {port} and take away `{}`",
            others.join("`, `")
        );
        finding = finding.fix([Candidate::new(title)
            .replace(span, text)
            .setup(format!("rm -f {}", others.join(" ")))]);
    }
    Some(finding)
}
