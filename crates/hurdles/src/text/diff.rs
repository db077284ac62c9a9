//! A fix as a small diff: the lines that it takes away and those that stand there instead.

use super::page::{Page, Style};
use crate::Scenario;
use crate::report::Fix;

/// Writes the changed lines of each document.
pub(super) fn write(page: &mut Page, scenario: &Scenario, fix: &Fix) {
    let Some(fixed) = scenario.with_fix(fix) else {
        return;
    };
    let mut documents: Vec<&str> = fix.edits.iter().map(|edit| &*edit.document).collect();
    for (name, lines) in [("setup", &fix.setup), ("after", &fix.after)] {
        if !lines.is_empty() {
            documents.push(name);
        }
    }
    documents.sort_unstable();
    documents.dedup();
    for document in documents {
        let before = scenario.document(document).unwrap_or_default();
        let after = fixed.document(document).unwrap_or_default();
        page.styled(Style::Place, &format!("  {document}"));
        page.end_line();
        let (removed, added) = changed_lines(&before, &after);
        for line in removed {
            page.styled(Style::Removed, &format!("  - {line}"));
            page.end_line();
        }
        for line in added {
            page.styled(Style::Added, &format!("  + {line}"));
            page.end_line();
        }
    }
}

/// What lies between the lines that both have at their beginning and at their end.
fn changed_lines<'a>(before: &'a str, after: &'a str) -> (Vec<&'a str>, Vec<&'a str>) {
    let (old, new): (Vec<_>, Vec<_>) = (before.lines().collect(), after.lines().collect());
    let same =
        |pairs: &mut dyn Iterator<Item = (&&str, &&str)>| pairs.take_while(|(a, b)| a == b).count();
    let head = same(&mut old.iter().zip(&new));
    let most = old.len().min(new.len()) - head;
    let tail = same(&mut old.iter().rev().zip(new.iter().rev())).min(most);
    let middle = |lines: &[&'a str]| lines[head..lines.len() - tail].to_vec();
    (middle(&old), middle(&new))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_changed_is_shown() {
        let changed = changed_lines("a\nb\nc\n", "a\nx\ny\nc\n");
        assert_eq!(changed, (vec!["b"], vec!["x", "y"]));
        assert_eq!(changed_lines("a\n", "a\na\n"), (vec![], vec!["a"]));
        assert_eq!(changed_lines("", "a\n"), (vec![], vec!["a"]));
    }
}
