//! ## What it finds
//! uWSGI may not make its socket in the directory.
//!
//! ## Why it matters
//! bind() creates a file, so the user that uWSGI runs as by then needs write and search permission on the
//! directory.
//!
//! ## Example
//! ```text
//! drwxr-xr-x 2 root root 40 /run/app
//! ```
//!
//! ## How to fix
//! Give the directory to that user, or choose one that it may write.

use hurdles_machine::Errno;

use crate::facts::{Facts, Who};
use crate::finding::{Finding, Label};
use crate::fixes::{access, options, socket};
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let failure = facts
        .bind_failure()
        .filter(|failure| matches!(failure.errno, Errno::AccessDenied | Errno::NotPermitted))?;
    let place = failure.address.span.or_else(|| facts.anywhere())?;
    let who = Who::new(
        facts.user_name(failure.identity.uid),
        failure.identity.clone(),
    );
    let directory = failure
        .bound
        .rsplit_once('/')
        .map_or("/", |(directory, _)| directory);
    let directory = if directory.is_empty() { "/" } else { directory };
    let step = failure.walk.as_ref().and_then(|walk| walk.steps.last());
    let mut finding = Finding::error(
        Stage::Bind,
        format!("`{}` may not make a socket in `{}`", who.name, facts.short(directory)),
        Label::new(place, "bind() fails: Permission denied"),
    )
    .explain(format!(
        "Making a socket makes a file, which needs write and search permission on `{directory}`. uWSGI runs as `{}` by then \
         and is refused, so it exits; nginx finds no socket and answers 502. That is a consequence, nginx itself is in order.",
        who.name
    ));
    if let Some(step) = step {
        finding = finding
            .explain(facts.step_sentence(step, &who))
            .also(facts.place_of_step(step), facts.step_text(step, &who))
            .assuming(facts.assume_step(step))
            .fix(access::grant(facts, step, &who));
    }
    Some(
        finding
            .fix(socket::give_directory(facts, directory, &who))
            .fix(socket::elsewhere(facts, failure))
            .fix(options::start_as_root(facts)),
    )
}
