//! What becomes of the verdict beside a fresh log line that says otherwise.

use super::Entry;
use super::table::{Program, Weight};
use super::weigh::{Weighed, sentence};
use crate::Scenario;
use crate::report::{
    Evidence, Finding, Label, Outcome, Report, Response, Severity, Stage, State, Unknown,
};
use crate::rules::log_line;

/// As long as a headline may be, in characters.
const LONGEST_HEADLINE: usize = 80;

/// Lets the line have the last word that names the earliest hurdle, where what was played does not know it. What was played is
/// open where no uWSGI was started: the log shows that one was.
pub(super) fn settle(scenario: &Scenario, report: &mut Report, weighed: &[Weighed], is_open: bool) {
    let Some(lead) = lead(scenario, weighed) else {
        return;
    };
    let Some(stage) = lead.stage else {
        return;
    };
    let leads = match (report.outcome, report.first) {
        (Outcome::Works | Outcome::Unknown, _) | (_, None) => true,
        _ if is_open => true,
        (Outcome::Fails, Some(first)) if stage == first => false,
        // The real programs stopped earlier, or got further than a default would let them.
        (Outcome::Fails, Some(first)) if stage < first => lead.weight == Weight::Cause,
        (Outcome::Fails, Some(_)) => {
            let assumed = report
                .findings
                .first()
                .is_some_and(|finding| finding.evidence == Evidence::Assumed);
            assumed && lead.weight == Weight::Cause
        }
    };
    if leads {
        take_over(report, lead, stage, is_open);
    }
}

/// The fresh fault that says most: one that names a cause, at the earliest stage, the last of those.
fn lead<'e>(scenario: &Scenario, weighed: &[Weighed<'e>]) -> Option<&'e Entry> {
    let fresh = || {
        weighed.iter().filter(|weighed| {
            let entry = weighed.entry;
            let counts = entry.weight.is_fault()
                && weighed.older.is_none()
                && weighed.predicted != Some(true);
            counts && entry.stage.is_some() && concerns(scenario, entry)
        })
    };
    let of_weight = |weight: Weight| {
        let entries = fresh().map(|weighed| weighed.entry);
        let entries = entries.filter(move |entry| entry.weight == weight);
        entries.rev().min_by_key(|entry| entry.stage)
    };
    of_weight(Weight::Cause).or_else(|| of_weight(Weight::Effect))
}

/// Whether a line is about the request that is asked about: another address may well fail otherwise.
fn concerns(scenario: &Scenario, entry: &Entry) -> bool {
    let Some(path) = &entry.path else {
        return true;
    };
    let asked = &scenario.request.url;
    let behind_host = asked
        .split_once("://")
        .map_or(asked.as_str(), |(_, rest)| rest);
    let asked = behind_host
        .find('/')
        .and_then(|at| behind_host.get(at..))
        .unwrap_or("/");
    let without_query = |path: &str| path.split('?').next().unwrap_or("").to_owned();
    let is_same = without_query(path) == without_query(asked);
    is_same || entry.stage == Some(Stage::Connect) || asked == "/" && entry.weight == Weight::Cause
}

fn take_over(report: &mut Report, lead: &Entry, stage: Stage, is_open: bool) {
    let is_cause = lead.weight == Weight::Cause;
    report.outcome = if is_cause {
        Outcome::Fails
    } else {
        Outcome::Unknown
    };
    report.first = Some(stage);
    report.response = Response::default();
    settle_stages(report, lead, stage, is_cause);
    let finding = finding(report, lead, stage);
    report
        .findings
        .retain(|known| known.severity != Severity::Error || !is_open && known.stage >= stage);
    for known in &mut report.findings {
        known.if_cleared |= known.severity == Severity::Error;
    }
    // The rule that already speaks of it knows more than the line.
    let known = report
        .findings
        .iter()
        .position(|known| known.code == finding.code && known.severity == Severity::Error);
    let first = match known {
        Some(at) => {
            let mut known = report.findings.remove(at);
            known.if_cleared = false;
            known
                .labels
                .extend(finding.labels.into_iter().map(|label| Label {
                    primary: false,
                    ..label
                }));
            known
        }
        None => finding,
    };
    report.findings.insert(0, first);
    let what = format!("why {lead}");
    for tell in lead.commands().into_iter().rev() {
        let what = what.clone();
        report.unknown.insert(0, Unknown { what, tell });
    }
}

fn settle_stages(report: &mut Report, lead: &Entry, stage: Stage, is_cause: bool) {
    for known in &mut report.stages {
        let stands_alone = matches!(known.stage, Stage::NginxConfig | Stage::Routing)
            && stage < Stage::NginxConfig;
        if known.stage == stage {
            known.state = if is_cause {
                State::Tripped
            } else {
                State::Unknown
            };
            known.summary = format!("a log line says: {lead}");
        } else if known.stage > stage && !stands_alone {
            known.state = State::Unreached;
            "not reached".clone_into(&mut known.summary);
        } else if known.stage < stage && matches!(known.state, State::Tripped | State::Unreached) {
            known.state = State::Unknown;
            "not shown; the log tells of a later stage".clone_into(&mut known.summary);
        }
    }
}

/// What is said of the line.
fn finding(report: &Report, lead: &Entry, stage: Stage) -> Finding {
    let meaning = lead.to_string();
    let causes = lead.causes();
    let causes = match causes.as_slice() {
        [] => String::new(),
        [one] => format!(" What may be the reason: {one}."),
        several => {
            let numbered = several.iter().enumerate();
            let numbered: Vec<String> = numbered
                .map(|(n, cause)| format!("({}) {cause}", n + 1))
                .collect();
            format!(
                " What may be the reason, the likeliest first: {}.",
                numbered.join("; ")
            )
        }
    };
    let asks = lead.asks();
    let asks = if asks.is_empty() {
        String::new()
    } else {
        format!(" Paste next: {}.", asks.join(", "))
    };
    let who = match lead.program {
        Program::Browser | Program::Curl => "The answer that was pasted".to_owned(),
        Program::Kernel => "The kernel's line that was pasted".to_owned(),
        program => format!("The line of {} that was pasted", spoken(program)),
    };
    let rest = if report.outcome == Outcome::Unknown {
        " It does not name the cause."
    } else {
        ""
    };
    Finding {
        code: lead.code.unwrap_or(log_line::ID).to_owned(),
        severity: Severity::Error,
        stage,
        headline: headline(&lead.meaning()),
        explanation: format!("{who} says it. {}{rest}{causes}{asks}", sentence(&meaning)),
        labels: vec![Label {
            document: "listing".to_owned(),
            start: lead.range.start,
            end: lead.range.end,
            text: meaning,
            primary: true,
        }],
        fixes: Vec::new(),
        evidence: Evidence::Given,
        if_cleared: false,
    }
}

/// A program's name in a sentence.
fn spoken(program: Program) -> &'static str {
    match program {
        Program::Uwsgi => "uWSGI",
        Program::Python => "Python",
        Program::Init => "the init script",
        Program::Shell => "the shell",
        other => other.name(),
    }
}

fn headline(meaning: &str) -> String {
    if meaning.chars().count() <= LONGEST_HEADLINE {
        return meaning.to_owned();
    }
    let cut: String = meaning.chars().take(LONGEST_HEADLINE - 1).collect();
    format!("{cut}…")
}
