//! Fixes as changes of a scenario: carried out, and shown as a small diff.

use std::collections::BTreeMap;

use hurdles::Scenario;
use hurdles::report::{Edit, Fix};

use crate::document::Document;

/// One line of a diff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum DiffLine {
    /// The document that the following lines are about.
    Title(String),
    /// A line that goes.
    Removed(String),
    /// A line that comes.
    Added(String),
}

/// The scenario with a fix carried out; edits that no longer fit the text are left out.
pub(crate) fn apply(scenario: &Scenario, fix: &Fix) -> Scenario {
    let mut changed = scenario.clone();
    for (name, edits) in edits_by_document(fix) {
        let document = Document::named(&name);
        let text = edited(&document.text(scenario), edits);
        document.write(&mut changed, text);
    }
    changed.setup.extend(fix.setup.iter().cloned());
    changed.after.extend(fix.after.iter().cloned());
    changed
}

/// What a fix changes, line by line.
pub(crate) fn diff(scenario: &Scenario, fix: &Fix) -> Vec<DiffLine> {
    let changed = apply(scenario, fix);
    let mut names: Vec<String> = edits_by_document(fix).into_keys().collect();
    for (name, added) in [("setup", &fix.setup), ("after", &fix.after)] {
        if !added.is_empty() && !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    let mut diff = Vec::new();
    for name in names {
        let document = Document::named(&name);
        let (before, after) = (document.text(scenario), document.text(&changed));
        let lines = changed_lines(&before, &after);
        if !lines.is_empty() {
            diff.push(DiffLine::Title(name));
            diff.extend(lines);
        }
    }
    diff
}

fn edits_by_document(fix: &Fix) -> BTreeMap<String, Vec<&Edit>> {
    let mut edits: BTreeMap<String, Vec<&Edit>> = BTreeMap::new();
    for edit in &fix.edits {
        edits.entry(edit.document.clone()).or_default().push(edit);
    }
    edits
}

fn edited(text: &str, mut edits: Vec<&Edit>) -> String {
    edits.sort_by_key(|edit| (edit.start, edit.end));
    let mut result = String::new();
    let mut done = 0;
    for edit in edits {
        let (Some(kept), Some(_)) = (text.get(done..edit.start), text.get(edit.start..edit.end))
        else {
            continue;
        };
        result.push_str(kept);
        result.push_str(&edit.insert);
        done = edit.end;
    }
    result.push_str(text.get(done..).unwrap_or_default());
    result
}

/// The lines between the first and the last that differ; fixes are small, so that is what a reader wants to see.
fn changed_lines(before: &str, after: &str) -> Vec<DiffLine> {
    let before: Vec<&str> = before.lines().collect();
    let after: Vec<&str> = after.lines().collect();
    let head = before
        .iter()
        .zip(&after)
        .take_while(|(a, b)| a == b)
        .count();
    let rest = before.len().min(after.len()) - head;
    let tail = before
        .iter()
        .rev()
        .zip(after.iter().rev())
        .take(rest)
        .take_while(|(a, b)| a == b)
        .count();
    let middle = |lines: &[&str]| -> Vec<String> {
        lines
            .get(head..lines.len() - tail)
            .unwrap_or_default()
            .iter()
            .map(|line| (*line).to_owned())
            .collect()
    };
    let removed = middle(&before).into_iter().map(DiffLine::Removed);
    removed
        .chain(middle(&after).into_iter().map(DiffLine::Added))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(start: usize, end: usize, insert: &str) -> Edit {
        Edit {
            document: "invocation".to_owned(),
            start,
            end,
            insert: insert.to_owned(),
        }
    }

    fn fix(edits: Vec<Edit>) -> Fix {
        Fix {
            title: String::new(),
            edits,
            setup: Vec::new(),
            after: Vec::new(),
            opens: None,
            works: true,
        }
    }

    fn scenario() -> Scenario {
        Scenario {
            invocation: "uwsgi -s ü".to_owned(),
            ..Scenario::default()
        }
    }

    #[test]
    fn edits_are_applied_in_order_and_bad_ones_left_out() {
        let cases = [
            (vec![edit(5, 5, " -M")], "uwsgi -M -s ü"),
            (
                vec![edit(9, 11, "x"), edit(0, 5, "sudo uwsgi")],
                "sudo uwsgi -s x",
            ),
            (vec![edit(10, 11, "half a character")], "uwsgi -s ü"),
            (vec![edit(0, 5, "a"), edit(3, 7, "overlaps")], "a -s ü"),
            (
                vec![edit(7, 3, "backwards"), edit(90, 95, "far")],
                "uwsgi -s ü",
            ),
        ];
        for (edits, expected) in cases {
            assert_eq!(apply(&scenario(), &fix(edits)).invocation, expected);
        }
    }

    #[test]
    fn a_diff_shows_the_lines_that_change_and_nothing_else() {
        let mut scenario = scenario();
        scenario.setup = vec!["mkdir /run/a".to_owned()];
        let mut fix = fix(vec![edit(5, 5, " -M")]);
        fix.setup = vec!["chown a /run/a".to_owned()];
        let shown = diff(&scenario, &fix);
        let expected = vec![
            DiffLine::Title("invocation".to_owned()),
            DiffLine::Removed("uwsgi -s ü".to_owned()),
            DiffLine::Added("uwsgi -M -s ü".to_owned()),
            DiffLine::Title("setup".to_owned()),
            DiffLine::Added("chown a /run/a".to_owned()),
        ];
        assert_eq!(shown, expected);
        assert_eq!(diff(&scenario, &self::fix(Vec::new())), Vec::new());
    }
}
