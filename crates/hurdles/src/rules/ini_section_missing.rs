//! ## What it finds
//! An ini file lacks the section header `[uwsgi]`, or its options stand outside of it.
//!
//! ## Why it matters
//! uWSGI reads only the section that it was asked for. Options elsewhere are skipped, and the start goes on without
//! them.
//!
//! ## Example
//! ```text
//! socket = /run/app.sock     ; no [uwsgi] above
//! ```
//!
//! ## How to fix
//! Make `[uwsgi]` the first line of the file.

use hurdles_uwsgi::Event;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let config = facts.uwsgi_events().find_map(|event| match event {
        Event::Config(config) if config.missing_section.is_some() => Some(config),
        _ => None,
    })?;
    if facts.worked() {
        return None;
    }
    let section = config.missing_section.as_deref().unwrap_or("uwsgi");
    let file = facts.file(&config.path);
    let other = config.sections.iter().find_map(|(_, span)| *span);
    let place = other
        .or_else(|| file.map(|file| facts.first_line(file)))
        .or(config.name.span)?;
    let name = facts.short(&config.name.text);
    let mut finding = Finding::error(
        Stage::Invocation,
        format!("`{name}` has no section `[{section}]`"),
        Label::new(place, format!("`[{section}]` has to stand above the options")),
    )
    .explain(format!(
        "uWSGI reads only the options below `[{section}]`. It finds no such header in `{name}`, warns, and starts with none \
         of the options that stand there."
    ))
    .also(config.name.span, "this file is read");
    if let Some(header) = other {
        let title = format!("Call the section `[{section}]`");
        finding = finding.fix([Candidate::new(title).replace(header, format!("[{section}]"))]);
    }
    if let Some(file) = file {
        let title = format!("Begin the file with `[{section}]`");
        finding =
            finding.fix([Candidate::new(title).insert_before(file, format!("[{section}]\n"))]);
    }
    Some(finding)
}
