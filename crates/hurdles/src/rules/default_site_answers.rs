//! ## What it finds
//! Another server block answers the request.
//!
//! ## Why it matters
//! nginx chooses by address and port first, then by name; if no name fits, the default server of that port answers.
//!
//! ## Example
//! ```text
//! listen 80 default_server;      # the stock site
//! ```
//!
//! ## How to fix
//! Give the app's server the name that is asked for, or remove the other site.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let chosen = facts.server_choice()?;
    if facts.passed().is_some() {
        return None;
    }
    let site = facts
        .pass_sites()
        .into_iter()
        .find(|site| site.server_place != chosen.place)?;
    if facts
        .pass_sites()
        .iter()
        .any(|site| site.server_place == chosen.place)
    {
        return None;
    }
    let place = site.name.or(site.server)?;
    let host = &chosen.host;
    let mut finding = Finding::error(
        Stage::Routing,
        format!("Another server block answers for `{}`", facts.short(host)),
        Label::new(place, format!("does not name `{host}`")),
    )
    .explain(format!(
        "nginx looks for a server block with the name `{host}` on the port that is asked. {} The block that passes to \
         the app is not chosen.",
        facts.why_server(chosen)
    ))
    .also(chosen.place.span, "this block answers instead");
    if let Some(name) = site.name_value {
        let title = format!("Name the host that is asked for: `server_name {host};`");
        finding = finding.fix([Candidate::new(title).replace(name, host)]);
    }
    if let Some(open) = site.open.filter(|_| site.name.is_none()) {
        let title = format!("Add `server_name {host};`");
        finding = finding
            .fix([Candidate::new(title).insert_after(open, format!("\n    server_name {host};"))]);
    }
    let others = facts.other_site_files(&site.path);
    if !others.is_empty() {
        let title = format!("Take away `{}`", others.join("`, `"));
        finding = finding.fix([Candidate::new(title).setup(format!("rm -f {}", others.join(" ")))]);
    }
    Some(finding)
}
