//! ## What it finds
//! nginx looks for a file that is not there.
//!
//! ## Why it matters
//! The path is made of `root` and the whole request path, or of `alias` and the rest behind the location's prefix.
//!
//! ## Example
//! ```text
//! open() "/var/www/html/static/app.css" failed (2: No such file or directory)
//! ```
//!
//! ## How to fix
//! Correct `root` or `alias`, or put the file where nginx looks.

use hurdles_machine::Errno;
use hurdles_source::Span;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let file = facts.file_refused()?;
    if !matches!(file.errno, Errno::NotFound | Errno::NotADirectory) {
        return None;
    }
    let place = file.place.or_else(|| facts.document("request"))?;
    let mut finding = Finding::error(
        Stage::Routing,
        format!("nginx looks for `{}`, which is not there", facts.short(&file.path)),
        Label::new(place, "nginx makes the path from this"),
    )
    .explain(format!(
        "The request is answered from disk. nginx makes the path `{}`, finds nothing there and answers 404.",
        file.path
    ));
    if let Some(missing) = &file.walk.missing {
        finding = finding.explain(format!("`{missing}` does not exist."));
    }
    Some(
        finding
            .fix(serve_from(facts, place, &file.path))
            .fix(put_there(facts, &file.path)),
    )
}

/// Serving the file from where one of its name lies.
fn serve_from(facts: &Facts, place: Span, path: &str) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    let directive = facts.directive_at(place);
    let word = directive.and_then(|directive| directive.arguments.first()?.span);
    let keyword = directive.and_then(|directive| directive.name.span);
    let (Some(word), Some(keyword), Some(choice)) = (word, keyword, facts.location_choice()) else {
        return candidates;
    };
    let rest = choice.uri.strip_prefix(&choice.name).unwrap_or("/");
    for found in facts.files_named(path.rsplit('/').next().unwrap_or_default()) {
        for (rest, name) in [(choice.uri.as_str(), "root"), (rest, "alias")] {
            let base = found.strip_suffix(rest).filter(|base| !base.is_empty());
            candidates.extend(base.map(|base| {
                let title = format!("Serve it from there: `{name} {}`", facts.short(base));
                Candidate::new(title)
                    .replace(keyword, name)
                    .replace(word, base)
            }));
        }
    }
    candidates
}

/// Putting a file where nginx looks: one of its name, or an empty one.
fn put_there(facts: &Facts, path: &str) -> Vec<Candidate> {
    let (directory, name) = path.rsplit_once('/').unwrap_or(("/", path));
    let make = format!("mkdir -p {directory}");
    let mut candidates: Vec<Candidate> = facts
        .files_named(name)
        .into_iter()
        .map(|found| {
            let title = format!(
                "Put the file where nginx looks, from `{}`",
                facts.short(&found)
            );
            Candidate::new(title)
                .setup(&make)
                .setup(format!("cp {found} {path}"))
        })
        .collect();
    if !name.is_empty() {
        let empty = Candidate::new("Put a file where nginx looks");
        candidates.push(empty.setup(make).setup(format!("touch {path}")));
    }
    candidates
}
