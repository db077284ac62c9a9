//! ## What it finds
//! The app returns something else than a sequence of bytes.
//!
//! ## Why it matters
//! WSGI wants an iterable of bytes. Texts are dropped and the answer stays empty.
//!
//! ## Example
//! ```text
//! return "hello"
//! ```
//!
//! ## How to fix
//! Return a list of bytes: `return [b"hello"]`.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fixes::answer;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let what = facts.wrong_items()?;
    let line = facts.return_line();
    let place = line
        .or_else(|| facts.callable_definition())
        .or_else(|| facts.anywhere())?;
    Some(
        Finding::error(Stage::Response, "The app's answer is not made of bytes", Label::new(place, "not a list of bytes"))
            .explain(format!(
                "WSGI wants an iterable of bytes. uWSGI gets {what}, drops what is no bytes, and the browser's page stays empty."
            ))
            .fix(answer::without_async(facts))
            .fix(answer::return_bytes(facts, place)),
    )
}
