//! What each case is told: the codes of its findings in their order, each with the number of fixes that work. Kept in
//! `tests/findings.txt`, so that no rule and no fix gets lost or appears unnoticed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use hurdles::Report;

use crate::case_files::{CaseFile, Form, tests_folder};

const HEAD: &str = "# What each case is told on its own system: the codes of the findings, each with how many of its fixes work.\n";

/// The rules that speak only where no closer one does, and that no recorded run has needed.
const LAST_RESORTS: [&str; 8] = [
    "app-not-loaded",
    "connect-fails",
    "log-line",
    "nginx-does-not-start",
    "nobody-listens",
    "other-server-answers",
    "request-fails",
    "uwsgi-exits",
];

/// Rules on supervisor and containers that no recorded run shows yet. The list only shrinks.
const NOT_RECORDED: [&str; 9] = [
    "container-not-played",
    "supervisor-command-not-executable",
    "supervisor-configuration-refused",
    "supervisor-directory-missing",
    "supervisor-log-directory-missing",
    "supervisor-not-running",
    "supervisor-program-not-started",
    "supervisor-user-unknown",
    "supervisor-without-directory",
];

/// Rules on what the lab's kernel does not have.
const BEYOND_THE_LAB: [&str; 1] = ["selinux-denies"];

/// The lines of the file, by case.
#[derive(Default)]
pub(crate) struct Told(BTreeMap<String, String>);

impl Told {
    pub(crate) fn read() -> Self {
        let text = std::fs::read_to_string(path()).unwrap_or_default();
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        let pairs = lines.filter_map(|line| line.split_once(':'));
        Self(
            pairs
                .map(|(name, told)| (name.to_owned(), told.trim().to_owned()))
                .collect(),
        )
    }

    /// Notes what a report tells. One form on one system is enough: the other measures hold the rest.
    pub(crate) fn note(&mut self, case: &CaseFile, form: Form, report: &Report) {
        if form != Form::Setup || !case.is_own {
            return;
        }
        let findings = report.findings.iter().map(|finding| {
            let n_working = finding.fixes.iter().filter(|fix| fix.works).count();
            format!("{} {n_working}", finding.code)
        });
        let findings: Vec<_> = findings.collect();
        self.0.insert(case.name.clone(), findings.join(", "));
    }

    /// Where two differ, in words.
    pub(crate) fn against(&self, now: &Self) -> Vec<String> {
        let names: BTreeSet<_> = self.0.keys().chain(now.0.keys()).collect();
        let told = |told: &Self, name: &str| {
            let told = told.0.get(name).map(String::as_str);
            told.unwrap_or("no such case").to_owned()
        };
        let differing = names
            .into_iter()
            .filter(|name| self.0.get(*name) != now.0.get(*name));
        differing
            .map(|name| format!("{name}: {} -> {}", told(self, name), told(now, name)))
            .collect()
    }

    /// The rules that no case shows, without the last resorts.
    pub(crate) fn rules_without_a_case(&self) -> Vec<String> {
        let shown: BTreeSet<&str> = self
            .0
            .values()
            .flat_map(|told| told.split(", "))
            .filter_map(|finding| finding.split(' ').next())
            .collect();
        let mut codes = rules();
        codes.retain(|code| {
            let code = code.as_str();
            !shown.contains(code)
                && !LAST_RESORTS.contains(&code)
                && !BEYOND_THE_LAB.contains(&code)
                && !NOT_RECORDED.contains(&code)
        });
        codes
    }

    pub(crate) fn write(&self) {
        let lines = self
            .0
            .iter()
            .map(|(name, told)| format!("{name}: {told}").trim_end().to_owned() + "\n");
        std::fs::write(path(), HEAD.to_owned() + &lines.collect::<String>()).unwrap();
    }
}

fn path() -> PathBuf {
    tests_folder().join("findings.txt")
}

/// The codes of all rules: each has a file of its name.
fn rules() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules");
    let files = std::fs::read_dir(folder).unwrap();
    let names = files.map(|file| file.unwrap().path());
    let mut codes: Vec<_> = names
        .map(|path| {
            path.file_stem()
                .unwrap()
                .to_str()
                .unwrap()
                .replace('_', "-")
        })
        .collect();
    codes.sort();
    codes
}
