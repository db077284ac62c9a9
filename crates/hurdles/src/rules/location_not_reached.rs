//! ## What it finds
//! The request's path does not choose the location that passes to uWSGI.
//!
//! ## Why it matters
//! nginx takes the longest matching prefix, then the first matching regular expression. All else is served from
//! disk.
//!
//! ## Example
//! ```text
//! location ~ /$ { uwsgi_pass ...; }
//! ```
//!
//! ## How to fix
//! Use a prefix that covers the path, such as `location / {`.

use hurdles_nginx::event::LocationKind;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let chosen = facts.location_choice()?;
    let server = facts.server_choice()?;
    if facts.passed().is_some() || facts.is_static_location(chosen) {
        return None;
    }
    let reached = |site: &crate::facts::PassSite| {
        site.location.is_some()
            && site.location == chosen.place.as_ref().and_then(|place| place.span)
    };
    if facts.pass_sites().iter().any(reached) {
        return None;
    }
    let site = facts.pass_sites().into_iter().find(|site| {
        site.server_place == server.place && site.location_kind != LocationKind::Named
    })?;
    let name = site.location_name.clone()?;
    let place = site.location_word.or(site.location)?;
    let uri = &chosen.uri;
    let way = match site.location_kind {
        LocationKind::Regex | LocationKind::RegexCaseless => "the regular expression",
        LocationKind::Exact => "the exact path",
        _ => "the prefix",
    };
    let mut finding = Finding::error(
        Stage::Routing,
        format!(
            "The path `{}` does not choose the app's location",
            facts.short(uri)
        ),
        Label::new(place, format!("`{uri}` does not match {way} `{name}`")),
    )
    .explain(format!(
        "nginx compares `{uri}` with {way} `{name}`, and it does not match. {}",
        match &chosen.place {
            Some(_) => format!("The location `{}` is chosen.", chosen.name),
            None =>
                "No other location matches either, so nginx looks for a file on disk.".to_owned(),
        }
    ))
    .also(
        chosen.place.as_ref().and_then(|place| place.span),
        "this location is chosen",
    );
    if let Some(head) = site.location_head {
        finding = finding
            .fix([Candidate::new("Pass everything to the app: `location /`")
                .replace(head, "location / ")]);
    }
    Some(finding)
}
