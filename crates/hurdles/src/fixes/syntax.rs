//! Mending what was written for Python 2, and indentation of two kinds.

use hurdles_source::Span;

use crate::facts::Facts;
use crate::fix::Candidate;

/// Writes a line as Python 3 wants it.
pub(crate) fn modernise(facts: &Facts, place: Span) -> Vec<Candidate> {
    let line = facts.trimmed(facts.line_of(place));
    let text = facts.text(line);
    let mut candidates = Vec::new();
    if let Some(what) = text.strip_prefix("print ") {
        let call = format!("print({})", what.trim());
        candidates.push(Candidate::new("Call `print` with brackets").replace(line, call));
    }
    let caught = text
        .strip_prefix("except ")
        .and_then(|rest| rest.strip_suffix(':'))
        .and_then(|rest| rest.rsplit_once(','));
    if let Some((kinds, name)) = caught {
        let clause = format!("except {} as {}:", kinds.trim(), name.trim());
        candidates.push(Candidate::new("Name the exception with `as`").replace(line, clause));
    }
    if let Some((class, words)) = text
        .strip_prefix("raise ")
        .and_then(|rest| rest.split_once(", "))
    {
        let call = format!("raise {class}({words})");
        candidates.push(Candidate::new("Raise an exception that is called").replace(line, call));
    }
    candidates.extend(without_tabs(facts, place));
    candidates
}

/// Blanks in place of the tabs of a line's indentation: one indentation of four, or up to the next eighth column.
fn without_tabs(facts: &Facts, place: Span) -> Vec<Candidate> {
    let line = facts.line_of(place);
    let indent = facts.indent_of(line);
    if !indent.contains('\t') {
        return Vec::new();
    }
    let span = line.part(0, indent.len());
    let title = "Indent with blanks, not with tabs";
    ["    ", "        "]
        .map(|blanks| Candidate::new(title).replace(span, indent.replace('\t', blanks)))
        .into()
}
