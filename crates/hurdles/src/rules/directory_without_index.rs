//! ## What it finds
//! The request is for a directory that has no index file.
//!
//! ## Why it matters
//! nginx does not show what lies in a directory unless it is told to. It answers 403.
//!
//! ## Example
//! ```text
//! directory index of "/var/www/html/" is forbidden
//! ```
//!
//! ## How to fix
//! Put an `index.html` there, or let the location pass requests to the app.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let (path, place) = facts.no_index()?;
    let place_or_request = place.or_else(|| facts.document("request"))?;
    let directory = path.trim_end_matches('/');
    let mut finding = Finding::error(
        Stage::Routing,
        format!("The directory `{}` has no index file", facts.short(directory)),
        Label::new(place_or_request, "leads to that directory"),
    )
    .explain(format!(
        "The request is answered from disk and leads to `{directory}`. nginx finds none of its `index` files there, does not list \
         directories, and answers 403."
    ));
    finding = finding.fix(without_directory_argument(facts));
    if let Some(place) = place {
        let indent = facts.indent_of(place);
        if facts.pass_sites().is_empty() {
            for address in facts.uwsgi_addresses() {
                let lines = format!("include uwsgi_params;\n{indent}uwsgi_pass {address};");
                finding =
                    finding
                        .fix([Candidate::new("Pass the request to the app instead")
                            .replace(place, lines)]);
            }
        }
        finding = finding.fix([Candidate::new("List the directory: `autoindex on`")
            .insert_after(place, format!("\n{indent}autoindex on;"))]);
    }
    Some(finding.fix([
        Candidate::new("Put an index file there").setup(format!("touch {directory}/index.html")),
    ]))
}

/// Leaves `$uri/` out of `try_files`, so that a directory does not count.
fn without_directory_argument(facts: &Facts) -> Option<Candidate> {
    let try_files = facts.directive_at(facts.directive_in_force("try_files")?)?;
    let word = try_files
        .arguments
        .iter()
        .find(|word| word.text.ends_with('/'))?;
    let title = format!("Leave `{}` out of `try_files`", facts.short(&word.text));
    Some(Candidate::new(title).replace(word.span?, ""))
}
