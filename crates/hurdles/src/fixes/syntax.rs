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
    candidates.extend(other_brackets(facts, place));
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

/// Closes first what is open where another bracket closes, or closes with another bracket.
fn other_brackets(facts: &Facts, place: Span) -> Vec<Candidate> {
    const CLOSING: [char; 3] = [')', ']', '}'];
    let at = place.part(0, 0);
    let line = facts.line_of(at);
    let offset = at.range().start - line.range().start;
    let Some(found) = facts
        .text(line)
        .get(offset..)
        .and_then(|rest| rest.chars().next())
    else {
        return Vec::new();
    };
    if !CLOSING.contains(&found) {
        return Vec::new();
    }
    let span = line.part(offset, offset + 1);
    let others = CLOSING.into_iter().filter(|closing| *closing != found);
    others
        .flat_map(|closing| {
            [
                Candidate::new(format!("Close with `{closing}` first"))
                    .insert_before(span, closing.to_string()),
                Candidate::new(format!("Close with `{closing}`"))
                    .replace(span, closing.to_string()),
            ]
        })
        .collect()
}
