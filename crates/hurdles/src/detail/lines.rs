//! The lines of the logs that decide.

use hurdles_uwsgi::Sink;

use super::{DecisiveLine, Terminal, finding_at};
use crate::report::{Report, Severity, Stage};
use crate::trace::Trace;

/// One line for each log in which the first hurdle shows.
pub(super) fn of(trace: &Trace, report: &Report) -> Vec<DecisiveLine> {
    let mut lines = Vec::new();
    let mut add = |stage, terminal, line: Option<usize>| {
        if let (Some(finding), Some(line)) = (finding_at(report, stage), line) {
            lines.push(DecisiveLine {
                finding,
                terminal,
                line,
            });
        }
    };
    let is_fault = |line: &str| {
        let words = ["[emerg]", "[alert]", "[crit]", "[error]"];
        words.iter().any(|word| line.contains(word))
    };
    let fault_in = |log: &str| log.lines().position(is_fault);
    add(
        Stage::NginxConfig,
        Terminal::NginxTest,
        fault_in(&report.nginx.test),
    );
    for stage in [
        Stage::Connect,
        Stage::Protocol,
        Stage::Response,
        Stage::Routing,
    ] {
        add(stage, Terminal::ErrorLog, fault_in(&report.nginx.error_log));
    }
    lines.extend(uwsgi(trace, report));
    lines
}

/// Lines of uWSGI that rest on the characters which a finding labels.
fn uwsgi(trace: &Trace, report: &Report) -> Vec<DecisiveLine> {
    let mut decisive = Vec::new();
    let Some(run) = trace.invoked().last() else {
        return decisive;
    };
    let shown = run.instance.log().iter();
    let shown: Vec<_> = shown.filter(|line| line.sink == Sink::Terminal).collect();
    for (number, finding) in report.findings.iter().enumerate() {
        if finding.severity != Severity::Error {
            continue;
        }
        let labelled = |line: &&&hurdles_uwsgi::LogLine| {
            line.span.is_some_and(|span| {
                let name = &*trace.sources.get(span.source).name;
                finding.labels.iter().any(|label| {
                    let range = span.range();
                    label.primary
                        && label.document == name
                        && label.start < range.end
                        && range.start < label.end
                })
            })
        };
        // The last such line is the complaint; those before it announce what is tried.
        let found = shown.iter().rev().find(labelled).map(|line| &line.text);
        let Some(text) = found else {
            continue;
        };
        if let Some(line) = report.uwsgi.log.lines().position(|line| line == text) {
            decisive.push(DecisiveLine {
                finding: number,
                terminal: Terminal::Uwsgi,
                line,
            });
        }
    }
    decisive
}
