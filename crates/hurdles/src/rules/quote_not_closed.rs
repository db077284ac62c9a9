//! ## What it finds
//! A quote in nginx's configuration is opened and never closed.
//!
//! ## Why it matters
//! nginx reads everything behind it as one word, up to the end of the file, and refuses to start.
//!
//! ## Example
//! ```text
//! uwsgi_pass "unix:/run/app.sock;
//! ```
//!
//! ## How to fix
//! Close the quote before the semicolon.

use hurdles_nginx::ProblemKind;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let problem = facts.nginx_fault()?;
    let quoted = matches!(
        problem.kind,
        ProblemKind::UnexpectedEndOfFile { in_directive: true }
            | ProblemKind::UnclosedQuote(_)
            | ProblemKind::UnexpectedCharacter(_)
    );
    if !quoted {
        return None;
    }
    let file = facts.file(&problem.place.as_ref()?.path)?;
    let (line, quote) = odd_line(facts.text(file))?;
    let line = facts.trimmed(facts.line_of(file.part(line, line)));
    let text = facts.text(line);
    let open = text.find(quote)?;
    let end = text.trim_end_matches([';', ' ', '{']).len();
    let finding = Finding::error(
        Stage::NginxConfig,
        format!("A quote `{quote}` is never closed"),
        Label::new(line.part(open, text.len()), "the quote begins here"),
    );
    Some(
        facts
            .nginx_refuses(finding, problem)
            .explain("Between quotes semicolons, braces and line breaks are part of the word.")
            .fix([
                Candidate::new("Close the quote")
                    .insert_after(line.part(0, end), quote.to_string()),
                Candidate::new("Take the quote away").replace(line.part(open, open + 1), ""),
            ]),
    )
}

/// The start of the first line with an odd number of quotes of one kind.
fn odd_line(text: &str) -> Option<(usize, char)> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let code = line.split(" #").next().unwrap_or(line);
        if let Some(quote) = ['"', '\'']
            .into_iter()
            .find(|quote| code.matches(*quote).count() % 2 == 1)
        {
            return Some((start, quote));
        }
        start += line.len();
    }
    None
}
