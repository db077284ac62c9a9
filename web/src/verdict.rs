//! The report in one sentence.

use hurdles::report::{Finding, Outcome, Report, Severity};

/// What happens and why, for people in a hurry; backticks stand around names.
pub(crate) fn verdict(report: &Report, cause: Option<&Finding>) -> String {
    match (report.outcome, cause) {
        (Outcome::Works, _) => {
            let bites = report
                .findings
                .iter()
                .filter(|finding| finding.severity == Severity::Warning)
                .count();
            let later = match bites {
                0 => String::new(),
                1 => ", but one thing will bite later".to_owned(),
                _ => format!(", but {bites} things will bite later"),
            };
            format!("The request gets its answer, {}{later}", answer(report))
        }
        (Outcome::Fails, Some(finding)) => {
            consequence(finding.headline.trim_end_matches('.'), report)
        }
        (Outcome::Fails, None) => match stumble(report) {
            Some(summary) => consequence(summary, report),
            None => format!("The browser gets {}", answer(report)),
        },
        (Outcome::Unknown, Some(finding)) => finding.headline.clone(),
        (Outcome::Unknown, None) => match report.unknown.as_slice() {
            [] => "What happens cannot be told from this".to_owned(),
            [unknown] => format!("One fact is missing to tell: {}", unknown.what),
            [first, ..] => format!(
                "Some facts are missing to tell, first of all {}",
                first.what
            ),
        },
    }
}

/// A cause with what the browser gets of it.
fn consequence(cause: &str, report: &Report) -> String {
    // A status of success makes the failure: somebody else answered, or the app said something else.
    let is_wrong = report.response.status.is_some_and(|status| status < 400);
    let wrong = if is_wrong {
        ", but not what was meant"
    } else {
        ""
    };
    format!("{cause}, so the browser gets {}{wrong}", answer(report))
}

/// What is said of the first hurdle where no finding explains it.
fn stumble(report: &Report) -> Option<&str> {
    let first = report.first?;
    let stage = report.stages.iter().find(|known| known.stage == first)?;
    (!stage.summary.is_empty()).then_some(stage.summary.as_str())
}

fn answer(report: &Report) -> String {
    match report.response.status {
        Some(status) => match reason(status) {
            "" => status.to_string(),
            reason => format!("{status} {reason}"),
        },
        None => "no answer at all".to_owned(),
    }
}

/// The reason phrase that goes with a status.
pub(crate) fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        204 => "No Content",
        206 => "Partial Content",
        301 => "Moved Permanently",
        302 => "Found",
        303 => "See Other",
        304 => "Not Modified",
        307 => "Temporary Redirect",
        308 => "Permanent Redirect",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        413 => "Request Entity Too Large",
        414 => "Request-URI Too Large",
        499 => "Client Closed Request",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Time-out",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use hurdles::Scenario;
    use hurdles::report::{Evidence, Stage, Unknown};

    use super::*;

    fn report(outcome: Outcome, status: Option<u16>) -> Report {
        let mut report = hurdles::simulate(&Scenario::default());
        report.outcome = outcome;
        report.response.status = status;
        report.findings.clear();
        report.unknown.clear();
        report
    }

    fn finding(severity: Severity) -> Finding {
        Finding {
            code: "socket-not-writable".to_owned(),
            severity,
            stage: Stage::Connect,
            headline: "`www-data` may not write to the socket".to_owned(),
            explanation: String::new(),
            labels: Vec::new(),
            fixes: Vec::new(),
            evidence: Evidence::Given,
            if_cleared: false,
        }
    }

    #[test]
    fn a_failure_names_cause_and_answer() {
        let said = verdict(
            &report(Outcome::Fails, Some(502)),
            Some(&finding(Severity::Error)),
        );
        assert_eq!(
            said,
            "`www-data` may not write to the socket, so the browser gets 502 Bad Gateway"
        );
        let mut unexplained = report(Outcome::Fails, None);
        unexplained.first = None;
        assert_eq!(
            verdict(&unexplained, None),
            "The browser gets no answer at all"
        );
    }

    #[test]
    fn a_good_status_does_not_make_a_wrong_answer_right() {
        let said = verdict(
            &report(Outcome::Fails, Some(200)),
            Some(&finding(Severity::Error)),
        );
        assert!(said.ends_with("so the browser gets 200 OK, but not what was meant"));
    }

    #[test]
    fn success_mentions_what_will_bite() {
        let mut report = report(Outcome::Works, Some(200));
        assert_eq!(
            verdict(&report, None),
            "The request gets its answer, 200 OK"
        );
        report.findings.push(finding(Severity::Warning));
        assert_eq!(
            verdict(&report, None),
            "The request gets its answer, 200 OK, but one thing will bite later"
        );
    }

    #[test]
    fn what_is_missing_is_named() {
        let mut report = report(Outcome::Unknown, None);
        assert_eq!(
            verdict(&report, None),
            "What happens cannot be told from this"
        );
        report.unknown.push(Unknown {
            what: "the mode of /srv".to_owned(),
            tell: "ls -ld /srv".to_owned(),
        });
        assert_eq!(
            verdict(&report, None),
            "One fact is missing to tell: the mode of /srv"
        );
    }
}
