//! ## What it finds
//! An option whose value is optional is followed by a space. The value then becomes a word of its own.
//!
//! ## Why it matters
//! `--chmod-socket 664` is read as `--chmod-socket` and a configuration file called `664`. No such file can be
//! loaded, and uWSGI exits.
//!
//! ## Example
//! ```text
//! uwsgi -s /run/app.sock --chmod-socket 664
//! ```
//!
//! ## How to fix
//! Tie the value to the option: `--chmod-socket=664` or `-C664`.

use hurdles_source::Span;
use hurdles_uwsgi::ExitCause;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::fixes::options;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let ExitCause::NoConfiguration {
        word,
        after: Some(option),
    } = facts.exit_cause()?
    else {
        return None;
    };
    let place = word.span?;
    let text = &facts.sources().get(place.source).text;
    let before = text.get(..place.start as usize)?;
    let end = before.trim_end().len();
    let gap = Span::new(place.source, end, place.start as usize);
    let short = before
        .trim_end()
        .rsplit(char::is_whitespace)
        .next()
        .is_some_and(|word| !word.starts_with("--"));
    let tie = if short { "" } else { "=" };
    let value = facts.short(&word.text);
    Some(
        Finding::error(
            Stage::Invocation,
            format!("`{value}` is not taken as the value of `{option}`"),
            Label::new(place, "read as the name of a configuration file"),
        )
        .explain(format!(
            "The value of `{option}` is optional, and an optional value has to be tied to its option. After a space \
             `{value}` is a word of its own: uWSGI tries to load it as a configuration file, cannot, and exits. Nothing \
             listens on the socket, so nginx answers 502."
        ))
        .also(Some(Span::new(place.source, options::word_start(before.trim_end()), end)), "gets no value")
        .fix([Candidate::new(format!("Tie the value to the option: `--{option}={value}`")).replace(gap, tie)])
        .fix(options::drop_word(facts, place)),
    )
}
