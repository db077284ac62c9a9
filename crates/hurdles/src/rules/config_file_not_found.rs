//! ## What it finds
//! A configuration file cannot be opened under the name given.
//!
//! ## Why it matters
//! A relative name is looked up in the directory in which the command was typed. Without the file uWSGI exits.
//!
//! ## Example
//! ```text
//! cd / && uwsgi --ini site.ini
//! ```
//!
//! ## How to fix
//! Give the whole path, or change to the directory that holds the file.

use hurdles_machine::Errno;
use hurdles_source::Span;
use hurdles_uwsgi::{ConfigRead, Event};

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::fixes::access;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let config = facts.uwsgi_events().find_map(|event| match event {
        Event::Config(config) if config.failure.is_some() => Some(config),
        _ => None,
    })?;
    let errno = config.failure?;
    let place = config.name.span.or_else(|| facts.anywhere())?;
    let name = facts.short(&config.name.text);
    let headline = match errno {
        Errno::AccessDenied => format!("uWSGI may not read its configuration `{name}`"),
        _ => format!("uWSGI finds no configuration file `{name}`"),
    };
    let mut finding = Finding::error(
        Stage::Invocation,
        headline,
        Label::new(place, format!("`{}`: {errno}", config.path)),
    )
    .explain(format!(
        "uWSGI opens `{}` and gets \"{errno}\". Without its configuration it exits, so nothing listens on the socket and \
         nginx answers 502.",
        config.path
    ));
    if errno == Errno::NotFound && !config.name.text.starts_with('/') {
        finding = finding.explain(format!(
            "A relative name counts from where the command is typed, `{}`.",
            facts.start_cwd()
        ));
    }
    if let Some(step) = config
        .walk
        .as_ref()
        .and_then(|walk| walk.steps.last())
        .filter(|step| !step.granted)
    {
        let who = facts.starter();
        finding = finding
            .explain(facts.step_sentence(step, &who))
            .fix(access::grant(facts, step, &who));
    }
    for found in namesakes(facts, config) {
        let file = facts.file(&found).map(|file| facts.first_line(file));
        finding = finding.also(file, "a file of this name lies here");
    }
    Some(finding.fix(other_files(facts, config, place)))
}

/// Files of the scenario with the same name, elsewhere.
fn namesakes(facts: &Facts, config: &ConfigRead) -> Vec<String> {
    let last = config.name.text.rsplit('/').next().unwrap_or_default();
    let mut found = facts.files_named(last);
    found.retain(|found| *found != config.path);
    found
}

/// Naming a file of the same name by its whole path, going there first, or naming another configuration.
fn other_files(facts: &Facts, config: &ConfigRead, place: Span) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    for found in namesakes(facts, config) {
        let title = format!("Name the file by its whole path, `{}`", facts.short(&found));
        candidates.push(Candidate::new(title).replace(place, &found));
        if let Some((directory, _)) = found.rsplit_once('/')
            && let Some(command) = facts.document("invocation")
        {
            let title = format!("Change to `{}` first", facts.short(directory));
            let enter = format!("cd {directory} && ");
            candidates.push(Candidate::new(title).insert_before(command, enter));
        }
    }
    for (path, _) in facts.files() {
        let ending = path.rsplit('.').next().unwrap_or_default();
        if ["ini", "yaml", "yml", "json", "xml"].contains(&ending) {
            let title = format!("Load `{}`", facts.short(&path));
            candidates.push(Candidate::new(title).replace(place, path));
        }
    }
    candidates
}
