//! Holds the simulation against what the real programs did, case by case and measure by measure.
//!
//! Every case runs twice: as it is, and with the pasted listing in place of the `setup` lines. Known differences are
//! listed in `tests/known-differences.txt`; an unlisted one fails, and so does a listed one that has vanished.
//! `UPDATE_EXPECT=1` rewrites the list, `CASE=part-of-a-name` shows what differs,
//! `SYSTEM=debian-11` prints the table of another system, of which no list is kept.

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

use std::collections::BTreeMap;

use case_files::{CaseFile, Form};
use known_differences::{Difference, KnownDifferences};
use measures::{MEASURES, Verdict};

#[test]
fn the_simulation_says_what_the_real_programs_did() {
    let shown = std::env::var("CASE").ok();
    let system = std::env::var("SYSTEM").ok();
    let mut hits: BTreeMap<(Form, &str), (usize, usize)> = BTreeMap::new();
    let mut differences = Vec::new();
    for case in case_files::read_all(system.as_deref()) {
        for form in Form::ALL {
            let report = hurdles::simulate(&case.scenario(form));
            for (measure, verdict) in measures::compare(&case, &report) {
                let (hit, total) = hits.entry((form, measure)).or_default();
                *total += usize::from(verdict != Verdict::NotMeasured);
                *hit += usize::from(verdict == Verdict::Same);
                if let Verdict::Differs { expected, got } = verdict {
                    if shown
                        .as_deref()
                        .is_some_and(|part| case.name.contains(part))
                    {
                        print_difference(&case, form, measure, &expected, &got);
                    }
                    differences.push(Difference::new(&case.name, form, measure));
                }
            }
        }
    }
    print_table(&hits);
    if system.is_some() {
        return;
    }
    let mut known = KnownDifferences::read();
    if std::env::var("UPDATE_EXPECT").is_ok() {
        known.replace(&differences);
        return;
    }
    let (new, vanished) = known.against(&differences);
    assert!(
        new.is_empty() && vanished.is_empty(),
        "\n{} not listed:\n{}\n{} listed but gone:\n{}\n(UPDATE_EXPECT=1 rewrites the list; read the diff)",
        new.len(),
        new.join("\n"),
        vanished.len(),
        vanished.join("\n"),
    );
}

fn print_table(hits: &BTreeMap<(Form, &str), (usize, usize)>) {
    println!("{:<12} {:>12} {:>12}", "measure", "setup", "listing");
    for measure in MEASURES {
        let cell = |form| {
            let (hit, total) = hits.get(&(form, measure)).copied().unwrap_or_default();
            format!("{hit}/{total}")
        };
        println!(
            "{measure:<12} {:>12} {:>12}",
            cell(Form::Setup),
            cell(Form::Listing)
        );
    }
}

fn print_difference(case: &CaseFile, form: Form, measure: &str, expected: &str, got: &str) {
    println!("--- {} ({form}): {measure}", case.name);
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
