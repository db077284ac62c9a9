//! ## What it finds
//! A directive stands in a block that does not take it.
//!
//! ## Why it matters
//! Often a brace closed the block around it too early.
//!
//! ## Example
//! ```text
//! server { listen 80; }  location / { ... }
//! ```
//!
//! ## How to fix
//! Move it into the block it belongs to.

use hurdles_nginx::ProblemKind;
use hurdles_source::Span;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::fixes::configuration;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let problem = facts.nginx_fault()?;
    let ProblemKind::NotAllowedHere(name) = &problem.kind else {
        return None;
    };
    let blame = facts.blame(problem)?;
    let place = facts.word_of(blame, name);
    let finding = Finding::error(
        Stage::NginxConfig,
        format!(
            "`{}` stands in a block that does not take it",
            facts.short(name)
        ),
        Label::new(place, format!("`{name}` is not allowed here")),
    );
    let mut finding = facts.nginx_refuses(finding, problem);
    if let Some(brace) = brace_before(facts, blame) {
        finding = finding
            .explain(format!(
                "The `}}` above may close its block too early, so that `{name}` no longer stands inside."
            ))
            .also(Some(brace), "this closes the block before");
        if let Some(file) = facts.file_of(blame) {
            let end = facts.text(file).trim_end().len();
            let at = Span::new(file.source, end, end);
            // Whether a brace is left over at the end decides if the early one is moved or only taken away.
            let title = format!("Let the block end behind `{name}`");
            let moved = Candidate::new(&title)
                .replace(brace, "")
                .insert_after(at, "\n}");
            let dropped = Candidate::new(title).replace(brace, "");
            finding = finding.fix([dropped, moved]);
        }
    }
    if ["_pass", "alias", "try_files"]
        .iter()
        .any(|end| name.ends_with(end))
        && let Some(whole) = facts
            .directive_at(place)
            .and_then(|directive| directive.place.span)
            .or(Some(blame))
    {
        let indent = facts.indent_of(whole);
        finding = finding.fix([
            Candidate::new("Put a location around it: `location / { … }`")
                .insert_before(whole, format!("location / {{\n{indent}    "))
                .insert_after(whole, format!("\n{indent}}}")),
        ]);
    }
    let finding = with_frames(facts, finding, blame, name)
        .fix(configuration::move_out_of_server(facts, place));
    Some(finding.fix(facts.drop_directive(place)))
}

/// What helps where a whole `server` or `http` stands in the wrong block: a frame more, or one less.
fn with_frames(facts: &Facts, mut finding: Finding, blame: Span, name: &str) -> Finding {
    if !matches!(name, "http" | "server") {
        return finding;
    }
    if name == "server"
        && let Some(include) = facts.include_of(blame)
    {
        finding = finding
            .explain("A server block belongs into `http`.")
            .fix([Candidate::new("Put `http { … }` around the include")
                .insert_before(include, "http { ")
                .insert_after(include, " }")]);
    }
    let place = facts.word_of(blame, name);
    if name == "server" && facts.include_of(blame).is_none() {
        finding = finding
            .explain("A server block belongs into `http`.")
            .fix(configuration::wrap_in_http(facts, place));
    }
    finding.fix(configuration::unwrap_block(facts, place, name))
}

/// The last closing brace before a place in the same file, when nothing but blanks stands between.
fn brace_before(facts: &Facts, place: Span) -> Option<Span> {
    let text = &facts.sources().get(place.source).text;
    let before = text.get(..place.start as usize)?.trim_end();
    before
        .ends_with('}')
        .then(|| Span::new(place.source, before.len() - 1, before.len()))
}
