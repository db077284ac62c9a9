//! What people pasted into public threads, each with the true cause: the stage of the first hurdle that is certain has to be it.
//! Nothing of these was played for real; what nobody pasted is taken to be there (`partial`).

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "this test reads the reports and prints its figure"
)]

use std::path::Path;

use hurdles::Scenario;
use hurdles::report::{Outcome, Stage};
use hurdles_recorded::Case;

/// Reports in which the hurdle is not found, each with the reason. The list only shrinks.
const MISSED: &[(&str, &str)] = &[
    (
        "docker-conda-beside-the-images-uwsgi",
        "containers are not played, so its outcome is unknown",
    ),
    (
        "scheduler-without-enable-threads",
        "what a library does that is known by its name alone is taken to be sound",
    ),
];

#[test]
fn the_true_hurdle_is_the_first() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/reports");
    let mut missed = Vec::new();
    let mut n_reports = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let case = Case::read(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let scenario = Scenario::from_json(case.scenario.get()).unwrap();
        let report = hurdles::simulate(&scenario);
        let got = match report.outcome {
            Outcome::Works => "works",
            _ => report.first.map_or("unknown", Stage::name),
        };
        n_reports += 1;
        if got != case.truth.stage && !case.truth.stage_alt.iter().any(|stage| stage == got) {
            missed.push(name);
        }
    }
    missed.sort();
    println!(
        "{} of {n_reports} reports are right",
        n_reports - missed.len()
    );
    let known: Vec<&str> = MISSED.iter().map(|(name, _)| *name).collect();
    assert_eq!(missed, known);
}
