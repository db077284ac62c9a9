//! Recording cases, and checking that what was recorded still happens.

use std::collections::VecDeque;
use std::fs;
use std::sync::Mutex;

use hurdles_recorded::{Lab, Observed};

use super::cases::{self, CaseFile};
use super::scenario::Scenario;
use super::{root, run};
use crate::program::Trouble;
use crate::steps::Count;
use crate::tree;

/// How many runs go on at a time. They mostly wait for one another's programs to come up, so more than there are cores.
const AT_A_TIME: usize = 4;

/// Plays cases on these systems and writes down what was seen.
pub(crate) fn record(names: &[&str], systems: &[&str]) -> Result<(), Trouble> {
    let mut failures = 0;
    for system in systems {
        println!("{system}");
        failures += record_on(names, system)?;
    }
    if failures == 0 {
        Ok(())
    } else {
        Err(Trouble::Failed(format!(
            "{failures} cases could not be played"
        )))
    }
}

/// Records cases on one system and tells how many could not be played.
fn record_on(names: &[&str], system: &str) -> Result<usize, Trouble> {
    let cases = cases::named(names)?;
    root::of(system)?;
    let mut failures = 0;
    play_all(cases, system, |mut file, seen| match seen {
        Ok(seen) => {
            let status = seen
                .status
                .map_or_else(|| "no answer".to_owned(), |status| status.to_string());
            println!("  {}: {status}", file.name);
            file.case.observed.insert(system.to_owned(), seen);
            file.save()
        }
        Err(trouble) => {
            failures += 1;
            println!("  {}: {trouble}", file.name);
            Ok(())
        }
    })?;
    Ok(failures)
}

/// Plays cases again on these systems and says where they differ from what was recorded.
pub(crate) fn check(names: &[&str], systems: &[&str]) -> Result<(), Trouble> {
    let mut count = Count::default();
    for system in systems {
        let (on_system, differences) = check_some(names, system)?;
        print!("{differences}");
        println!(
            "{system}: {} hold, {} do not",
            on_system.passed, on_system.failed
        );
        count.add(on_system);
    }
    println!("{} passed, {} failed", count.passed, count.failed);
    if count.failed == 0 {
        Ok(())
    } else {
        Err(Trouble::Failed(
            "the recordings do not hold here".to_owned(),
        ))
    }
}

/// Plays cases again; the differences are told in words.
pub(crate) fn check_some(names: &[&str], system: &str) -> Result<(Count, String), Trouble> {
    let mut cases = cases::named(names)?;
    root::of(system)?;
    cases.retain(|file| file.case.observed.contains_key(system));
    let varying = fs::read_to_string(tree::path("tests/lab/varies.txt"))?;
    let mut count = Count::default();
    let mut told = String::new();
    play_all(cases, system, |file, seen| {
        let differences = match (&seen, file.case.observed.get(system)) {
            (Ok(seen), Some(recorded)) => {
                differences(recorded, seen, &may_vary(&varying, &file.name))
            }
            (Err(trouble), _) => format!("  {trouble}\n"),
            (Ok(_), None) => String::new(),
        };
        if differences.is_empty() {
            count.passed += 1;
        } else {
            count.failed += 1;
            told.push_str(&format!("{}\n{differences}", file.name));
        }
        Ok(())
    })?;
    Ok((count, told))
}

/// Plays one scenario that is no case, and prints what was seen.
pub(crate) fn run_file(path: &str, system: &str, lab: Option<Lab>) -> Result<(), Trouble> {
    let scenario = Scenario::read(&fs::read_to_string(path)?)?;
    let seen = run::play(system, &scenario, lab.as_ref())?;
    println!("{}", serde_json::to_string_pretty(&seen)?);
    Ok(())
}

