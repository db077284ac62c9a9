//! ## What it finds
//! The site's file is not among those that nginx reads.
//!
//! ## Why it matters
//! The main configuration includes by pattern: another directory, or a file without the wanted ending, is never
//! looked at.
//!
//! ## Example
//! ```text
//! include /etc/nginx/sites-enabled/*.conf;      # the file is called diary
//! ```
//!
//! ## How to fix
//! Rename or move the file, or widen the pattern.

use crate::facts::{Facts, Include};
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    if facts.passed().is_some() || !facts.nginx_runs() {
        return None;
    }
    let site = facts.unread_site()?;
    let includes = facts.site_includes();
    let mut finding = Finding::error(
        Stage::Routing,
        format!("nginx does not read `{}`", facts.short(&site.path)),
        Label::new(facts.first_line(site.span), "no include leads to this file"),
    )
    .explain(format!(
        "The configuration that nginx runs with includes {}. `{}` is not among the files that match, so its server \
         block does not exist for nginx.",
        list(&includes.iter().map(|include| include.pattern.as_str()).collect::<Vec<_>>()),
        site.path
    ));
    for include in &includes {
        finding = finding.also(include.span, "only files that match this are read");
        finding = finding.fix(by_include(facts, &site.path, include));
    }
    let (directory, _) = site.path.rsplit_once('/')?;
    if let Some(last) = includes.last().and_then(|include| include.directive) {
        let line = format!("include {directory}/*;");
        let title = format!("Include `{directory}/*` as well");
        let indent = facts.indent_of(last);
        finding = finding.fix([
            Candidate::new(&title).insert_after(last, format!("\n{indent}{line}")),
            Candidate::new(&title).insert_before(last, format!("{line}\n{indent}")),
        ]);
    }
    Some(finding)
}

/// Widening the pattern of an include, or linking the file where the pattern finds it.
fn by_include(facts: &Facts, path: &str, include: &Include) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    let (Some((directory, name)), Some((wanted, glob))) =
        (path.rsplit_once('/'), include.pattern.rsplit_once('/'))
    else {
        return candidates;
    };
    let ending = glob.strip_prefix('*').unwrap_or("");
    if let Some(span) = include
        .span
        .filter(|_| wanted == directory && !ending.is_empty())
    {
        let all = format!("{wanted}/*");
        let title = format!("Include all files: `{all}`");
        candidates.push(Candidate::new(title).replace(span, all));
    }
    let ending = if name.ends_with(ending) { "" } else { ending };
    let link = format!("{wanted}/{name}{ending}");
    if link == path {
        return candidates;
    }
    let line = format!("ln -sfn {path} {link}");
    let title = format!("Link the file as `{}`", facts.short(&link));
    candidates.push(Candidate::new(&title).setup(&line));
    let others = facts.other_site_files(path);
    if !others.is_empty() {
        let title = format!("{title} and take away `{}`", others.join("`, `"));
        let removal = format!("rm -f {}", others.join(" "));
        candidates.push(Candidate::new(title).setup(line).setup(removal));
    }
    candidates
}

fn list(patterns: &[&str]) -> String {
    match patterns {
        [] => "no further files".to_owned(),
        [one] => format!("`{one}`"),
        many => format!("`{}`", many.join("` and `")),
    }
}
