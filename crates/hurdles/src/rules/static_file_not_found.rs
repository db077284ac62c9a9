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
    let directive = facts.directive_at(place);
    let uri = facts
        .location_choice()
        .map(|choice| choice.uri.clone())
        .unwrap_or_default();
    let name = facts
        .location_choice()
        .map(|choice| choice.name.clone())
        .unwrap_or_default();
    let wanted = file.path.rsplit('/').next().unwrap_or_default();
    if let Some(directive) = directive
        && let Some(span) = directive.arguments.first().and_then(|word| word.span)
    {
        for found in facts.files_named(wanted) {
            for (rest, keyword) in [
                (uri.as_str(), "root"),
                (uri.strip_prefix(&name).unwrap_or("/"), "alias"),
            ] {
                let Some(base) = found.strip_suffix(rest).filter(|base| !base.is_empty()) else {
                    continue;
                };
                let title = format!("Serve it from there: `{keyword} {}`", facts.short(base));
                let candidate = Candidate::new(title)
                    .replace(directive.name.span?, keyword)
                    .replace(span, base);
                finding = finding.fix([candidate]);
            }
        }
    }
    let directory = file
        .path
        .rsplit_once('/')
        .map_or("/", |(directory, _)| directory);
    for found in facts.files_named(wanted) {
        let title = format!(
            "Put the file where nginx looks, from `{}`",
            facts.short(&found)
        );
        finding = finding.fix([Candidate::new(title)
            .setup(format!("mkdir -p {directory}"))
            .setup(format!("cp {found} {}", file.path))]);
    }
    if !wanted.is_empty() {
        finding = finding.fix([Candidate::new("Put a file where nginx looks")
            .setup(format!("mkdir -p {directory}"))
            .setup(format!("touch {}", file.path))]);
    }
    Some(finding)
}
