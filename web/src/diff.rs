//! What a fix changes, as a small diff.

use hurdles::Scenario;
use hurdles::report::Fix;

/// One line of a diff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum DiffLine {
    /// The document that the following lines are about.
    Title(String),
    /// A line that goes.
    Removed(Changed),
    /// A line that comes.
    Added(Changed),
}

/// A line with the part of it that its counterpart lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Changed {
    /// What stays in front of it.
    pub(crate) head: String,
    /// What differs.
    pub(crate) middle: String,
    /// What stays behind it.
    pub(crate) tail: String,
}

/// What a fix changes, line by line.
pub(crate) fn diff(scenario: &Scenario, fix: &Fix) -> Vec<DiffLine> {
    let Some(changed) = scenario.with_fix(fix) else {
        return Vec::new();
    };
    let mut names: Vec<&str> = fix
        .edits
        .iter()
        .map(|edit| edit.document.as_str())
        .collect();
    let added = [("setup", &fix.setup), ("after", &fix.after)];
    names.extend(
        added
            .iter()
            .filter(|(_, lines)| !lines.is_empty())
            .map(|(name, _)| *name),
    );
    names.sort_unstable();
    names.dedup();
    let mut diff = Vec::new();
    for name in names {
        let text = |scenario: &Scenario| scenario.document(name).unwrap_or_default();
        let lines = changed_lines(&text(scenario), &text(&changed));
        if !lines.is_empty() {
            diff.push(DiffLine::Title(name.to_owned()));
            diff.extend(lines);
        }
    }
    diff
}

/// The lines between the first and the last that differ; fixes are small, so that is what a reader wants to see.
fn changed_lines(before: &str, after: &str) -> Vec<DiffLine> {
    let before: Vec<&str> = before.lines().collect();
    let after: Vec<&str> = after.lines().collect();
    let (head, tail) = common_ends(&before, &after);
    let removed = before.get(head..before.len() - tail).unwrap_or_default();
    let added = after.get(head..after.len() - tail).unwrap_or_default();
    // Lines are compared part by part where each has one counterpart, else they differ as a whole.
    let is_paired = removed.len() == added.len();
    let part = |line: &str, other: Option<&&str>| match other.filter(|_| is_paired) {
        Some(other) => split(line, other),
        None => split(line, ""),
    };
    let gone = removed
        .iter()
        .enumerate()
        .map(|(index, line)| DiffLine::Removed(part(line, added.get(index))));
    let come = added
        .iter()
        .enumerate()
        .map(|(index, line)| DiffLine::Added(part(line, removed.get(index))));
    gone.chain(come).collect()
}

/// A line in three parts, by what it has in common with another at both ends.
fn split(line: &str, other: &str) -> Changed {
    let (words, others) = (words(line), words(other));
    let (head, tail) = common_ends(&words, &others);
    let part = |from: usize, to: usize| words.get(from..to).unwrap_or_default().concat();
    Changed {
        head: part(0, head),
        middle: part(head, words.len() - tail),
        tail: part(words.len() - tail, words.len()),
    }
}

/// Words and the blanks between them, one after the other.
fn words(line: &str) -> Vec<&str> {
    let is_border = |(a, b): (char, char)| a.is_whitespace() != b.is_whitespace();
    let mut words = Vec::new();
    let mut start = 0;
    let next = line.char_indices().skip(1);
    for ((_, before), (at, after)) in line.char_indices().zip(next) {
        if is_border((before, after)) {
            words.extend(line.get(start..at));
            start = at;
        }
    }
    words.extend(line.get(start..));
    words
}

/// How many items two rows share at their beginnings, and then at their ends.
fn common_ends<T: PartialEq>(a: &[T], b: &[T]) -> (usize, usize) {
    let head = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let rest = a.len().min(b.len()) - head;
    let ends = a.iter().rev().zip(b.iter().rev());
    (head, ends.take(rest).take_while(|(a, b)| a == b).count())
}

#[cfg(test)]
mod tests {
    use hurdles::report::Edit;

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
            opens_to: hurdles::report::Opening::Nobody,
            works: true,
        }
    }

    fn changed(head: &str, middle: &str, tail: &str) -> Changed {
        let [head, middle, tail] = [head, middle, tail].map(str::to_owned);
        Changed { head, middle, tail }
    }

    fn scenario() -> Scenario {
        Scenario {
            invocation: "uwsgi -s ü".to_owned(),
            ..Scenario::default()
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
            DiffLine::Removed(changed("uwsgi ", "", "-s ü")),
            DiffLine::Added(changed("uwsgi ", "-M ", "-s ü")),
            DiffLine::Title("setup".to_owned()),
            DiffLine::Added(changed("", "chown a /run/a", "")),
        ];
        assert_eq!(shown, expected);
        assert_eq!(diff(&scenario, &self::fix(Vec::new())), Vec::new());
    }
}
