//! What the rules say of the recorded situations: a cause for whatever fails, a fix that works, silence where all is well.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "test files read the cases and say what differs"
)]

use std::path::{Path, PathBuf};

use hurdles::report::{Outcome, Severity};
use hurdles::{Report, Scenario};

/// A case as far as this test needs it.
struct Case {
    name: String,
    stages: Vec<String>,
    forms: Vec<Scenario>,
}

fn cases() -> Vec<Case> {
    let root = std::env::var("HURDLES_CASES").map_or_else(
        |_| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases"),
        PathBuf::from,
    );
    let mut paths = Vec::new();
    collect(&root, &mut paths);
    paths.sort();
    paths.iter().filter_map(|path| read(&root, path)).collect()
}

fn collect(directory: &Path, paths: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(directory).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|ending| ending == "json") {
            paths.push(path);
        }
    }
}

fn read(root: &Path, path: &Path) -> Option<Case> {
    let text = std::fs::read_to_string(path).unwrap();
    let case: serde_json::Value = serde_json::from_str(&text).unwrap();
    let truth = case.get("truth")?;
    let scenario = Scenario::from_json(&case.get("scenario")?.to_string()).unwrap();
    let mut stages = vec![truth.get("stage")?.as_str()?.to_owned()];
    let more = truth.get("stage_alt").and_then(|more| more.as_array());
    stages.extend(
        more.into_iter()
            .flatten()
            .filter_map(|stage| stage.as_str())
            .map(str::to_owned),
    );
    let mut forms = vec![scenario.clone()];
    if let Some(listing) = case
        .get("observed")
        .and_then(|observed| observed.get("listing"))
    {
        forms.push(Scenario {
            setup: Vec::new(),
            listing: listing.as_str().unwrap_or_default().to_owned(),
            ..scenario
        });
    }
    let name = path.strip_prefix(root).unwrap().with_extension("");
    Some(Case {
        name: name.to_string_lossy().into_owned(),
        stages,
        forms,
    })
}

/// What is wrong with a report, in words; nothing where it is as it should be.
fn faults(case: &Case, report: &Report) -> Vec<String> {
    let mut faults = Vec::new();
    let errors: Vec<_> = report
        .findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .collect();
    let works = case.stages[0] == "works";
    if works != (report.outcome == Outcome::Works) {
        faults.push(format!("outcome {:?}", report.outcome));
    }
    if works {
        faults.extend(
            errors
                .iter()
                .map(|error| format!("error finding {}", error.code)),
        );
        return faults;
    }
    let first = report.first.map_or("none", hurdles::report::Stage::name);
    if !case.stages.iter().any(|stage| stage == first) {
        faults.push(format!(
            "first is {first}, not {}",
            case.stages.join(" or ")
        ));
    }
    let Some(cause) = errors.first() else {
        faults.push("no error finding".to_owned());
        return faults;
    };
    if cause.code == "request-fails" {
        faults.push("only the last resort speaks".to_owned());
    }
    if !report
        .findings
        .iter()
        .any(|finding| finding.fixes.iter().any(|fix| fix.works))
    {
        faults.push(format!("no working fix for {}", cause.code));
    }
    faults
}

#[test]
fn every_failing_case_has_a_cause_and_a_fix_and_working_ones_are_left_alone() {
    let verbose = std::env::var("VERBOSE").is_ok();
    let mut total = 0;
    let mut wrong = Vec::new();
    let only = std::env::var("CASE").unwrap_or_default();
    for case in cases().into_iter().filter(|case| case.name.contains(&only)) {
        for (form, scenario) in ["setup", "listing"].iter().zip(&case.forms) {
            total += 1;
            let began = std::time::Instant::now();
            let report = hurdles::simulate(scenario);
            let whole = began.elapsed();
            let began = std::time::Instant::now();
            let _ = hurdles::play(scenario);
            if std::env::var("TIMES").is_ok() {
                eprintln!(
                    "TIME {:?} {:?} {}",
                    whole.as_micros(),
                    began.elapsed().as_micros(),
                    case.name
                );
            }
            let faults = faults(&case, &report);
            if verbose {
                eprintln!(
                    "== {} ({form}) {:?} first {:?} status {:?} unknown {:?}",
                    case.name, report.outcome, report.first, report.response.status, report.unknown
                );
                for finding in &report.findings {
                    eprintln!(
                        "{} ({form}): {} [{}{}] {}",
                        case.name,
                        finding.code,
                        finding.stage,
                        if finding.if_cleared {
                            ", if cleared"
                        } else {
                            ""
                        },
                        finding.headline
                    );
                    for label in &finding.labels {
                        eprintln!(
                            "    @{} {}..{} {}",
                            label.document, label.start, label.end, label.text
                        );
                    }
                    eprintln!("    {}", finding.explanation);
                    for fix in &finding.fixes {
                        eprintln!(
                            "    {} {} edits {:?} setup {:?} after {:?} opens {:?}",
                            if fix.works { "+" } else { "-" },
                            fix.title,
                            fix.edits,
                            fix.setup,
                            fix.after,
                            fix.opens
                        );
                    }
                }
            }
            if !faults.is_empty() {
                wrong.push(format!("{} ({form}): {}", case.name, faults.join("; ")));
            }
        }
    }
    for line in &wrong {
        eprintln!("{line}");
    }
    eprintln!("{} of {total} are as they should be", total - wrong.len());
}
