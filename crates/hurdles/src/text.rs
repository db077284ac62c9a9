//! A report as text for people: the verdict, each finding with the places it rests on and the fixes as small diffs, the
//! stages, and the logs on request. Pure: whoever prints it decides about colours and streams.

mod diff;
mod evidence;
mod excerpt;
mod page;

use crate::Scenario;
use crate::report::{Finding, Fix, Outcome, Report, Severity, State};

use evidence::write as write_evidence;
pub use page::{Page, Style};

/// What to show, and how wide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Columns that prose is wrapped to and source lines are cut to.
    pub width: usize,
    /// Whether the logs of nginx and uWSGI and the answer's body are shown.
    pub logs: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            width: 100,
            logs: false,
        }
    }
}

/// Lays a report out.
#[must_use]
pub fn render(scenario: &Scenario, report: &Report, settings: Settings) -> Page {
    let mut page = Page::new(settings.width);
    for finding in &report.findings {
        write_finding(&mut page, scenario, finding);
        page.end_line();
    }
    write_stages(&mut page, report);
    page.end_line();
    write_answer(&mut page, scenario, report);
    write_evidence(&mut page, scenario, report);
    for unknown in &report.unknown {
        page.styled(Style::Info, "unknown");
        let tell = if unknown.tell.is_empty() {
            String::new()
        } else {
            format!("; `{}` would tell", unknown.tell)
        };
        page.prose(9, &format!(": {}{tell}", unknown.what));
    }
    if settings.logs {
        write_logs(&mut page, report);
    }
    write_verdict(&mut page, scenario, report);
    page
}

fn write_finding(page: &mut Page, scenario: &Scenario, finding: &Finding) {
    let (style, name) = match finding.severity {
        Severity::Error => (Style::Error, "error"),
        Severity::Warning => (Style::Warning, "warning"),
        Severity::Info => (Style::Info, "note"),
    };
    page.styled(style, &format!("{name}[{}]", finding.code));
    page.styled(Style::Strong, &format!(": {}", finding.headline));
    page.end_line();
    let gutter = excerpt::write(page, scenario, &finding.labels, style);
    if !finding.explanation.is_empty() {
        page.note(gutter, "why", &finding.explanation);
    }
    if finding.if_cleared {
        page.note(
            gutter,
            "note",
            "met only once the hurdle before it is cleared",
        );
    }
    for fix in &finding.fixes {
        write_fix(page, scenario, fix);
    }
}

fn write_fix(page: &mut Page, scenario: &Scenario, fix: &Fix) {
    page.styled(Style::Good, "help");
    let mut text = format!(": {}", fix.title);
    if let Some(opens) = &fix.opens {
        text.push_str(&format!(" (opens: {opens})"));
    }
    text.push_str(if fix.works {
        " [works]"
    } else {
        " [not enough alone]"
    });
    page.prose(6, &text);
    diff::write(page, scenario, fix);
}

fn write_stages(page: &mut Page, report: &Report) {
    for stage in &report.stages {
        let (style, sign) = match stage.state {
            State::Cleared => (Style::Good, "ok  "),
            State::Tripped => (Style::Error, "TRIP"),
            State::Unreached => (Style::Faint, "-   "),
            State::Unknown => (Style::Warning, "?   "),
        };
        page.styled(style, &format!(" {sign} {:<13}", stage.stage.name()));
        page.prose(19, &stage.summary);
    }
}

fn write_answer(page: &mut Page, scenario: &Scenario, report: &Report) {
    let request = &scenario.request;
    page.plain(&format!("{} {}", request.method, request.url));
    page.end_line();
    let response = &report.response;
    let from = match response.from {
        Some(answerer) => format!(", from {}", answerer.name()),
        None => String::new(),
    };
    let status = match response.status {
        Some(status) => format!("answer: {status}{from}"),
        None => "no answer".to_owned(),
    };
    page.plain(&status);
    page.end_line();
}

fn write_logs(page: &mut Page, report: &Report) {
    for (title, text) in [
        ("uWSGI", &report.uwsgi.log),
        ("nginx -t", &report.nginx.test),
        ("error.log", &report.nginx.error_log),
        ("access.log", &report.nginx.access_log),
        ("browser", &report.response.body),
    ] {
        if text.is_empty() {
            continue;
        }
        page.styled(Style::Place, &format!("---- {title} "));
        page.end_line();
        for line in text.lines() {
            page.plain(line);
            page.end_line();
        }
    }
}

fn write_verdict(page: &mut Page, scenario: &Scenario, report: &Report) {
    let (style, words) = match report.outcome {
        Outcome::Works => (Style::Good, "works".to_owned()),
        Outcome::Fails => {
            let stage = report.first.map(|stage| format!(" at {stage}"));
            (Style::Error, format!("fails{}", stage.unwrap_or_default()))
        }
        Outcome::Unknown => (Style::Warning, "cannot be told".to_owned()),
    };
    page.styled(style, &words);
    if let Some(title) = &scenario.title {
        page.plain(&format!(": {title}"));
    }
    page.end_line();
}

#[cfg(test)]
mod tests;
