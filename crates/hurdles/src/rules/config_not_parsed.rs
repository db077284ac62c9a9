//! ## What it finds
//! A configuration file in JSON, XML or YAML cannot be read to its end.
//!
//! ## Why it matters
//! uWSGI prints where it stumbled and exits.
//!
//! ## Example
//! ```text
//!   "wsgi-file": "app.py",
//! }
//! ```
//!
//! ## How to fix
//! Correct the place that is marked; JSON allows no comma after the last member.

use hurdles_source::Span;
use hurdles_uwsgi::{Event, ExitCause};

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let ExitCause::ConfigUnreadable = facts.exit_cause()? else {
        return None;
    };
    // A file that stops the reading is not always told of as read; then it is the one in a format with brackets.
    let read = facts.uwsgi_events().find_map(|event| match event {
        Event::Config(config) if config.failure.is_none() => facts.file(&config.path),
        _ => None,
    });
    let bracketed = [".json", ".js", ".yaml", ".yml", ".xml"]
        .into_iter()
        .find_map(|ending| facts.files_ending(ending).into_iter().next());
    let file = bracketed.or(read)?;
    let document = facts.sources().get(file.source).name.to_string();
    let name = facts.short(document.rsplit('/').next().unwrap_or(&document));
    let comma = trailing_comma(facts, file);
    let place = comma.unwrap_or_else(|| facts.first_line(file));
    Some(
        Finding::error(
            Stage::Invocation,
            format!("uWSGI cannot read `{name}` to its end"),
            Label::new(place, if comma.is_some() { "no comma may stand here" } else { "is not well-formed" }),
        )
        .explain(format!(
            "It stumbles over the text of `{name}` and exits with {}. Nothing listens on the socket, and nginx answers 502.",
            facts.uwsgi_last_words()
        ))
        .fix(blanks_for_tabs(facts, file))
        .fix(comma.map(|comma| Candidate::new("Take the comma away").replace(comma, ""))),
    )
}

/// YAML takes no tabs for indentation.
fn blanks_for_tabs(facts: &Facts, file: Span) -> Option<Candidate> {
    let name = &facts.sources().get(file.source).name;
    let is_yaml = name.ends_with(".yml") || name.ends_with(".yaml");
    let text = facts.text(file);
    let start = text.find("\n\t")?;
    let last = text.rfind("\n\t")? + 2;
    let span = file.part(start, last);
    let blanks = text.get(start..last)?.replace('\t', "    ");
    is_yaml.then(|| Candidate::new("Indent with blanks, not with tabs").replace(span, blanks))
}

/// A comma that nothing but a closing bracket follows.
fn trailing_comma(facts: &Facts, file: Span) -> Option<Span> {
    let text = facts.text(file);
    let at = text.match_indices(',').map(|(at, _)| at).find(|at| {
        text.get(at + 1..)
            .is_some_and(|rest| rest.trim_start().starts_with(['}', ']']))
    })?;
    Some(file.part(at, at + 1))
}
