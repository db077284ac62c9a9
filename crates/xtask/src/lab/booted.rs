//! Runs on a machine that systemd boots, for what is started by a service manager.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use hurdles_recorded::{Lab, Observed, ObservedService, without_wheel_dates};
use serde_json::Value;

use super::root;
use super::run::{Work, fill, read};
use super::scenario::Scenario;
use crate::program::{Trouble, output_of, program};
use crate::tree;

/// Seconds for a boot and everything that is waited for, beside the request.
const PATIENCE: u32 = 90;

/// Units whose state a scenario is rarely about: they are shown only where nothing else is.
const SURROUNDINGS: &[&str] = &["nginx.service", "supervisor.service"];

/// Boots a machine that plays a scenario, and tells what was seen, with the stand-ins in place.
pub(crate) fn play(system: &str, scenario: &Scenario, lab: &Lab) -> Result<Observed, Trouble> {
    let root = root::of_booted(system)?;
    let work = Work::make()?;
    let shared = work.folder.join("lab");
    fill(&shared, "tests/lab/booted/inner.sh", scenario)?;
    let units = units(scenario);
    let lines = |names: &BTreeSet<String>| -> String {
        names.iter().map(|name| format!("{name}\n")).collect()
    };
    let texts = [
        ("units", lines(&units)),
        ("logs", lines(&logs(scenario))),
        ("patience", lab.patience.to_string()),
        ("patience_start", lab.start.to_string()),
    ];
    for (name, text) in texts {
        fs::write(shared.join(name), text)?;
    }
    let patience = (PATIENCE + lab.patience + lab.start).to_string();
    let mut run = program("timeout", &["-k", "5", &patience, "bash"]);
    run.arg(tree::path("tests/lab/booted/boot.sh"))
        .arg(root)
        .arg(&shared);
    let said = output_of(&mut run);
    let out = shared.join("out");
    if !out.join("complete").exists() {
        said?;
        return Err(Trouble::Failed(
            "the machine went off before everything was played".to_owned(),
        ));
    }
    Ok(observed(&out, &units).with_stand_ins())
}

/// What was seen, from the files that the run left.
fn observed(out: &Path, units: &BTreeSet<String>) -> Observed {
    let text = |name: &str| {
        fs::read(out.join(name))
            .ok()
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    };
    let mut printed = String::new();
    let mut services = BTreeMap::new();
    for unit in units {
        let entries = journal(&text(&format!("units/{unit}.journal")).unwrap_or_default());
        let shown = text(&format!("units/{unit}.show")).unwrap_or_default();
        let whole: String = entries.iter().map(|(_, message)| &**message).collect();
        let own = entries.iter().filter(|(is_own, _)| *is_own);
        printed.extend(own.map(|(_, message)| &**message));
        services.insert(unit.clone(), service(&shown, without_wheel_dates(&whole)));
    }
    let typed = without_wheel_dates(&text("invocation_output").unwrap_or_default());
    if !printed.contains("***") {
        let log = text("service_log").unwrap_or_default();
        let said = [&typed, &log].into_iter().find(|text| text.contains("***"));
        if let Some(said) = said {
            printed.clone_from(said);
        }
    }
    Observed {
        uwsgi_log: without_wheel_dates(&printed),
        uwsgi_rc: None,
        invocation_output: Some(typed),
        services,
        supervisor: text("supervisorctl_status"),
        ..read(out)
    }
}

/// A service, from the lines of `systemctl show`.
fn service(shown: &str, journal: String) -> ObservedService {
    let value = |key: &str| {
        let mut pairs = shown.lines().filter_map(|line| line.split_once('='));
        pairs
            .find(|(name, _)| *name == key)
            .map_or_else(String::new, |(_, value)| value.to_owned())
    };
    let number = |key: &str| value(key).parse().unwrap_or(0);
    ObservedService {
        active: value("ActiveState"),
        sub: value("SubState"),
        result: value("Result"),
        code: number("ExecMainCode"),
        status: number("ExecMainStatus"),
        restarts: value("NRestarts").parse().unwrap_or(0),
        journal,
    }
}

