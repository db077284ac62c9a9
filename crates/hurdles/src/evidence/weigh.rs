//! Holds what logs say against what was played.

use std::collections::BTreeSet;

use super::table::{Program, Weight};
use super::{Entry, normal, verdict};
use crate::report::{EvidenceReport, Report, Stage, State};
use crate::simulate::play_logs;
use crate::{Scenario, Trace};

/// What is known of an entry once it was weighed.
#[derive(Debug)]
pub(super) struct Weighed<'e> {
    pub(super) entry: &'e Entry,
    /// Whether this play prints it.
    pub(super) predicted: Option<bool>,
    /// Why it no longer counts.
    pub(super) older: Option<Older>,
}

/// What is later than a line, so that the line may tell of what is no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Older {
    /// A command in the listing that changes the machine.
    Command,
    /// The lines of `after`, without which this play prints it.
    After,
    /// A later line of the same log shows that the stage was passed.
    Success,
    /// A later request of the same log failed otherwise.
    Failure,
}

/// Adds to a report what the pasted logs say. A fresh line that says otherwise has the last word.
pub(crate) fn weigh(scenario: &Scenario, trace: &Trace, mut report: Report) -> Report {
    let reading = &trace.evidence;
    if reading.entries.is_empty() {
        return report;
    }
    let printed = Printed::new(&report);
    let mut weighed: Vec<Weighed> = reading
        .entries
        .iter()
        .enumerate()
        .map(|(n, entry)| Weighed {
            entry,
            predicted: printed.predicts(scenario, &report, entry),
            older: superseded(reading.entries.get(n + 1..).unwrap_or(&[]), entry)
                .or_else(|| changed_since(&reading.changes, entry)),
        })
        .collect();
    mark_older_than_after(scenario, &mut weighed);
    report.evidence = weighed
        .iter()
        .map(|weighed| told(&report, weighed))
        .collect();
    let is_open = !starts_something(scenario) || trace.uwsgi.is_empty();
    verdict::settle(scenario, &mut report, &weighed, is_open);
    report
}

/// What a play printed, by keys.
struct Printed(BTreeSet<String>);

impl Printed {
    fn new(report: &Report) -> Self {
        let journals = report
            .services
            .iter()
            .flat_map(|service| [&service.journal, &service.said]);
        let nginx = &report.nginx;
        let mut texts = vec![
            &report.uwsgi.log,
            &nginx.test,
            &nginx.error_log,
            &nginx.access_log,
        ];
        texts.extend(journals);
        Self::of(texts.into_iter().map(String::as_str))
    }

    fn of<'t>(texts: impl Iterator<Item = &'t str>) -> Self {
        let lines = texts.flat_map(str::lines);
        Self(lines.map(normal::key_of_line).collect())
    }

    fn has(&self, entry: &Entry) -> bool {
        entry.keys.iter().all(|key| self.0.contains(key))
    }

    /// Whether this play prints a line; none where it cannot be told.
    fn predicts(&self, scenario: &Scenario, report: &Report, entry: &Entry) -> Option<bool> {
        if self.has(entry) {
            return Some(true);
        }
        let manager = |name: &str| {
            report
                .services
                .iter()
                .any(|service| service.manager == name)
        };
        let is_played = match entry.program {
            Program::Uwsgi | Program::Python => starts_something(scenario),
            Program::Nginx if entry.stage == Some(Stage::NginxConfig) => gives_nginx(scenario),
            Program::Nginx => gives_nginx(scenario) && starts_something(scenario),
            Program::Systemd => {
                return manager("systemd")
                    .then(|| service_is_so(report, entry))
                    .flatten();
            }
            Program::Init => manager("init"),
            Program::Supervisor => manager("supervisor"),
            Program::Browser => return answered_so(scenario, report, entry),
            Program::Curl | Program::Shell | Program::Kernel | Program::Gunicorn => false,
        };
        let in_doubt = entry.stage.is_some_and(|stage| {
            let mut stages = report.stages.iter();
            stages.any(|known| known.state == State::Unknown && known.stage <= stage)
        });
        (is_played && !in_doubt && entry.weight != Weight::Host).then_some(false)
    }
}

/// Whether anything says how uWSGI is started.
fn starts_something(scenario: &Scenario) -> bool {
    !scenario.invocation.trim().is_empty()
}

/// Whether anything of nginx's configuration is given.
fn gives_nginx(scenario: &Scenario) -> bool {
    let mut paths = scenario.files.iter();
    paths.any(|(path, _)| path.starts_with("/etc/nginx/"))
}

/// What `systemctl status` shows, held against the services that were played.
fn service_is_so(report: &Report, entry: &Entry) -> Option<bool> {
    let line = entry.keys.first()?;
    let mut services = report.services.iter();
    if let Some((_, status)) = line.rsplit_once("status=") {
        let status = status.trim_end_matches(')');
        return Some(services.any(|service| service.status == status));
    }
    if line.starts_with("Active: ") {
        let result = entry.name("reason");
        return Some(services.any(|service| {
            line.starts_with(&format!("Active: {}", service.active))
                && result.is_none_or(|result| result == service.result)
        }));
    }
    entry.weight.is_fault().then_some(false)
}

/// An answer that was pasted, held against the one that was played.
fn answered_so(scenario: &Scenario, report: &Report, entry: &Entry) -> Option<bool> {
    if !starts_something(scenario) && !gives_nginx(scenario) {
        return None;
    }
    let status = report.response.status?.to_string();
    let line = entry.keys.first()?;
    let shown = line
        .split(|c: char| !c.is_ascii_digit())
        .find(|word| word.len() == 3)?;
    Some(shown == status)
}

