//! Log lines that real programs wrote, each alone in a listing: it is recognised, and its stage is the right one.

use hurdles::{Scenario, simulate};

const LINES: &str = include_str!("log-lines.txt");

/// Of a hundred lines, as many have to be right.
const LEAST: usize = 98;

#[test]
fn each_line_alone_is_recognised_with_its_stage() {
    let mut wrong = Vec::new();
    let mut n_lines = 0;
    for row in LINES.lines().filter(|row| !row.starts_with('#')) {
        let (stage, line) = row.split_once('\t').expect("a stage and a line");
        n_lines += 1;
        let scenario = Scenario {
            listing: line.replace("\\n", "\n"),
            partial: true,
            ..Scenario::default()
        };
        let report = simulate(&scenario);
        let found = report.evidence.first();
        let told = found.map(|entry| entry.stage.map_or("none", |stage| stage.name()));
        if told != Some(stage) {
            wrong.push(format!("{stage}, not {told:?}: {line}"));
        }
    }
    println!("{} of {n_lines} lines are right", n_lines - wrong.len());
    assert!(n_lines > 200, "{n_lines}");
    assert!(
        (n_lines - wrong.len()) * 100 >= n_lines * LEAST,
        "\n{}",
        wrong.join("\n")
    );
}
