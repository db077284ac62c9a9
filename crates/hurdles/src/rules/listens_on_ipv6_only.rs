//! ## What it finds
//! nginx listens on IPv6 alone, and the browser asks by IPv4.
//!
//! ## Why it matters
//! `listen [::]:80` does not take IPv4 connections, because `ipv6only` is on by default.
//!
//! ## Example
//! ```text
//! listen [::]:80;
//! ```
//!
//! ## How to fix
//! Add `listen 80;`.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let (ip, port) = facts.refused_browser()?;
    let ip = ip.filter(std::net::IpAddr::is_ipv4)?;
    let listen = facts.ipv6_listen_on(port)?;
    let indent = facts.indent_of(listen);
    Some(
        Finding::error(
            Stage::NginxConfig,
            format!("nginx listens on port {port} for IPv6 only"),
            Label::new(listen, "takes IPv6 connections only"),
        )
        .explain(format!(
            "The browser connects to {ip}, an IPv4 address, and nobody listens there: `ipv6only` is on by default, so \
             `listen [::]:{port}` does not take IPv4 as well."
        ))
        .fix([
            Candidate::new(format!("Listen on IPv4 as well: `listen {port};`"))
                    .insert_before(listen, format!("listen {port};\n{indent}")),
        ]),
    )
}
