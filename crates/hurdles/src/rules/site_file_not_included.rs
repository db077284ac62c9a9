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

use crate::facts::Facts;
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
    let (directory, name) = site.path.rsplit_once('/')?;
    for include in &includes {
        finding = finding.also(include.span, "only files that match this are read");
        let Some((wanted, glob)) = include.pattern.rsplit_once('/') else {
            continue;
        };
        let ending = glob.strip_prefix('*').unwrap_or("");
        let with_ending = if name.ends_with(ending) {
            name.to_owned()
        } else {
            format!("{name}{ending}")
        };
        if let Some(span) = include
            .span
            .filter(|_| wanted == directory && !ending.is_empty())
        {
            let all = format!("{wanted}/*");
            let title = format!("Include all files: `{all}`");
            finding = finding.fix([Candidate::new(title).replace(span, all)]);
        }
        let link = format!("{wanted}/{with_ending}");
        if link != site.path {
            let line = format!("ln -sfn {} {link}", site.path);
            let title = format!("Link the file as `{}`", facts.short(&link));
            let alone = Candidate::new(&title).setup(&line);
            let others: Vec<String> = facts.other_site_files(&site.path);
            finding = finding.fix([alone]);
            if !others.is_empty() {
                let title = format!("{title} and take away `{}`", others.join("`, `"));
                let candidate = Candidate::new(title)
                    .setup(line)
                    .setup(format!("rm -f {}", others.join(" ")));
                finding = finding.fix([candidate]);
            }
        }
    }
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

fn list(patterns: &[&str]) -> String {
    match patterns {
        [] => "no further files".to_owned(),
        [one] => format!("`{one}`"),
        many => format!("`{}`", many.join("` and `")),
    }
}
