//! The log lines that were pasted, in brief: those that tell of a fault, each with whether it was to be expected.

use super::{Page, Style};
use crate::Scenario;
use crate::report::{EvidenceReport, Report};

/// As many lines as are shown.
const MOST_SHOWN: usize = 12;

/// As much of a line as is shown.
const LINE_WIDTH: usize = 70;

/// Writes what the logs say; lines of ordinary work are counted only.
pub(super) fn write(page: &mut Page, scenario: &Scenario, report: &Report) {
    let tells = |entry: &&EvidenceReport| entry.code.is_some() || entry.predicted == Some(false);
    let telling: Vec<&EvidenceReport> = report.evidence.iter().filter(tells).collect();
    for entry in telling.iter().take(MOST_SHOWN) {
        let (style, sign) = match entry.predicted {
            Some(true) => (Style::Good, "as played"),
            Some(false) => (Style::Warning, "otherwise"),
            None => (Style::Info, "not known "),
        };
        page.styled(style, &format!("log {sign}"));
        page.plain(&format!("  {}", shown(scenario, entry)));
        page.end_line();
        page.plain(&" ".repeat(8));
        page.prose(8, &entry.text);
    }
    let n_more = report.evidence.len() - telling.len().min(MOST_SHOWN);
    if n_more > 0 {
        let lines = if n_more == 1 { "line" } else { "lines" };
        page.styled(
            Style::Faint,
            &format!("{n_more} further log {lines} understood"),
        );
        page.end_line();
    }
}

/// The line itself; of a traceback the last one, which names the exception.
fn shown(scenario: &Scenario, entry: &EvidenceReport) -> String {
    let document = scenario.document(&entry.document).unwrap_or_default();
    let text = document.get(entry.start..entry.end).unwrap_or("");
    let line = text.trim().lines().last().unwrap_or("").trim();
    if line.chars().count() <= LINE_WIDTH {
        return line.to_owned();
    }
    let cut: String = line.chars().take(LINE_WIDTH - 1).collect();
    format!("{cut}…")
}
