//! ## What it finds
//! A word that belongs to no option stands on the command line, and uWSGI takes it for a configuration file.
//!
//! ## Why it matters
//! Only names that end in `.ini`, `.xml`, `.yaml`, `.yml`, `.json` or `.js` are accepted there; anything else ends
//! uWSGI.
//!
//! ## Example
//! ```text
//! uwsgi --plugin python3 -s :3031 wsgi.py
//! ```
//!
//! ## How to fix
//! Say what the word is: `--wsgi-file wsgi.py`, `--ini site.conf`, `--module app:application`.

use hurdles_uwsgi::ExitCause;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::fixes::options;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let ExitCause::NoConfiguration { word, .. } = facts.exit_cause()? else {
        return None;
    };
    if options::value_of_config(facts, word).is_some() {
        return None;
    }
    let place = word.span.or_else(|| facts.anywhere())?;
    let name = facts.short(&word.text);
    let mut finding = Finding::error(
        Stage::Invocation,
        format!("`{name}` belongs to no option"),
        Label::new(place, "read as the name of a configuration file"),
    )
    .explain(format!(
        "uWSGI takes a word that belongs to no option for a configuration file. It cannot load `{name}` as one and exits, \
         so nothing listens on the socket and nginx answers 502."
    ));
    let option = if word.text.ends_with(".py") || word.text.ends_with(".wsgi") {
        Some("wsgi-file")
    } else if word.text.ends_with(".sock") || word.text.starts_with(':') {
        Some("socket")
    } else if word.text.contains(':') && !word.text.contains('/') && !word.text.contains(".ini:") {
        Some("module")
    } else if word.text.contains(".ini:") {
        Some("ini")
    } else if options::is_option(&word.text) {
        Some("")
    } else {
        None
    };
    if let Some(option) = option {
        let dashes = if option.is_empty() {
            "--".to_owned()
        } else {
            format!("--{option} ")
        };
        let title = format!("Write `{dashes}{name}`");
        finding = finding.fix([Candidate::new(title).insert_before(place, dashes)]);
    }
    Some(finding.fix(options::drop_word(facts, place)))
}
