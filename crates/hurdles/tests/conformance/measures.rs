//! What is compared between a report and a run of the real programs.

use hurdles::Report;
use hurdles::report::{Outcome, Severity};
use hurdles_recorded::{Observed, Truth, header_with_stand_ins, with_stand_ins};

use crate::case_files::{CaseFile, answerer};

/// All measures in the order of the table.
pub(crate) const MEASURES: [&str; 16] = [
    "outcome",
    "first",
    "status",
    "headers",
    "body",
    "from",
    "nginx_t",
    "error_log",
    "access_log",
    "uwsgi_log",
    "exit",
    "socket",
    "services",
    "said",
    "silent",
    "fix",
];

/// How a measure came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Same,
    Differs { expected: String, got: String },
    NotMeasured,
}

impl Verdict {
    fn of(expected: impl Into<String>, got: impl Into<String>) -> Self {
        let (expected, got) = (expected.into(), got.into());
        if expected == got {
            Self::Same
        } else {
            Self::Differs { expected, got }
        }
    }
}

/// Compares a report with what was observed, in the order of [`MEASURES`].
pub(crate) fn compare(case: &CaseFile, report: &Report) -> Vec<(&'static str, Verdict)> {
    let observed = &case.observed;
    let log = |text: &Option<String>| text.clone().unwrap_or_default();
    let number = |n: Option<i32>| n.map_or_else(|| "none".to_owned(), |n| n.to_string());
    let judged = |measure: fn(&Truth, &Report) -> Verdict| {
        let truth = case.truth.as_ref();
        truth.map_or(Verdict::NotMeasured, |truth| measure(truth, report))
    };
    let verdicts = [
        judged(outcome),
        judged(first),
        Verdict::of(
            number(observed.status.map(i32::from)),
            number(report.response.status.map(i32::from)),
        ),
        Verdict::of(
            headers(&observed.headers),
            headers(&report.response.headers),
        ),
        Verdict::of(&*observed.body, with_stand_ins(&report.response.body)),
        from(observed, report),
        Verdict::of(&*observed.nginx_t, &*report.nginx.test),
        Verdict::of(log(&observed.error_log), &*report.nginx.error_log),
        Verdict::of(log(&observed.access_log), &*report.nginx.access_log),
        uwsgi_log(observed, report),
        exit(observed, report),
        sockets(observed, report),
        services(observed, report),
        said(observed, report),
        judged(silence),
        judged(fix),
    ];
    MEASURES.into_iter().zip(verdicts).collect()
}

fn headers(headers: &[String]) -> String {
    headers
        .iter()
        .map(|header| header_with_stand_ins(header) + "\n")
        .collect()
}

fn works(truth: &Truth) -> bool {
    truth.stage == "works"
}

fn outcome(truth: &Truth, report: &Report) -> Verdict {
    let expected = if works(truth) {
        Outcome::Works
    } else {
        Outcome::Fails
    };
    Verdict::of(format!("{expected:?}"), format!("{:?}", report.outcome))
}

/// The first hurdle, where another fair answer counts as the same.
fn first(truth: &Truth, report: &Report) -> Verdict {
    let got = report.first.map_or("works", hurdles::report::Stage::name);
    if truth.stage_alt.iter().any(|stage| stage == got) {
        return Verdict::Same;
    }
    Verdict::of(&*truth.stage, got)
}

fn from(observed: &Observed, report: &Report) -> Verdict {
    let is_of_a_stranger = |header: &String| header.starts_with("Server: SimpleHTTP");
    if observed.headers.iter().any(is_of_a_stranger) {
        return Verdict::NotMeasured;
    }
    Verdict::of(
        format!("{:?}", answerer(observed)),
        format!("{:?}", report.response.from),
    )
}

/// What uWSGI printed. What went to the journals of services is held there, by the measure `services`: several units print in
/// no order.
fn uwsgi_log(observed: &Observed, report: &Report) -> Verdict {
    let mut journals = observed.services.values().map(|service| &service.journal);
    let mut lines = observed.uwsgi_log.lines();
    if !observed.services.is_empty()
        && lines.all(|line| journals.clone().any(|journal| journal.contains(line)))
        && journals.any(|journal| !journal.is_empty())
    {
        return Verdict::NotMeasured;
    }
    Verdict::of(&*observed.uwsgi_log, &*report.uwsgi.log)
}

/// How uWSGI ended where it was typed; what becomes of one that a service manager starts is the service's.
fn exit(observed: &Observed, report: &Report) -> Verdict {
    if observed.invocation_output.is_some() {
        return Verdict::NotMeasured;
    }
    let number = |n: Option<i32>| n.map_or_else(|| "none".to_owned(), |n| n.to_string());
    Verdict::of(number(observed.uwsgi_rc), number(report.uwsgi.exit))
}

