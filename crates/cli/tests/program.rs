//! Starts the program: exit statuses, streams, standard input. What it says is tested in the core.

#![expect(
    clippy::disallowed_methods,
    reason = "tests start the program and write the files that it reads"
)]

use std::io::Write;
use std::process::{Command, Output, Stdio};

fn hurdles(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_hurdles"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("standard input is a pipe");
    stdin.write_all(input.as_bytes()).expect("it reads");
    drop(stdin);
    child.wait_with_output().expect("the program ends")
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("it prints UTF-8")
}

const SCENARIO: &str = r#"{"hurdles": 1, "title": "Nobody starts it", "invocation": "true"}"#;

#[test]
fn a_scenario_that_fails_gives_status_1_and_a_report() {
    let output = hurdles(&["check", "-"], SCENARIO);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stdout).contains("Nobody starts it"));
    let output = hurdles(&["check", "--json", "-"], SCENARIO);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(text(&output.stdout).lines().count(), 1);
    let report: serde_json::Value =
        serde_json::from_slice(&output.stdout).expect("the report is JSON");
    assert_eq!(report["hurdles"], 1);
}

#[test]
fn what_cannot_be_read_gives_status_2_and_its_place() {
    let output = hurdles(&["check", "-"], "{\n  \"hurdle\": 1}");
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("-:2:"), "{output:?}");
    for arguments in [
        &["check", "/nonexistent.json"][..],
        &["open", "nonsense"],
        &["frobnicate"],
        &[],
    ] {
        let output = hurdles(arguments, "");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty() && !output.stderr.is_empty());
    }
}

#[test]
fn a_link_leads_back_to_its_scenario() {
    let output = hurdles(&["link", "-", "--base", "http://h/x#old"], SCENARIO);
    assert_eq!(output.status.code(), Some(0));
    let link = text(&output.stdout).trim();
    assert!(link.starts_with("http://h/x#1"), "{link}");
    let opened = hurdles(&["open", link], "");
    assert_eq!(opened.status.code(), Some(0));
    let again = hurdles(&["link", "-", "--base", "http://h/x"], text(&opened.stdout));
    assert_eq!(text(&again.stdout).trim(), link);
}

#[test]
fn a_repaired_scenario_works() {
    let case = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/cases/socket/socket-group-without-nginx.json"
    );
    let output = hurdles(&["repair", case], "");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let checked = hurdles(&["check", "-"], text(&output.stdout));
    assert_eq!(checked.status.code(), Some(0), "{checked:?}");
    let output = hurdles(&["repair", "-"], "{}");
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn the_page_of_a_finding_is_printed() {
    let output = hurdles(&["explain", "socket-not-writable"], "");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(text(&output.stdout).contains("## How to fix"));
    assert_eq!(hurdles(&["explain", "nonsense"], "").status.code(), Some(2));
}

#[test]
fn a_paste_is_sorted_and_what_is_not_understood_gives_status_1() {
    let output = hurdles(
        &["paste", "--json", "-"],
        "ana@web:~/shop$ uwsgi --ini shop.ini\n",
    );
    assert_eq!(output.status.code(), Some(0));
    let sorted: serde_json::Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    assert_eq!(sorted["scenario"]["cwd"], "/home/ana/shop");
    assert_eq!(sorted["pieces"][0]["kind"], "invocation");
    assert_eq!(hurdles(&["paste", "-"], "hello\n").status.code(), Some(1));
}

#[test]
fn what_a_scenario_expects_is_held_against_it() {
    let scenario = |outcome: &str| {
        format!(r#"{{"hurdles": 1, "invocation": "true", "expect": {{"outcome": "{outcome}"}}}}"#)
    };
    let check = |text: &str| hurdles(&["check", "--expect", "-"], text).status.code();
    assert_eq!(check(&scenario("fails")), Some(0));
    assert_eq!(check(&scenario("works")), Some(1));
    assert_eq!(check("no link here"), Some(2));
    let link = hurdles(&["link", "-"], &scenario("works"));
    assert_eq!(
        check(&format!("See [this]({}).", text(&link.stdout).trim())),
        Some(1)
    );
}
