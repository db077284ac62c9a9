//! ## What it finds
//! A percent sign in an ini file begins a magic variable where a plain character was meant.
//!
//! ## Why it matters
//! `%d`, `%n` and their like are replaced; a pair that has no meaning vanishes without a message.
//!
//! ## Example
//! ```text
//! env = DB_URL=postgres://u:p%40ss@db/app
//! ```
//!
//! ## How to fix
//! Write each percent sign that means itself twice: `p%%40ss`.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    if facts.worked() {
        return None;
    }
    // uWSGI replaces the sequence while it reads the file; what was written stands in the text alone.
    let (place, used, from, to) = facts.options().iter().find_map(|option| {
        let value = option.value.as_ref().filter(|_| facts.is_in_file(option))?;
        let place = value.span?;
        let used = option.used.as_deref().unwrap_or(&value.text);
        let (from, to) = lost_sequence(facts.text(place))?;
        let is_lost = !used.contains(facts.text(place).get(from..to)?);
        is_lost.then_some((place, used, from, to))
    })?;
    let sequence = facts.text(place).get(from..to)?;
    Some(
        Finding::error(
            Stage::Invocation,
            format!("`{sequence}` in the ini file is replaced by uWSGI"),
            Label::new(place.part(from, to), "read as one of uWSGI's own variables"),
        )
        .explain(format!(
            "In an ini file a percent sign and the next character are one of uWSGI's variables; a pair without meaning \
             vanishes. What is left of the value is `{used}`."
        ))
        .explain(facts.consequence())
        .fix([Candidate::new("Write the percent sign twice").replace(place.part(from, from + 1), "%%")]),
    )
}

/// The first percent sign that is followed by something nobody writes on purpose: a digit or an unused letter.
fn lost_sequence(value: &str) -> Option<(usize, usize)> {
    let bytes = value.as_bytes();
    let mut at = 0;
    while at + 1 < bytes.len() {
        if bytes[at] == b'%' {
            let next = bytes[at + 1];
            let meant = b"%(dpsnecoxvDPSNECXO".contains(&next);
            if !meant && next.is_ascii() {
                return Some((at, at + 2));
            }
            at += 2;
        } else {
            at += 1;
        }
    }
    None
}
