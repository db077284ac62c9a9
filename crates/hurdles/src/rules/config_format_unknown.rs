//! ## What it finds
//! A configuration file is named without saying its format, and its ending does not tell.
//!
//! ## Why it matters
//! uWSGI guesses the format from the ending alone and knows `.ini`, `.xml`, `.yaml`, `.yml`, `.json` and `.js`.
//!
//! ## Example
//! ```text
//! uwsgi site.conf
//! ```
//!
//! ## How to fix
//! Write `--ini site.conf`, or let the file's name end in `.ini`.

use hurdles_uwsgi::ExitCause;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let ExitCause::NoConfiguration { word, after: None } = facts.exit_cause()? else {
        return None;
    };
    let place = word.span?;
    let path = hurdles_machine::Machine::absolute(facts.start_cwd(), &word.text);
    let content = facts.file(&path).map(|file| facts.text(file).to_owned())?;
    if !content.contains('=')
        || !content
            .lines()
            .any(|line| line.trim_start().starts_with('['))
    {
        return None;
    }
    let name = facts.short(&word.text);
    Some(
        Finding::error(
            Stage::Invocation,
            format!("uWSGI cannot tell the format of `{name}`"),
            Label::new(place, "the ending says nothing to uWSGI"),
        )
        .explain(format!(
            "`{name}` is given without an option, so uWSGI guesses its format from the ending and knows `.ini`, `.xml`, \
             `.yaml`, `.yml`, `.json` and `.js` only. It prints that it is unable to load the configuration and exits."
        ))
        .fix([Candidate::new(format!("Say that it is an ini file: `--ini {name}`")).insert_before(place, "--ini ")]),
    )
}
