//! Offsets of a changed scenario back to the original: where a later hurdle's labels lie in what the user has.

use crate::Scenario;
use crate::report::{Edit, Fix};

/// How the offsets of a changed scenario lead back to the one it was made of.
#[derive(Clone, Debug)]
pub(crate) struct Mapping {
    /// The edits that were made, ascending in each document.
    edits: Vec<Edit>,
    /// How long each of `setup` and `after` was.
    setup: usize,
    after: usize,
}

impl Mapping {
    /// The way back from `scenario` with `fix` applied to `scenario` itself.
    pub(crate) fn new(scenario: &Scenario, fix: &Fix) -> Self {
        let joined = |lines: &[String]| {
            lines
                .iter()
                .map(|line| line.len() + 1)
                .sum::<usize>()
                .saturating_sub(1)
        };
        let mut edits = fix.edits.clone();
        edits.sort_by_key(|edit| edit.start);
        Self {
            edits,
            setup: joined(&scenario.setup),
            after: joined(&scenario.after),
        }
    }

    /// A range of the changed document as a range of the original; what was inserted lies at its place.
    pub(crate) fn back(&self, document: &str, start: usize, end: usize) -> (usize, usize) {
        let (from, to) = (
            self.offset(document, start, false),
            self.offset(document, end, true),
        );
        (from, to.max(from))
    }

    fn offset(&self, document: &str, at: usize, is_end: bool) -> usize {
        // How far the text before `at` grew by edits already passed.
        let (mut grown, mut shrunk) = (0_usize, 0_usize);
        let mut original = None;
        for edit in self.edits.iter().filter(|edit| edit.document == document) {
            let here = (edit.start + grown).saturating_sub(shrunk);
            if at < here || (is_end && at == here) {
                break;
            }
            let come = here + edit.insert.len();
            if at < come || (is_end && at == come) {
                original = Some(if is_end { edit.end } else { edit.start });
                break;
            }
            grown += edit.insert.len();
            shrunk += edit.end - edit.start;
        }
        let original = original.unwrap_or((at + shrunk).saturating_sub(grown));
        match document {
            "setup" => original.min(self.setup),
            "after" => original.min(self.after),
            _ => original,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_behind_an_edit_moves_back() {
        let scenario = Scenario {
            invocation: "uwsgi -s a.sock --uid x".to_owned(),
            ..Scenario::default()
        };
        let edit = |start, end, insert: &str| Edit {
            document: "invocation".to_owned(),
            start,
            end,
            insert: insert.to_owned(),
        };
        let fix = Fix {
            title: String::new(),
            edits: vec![edit(0, 0, "sudo "), edit(9, 15, "/run/b.sock")],
            setup: Vec::new(),
            after: Vec::new(),
            opens: None,
            opens_to: crate::report::Opening::Nobody,
            works: true,
        };
        let mapping = Mapping::new(&scenario, &fix);
        // sudo uwsgi -s /run/b.sock --uid x
        assert_eq!(mapping.back("invocation", 5, 10), (0, 5), "uwsgi");
        assert_eq!(
            mapping.back("invocation", 14, 25),
            (9, 15),
            "the new socket"
        );
        assert_eq!(mapping.back("invocation", 16, 20), (9, 15), "inside it");
        assert_eq!(mapping.back("invocation", 26, 33), (16, 23), "--uid x");
        assert_eq!(mapping.back("request", 3, 4), (3, 4));
        assert_eq!(mapping.back("after", 3, 9), (0, 0), "a line that was added");
    }
}
