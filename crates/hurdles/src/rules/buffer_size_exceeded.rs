//! ## What it finds
//! The variables of the request do not fit into uWSGI's buffer.
//!
//! ## Why it matters
//! All of them together may have 4096 bytes by default. uWSGI drops the connection and nginx answers 502.
//!
//! ## Example
//! ```text
//! invalid request block size: 5370 (max 4096)...skip
//! ```
//!
//! ## How to fix
//! Add `buffer-size = 32768` to uWSGI's options.

use hurdles_uwsgi::{Event, Refusal};

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::fixes::options;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let (announced, limit) = facts.uwsgi_events().find_map(|event| match event {
        Event::Refused(Refusal::BlockTooLarge {
            announced,
            limit,
            looks_like: None,
        }) => Some((*announced, *limit)),
        _ => None,
    })?;
    let option = facts
        .option("buffer-size")
        .and_then(|option| option.value.as_ref()?.span);
    let place = option
        .or_else(|| facts.document("request"))
        .or_else(|| facts.anywhere())?;
    let needed = (announced + 1).next_power_of_two().clamp(8192, 65535);
    let title = format!("Give uWSGI a larger buffer: `buffer-size = {needed}`");
    let fix = options::set(facts, "buffer-size", &needed.to_string());
    Some(
        Finding::error(
            Stage::Protocol,
            format!("The request's variables need {announced} bytes, uWSGI takes {limit}"),
            Label::new(place, if option.is_some() { "too small for this request" } else { "does not fit with everything else" }),
        )
        .explain(format!(
            "nginx sends path, query and headers as one block of {announced} bytes. uWSGI's `buffer-size` is {limit}; it prints \
             `invalid request block size`, closes the connection, and nginx answers 502. `uwsgi_buffer_size` in nginx is for \
             answers and does not help."
        ))
        .fix(fix.map(|changes| Candidate::new(title).with(changes))),
    )
}
