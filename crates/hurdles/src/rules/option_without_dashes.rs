//! ## What it finds
//! A word on the command line has the name of an option but no dashes in front of it.
//!
//! ## Why it matters
//! uWSGI takes a word without dashes for a configuration file. It cannot load one of that name, and exits before it
//! makes the socket.
//!
//! ## Example
//! ```text
//! uwsgi -s /run/app.sock chmod-socket 666
//! ```
//!
//! ## How to fix
//! Put two dashes in front and tie the value to it: `--chmod-socket=666`.

use hurdles_source::Span;
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
    let place = word.span?;
    let (name, tied) = match word.text.split_once('=') {
        Some((name, _)) => (name, true),
        None => (word.text.as_str(), false),
    };
    if !options::is_option(name) {
        return None;
    }
    let value = facts.next_word(place).filter(|_| !tied);
    let whole = value.map_or(place, |value| place.to(value));
    let shown = match value {
        Some(value) => format!("--{name}={}", facts.text(value)),
        None => format!("--{}", word.text),
    };
    Some(
        Finding::error(
            Stage::Invocation,
            format!("`{}` has no dashes in front of it", facts.short(&word.text)),
            Label::new(place, "read as the name of a configuration file"),
        )
        .explain(format!(
            "Without dashes `{name}` is no option for uWSGI but a configuration file, which it cannot load. It exits before \
             it makes its socket, and nginx answers 502."
        ))
        .fix([Candidate::new(format!("Write `{}`", facts.short(&shown))).replace(whole, shown)])
        .fix(options::drop_word(facts, Span::new(place.source, whole.range().start, whole.range().end))),
    )
}