/// The lines of `journalctl -o json`, each with whether the service itself printed it.
fn journal(text: &str) -> Vec<(bool, String)> {
    let entries = text
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let message = |entry: &Value| match entry.get("MESSAGE") {
        Some(Value::String(text)) => text.clone(),
        // What is no UTF-8 comes as numbers.
        Some(Value::Array(bytes)) => {
            let bytes = bytes.iter().filter_map(Value::as_u64);
            let bytes: Vec<u8> = bytes.filter_map(|byte| u8::try_from(byte).ok()).collect();
            String::from_utf8_lossy(&bytes).into_owned()
        }
        _ => String::new(),
    };
    let is_own = |entry: &Value| entry.get("_TRANSPORT").and_then(Value::as_str) == Some("stdout");
    entries
        .map(|entry| (is_own(&entry), message(&entry) + "\n"))
        .collect()
}

/// The units that a scenario is about: those that it writes, and those that its lines name to systemctl or service.
fn units(scenario: &Scenario) -> BTreeSet<String> {
    let folders = [
        "/etc/systemd/system/",
        "/lib/systemd/system/",
        "/usr/lib/systemd/system/",
    ];
    let written = scenario.files.keys().filter_map(|path| {
        let name = folders
            .iter()
            .find_map(|folder| path.strip_prefix(folder))?;
        let name = name.split('/').next()?;
        Some(name.strip_suffix(".d").unwrap_or(name).to_owned())
    });
    let lines = scenario.setup.iter().chain(&scenario.after);
    let lines = lines.chain(std::iter::once(&scenario.invocation));
    let commands = lines.flat_map(|line| line.split(['&', ';', '|', '\n']));
    let named = commands.flat_map(|command| {
        let words = command
            .split_whitespace()
            .skip_while(|word| *word == "sudo");
        match words.collect::<Vec<_>>().as_slice() {
            ["systemctl", words @ ..] => words
                .iter()
                .filter(|word| !word.starts_with('-'))
                .skip(1)
                .map(|word| unit_name(word))
                .collect(),
            ["service", name, ..] => vec![unit_name(name)],
            _ => Vec::new(),
        }
    });
    let is_template = |name: &String| name.contains("@.");
    let all: BTreeSet<String> = written
        .chain(named)
        .filter(|name| !is_template(name))
        .collect();
    let own: BTreeSet<String> = all
        .iter()
        .filter(|name| !SURROUNDINGS.contains(&name.as_str()))
        .cloned()
        .collect();
    if own.is_empty() { all } else { own }
}

/// A unit's whole name.
fn unit_name(word: &str) -> String {
    let endings = [
        ".service", ".socket", ".target", ".path", ".timer", ".mount",
    ];
    if endings.iter().any(|ending| word.ends_with(ending)) {
        word.to_owned()
    } else {
        format!("{word}.service")
    }
}

/// The log files that a scenario names.
fn logs(scenario: &Scenario) -> BTreeSet<String> {
    let texts = scenario.files.values().chain(scenario.files.keys());
    let texts = texts.chain(&scenario.setup).chain([&scenario.invocation]);
    let is_end = |c: char| c.is_whitespace() || "='\":;,".contains(c);
    let words = texts.flat_map(|text| text.split(is_end));
    words
        .filter(|word| word.starts_with('/'))
        .filter(|word| word.ends_with(".log") || word.ends_with(".err"))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_those_written_and_those_named() {
        let scenario = Scenario::read(
            r#"{"files": {"/etc/systemd/system/shop.service": "", "/etc/systemd/system/shop.service.d/a.conf": "",
            "/etc/systemd/system/tea@.service": ""}, "setup": ["systemctl daemon-reload && systemctl restart nginx"],
            "invocation": "sudo systemctl enable --now tea@one"}"#,
        );
        let units = units(&scenario.unwrap());
        assert_eq!(
            units.iter().map(String::as_str).collect::<Vec<_>>(),
            ["shop.service", "tea@one.service"]
        );
    }

    #[test]
    fn a_journal_tells_who_wrote_each_line() {
        let text = "{\"_TRANSPORT\":\"stdout\",\"MESSAGE\":\"spawned\"}\n{\"_TRANSPORT\":\"journal\",\"MESSAGE\":[79,107]}\n";
        let lines = journal(text);
        assert_eq!(
            lines,
            [(true, "spawned\n".to_owned()), (false, "Ok\n".to_owned())]
        );
    }
}
