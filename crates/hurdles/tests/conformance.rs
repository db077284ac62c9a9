//! Holds the simulation against what the real programs did, case by case and measure by measure.
//!
//! Every case runs twice on each system that it was played on: as it is, and with the pasted listing in place of the
//! `setup` lines. Known differences are listed in `tests/known-differences.txt`; an unlisted one fails, and so does a listed
//! one that has vanished. What each case is told stands in `tests/findings.txt`, and a change of it fails too.
//! `UPDATE_EXPECT=1` rewrites both, `CASE=part-of-a-name` shows what differs.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "this test reads the cases and prints the table"
)]

#[path = "conformance/case_files.rs"]
mod case_files;
#[path = "conformance/known_differences.rs"]
mod known_differences;
#[path = "conformance/measures.rs"]
mod measures;
#[path = "conformance/told.rs"]
mod told;

use std::collections::{BTreeMap, BTreeSet};

use case_files::{CaseFile, Form};
use known_differences::{Difference, KnownDifferences};
use measures::{MEASURES, Verdict};
use told::Told;

#[test]
fn the_simulation_says_what_the_real_programs_did() {
    let shown = std::env::var("CASE").ok();
    let mut hits = Hits::new();
    let mut differences = Vec::new();
    let mut told = Told::default();
    for case in case_files::read_all() {
        for form in Form::ALL {
            let report = hurdles::simulate(&case.scenario(form));
            told.note(&case, form, &report);
            for (measure, verdict) in measures::compare(&case, &report) {
                let (hit, total) = hits
                    .entry((case.system().to_owned(), form, measure))
                    .or_default();
                *total += usize::from(verdict != Verdict::NotMeasured);
                *hit += usize::from(verdict == Verdict::Same);
                if let Verdict::Differs { expected, got } = verdict {
                    if shown
                        .as_deref()
                        .is_some_and(|part| case.name.contains(part))
                    {
                        print_difference(&case, form, measure, &expected, &got);
                    }
                    differences.push(Difference::new(&case, form, measure));
                }
            }
        }
    }
    let mut known = KnownDifferences::read();
    print_table(&hits, known.n_listed());
    if std::env::var("UPDATE_EXPECT").is_ok() {
        known.replace(&differences);
        told.write();
        return;
    }
    let (new, vanished) = known.against(&differences);
    let changed = Told::read().against(&told);
    let without_a_case = told.rules_without_a_case();
    assert!(
        without_a_case.is_empty(),
        "no case shows these rules: {}",
        without_a_case.join(" ")
    );
    assert!(
        new.is_empty() && vanished.is_empty() && changed.is_empty(),
        "\n{} not listed:\n{}\n{} listed but gone:\n{}\n{} told otherwise:\n{}\n\
         (UPDATE_EXPECT=1 rewrites both lists; read the diff)",
        new.len(),
        new.join("\n"),
        vanished.len(),
        vanished.join("\n"),
        changed.len(),
        changed.join("\n"),
    );
}

/// How often each measure was the same, and how often it was measured, by system, form and measure.
type Hits = BTreeMap<(String, Form, &'static str), (usize, usize)>;

fn print_table(hits: &Hits, n_listed: usize) {
    let columns: BTreeSet<_> = hits
        .keys()
        .map(|(system, form, _)| (system, *form))
        .collect();
    print!("{:<12}", "measure");
    for (system, form) in &columns {
        print!(
            " {:>18}",
            format!("{} {form}", system.trim_start_matches("debian-"))
        );
    }
    println!("   (Debian)");
    for measure in MEASURES {
        print!("{measure:<12}");
        for (system, form) in &columns {
            let key = ((*system).clone(), *form, measure);
            let (hit, total) = hits.get(&key).copied().unwrap_or_default();
            print!(" {:>18}", format!("{hit}/{total}"));
        }
        println!();
    }
    println!("{n_listed} known differences are listed");
}

fn print_difference(case: &CaseFile, form: Form, measure: &str, expected: &str, got: &str) {
    println!("--- {} ({}, {form}): {measure}", case.name, case.system());
    let (expected, got): (Vec<_>, Vec<_>) = (expected.lines().collect(), got.lines().collect());
    let same = expected
        .iter()
        .zip(&got)
        .take_while(|(a, b)| a == b)
        .count();
    for line in expected.iter().skip(same) {
        println!("  real {line}");
    }
    for line in got.iter().skip(same) {
        println!("  ours {line}");
    }
}