/// Plays several at a time, and hands each over as it is done.
fn play_all(
    cases: Vec<CaseFile>,
    system: &str,
    mut done: impl FnMut(CaseFile, Result<Observed, Trouble>) -> Result<(), Trouble> + Send,
) -> Result<(), Trouble> {
    let waiting = Mutex::new(VecDeque::from(cases));
    let done = Mutex::new(&mut done);
    let take = || {
        waiting
            .lock()
            .ok()
            .and_then(|mut waiting| waiting.pop_front())
    };
    let work = || -> Result<(), Trouble> {
        while let Some(file) = take() {
            let seen = Scenario::read(file.case.scenario.get())
                .and_then(|scenario| run::play(system, &scenario, file.case.lab.as_ref()));
            if let Ok(mut done) = done.lock() {
                done(file, seen)?;
            }
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..AT_A_TIME).map(|_| scope.spawn(work)).collect();
        for worker in workers {
            worker
                .join()
                .map_err(|_| Trouble::Failed("a run of the lab broke off".to_owned()))??;
        }
        Ok(())
    })
}

/// The measures of a case that differ from run to run: lines of `CASE MEASURE… # reason`.
fn may_vary<'a>(table: &'a str, name: &str) -> Vec<&'a str> {
    let lines = table
        .lines()
        .map(|line| line.split('#').next().unwrap_or_default());
    let words = lines.map(|line| line.split_whitespace().collect::<Vec<_>>());
    words
        .filter(|words| words.first() == Some(&name))
        .flat_map(|words| words[1..].to_vec())
        .collect()
}

/// Tells how what was seen differs from what was recorded.
fn differences(recorded: &Observed, seen: &Observed, varying: &[&str]) -> String {
    // Older recordings lack the stand-ins that were found to be needed later.
    let pairs = recorded
        .clone()
        .with_stand_ins()
        .measures()
        .into_iter()
        .zip(seen.measures());
    let differing = pairs.filter(|((name, before), (_, now))| {
        !is_same(name, before, now) && !varying.contains(name)
    });
    differing
        .map(|((name, before), (_, now))| format!("  {name}\n{}", changed_lines(&before, &now)))
        .collect()
}

/// Lines that tell of a build of a package, and change with each of its security updates.
const BUILD_LINES: &[&str] = &["Python version: ", "compiled with version: "];

/// Tells whether a measure is what it was. What a listing shows has no order of its own: sockets come as the kernel finds them.
fn is_same(measure: &str, before: &str, now: &str) -> bool {
    let sorted = |text: &str| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    let without_builds = |text: &str| {
        let is_of_a_build = |line: &&str| BUILD_LINES.iter().any(|start| line.starts_with(start));
        text.lines()
            .filter(|line| !is_of_a_build(line))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    match measure {
        "listing" | "listing_running" => sorted(before) == sorted(now),
        "uwsgi_log" => without_builds(before) == without_builds(now),
        _ => before == now,
    }
}

fn changed_lines(before: &str, now: &str) -> String {
    let missing = before
        .lines()
        .filter(|line| !now.lines().any(|other| other == *line))
        .map(|line| format!("    - {line}\n"));
    let added = now
        .lines()
        .filter(|line| !before.lines().any(|other| other == *line))
        .map(|line| format!("    + {line}\n"));
    let text: String = missing.chain(added).collect();
    if text.is_empty() {
        "    the same lines in another order or number\n".to_owned()
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_measures_named_for_the_case_may_vary() {
        let table = "# what varies\nsocket/a uwsgi_log listing # a reason\n";
        assert_eq!(may_vary(table, "socket/a"), ["uwsgi_log", "listing"]);
        assert!(may_vary(table, "socket/b").is_empty());
    }

    #[test]
    fn a_newer_build_of_python_is_no_difference() {
        let log = |date: &str| format!("Python version: 3.11.2 (main, {date})\nbound\n");
        assert!(is_same("uwsgi_log", &log("May 12"), &log("Jun  1")));
        assert!(!is_same("uwsgi_log", "bound\n", "not bound\n"));
    }

    #[test]
    fn a_difference_names_its_measure_and_lines() {
        let recorded = Observed {
            status: Some(502),
            body: "a\nb\n".to_owned(),
            ..Observed::default()
        };
        let seen = Observed {
            status: Some(502),
            body: "a\nc\n".to_owned(),
            ..Observed::default()
        };
        assert_eq!(
            differences(&recorded, &seen, &[]),
            "  body\n    - b\n    + c\n"
        );
        assert_eq!(differences(&recorded, &seen, &["body"]), "");
    }
}
