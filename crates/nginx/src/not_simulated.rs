//! Directives that are accepted and not simulated: what of an answer is in doubt where one of them holds.

use crate::event::{Doubt, Event};
use crate::transaction::Transaction;
use crate::upstream;

/// One line of the table.
#[derive(Debug, PartialEq)]
struct Gap {
    directive: &'static str,
    /// `files`, `passed` or `all`.
    answers: &'static str,
    doubt: Doubt,
    /// Whether a first request shows nothing of it.
    only_later: bool,
    what: &'static str,
}

fn gaps() -> impl Iterator<Item = Gap> {
    let lines = include_str!("../data/not_simulated.txt").lines();
    lines.filter_map(|line| {
        let (directive, rest) = line.split_once(' ')?;
        let (answers, rest) = rest.split_once(' ')?;
        let (doubt, what) = rest.split_once(' ')?;
        let (doubt, only_later) = match doubt {
            "answer" => (Doubt::Answer, false),
            "details" => (Doubt::Details, false),
            "later" => (Doubt::Answer, true),
            _ => return None,
        };
        Some(Gap {
            directive,
            answers,
            doubt,
            only_later,
            what,
        })
    })
}

/// Notes what is not simulated of the settings that hold here, once each.
pub(crate) fn note(transaction: &mut Transaction<'_>) {
    let chain = transaction.chain();
    let is_repeated = transaction.is_repeated;
    let handler = upstream::handler(transaction);
    let pass = handler.map(|id| transaction.configuration.tree.get(id).name.text.as_str());
    let module = pass.map(|pass| pass.trim_end_matches("pass"));
    let applies = |gap: &Gap| match gap.answers {
        "files" => module.is_none(),
        "passed" => module.is_some_and(|module| gap.directive.starts_with(module)),
        _ => true,
    };
    for gap in gaps().filter(|gap| applies(gap) && (is_repeated || !gap.only_later)) {
        let Some(directive) = chain.directive(gap.directive) else {
            continue;
        };
        if directive.argument(0) == Some("off") {
            continue;
        }
        let event = Event::NotSimulated {
            place: Some(directive.place.clone()),
            what: format!("`{}`: {}", gap.directive, gap.what),
            doubt: gap.doubt,
        };
        if !transaction.events.contains(&event) {
            transaction.events.push(event);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::gaps;

    #[test]
    fn every_line_of_the_table_names_a_directive() {
        let lines = include_str!("../data/not_simulated.txt").lines();
        let n_lines = lines.filter(|line| !line.starts_with('#')).count();
        assert_eq!(gaps().count(), n_lines);
        for gap in gaps() {
            assert!(["files", "passed", "all"].contains(&gap.answers));
            let known = crate::directive_table::directive_names_like(gap.directive);
            assert_eq!(known, Some(gap.directive));
        }
    }
}