/// State and journal of each service; lines of systemd and of a program that ends at once come in any order.
fn services(observed: &Observed, report: &Report) -> Verdict {
    if observed.services.is_empty() {
        return Verdict::NotMeasured;
    }
    let shown = |state: [&str; 4], restarts: u32, journal: &str| {
        let mut lines: Vec<&str> = journal.lines().collect();
        lines.sort_unstable();
        let lines: String = lines.iter().map(|line| format!("  {line}\n")).collect();
        format!("{} {restarts}\n{lines}", state.join(" "))
    };
    let expected = observed.services.iter().map(|(name, service)| {
        let status = match service.code {
            0 => String::new(),
            _ => service.status.to_string(),
        };
        let state = [&*service.active, &*service.sub, &*service.result, &*status];
        format!(
            "{name}: {}",
            shown(state, service.restarts, &service.journal)
        )
    });
    let got = observed.services.keys().map(|name| {
        let service = report
            .services
            .iter()
            .rev()
            .find(|service| service.unit == *name);
        let Some(service) = service else {
            return format!("{name}: not told\n");
        };
        let status = service.status.split('/').next().unwrap_or_default();
        let state = [&*service.active, &*service.sub, &*service.result, status];
        format!(
            "{name}: {}",
            shown(state, service.restarts, &service.journal)
        )
    });
    Verdict::of(expected.collect::<String>(), got.collect::<String>())
}

/// What the line printed that started services.
fn said(observed: &Observed, report: &Report) -> Verdict {
    let Some(output) = observed
        .invocation_output
        .as_ref()
        .filter(|_| !observed.services.is_empty())
    else {
        return Verdict::NotMeasured;
    };
    let said = report
        .services
        .iter()
        .map(|service| service.said.trim_end());
    let said: Vec<&str> = said.filter(|said| !said.is_empty()).collect();
    Verdict::of(output.trim_end(), said.join("\n"))
}

/// Mode, owner and group of each socket that `ls -ld` showed while uWSGI ran. One that stood there before, and that uWSGI does
/// not say to have bound, is not of its making.
fn sockets(observed: &Observed, report: &Report) -> Verdict {
    let bound: Vec<&str> = observed
        .uwsgi_log
        .lines()
        .filter_map(|line| {
            line.split("bound to UNIX address ")
                .nth(1)?
                .split(' ')
                .next()
        })
        .map(file_name)
        .collect();
    let is_older = |line: &str| {
        let name = line.rsplit(' ').next().map_or("", file_name);
        observed.listing.lines().any(|older| older == line) && !bound.contains(&name)
    };
    let mut expected = Vec::new();
    let lines = observed.listing_running.lines();
    for line in lines.filter(|line| !is_older(line)) {
        let words: Vec<_> = line.split_whitespace().collect();
        if let [mode, _, owner, group, .., path] = words.as_slice()
            && mode.starts_with('s')
            && path.starts_with('/')
        {
            let mode = mode.trim_end_matches('+');
            expected.push(format!("{mode} {owner} {group} {}", file_name(path)));
        }
    }
    if expected.is_empty() {
        return Verdict::NotMeasured;
    }
    let shown = |address: &str| {
        let end = format!(" {}", file_name(address));
        expected.iter().any(|line| line.ends_with(&end))
    };
    let sockets = report.uwsgi.sockets.iter();
    let mut got: Vec<_> = sockets
        .filter(|socket| shown(&socket.address))
        .map(|socket| {
            let text = |text: &Option<String>| text.clone().unwrap_or_default();
            let mode = u16::from_str_radix(&text(&socket.mode), 8).unwrap_or(0);
            let (owner, group) = (text(&socket.owner), text(&socket.group));
            let name = file_name(&socket.address);
            format!("{} {owner} {group} {name}", mode_text(mode))
        })
        .collect();
    expected.sort();
    expected.dedup();
    got.sort();
    Verdict::of(expected.join("\n"), got.join("\n"))
}

/// The listing may name a socket by another way, through a symbolic link.
fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn mode_text(mode: u16) -> String {
    let bit = |n: u16, letter| if mode >> n & 1 == 1 { letter } else { '-' };
    let letters = "rwxrwxrwx".chars().zip((0..9).rev());
    std::iter::once('s')
        .chain(letters.map(|(letter, n)| bit(n, letter)))
        .collect()
}

/// Whether no error is reported where everything works.
fn silence(truth: &Truth, report: &Report) -> Verdict {
    if !works(truth) {
        return Verdict::NotMeasured;
    }
    let errors = report
        .findings
        .iter()
        .filter(|f| f.severity == Severity::Error);
    Verdict::of(
        "",
        errors
            .map(|f| f.code.as_str())
            .collect::<Vec<_>>()
            .join(" "),
    )
}

/// Whether a change that works is offered where something fails.
fn fix(truth: &Truth, report: &Report) -> Verdict {
    if works(truth) {
        return Verdict::NotMeasured;
    }
    let mut fixes = report.findings.iter().flat_map(|finding| &finding.fixes);
    let got = if fixes.any(|fix| fix.works) {
        "a working fix"
    } else {
        "no working fix"
    };
    Verdict::of("a working fix", got)
}