/// Whether a later line of the same output takes the ground from under this one.
fn superseded(later: &[Entry], entry: &Entry) -> Option<Older> {
    let stage = entry.stage.filter(|_| entry.weight.is_fault())?;
    let is_request =
        |entry: &Entry| entry.program == Program::Nginx && entry.stage > Some(Stage::NginxConfig);
    let same = later.iter().take_while(|later| later.block == entry.block);
    for later in same {
        if later.weight == Weight::Passed && passes(later, stage) {
            return Some(Older::Success);
        }
        let fails_otherwise = later.weight == Weight::Cause && later.keys != entry.keys;
        if fails_otherwise && is_request(entry) && is_request(later) {
            return Some(Older::Failure);
        }
    }
    None
}

/// Whether a line that tells of success shows that a stage was passed.
fn passes(success: &Entry, stage: Stage) -> bool {
    let Some(passed) = success.stage else {
        return false;
    };
    let is_nginx = |stage| matches!(stage, Stage::NginxConfig);
    match passed {
        Stage::NginxConfig => is_nginx(stage),
        // Another address may still be answered otherwise.
        Stage::Response => stage < Stage::Response,
        _ => stage <= passed && !is_nginx(stage),
    }
}

fn changed_since(changes: &[usize], entry: &Entry) -> Option<Older> {
    let is_later = changes.iter().any(|at| *at >= entry.range.end);
    (is_later && entry.weight.is_fault()).then_some(Older::Command)
}

/// A fault that this play prints without the lines of `after` is older than they.
fn mark_older_than_after(scenario: &Scenario, weighed: &mut [Weighed]) {
    let is_open = |weighed: &Weighed| {
        weighed.entry.weight.is_fault()
            && weighed.predicted != Some(true)
            && weighed.older.is_none()
    };
    if scenario.after.is_empty() || !weighed.iter().any(is_open) {
        return;
    }
    let before = Scenario {
        after: Vec::new(),
        listing: String::new(),
        ..scenario.clone()
    };
    let printed = Printed::of(play_logs(&before).iter().map(String::as_str));
    for weighed in weighed.iter_mut().filter(|weighed| is_open(weighed)) {
        if printed.has(weighed.entry) {
            weighed.older = Some(Older::After);
        }
    }
}

/// The entry as it is reported.
fn told(report: &Report, weighed: &Weighed) -> EvidenceReport {
    let entry = weighed.entry;
    EvidenceReport {
        document: "listing".to_owned(),
        start: entry.range.start,
        end: entry.range.end,
        program: entry.program.name().to_owned(),
        stage: entry.stage,
        code: entry.code.map(str::to_owned),
        predicted: weighed.predicted,
        text: text(report, weighed),
    }
}

fn text(report: &Report, weighed: &Weighed) -> String {
    let entry = weighed.entry;
    let meaning = sentence(&entry.to_string());
    let is_fault = entry.weight.is_fault();
    let verdict = match (weighed.predicted, weighed.older) {
        (Some(true), _) => "This play prints it too.".to_owned(),
        (_, Some(Older::Command)) => {
            "A command that changes the machine was typed later, so it may tell of what is no more."
                .to_owned()
        }
        (_, Some(Older::After)) => {
            "It is older than what was typed in `after`: without that this play prints it."
                .to_owned()
        }
        (_, Some(Older::Success)) => {
            "A later line of the same log shows that this was passed.".to_owned()
        }
        (_, Some(Older::Failure)) => {
            "A later line of the same log tells of another failure.".to_owned()
        }
        (Some(false), None) if is_fault => otherwise(report, entry),
        (Some(false), None) => differs(report, entry),
        (None, None) => {
            "Whether it is to be expected cannot be told from what was given.".to_owned()
        }
    };
    format!("{meaning} {verdict}")
}

/// Which given or assumed fact must be otherwise where a fault was not to be expected.
fn otherwise(report: &Report, entry: &Entry) -> String {
    let stages = report.stages.iter();
    let known = stages.filter(|known| Some(known.stage) == entry.stage);
    let mut played = known.map(|known| {
        format!(
            "What was given leads elsewhere ({}: {}).",
            known.stage.name(),
            known.summary
        )
    });
    let causes = entry.causes();
    let causes = if causes.is_empty() {
        String::new()
    } else {
        format!(
            " Then one of these is otherwise: {}; or the line is older than what was given.",
            causes.join("; ")
        )
    };
    format!("{}{causes}", played.next().unwrap_or_default())
}

/// What an ordinary line shows to be otherwise: versions and places that were assumed.
fn differs(report: &Report, entry: &Entry) -> String {
    let Some(line) = entry.keys.first() else {
        return String::new();
    };
    let settled = [
        "*** Starting uWSGI ",
        "Python version: ",
        "current working directory: ",
        "detected binary path: ",
        "uwsgi socket ",
    ];
    let begins = settled.iter().find(|words| line.starts_with(**words));
    let ours = begins.and_then(|words| {
        report
            .uwsgi
            .log
            .lines()
            .find(|line| line.starts_with(words))
    });
    match ours {
        Some(ours) => format!("It was played otherwise: `{}`.", ours.trim()),
        None => "This play does not print it.".to_owned(),
    }
}

/// A clause as a sentence.
pub(super) fn sentence(clause: &str) -> String {
    let mut letters = clause.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string());
    let rest = letters.as_str();
    // What has a name of its own keeps its letters.
    let keeps = ["uWSGI", "nginx", "systemd", "gunicorn", "curl"]
        .iter()
        .any(|name| clause.starts_with(name));
    match first {
        Some(first) if !keeps => format!("{first}{rest}."),
        _ => format!("{clause}."),
    }
}
