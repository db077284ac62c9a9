//! ## What it finds
//! nginx's user may not read a static file, or may not pass a directory above it.
//!
//! ## Why it matters
//! Every directory of the path must give search permission. Home directories often give none to others.
//!
//! ## Example
//! ```text
//! drwxr-x--- 5 ubuntu ubuntu 4096 /home/ubuntu
//! ```
//!
//! ## How to fix
//! Give search permission on that directory, or keep static files outside of homes.

use hurdles_machine::Errno;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fixes::access;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let file = facts.file_refused()?;
    if file.errno != Errno::AccessDenied {
        return None;
    }
    let worker = facts.worker();
    let step = file.walk.steps.last().filter(|step| !step.granted)?;
    let place = facts
        .place_of_step(step)
        .or(file.place)
        .or_else(|| facts.anywhere())?;
    let what = if facts.is_directory(step) {
        "pass"
    } else {
        "read"
    };
    Some(
        Finding::error(
            Stage::Response,
            format!("`{}` may not {what} `{}`", worker.name, facts.short(&step.path)),
            Label::new(place, facts.step_text(step, &worker)),
        )
        .explain(format!(
            "nginx looks for `{}` as `{}`. {} open() fails with `Permission denied` and nginx answers 403.",
            file.path,
            worker.name,
            facts.step_sentence(step, &worker)
        ))
        .also(file.place, "this makes the path")
        .assuming(facts.assume_step(step))
        .fix(access::grant(facts, step, &worker)),
    )
}
