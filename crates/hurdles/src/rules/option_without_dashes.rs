//! ## What it finds
//! A word on the command line has the name of an option but no dashes in front of it.
//!
//! ## Why it matters
//! uWSGI takes it for a stray word and drops it, together with its value. Everything stays as if it had not been
//! typed.
//!
//! ## Example
//! ```text
//! uwsgi -s /run/app.sock chmod-socket 666
//! ```
//!
//! ## How to fix
//! Put two dashes in front and tie the value to it: `--chmod-socket=666`.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::fixes::{access, options};
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let (connect, step) = facts.connect_refused_at(false)?;
    let (place, name, value) = facts
        .dropped_words()
        .into_iter()
        .find(|(_, name, _)| options::is_option(name))?;
    let shown = match &value {
        Some(value) => format!("--{name}={}", facts.text(*value)),
        None => format!("--{name}"),
    };
    let whole = value.map_or(place, |value| place.to(value));
    Some(
        Finding::error(
            Stage::Connect,
            format!("`{}` has no dashes and is passed over", facts.short(&name)),
            Label::new(whole, "dropped without a word"),
        )
        .explain(format!(
            "Words without dashes are no options. uWSGI drops them, so the socket `{}` is {}. {} nginx gets \"Permission \
             denied\" and answers 502.",
            step.path,
            facts.mode_and_owner(step.node),
            facts.step_sentence(step, &connect.who)
        ))
        .also(connect.place, "nginx connects here")
        .fix([Candidate::new(format!("Write `{shown}`")).replace(whole, shown)])
        .fix(access::open_socket(facts, step, &connect.who)),
    )
}
