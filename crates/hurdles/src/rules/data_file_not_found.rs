//! ## What it finds
//! The app opens a file by a relative name that leads elsewhere.
//!
//! ## Why it matters
//! Relative names count from the working directory. `pythonpath` makes modules importable, it does not change that
//! directory.
//!
//! ## Example
//! ```text
//! open("settings.json")
//! ```
//!
//! ## How to fix
//! Set `chdir` to the project's directory, or build the path from `__file__`.

use hurdles_machine::Errno;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::fixes::{files, options};
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let raised = facts.raised_at_load()?;
    let (path, errno, _) = raised.path.as_ref()?;
    if *errno != Errno::NotFound {
        return None;
    }
    let place = raised.span.or_else(|| facts.anywhere())?;
    let absolute = hurdles_machine::Machine::absolute(facts.cwd(), path);
    let mut finding = Finding::error(
        Stage::Imports,
        format!("The app opens `{}`, which is not there", facts.short(path)),
        Label::new(place, format!("opens `{absolute}`")),
    )
    .explain(format!(
        "A relative name counts from uWSGI's working directory, `{}`. `{absolute}` does not exist, so the app's module raises; \
         uWSGI goes on without an app and answers 500.",
        facts.cwd()
    ));
    let name = path.rsplit('/').next().unwrap_or_default();
    for found in facts.files_named(name) {
        let Some(directory) = found
            .strip_suffix(path.as_str())
            .map(|directory| directory.trim_end_matches('/'))
        else {
            continue;
        };
        let title = format!("Let uWSGI change to `{}`", facts.short(directory));
        finding = finding
            .also(
                facts.file(&found).map(|file| facts.first_line(file)),
                "a file of this name lies here",
            )
            .fix(
                options::set(facts, "chdir", directory)
                    .map(|changes| Candidate::new(title).with(changes)),
            );
        if let Some(word) = facts.find_in_line(place, path) {
            let title = format!("Open it by its whole path, `{}`", facts.short(&found));
            finding = finding.fix([Candidate::new(title).replace(word, found)]);
        }
    }
    finding = finding.fix(files::make(facts, raised));
    let content = if absolute.ends_with(".json") {
        "'{}'"
    } else {
        ""
    };
    let title = format!("Make an empty `{}`", facts.short(&absolute));
    finding = finding.fix([Candidate::new(title).setup(format!("echo {content} > {absolute}"))]);
    Some(finding)
}
