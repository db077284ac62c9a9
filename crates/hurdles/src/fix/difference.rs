//! What leads from one scenario to another, as one fix: how several changes in a row become one.

use crate::Scenario;
use crate::report::{Edit, Fix, Opening};

/// The edits and lines that make `new` of `old`; empty where they are equal.
pub(crate) fn difference(old: &Scenario, new: &Scenario) -> Fix {
    let mut edits = Vec::new();
    texts(&mut edits, "invocation", &old.invocation, &new.invocation);
    texts(&mut edits, "request", &old.request.url, &new.request.url);
    texts(&mut edits, "listing", &old.listing, &new.listing);
    let setup = lines(&mut edits, "setup", &old.setup, &new.setup);
    let after = lines(&mut edits, "after", &old.after, &new.after);
    for (path, text) in &old.files {
        if let Some(changed) = new.files.get(path) {
            texts(&mut edits, path, text, changed);
        }
    }
    Fix {
        title: String::new(),
        edits,
        setup,
        after,
        opens: None,
        opens_to: Opening::Nobody,
        works: false,
    }
}

/// Lines are changed one by one; what is new at the end is returned as lines to add.
fn lines(edits: &mut Vec<Edit>, document: &str, old: &[String], new: &[String]) -> Vec<String> {
    // A line that was taken out is one that no longer follows in order.
    let mut start = 0;
    let mut next = 0;
    let mut last_went = false;
    for (index, line) in old.iter().enumerate() {
        let end = start + line.len();
        let left = old.len() - index;
        if new.len() - next >= left || new.get(next) == Some(line) {
            if let Some(changed) = new.get(next) {
                let mut inner = Vec::new();
                texts(&mut inner, document, line, changed);
                edits.extend(inner.into_iter().map(|edit| Edit {
                    start: edit.start + start,
                    end: edit.end + start,
                    ..edit
                }));
                next += 1;
            }
        } else {
            // The line break goes too: the one behind the line, or for the last line the one before it.
            let is_last = left == 1;
            let before = usize::from(is_last && start > 0 && !last_went);
            edits.push(Edit {
                document: document.to_owned(),
                start: start - before,
                end: end + usize::from(!is_last),
                insert: String::new(),
            });
            last_went = true;
            start = end + 1;
            continue;
        }
        last_went = false;
        start = end + 1;
    }
    new.get(next..).unwrap_or_default().to_vec()
}

/// Adds the edits that lead from one text to another, line by line, each cut to the characters that differ.
fn texts(edits: &mut Vec<Edit>, document: &str, old: &str, new: &str) {
    if old == new {
        return;
    }
    let old_lines: Vec<&str> = old.split_inclusive('\n').collect();
    let new_lines: Vec<&str> = new.split_inclusive('\n').collect();
    let mut at = 0;
    for (gone, come) in hunks(&old_lines, &new_lines) {
        let start: usize = old_lines
            .iter()
            .take(gone.start)
            .map(|line| line.len())
            .sum();
        let (from, to) = (
            old_lines.get(gone).unwrap_or_default().concat(),
            new_lines.get(come).unwrap_or_default().concat(),
        );
        at = start.max(at);
        edits.push(narrow(document, start, &from, &to));
    }
}

/// Runs of lines that differ, by the longest common subsequence; one run for all where the texts are long.
fn hunks(old: &[&str], new: &[&str]) -> Vec<(std::ops::Range<usize>, std::ops::Range<usize>)> {
    const MOST_CELLS: usize = 400_000;
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let (old_rest, new_rest) = (&old[head..], &new[head..]);
    let tail = old_rest
        .iter()
        .rev()
        .zip(new_rest.iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let (n, m) = (old_rest.len() - tail, new_rest.len() - tail);
    if n * m > MOST_CELLS || n == 0 || m == 0 {
        return vec![(head..head + n, head..head + m)];
    }
    // common[i][j]: how many lines the rests from i and j have in common.
    let mut common = vec![vec![0_usize; m + 1]; n + 1];
    for i in (0..n).rev() {
        for j in (0..m).rev() {
            common[i][j] = if old_rest[i] == new_rest[j] {
                common[i + 1][j + 1] + 1
            } else {
                common[i + 1][j].max(common[i][j + 1])
            };
        }
    }
    let mut runs = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < n || j < m {
        let (from_i, from_j) = (i, j);
        while (i < n || j < m) && !(i < n && j < m && old_rest[i] == new_rest[j]) {
            if j >= m || (i < n && common[i + 1][j] >= common[i][j + 1]) {
                i += 1;
            } else {
                j += 1;
            }
        }
        if i > from_i || j > from_j {
            runs.push((head + from_i..head + i, head + from_j..head + j));
        }
        while i < n && j < m && old_rest[i] == new_rest[j] {
            i += 1;
            j += 1;
        }
    }
    runs
}

/// One edit without the characters that both texts begin and end with.
fn narrow(document: &str, start: usize, from: &str, to: &str) -> Edit {
    let head: usize = from
        .chars()
        .zip(to.chars())
        .take_while(|(a, b)| a == b)
        .map(|(a, _)| a.len_utf8())
        .sum();
    let (from, to) = (from.get(head..).unwrap_or(""), to.get(head..).unwrap_or(""));
    let tail: usize = from
        .chars()
        .rev()
        .zip(to.chars().rev())
        .take_while(|(a, b)| a == b)
        .map(|(a, _)| a.len_utf8())
        .sum();
    Edit {
        document: document.to_owned(),
        start: start + head,
        end: start + head + from.len() - tail,
        insert: to.get(..to.len() - tail).unwrap_or("").to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_difference_leads_from_one_to_the_other() {
        let files = |text: &str| [("/a".to_owned(), text.to_owned())].into();
        let old = Scenario {
            invocation: "uwsgi -s a.sock".to_owned(),
            setup: vec!["one".to_owned(), "two".to_owned(), "three".to_owned()],
            files: files("[uwsgi]\nsocket = ä\nmaster\nx\n"),
            ..Scenario::default()
        };
        let news = [
            (
                vec!["one", "three", "four"],
                "[uwsgi]\nsocket = ü\nchmod\nmaster\nx\n",
            ),
            (vec!["one", "TWO", "three"], "socket = ä\nmaster\ny\n"),
            (vec!["one", "two", "three", "four"], ""),
            (vec![], "[uwsgi]\nsocket = ä\nmaster\nx\n"),
        ];
        for (setup, text) in news {
            let new = Scenario {
                invocation: "sudo uwsgi -s b.sock".to_owned(),
                setup: setup.into_iter().map(str::to_owned).collect(),
                files: files(text),
                ..old.clone()
            };
            let fix = difference(&old, &new);
            assert_eq!(old.with_fix(&fix), Some(new), "{fix:?}");
        }
        assert!(difference(&old, &old).edits.is_empty());
    }

    #[test]
    fn a_change_of_one_word_is_one_small_edit() {
        let edit = narrow("x", 10, "socket = a.sock\n", "socket = bb.sock\n");
        assert_eq!((edit.start, edit.end, edit.insert.as_str()), (19, 20, "bb"));
    }
}
