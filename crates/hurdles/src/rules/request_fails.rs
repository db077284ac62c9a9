//! ## What it finds
//! The request does not succeed, and no rule knows the cause more closely.
//!
//! ## Why it matters
//! What the programs said is quoted as it is.
//!
//! ## Example
//! ```text
//! 500 Internal Server Error
//! ```
//!
//! ## How to fix
//! Compare the logs that are shown with those of your machine.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    if facts.worked() || facts.is_in_doubt() || facts.rests_on_what_is_missing() {
        return None;
    }
    let place = facts.document("request").or_else(|| facts.anywhere())?;
    let answer = match facts.status() {
        Some(status) => format!("the browser gets {status}"),
        None => "the browser gets no answer".to_owned(),
    };
    let headline = format!("The request fails: {answer}");
    let words = facts.uwsgi_last_words();
    let tail = if words.is_empty() {
        String::new()
    } else {
        format!(" The last words of uWSGI are: {words}.")
    };
    Some(
        Finding::error(Stage::Response, headline, Label::new(place, answer.clone())).explain(
            format!("Nothing that is known more closely explains it: {answer}.{tail}"),
        ),
    )
}
