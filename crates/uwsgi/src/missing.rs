//! Options that are obeyed in reality and not here: a table, so that none of them is passed over in silence.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use hurdles_machine::glob;

use crate::options::OptionSpec;
use crate::{Given, Instance};

/// What is missing of an option.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Missing {
    /// What is not simulated, for people.
    pub(crate) what: &'static str,
    /// The command that would tell; empty where none does.
    pub(crate) tell: &'static str,
    /// Whether it may decide if a request gets its answer.
    pub(crate) decides: bool,
}

/// The rows of the table by what they name; of several that cover an option the first counts, so each keeps its number.
#[derive(Default)]
struct Table {
    names: BTreeMap<&'static str, (usize, Missing)>,
    patterns: Vec<(&'static str, usize, Missing)>,
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut tell = "";
        let mut table = Table::default();
        let mut n_rows = 0;
        for line in include_str!("../data/not_simulated.txt").lines() {
            if let Some(command) = line.strip_prefix('[') {
                tell = command.trim_end_matches(']');
            } else if let Some((names, what)) = line.split_once(": ")
                && !line.starts_with('#')
            {
                let decides = what.starts_with('!');
                let what = what.trim_start_matches('!');
                let missing = Missing {
                    what,
                    tell,
                    decides,
                };
                for name in names.split(", ") {
                    if glob::is_pattern(name) {
                        table.patterns.push((name, n_rows, missing));
                    } else {
                        table.names.entry(name).or_insert((n_rows, missing));
                    }
                }
                n_rows += 1;
            }
        }
        table
    })
}

/// What is missing of an option of this name; none where it acts here, or changes nothing that a report shows.
pub(crate) fn missing(option: &str) -> Option<Missing> {
    let table = table();
    let named = table.names.get(option).copied();
    let mut patterns = table.patterns.iter();
    let by_pattern = patterns.find(|(pattern, ..)| glob::matches(pattern, option));
    match (named, by_pattern) {
        (Some((row, missing)), Some((_, earlier, _))) if row < *earlier => Some(missing),
        (_, Some((_, _, missing))) => Some(*missing),
        (named, None) => named.map(|(_, missing)| missing),
    }
}

impl Instance {
    /// Says what is missing of an option that was given, unless its value turns it off.
    pub(crate) fn tell_missing(&mut self, option: &OptionSpec, value: &Given) {
        if option.name == "declare-option" && declares_nothing(&value.text) {
            return;
        }
        let is_off = option.kind == "flag" && !crate::config::is_true(&value.text);
        if let Some(missing) = missing(option.name)
            && (!is_off || value.text.is_empty())
        {
            let what = format!("`{}`: {}", option.name, missing.what);
            self.note_missing(what, value.span, missing.tell, missing.decides);
        }
    }
}

/// Whether an option that is declared so sets no other: its template has no `key=value`, as in Debian's
/// `declare-option = deb-confname=$1` (core/uwsgi.c:uwsgi_opt_custom).
fn declares_nothing(value: &str) -> bool {
    let template = value.split_once('=').map_or("", |(_, template)| template);
    let first = template.split(';').find(|part| !part.is_empty());
    !first.unwrap_or("").contains('=')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options;

    #[test]
    fn a_declared_option_without_a_template_does_nothing() {
        assert!(declares_nothing("deb-confname=$1"));
        assert!(!declares_nothing("web=http=$1;master=true"));
    }

    #[test]
    fn every_pattern_means_an_option() {
        let patterns = table().patterns.iter().map(|(pattern, ..)| pattern);
        for pattern in table().names.keys().chain(patterns) {
            let named = options::option_names().any(|name| glob::matches(pattern, name));
            assert!(named, "{pattern}");
        }
    }

    #[test]
    fn what_decides_is_told_from_what_does_not() {
        assert!(missing("route-uri").is_some_and(|missing| missing.decides));
        assert!(missing("mule").is_some_and(|missing| !missing.decides));
        assert_eq!(missing("vacuum"), None);
    }
}
