//! ## What it finds
//! Another process listens on the port that nginx wants.
//!
//! ## Why it matters
//! nginx tries a few times and gives up. Requests reach the other process.
//!
//! ## Example
//! ```text
//! bind() to 0.0.0.0:80 failed (98: Address already in use)
//! ```
//!
//! ## How to fix
//! Stop the other server, then start nginx.

use hurdles_machine::Errno;
use hurdles_nginx::ProblemKind;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let problem = facts.nginx_fault()?;
    let address = match &problem.kind {
        ProblemKind::Bind {
            address,
            errno: Errno::AddressInUse,
        } => address.clone(),
        ProblemKind::StillCouldNotBind => facts.refused_listen()?,
        _ => return None,
    };
    let port: u16 = address.rsplit(':').next()?.parse().ok()?;
    let holder = facts.holder_of_port(port);
    let typed = holder.as_ref().and_then(|holder| holder.span);
    let listen = facts.listens_with(&address).into_iter().next();
    let place = typed
        .or(listen)
        .or(problem.blame)
        .or_else(|| facts.anywhere())?;
    let who = holder
        .as_ref()
        .map_or("Another process".to_owned(), |holder| {
            format!("`{}`", holder.name)
        });
    let finding = Finding::error(
        Stage::NginxConfig,
        format!("{who} holds port {port}, so nginx does not start"),
        Label::new(place, format!("port {port} is taken here")),
    );
    let mut finding = finding
        .explain(format!(
            "nginx asks for {address} five times, is refused because the address is in use, and gives up. \
             Requests to port {port} reach whoever holds it."
        ))
        .also(listen, "nginx wants the port here");
    if let (Some(listen), Some(request), Some(url)) = (
        listen,
        facts.document("request"),
        facts.request_with_port(8080),
    ) && let Some(number) = facts.find_in_line(listen, &port.to_string())
    {
        let title = "Let nginx listen on port 8080, and ask there";
        finding = finding.fix([Candidate::new(title)
            .replace(number, "8080")
            .replace(request, url)]);
    }
    if let Some(line) = typed.and_then(|typed| facts.typed_line(typed)) {
        let title = format!("Do not start {who}");
        finding = finding.fix([Candidate::new(title).replace(line, "")]);
    }
    if let Some(holder) = holder {
        finding = finding.fix([Candidate::new(format!("Stop {who} before nginx starts"))
            .setup(format!("pkill -f '{}'", holder.command))]);
    }
    Some(finding)
}
