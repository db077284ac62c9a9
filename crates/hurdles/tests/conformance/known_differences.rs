//! The list of known differences: case, system, form, measure, and why.

use std::collections::{BTreeMap, BTreeSet};

use crate::case_files::{CaseFile, Form, tests_folder};

const HEAD: &str = "# Where the simulation is known to differ from the real programs: case, system, form, measure, why.\n";

/// One measure of one case on one system in one form.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Difference(String);

impl Difference {
    pub(crate) fn new(case: &CaseFile, form: Form, measure: &str) -> Self {
        let (name, system) = (&case.name, case.system());
        Self(format!("{name} {system} {form} {measure}"))
    }
}

/// The list as it stands in the file.
pub(crate) struct KnownDifferences(BTreeMap<Difference, String>);

impl KnownDifferences {
    pub(crate) fn read() -> Self {
        let text = std::fs::read_to_string(path()).unwrap_or_default();
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        Self(
            lines
                .filter_map(|line| {
                    let mut words = line.splitn(5, ' ');
                    let key: Vec<_> = words.by_ref().take(4).collect();
                    let key = (key.len() == 4).then(|| key.join(" "))?;
                    Some((Difference(key), words.next().unwrap_or("").to_owned()))
                })
                .collect(),
        )
    }

    /// What is not listed, and what is listed but gone.
    pub(crate) fn against(&self, found: &[Difference]) -> (Vec<String>, Vec<String>) {
        let found: BTreeSet<_> = found.iter().collect();
        let words = |difference: &Difference| difference.0.clone();
        let new = found.iter().filter(|d| !self.0.contains_key(**d));
        let vanished = self.0.keys().filter(|d| !found.contains(*d));
        (
            new.map(|d| words(d)).collect(),
            vanished.map(words).collect(),
        )
    }

    /// How many differences stand in it.
    pub(crate) fn n_listed(&self) -> usize {
        self.0.len()
    }

    /// Writes the list anew; reasons of entries that stay are kept.
    pub(crate) fn replace(&mut self, found: &[Difference]) {
        let mut text = HEAD.to_owned();
        for difference in found.iter().collect::<BTreeSet<_>>() {
            let why = self.0.get(difference).map_or("new:", String::as_str);
            text.push_str(format!("{} {why}", difference.0).trim_end());
            text.push('\n');
        }
        std::fs::write(path(), text).unwrap();
    }
}

fn path() -> std::path::PathBuf {
    tests_folder().join("known-differences.txt")
}
