//! Turns every case into one shuffled scroll-back and sorts that again: the report must be the case's.
//!
//! `cargo xtask pastes` prints the share; `CASE=part-of-a-name` shows what differs and the paste.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "this test reads the cases and prints the share"
)]

#[allow(
    dead_code,
    reason = "the files of tests that share this module use a part of it each"
)]
#[path = "conformance/case_files.rs"]
mod case_files;

use std::fmt::Write as _;

use case_files::{CaseFile, Form};
use hurdles::{Report, Scenario};

/// As many of a hundred cases as must come back.
const SHARE: usize = 97;

/// Chances that are the same on every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % n.max(1)
    }
}

#[test]
fn a_case_comes_back_from_its_scroll_back() {
    let shown = std::env::var("CASE").ok();
    let cases = case_files::read_own();
    let mut n_same = 0;
    for case in &cases {
        let given = given(case);
        let text = scroll_back(&given, &case.name);
        let mut sorted = hurdles::paste(&text).scenario;
        let wanted = told(&hurdles::simulate(&given));
        sorted.partial = false;
        let got = told(&hurdles::simulate(&sorted));
        n_same += usize::from(got == wanted);
        if got != wanted {
            println!("{} comes back otherwise", case.name);
            if shown
                .as_deref()
                .is_some_and(|part| case.name.contains(part))
            {
                println!(
                    "{text}\n{}\n--- wanted\n{wanted}\n--- got\n{got}",
                    sorted.to_json()
                );
            }
        }
    }
    let n = cases.len();
    println!(
        "{n_same} of {n} cases come back from a scroll-back ({:.1} %)",
        100.0 * n_same as f64 / n as f64
    );
    assert!(n_same * 100 >= n * SHARE, "fewer than {SHARE} of a hundred");
}

/// The scenario with what was listed on the real machine.
fn given(case: &CaseFile) -> Scenario {
    let mut scenario = case.scenario(Form::Setup);
    if scenario.listing.is_empty() {
        scenario.listing.clone_from(&case.observed.listing);
    }
    scenario
}

/// What a report says, without the places in the texts.
fn told(report: &Report) -> String {
    let mut told = format!("{:?} {:?}\n", report.outcome, report.first);
    for stage in &report.stages {
        writeln!(told, "{:?} {:?}", stage.stage, stage.state).unwrap();
    }
    for finding in &report.findings {
        writeln!(told, "{} {:?}", finding.code, finding.severity).unwrap();
    }
    writeln!(told, "{}\n{}", report.uwsgi.log, report.nginx.error_log).unwrap();
    writeln!(
        told,
        "{:?} {}",
        report.response.status, report.response.body
    )
    .unwrap();
    told
}

/// A terminal in which all of a scenario was shown and typed, the files in any order.
fn scroll_back(scenario: &Scenario, name: &str) -> String {
    let seed = name.bytes().fold(7u64, |seed, byte| {
        seed.wrapping_mul(31).wrapping_add(byte.into())
    });
    let mut dice = Dice(seed);
    let home = match scenario.user.as_str() {
        "root" => "/root".to_owned(),
        user => format!("/home/{user}"),
    };
    let cwd = match scenario.cwd.strip_prefix(&home) {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => format!("~{rest}"),
        _ => scenario.cwd.clone(),
    };
    let sign = if scenario.user == "root" { '#' } else { '$' };
    let user = format!("{}@box:{cwd}{sign} ", scenario.user);
    let root = format!("root@box:{}# ", scenario.cwd);
    let mut text = format!(
        "{user}cat /etc/os-release\nPRETTY_NAME=\"{}\"\n",
        pretty(&scenario.system)
    );
    let mut files: Vec<_> = scenario.files.iter().collect();
    while !files.is_empty() {
        let (path, file) = files.remove(dice.below(files.len()));
        show(&mut text, &user, path, file, &mut dice);
    }
    for line in &scenario.setup {
        writeln!(text, "{root}{line}").unwrap();
    }
    for line in scenario.listing.lines() {
        match line.strip_prefix("$ ") {
            Some(command) => writeln!(text, "{user}{command}").unwrap(),
            None => writeln!(text, "{line}").unwrap(),
        }
    }
    for line in scenario.invocation.lines() {
        writeln!(text, "{user}{line}").unwrap();
    }
    for line in &scenario.after {
        writeln!(text, "{root}{line}").unwrap();
    }
    let request = &scenario.request;
    let mut curl = "curl -s".to_owned();
    if request.method != "GET" {
        write!(curl, " -X {}", request.method).unwrap();
    }
    for header in &request.headers {
        write!(curl, " -H '{header}'").unwrap();
    }
    if request.body_bytes > 0 {
        let body = usize::try_from(request.body_bytes).unwrap();
        write!(curl, " -d '{}'", "x".repeat(body)).unwrap();
    }
    writeln!(text, "{user}{curl} '{}'\n{user}", request.url).unwrap();
    text
}

/// Shows a file in one of the ways in which people do.
fn show(text: &mut String, user: &str, path: &str, file: &str, dice: &mut Dice) {
    let command = match dice.below(5) {
        0 => format!("sudo cat {path}"),
        1 if file.ends_with('\n') => format!("head -n 9999 {path}"),
        2 if file.ends_with('\n') && !file.trim().is_empty() => {
            writeln!(text, "{user}cat -n {path}").unwrap();
            for (n, line) in file.lines().enumerate() {
                writeln!(text, "{:6}\t{line}", n + 1).unwrap();
            }
            return;
        }
        3 if file.ends_with('\n') && !file.contains("EOF") => {
            writeln!(text, "{user}sudo tee {path} > /dev/null <<'EOF'").unwrap();
            for line in file.lines() {
                writeln!(text, "> {line}").unwrap();
            }
            writeln!(text, "> EOF").unwrap();
            return;
        }
        _ => format!("cat {path}"),
    };
    writeln!(text, "{user}{command}").unwrap();
    text.push_str(file);
}

fn pretty(system: &str) -> String {
    match system.split_once('-') {
        Some(("debian", version)) => format!("Debian GNU/Linux {version} (x)"),
        Some((_, version)) => format!("Ubuntu {version} LTS"),
        None => system.to_owned(),
    }
}
