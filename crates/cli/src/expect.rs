//! `hurdles check --expect`: holds scenarios against what they are meant to show. A document is read for links and embeds.

use hurdles::report::Report;
use hurdles::{Scenario, permalink, simulate};
use serde_json::Value;

use crate::End;
use crate::surroundings::Surroundings;

/// Checks each file; the worst end counts.
pub(crate) fn run(surroundings: &mut Surroundings, files: &[String]) -> End {
    let mut end = End::Good;
    for file in files {
        let text = match surroundings.read(file) {
            Ok(text) => text,
            Err(message) => {
                surroundings.complain(&format!("{file}: {message}"));
                end = End::Unreadable;
                continue;
            }
        };
        let found = if text.trim_start().starts_with('{') {
            vec![(1, crate::input::parse(&text))]
        } else {
            in_document(&text)
        };
        if found.is_empty() {
            surroundings.complain(&format!("{file}: no link to a scenario stands here"));
            end = End::Unreadable;
        }
        for (line, scenario) in found {
            end = end.max(held(surroundings, &format!("{file}:{line}"), scenario));
        }
    }
    end
}

/// Holds one scenario against what it expects, and says how it went.
fn held(surroundings: &mut Surroundings, place: &str, scenario: Result<Scenario, String>) -> End {
    let scenario = match scenario {
        Ok(scenario) => scenario,
        Err(message) => {
            surroundings.complain(&format!("{place}: {message}"));
            return End::Unreadable;
        }
    };
    let differences = differences(&scenario, &simulate(&scenario));
    if differences.is_empty() {
        let expects = if scenario.expect.is_some() {
            "as expected"
        } else {
            "expects nothing"
        };
        surroundings.print(&format!("{place}: {expects}\n"));
        return End::Good;
    }
    for difference in differences {
        surroundings.print(&format!("{place}: {difference}\n"));
    }
    End::Hurdle
}

/// Where a report is not what was expected.
fn differences(scenario: &Scenario, report: &Report) -> Vec<String> {
    let value = |text: String| serde_json::from_str(&text).unwrap_or(Value::Null);
    let expect = scenario
        .expect
        .as_ref()
        .and_then(|expect| serde_json::to_value(expect).ok())
        .unwrap_or(Value::Null);
    let report: Value = value(report.to_json());
    let first = report["findings"].as_array().and_then(|findings| {
        findings
            .iter()
            .find(|finding| finding["severity"] == "error" && finding["if_cleared"] != true)
    });
    let code = first.map_or(&Value::Null, |finding| &finding["code"]);
    let held = [
        ("outcome", &report["outcome"]),
        ("first", &report["first"]),
        ("code", code),
        ("status", &report["response"]["status"]),
    ];
    held.iter()
        .filter(|(name, is)| !expect[*name].is_null() && expect[*name] != **is)
        .map(|(name, is)| format!("{name} is {is}, expected is {}", expect[*name]))
        .collect()
}

/// The scenarios of the links in a document, each with its line: whatever follows a `#` and opens as one.
fn in_document(text: &str) -> Vec<(usize, Result<Scenario, String>)> {
    /// No scenario fits in fewer characters.
    const SHORTEST: usize = 12;
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~' | '=');
    let mut found = Vec::new();
    for (n, line) in text.lines().enumerate() {
        for (at, _) in line.match_indices('#') {
            let rest = line.get(at + 1..).unwrap_or("");
            let length = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
            let fragment = rest.get(..length).unwrap_or("");
            if length < SHORTEST || !fragment.starts_with('1') {
                continue;
            }
            let opened = permalink::from_fragment(fragment).map_err(|error| error.to_string());
            found.push((n + 1, opened));
        }
    }
    found
}
