//! Options that are obeyed in reality and not here: a table, so that none of them is passed over in silence.

use std::sync::OnceLock;

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

struct Row {
    names: &'static str,
    missing: Missing,
}

impl Row {
    fn covers(&self, option: &str) -> bool {
        let mut patterns = self.names.split(", ");
        patterns.any(|pattern| hurdles_machine::glob::matches(pattern, option))
    }
}

fn rows() -> &'static [Row] {
    static ROWS: OnceLock<Vec<Row>> = OnceLock::new();
    ROWS.get_or_init(|| {
        let mut tell = "";
        let mut rows = Vec::new();
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
                rows.push(Row { names, missing });
            }
        }
        rows
    })
}

/// What is missing of an option of this name; none where it acts here, or changes nothing that a report shows.
pub(crate) fn missing(option: &str) -> Option<Missing> {
    let row = rows().iter().find(|row| row.covers(option))?;
    Some(row.missing)
}

impl Instance {
    /// Says what is missing of an option that was given, unless its value turns it off.
    pub(crate) fn tell_missing(&mut self, option: &OptionSpec, value: &Given) {
        let is_off = option.kind == "flag" && !crate::config::is_true(&value.text);
        if let Some(missing) = missing(option.name)
            && (!is_off || value.text.is_empty())
        {
            let what = format!("`{}`: {}", option.name, missing.what);
            self.note_missing(what, value.span, missing.tell, missing.decides);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options;

    #[test]
    fn every_pattern_means_an_option() {
        for row in rows() {
            for pattern in row.names.split(", ") {
                let named = options::option_names()
                    .any(|name| hurdles_machine::glob::matches(pattern, name));
                assert!(named, "{pattern}");
            }
        }
    }

    #[test]
    fn what_decides_is_told_from_what_does_not() {
        assert!(missing("route-uri").is_some_and(|missing| missing.decides));
        assert!(missing("mule").is_some_and(|missing| !missing.decides));
        assert_eq!(missing("vacuum"), None);
    }
}
