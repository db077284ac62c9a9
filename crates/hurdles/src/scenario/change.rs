//! Changes of a scenario: its documents by name, and a fix applied to them.

use crate::Scenario;
use crate::report::{Edit, Fix};

impl Scenario {
    /// The text of a document: `invocation`, `request`, `listing`, `setup`, `after`, or a path of `files`.
    #[must_use]
    pub fn document(&self, name: &str) -> Option<String> {
        Some(match name {
            "invocation" => self.invocation.clone(),
            "request" => self.request.url.clone(),
            "listing" => self.listing.clone(),
            "setup" => self.setup.join("\n"),
            "after" => self.after.join("\n"),
            path => self.files.get(path)?.clone(),
        })
    }

    /// Sets the text of a document; a path that is not among `files` is added.
    pub fn set_document(&mut self, name: &str, text: String) {
        let lines = |text: &str| {
            let lines = text.split('\n').map(str::to_owned);
            if text.is_empty() {
                Vec::new()
            } else {
                lines.collect()
            }
        };
        match name {
            "invocation" => self.invocation = text,
            "request" => self.request.url = text,
            "listing" => self.listing = text,
            "setup" => self.setup = lines(&text),
            "after" => self.after = lines(&text),
            path => {
                self.files.insert(path.to_owned(), text);
            }
        }
    }

    /// The scenario with a fix applied; none where its edits overlap or do not lie on characters of their documents.
    #[must_use]
    pub fn with_fix(&self, fix: &Fix) -> Option<Self> {
        let mut fixed = self.clone();
        let mut documents: Vec<&str> = fix.edits.iter().map(|edit| &*edit.document).collect();
        documents.sort_unstable();
        documents.dedup();
        for document in documents {
            let text = self.document(document).unwrap_or_default();
            let edits = fix.edits.iter().filter(|edit| edit.document == document);
            fixed.set_document(document, edited(&text, edits)?);
        }
        fixed.setup.extend(fix.setup.iter().cloned());
        fixed.after.extend(fix.after.iter().cloned());
        Some(fixed)
    }
}

/// A text with edits applied; insertions at the same place keep their order.
fn edited<'a>(text: &str, edits: impl Iterator<Item = &'a Edit>) -> Option<String> {
    let mut edits: Vec<_> = edits.collect();
    edits.sort_by_key(|edit| (edit.start, edit.end));
    let mut result = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        result.push_str(text.get(at..edit.start)?);
        result.push_str(&edit.insert);
        text.get(edit.start..edit.end)?;
        at = edit.end;
    }
    result.push_str(text.get(at..)?);
    Some(result)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(document: &str, start: usize, end: usize, insert: &str) -> Edit {
        Edit {
            document: document.to_owned(),
            start,
            end,
            insert: insert.to_owned(),
        }
    }

    fn fix(edits: Vec<Edit>) -> Fix {
        Fix {
            title: String::new(),
            edits,
            setup: vec!["s".to_owned()],
            after: Vec::new(),
            opens: None,
            opens_to: crate::report::Opening::Nobody,
            works: false,
        }
    }

    #[test]
    fn edits_go_to_their_documents() {
        let scenario = Scenario {
            invocation: "uwsgi -s a".to_owned(),
            setup: vec!["x".to_owned(), "yy".to_owned()],
            ..Scenario::default()
        };
        let fixed = scenario.with_fix(&fix(vec![
            edit("invocation", 9, 10, "b"),
            edit("setup", 2, 4, "z"),
            edit("invocation", 5, 5, " -M"),
            edit("/new", 0, 0, "n"),
        ]));
        let fixed = fixed.unwrap();
        assert_eq!(fixed.invocation, "uwsgi -M -s b");
        assert_eq!(fixed.setup, ["x", "z", "s"]);
        assert_eq!(fixed.files["/new"], "n");
    }

    #[test]
    fn edits_that_fit_nowhere_change_nothing() {
        let scenario = Scenario {
            invocation: "ü".to_owned(),
            ..Scenario::default()
        };
        for edits in [
            vec![edit("invocation", 1, 2, "")],
            vec![edit("invocation", 0, 9, "")],
            vec![edit("invocation", 2, 0, "")],
            vec![edit("invocation", 0, 2, ""), edit("invocation", 0, 2, "")],
        ] {
            assert_eq!(scenario.with_fix(&fix(edits)), None);
        }
    }
}
