//! ## What it finds
//! A socket is given as a bare number.
//!
//! ## Why it matters
//! Without a colon uWSGI takes it for the name of a socket file in its working directory, not for a port.
//!
//! ## Example
//! ```text
//! uwsgi --socket 3031
//! ```
//!
//! ## How to fix
//! Write `:3031` or `127.0.0.1:3031`.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    if facts.worked() {
        return None;
    }
    let option = facts.options().iter().find(|option| {
        let is_socket = ["socket", "uwsgi-socket", "http-socket"].contains(&option.name.as_str());
        let value = option
            .value
            .as_ref()
            .map(|value| value.text.as_str())
            .unwrap_or_default();
        is_socket && !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit())
    })?;
    let value = option.value.as_ref()?;
    let place = value.span?;
    let number = &value.text;
    Some(
        Finding::error(
            Stage::Bind,
            format!("`{number}` without a colon is a file name, not a port"),
            Label::new(place, "a socket file of this name in the working directory"),
        )
        .explain(format!(
            "uWSGI decides by the colon: `:{number}` is a port, `{number}` a socket file in its working directory.{}",
            if facts.bind_failure().is_some() { " It may not make that file, and exits; nginx answers 502." } else { "" }
        ))
        .fix([
            Candidate::new(format!("Write `:{number}`")).insert_before(place, ":"),
            Candidate::new(format!("Write `127.0.0.1:{number}`")).insert_before(place, "127.0.0.1:"),
        ]),
    )
}
