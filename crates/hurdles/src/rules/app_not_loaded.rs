//! ## What it finds
//! uWSGI could not load the app, and no rule knows the cause more closely.
//!
//! ## Why it matters
//! It goes on without one and answers 500 to every request.
//!
//! ## Example
//! ```text
//! unable to load app 0 (mountpoint='') (callable not found or import error)
//! ```
//!
//! ## How to fix
//! Read the lines above that message in uWSGI's log.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    if facts.worked() || !facts.app_failed_to_load() {
        return None;
    }
    let place = facts
        .app_option()
        .and_then(|option| option.value.as_ref()?.span)
        .or_else(|| facts.anywhere())?;
    Some(
        Finding::error(Stage::Callable, "uWSGI cannot load the app", Label::new(place, "names the app"))
            .explain(format!("uWSGI goes on without an app and answers 500 to every request. Its last words are: {}.", facts.uwsgi_last_words())),
    )
}
