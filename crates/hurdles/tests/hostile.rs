//! Inputs that once overflowed the stack or took minutes, and a search for more of them.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "the inputs are files, and a search says what it finds"
)]

#[path = "conformance/case_files.rs"]
#[expect(dead_code, reason = "only where the cases lie is asked for here")]
mod case_files;
#[path = "hostile/mutation.rs"]
mod mutation;

use std::path::Path;
use std::time::{Duration, Instant};

use case_files::{Form, tests_folder};
use hurdles::{Report, Scenario, simulate};
use mutation::{Numbers, mutated};

/// The stack that a page has.
const STACK: usize = 1 << 20;

/// Unoptimised frames are several times as large.
const STACK_HERE: usize = if cfg!(debug_assertions) {
    8 * STACK
} else {
    STACK
};

/// The longest that a report may take before the search tells of it.
const PATIENCE: Duration = Duration::from_millis(250);

/// Plays a scenario on a small stack; none where it panicked.
fn played(scenario: &Scenario) -> Option<Report> {
    let scenario = scenario.clone();
    let thread = std::thread::Builder::new().stack_size(STACK_HERE);
    let thread = thread.spawn(move || simulate(&scenario)).unwrap();
    thread.join().ok()
}

fn read(path: &Path) -> Scenario {
    let text = std::fs::read_to_string(path).unwrap();
    Scenario::from_json(&text).unwrap()
}

fn named(name: &str) -> Report {
    let path = tests_folder().join("hostile").join(name);
    played(&read(&path.with_extension("json"))).unwrap()
}

#[test]
fn every_hostile_input_comes_to_an_end() {
    let mut n_played = 0;
    for entry in std::fs::read_dir(tests_folder().join("hostile")).unwrap() {
        let path = entry.unwrap().path();
        assert!(played(&read(&path)).is_some(), "{}", path.display());
        n_played += 1;
    }
    assert!(n_played > 10);
}

#[test]
fn a_configuration_that_includes_itself_ends_in_a_segmentation_fault() {
    for name in ["file-that-includes-itself", "section-that-names-itself"] {
        let report = named(name);
        assert_eq!(report.uwsgi.exit, Some(139), "{name}");
        let told = report.unknown.iter().map(|unknown| &unknown.what);
        assert!(
            told.clone()
                .any(|what| what.starts_with("not played further"))
        );
    }
}

#[test]
fn the_sixty_fifth_app_is_refused() {
    let log = named("more-apps-than-a-worker-has").uwsgi.log;
    let n_loaded = log.matches("ready in N seconds").count();
    let n_refused = log.matches("you cannot load more than 64 apps").count();
    assert_eq!((n_loaded, n_refused), (64, 6));
}

#[test]
fn an_emperor_that_finds_its_own_configuration_is_not_followed_for_ever() {
    let report = named("emperor-that-finds-itself");
    let told = report.unknown.iter().map(|unknown| unknown.what.as_str());
    assert!(
        told.clone()
            .any(|what| what.contains("starts itself again"))
    );
}

/// Started by `cargo xtask fuzz`; what is being played stands in a file, for an overflow ends the whole process.
#[test]
#[ignore = "searches for as long as it is told to"]
fn mutated_scenarios_come_to_an_end() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let seconds = number("HURDLES_FUZZ_SECONDS").unwrap_or(10);
    let seed = number("HURDLES_FUZZ_SEED").unwrap_or(1);
    let folder = std::env::var("HURDLES_FUZZ_FOLDER").unwrap_or_else(|_| "/tmp".to_owned());
    let keep = |name: &str, scenario: &Scenario| {
        let path = Path::new(&folder).join(name);
        std::fs::write(path, scenario.to_json()).unwrap();
    };
    let cases: Vec<Scenario> = case_files::read_own()
        .iter()
        .map(|case| case.scenario(Form::Setup))
        .collect();
    let mut numbers = Numbers(seed);
    let (started, mut n_played, mut n_found) = (Instant::now(), 0_u64, 0_u64);
    while started.elapsed() < Duration::from_secs(seconds) {
        let scenario = mutated(&cases, &mut numbers);
        keep("playing.json", &scenario);
        let before = Instant::now();
        let report = played(&scenario);
        let took = before.elapsed();
        let what = match report {
            None => "panic",
            Some(_) if took > PATIENCE => "slow",
            Some(_) => "",
        };
        n_played += 1;
        if !what.is_empty() {
            n_found += 1;
            let name = format!("{what}-{seed}-{n_played}.json");
            keep(&name, &scenario);
            println!("{name}: {} ms", took.as_millis());
        }
    }
    println!("{n_played} played, {n_found} found");
}
