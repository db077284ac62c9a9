//! ## What it finds
//! An option has a value that uWSGI refuses.
//!
//! ## Why it matters
//! It exits while it reads its options, before it makes the socket.
//!
//! ## Example
//! ```text
//! chmod-socket = 0664
//! ```
//!
//! ## How to fix
//! Give a value of the kind the option takes; a mode is three octal digits.

use hurdles_uwsgi::ExitCause;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::fixes::options;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let ExitCause::BadValue { option, value } = facts.exit_cause()? else {
        return None;
    };
    // `plugin-not-found` tells of those.
    if option.starts_with("need-plugin") {
        return None;
    }
    let place = value.span.or_else(|| facts.anywhere())?;
    let shown = facts.short(&value.text);
    let mut finding = Finding::error(
        Stage::Invocation,
        format!("uWSGI refuses `{shown}` as value of `{option}`"),
        Label::new(place, format!("no valid value of `{option}`")),
    )
    .explain(format!(
        "uWSGI checks the value of `{option}` while it reads its options, refuses it and exits before it makes the socket. \
         nginx then finds nobody and answers 502."
    ));
    if option.starts_with("chmod") {
        let digits: String = value
            .text
            .chars()
            .filter(|c| ('0'..='7').contains(c))
            .collect();
        let mode = digits
            .get(digits.len().saturating_sub(3)..)
            .filter(|mode| mode.len() == 3)
            .unwrap_or("660");
        finding = finding
            .explain("A mode is written as three octal digits.")
            .fix([Candidate::new(format!("Write `{mode}`")).replace(place, mode)]);
    } else {
        let number: String = value
            .text
            .chars()
            .skip_while(|c| !c.is_ascii_digit())
            .take_while(char::is_ascii_digit)
            .collect();
        if !number.is_empty() {
            finding =
                finding.fix([Candidate::new(format!("Write `{number}`")).replace(place, number)]);
        }
    }
    Some(finding.fix(options::without(facts, option)))
}
