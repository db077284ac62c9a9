//! ## What it finds
//! nginx passes something on by `uwsgi_param` under the name of a header, and the app looks for a request header.
//!
//! ## Why it matters
//! `uwsgi_param` sets a variable of the app's environment by exactly that name. A request header is the variable
//! `HTTP_` with the header's name in capitals and underscores (PEP 3333): no other variable is seen as one.
//!
//! ## Example
//! ```text
//! uwsgi_param X-Remote-User $remote_user;
//! ```
//!
//! ## How to fix
//! Give the variable the header's name: `uwsgi_param HTTP_X_REMOTE_USER $remote_user;`.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

/// Directives that set a variable of the app's environment.
const DIRECTIVES: [&str; 3] = ["uwsgi_param", "fastcgi_param", "scgi_param"];

/// Variables that are none of the request's headers, by their beginnings (RFC 3875 and nginx's `uwsgi_params`).
const OTHERS: [&str; 10] = [
    "HTTP_",
    "REQUEST_",
    "SERVER_",
    "REMOTE_",
    "CONTENT_",
    "DOCUMENT_",
    "PATH_",
    "SCRIPT_",
    "QUERY_",
    "UWSGI_",
];

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    if facts.worked() || facts.passed().is_none() {
        return None;
    }
    let texts: Vec<String> = facts
        .files()
        .into_iter()
        .filter(|(path, _)| path.ends_with(".py"))
        .map(|(_, span)| facts.text(span).to_ascii_lowercase())
        .collect();
    let is_read = |name: &str| {
        let header = name.replace('_', "-").to_ascii_lowercase();
        let variable = variable(name).to_ascii_lowercase();
        let quoted = |text: &String, word: &str| {
            text.contains(&format!("\"{word}\"")) || text.contains(&format!("'{word}'"))
        };
        texts
            .iter()
            .any(|text| quoted(text, &header) || quoted(text, &variable))
    };
    let mut named = facts.directives().filter_map(|(_, directive)| {
        let word = directive.arguments.first()?;
        let is_ours = DIRECTIVES.iter().any(|name| directive.is(name));
        let is_other = OTHERS.iter().any(|other| word.text.starts_with(other));
        (is_ours && !is_other && is_read(&word.text)).then_some(word)
    });
    let word = named.next()?;
    let (span, name) = (word.span?, &word.text);
    let variable = variable(name);
    let shown = facts.short(name);
    let fix = Candidate::new(format!("Name it as a header: `{variable}`")).replace(span, &variable);
    let fix = named
        .filter_map(|word| Some((word.span?, &word.text)))
        .fold(fix, |fix, (span, name)| {
            fix.replace(span, self::variable(name))
        });
    Some(
        Finding::error(
            Stage::Response,
            format!("`{shown}` reaches the app as a variable, not as a header"),
            Label::new(span, format!("a header would be `{variable}`")),
        )
        .explain(format!(
            "`uwsgi_param` gives the app a variable of exactly this name. What the app reads as a request header is the \
             variable `{variable}`; so it finds no such header and answers accordingly."
        ))
        .fix([fix]),
    )
}

/// The variable that carries a header.
fn variable(name: &str) -> String {
    format!("HTTP_{}", name.replace('-', "_").to_ascii_uppercase())
}
