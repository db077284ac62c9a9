//! ## What it finds
//! The app gets the whole path, although it knows only what follows the prefix.
//!
//! ## Why it matters
//! `uwsgi_pass` hands the path on as it is. Only an app that uWSGI has mounted at the prefix gets it taken off.
//!
//! ## Example
//! ```text
//! location /shop { uwsgi_pass unix:/run/app.sock; }
//! ```
//!
//! ## How to fix
//! Mount the app at the prefix, `mount = /shop=wsgi.py` with `manage-script-name = true`.

use hurdles_nginx::event::LocationKind;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fixes::callable;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let choice = facts.location_choice()?;
    let prefix = choice.name.trim_end_matches('/');
    let is_prefix = matches!(
        choice.kind,
        LocationKind::Prefix | LocationKind::PrefixFinal
    );
    if facts.status() != Some(404) || !facts.app_answered() || !is_prefix || prefix.len() < 2 {
        return None;
    }
    let place = choice
        .place
        .as_ref()
        .and_then(|place| place.span)
        .or_else(|| facts.anywhere())?;
    let script = facts.parameter("SCRIPT_NAME");
    Some(
        Finding::error(
            Stage::Response,
            format!("The app gets `{}` with its prefix and knows no such page", facts.short(&choice.uri)),
            Label::new(place, format!("`{prefix}` stays part of the path")),
        )
        .explain(format!(
            "nginx passes the path on as it is, `{}`. The app's own pages do not begin with `{prefix}`, so it answers 404. Only an \
             app that uWSGI has mounted at `{prefix}` gets the prefix taken off{}.",
            choice.uri,
            if script.is_some() { "; SCRIPT_NAME alone does not shorten PATH_INFO" } else { "" }
        ))
        .also(script, "does not change the path")
        .fix(callable::mount_at(facts, prefix)),
    )
}
