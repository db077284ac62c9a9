//! The report that a trace comes to.

use hurdles_machine::{Machine, NodeKind, stock};
use hurdles_uwsgi::{Event, Instance, Socket};

use crate::redo::Analysis;
use crate::report::{
    NginxReport, Outcome, Report, Response, Severity, SocketReport, Stage, State, Unknown,
    UwsgiReport,
};
use crate::scenario::FORMAT;
use crate::stages::{self, Judgement, judge};
use crate::trace::{Trace, UwsgiRun};

/// Puts the report together: what the trace says, and what the rules say of it.
pub(super) fn report(trace: &Trace, analysis: Analysis) -> Report {
    let mut judgement = judge(trace);
    if judgement.outcome == Outcome::Unknown
        && (never_served(trace) || stages::stranger_has_the_port(trace))
        && analysis
            .findings
            .iter()
            .any(|finding| finding.severity == Severity::Error)
    {
        // Whatever another program answers in their place, it is not the app.
        judgement.outcome = Outcome::Fails;
    }
    if judgement.outcome == Outcome::Fails {
        lead_with(&mut judgement, &analysis);
    }
    Report {
        hurdles: FORMAT,
        outcome: judgement.outcome,
        first: judgement.first,
        stages: judgement.stages,
        findings: analysis.findings,
        services: all_services(trace),
        evidence: Vec::new(),
        uwsgi: UwsgiReport {
            log: uwsgi_log(trace),
            exit: exit(trace),
            sockets: sockets(trace),
        },
        unknown: unknown(trace),
        response: Response {
            status: trace.response.status,
            headers: trace.response.headers.clone(),
            // Terminals and browsers do not show carriage returns.
            body: trace.response.body.replace("\r\n", "\n"),
            from: judgement.from,
        },
        nginx: NginxReport {
            test: trace.nginx.test.output.clone(),
            running: trace.nginx.server.is_some(),
            error_log: trace.nginx.error_log.clone(),
            access_log: trace.nginx.access_log.clone(),
        },
    }
}

/// What every manager did: systemd's units, then those of Debian's packages and supervisor's programs.
fn all_services(trace: &Trace) -> Vec<crate::report::ServiceReport> {
    let mut services = super::services::report(trace);
    services.extend(trace.managed.reports(&trace.uwsgi));
    services
}

/// Whether nginx does not run, or uWSGI was started and does not run.
fn never_served(trace: &Trace) -> bool {
    let started = !trace.uwsgi.is_empty();
    let runs = trace.uwsgi.iter().any(|run| run.instance.is_running());
    trace.nginx.server.is_none() || started && !runs
}

/// Lets the cause that was found be the first hurdle: a misread option may show only at a later stage.
fn lead_with(judgement: &mut Judgement, analysis: &Analysis) {
    let Some(cause) = analysis
        .findings
        .first()
        .filter(|finding| finding.severity == Severity::Error)
    else {
        return;
    };
    judgement.first = Some(cause.stage);
    for report in &mut judgement.stages {
        if report.stage == cause.stage {
            if report.state != State::Tripped {
                report.state = State::Tripped;
                report.summary.clone_from(&cause.headline);
            }
        } else if report.state == State::Tripped {
            report.state = if report.stage > cause.stage {
                State::Unreached
            } else {
                State::Cleared
            };
        }
    }
}

/// What the terminal shows where the invocation was typed.
fn uwsgi_log(trace: &Trace) -> String {
    let mut log = String::new();
    for run in trace.uwsgi.iter().filter(|run| run.service.is_some()) {
        log.push_str(&run.instance.terminal(run.instance.now()));
    }
    // What systemctl says is no word of uWSGI's.
    if log.is_empty() {
        log.push_str(&trace.invocation.output);
    }
    for run in trace.invoked().filter(|run| runs_on(run)) {
        log.push_str(&run.instance.terminal(run.instance.now()));
        match run.instance.exit {
            Some(KILLED) => log.push_str("Killed\n"),
            Some(QUIT) => log.push_str("Quit\n"),
            _ => {}
        }
    }
    log
}

/// How a shell tells of a process that SIGKILL ended: it also prints a word of its own (bash(1), "EXIT STATUS").
const KILLED: i32 = 128 + 9;
/// The same for SIGQUIT.
const QUIT: i32 = 128 + 3;

/// Whether the shell waits for it: what it prints is not part of the script's output then.
fn runs_on(run: &UwsgiRun) -> bool {
    run.on_terminal && !run.returned
}

fn exit(trace: &Trace) -> Option<i32> {
    match trace.invocation.status {
        Some(status) => Some(status),
        None => trace
            .invoked()
            .filter(|run| !run.returned)
            .last()
            .and_then(|run| run.instance.exit),
    }
}

fn sockets(trace: &Trace) -> Vec<SocketReport> {
    let instances = trace.instances().into_iter();
    instances
        .flat_map(Instance::sockets)
        .filter_map(|socket| shown(&trace.machine, socket))
        .collect()
}

/// A socket as it is at the end; none where it was not made or is gone.
fn shown(machine: &Machine, socket: &Socket) -> Option<SocketReport> {
    let Some(path) = &socket.path else {
        socket.listener?;
        return Some(SocketReport {
            address: socket.name.clone(),
            mode: None,
            owner: None,
            group: None,
        });
    };
    let id = machine.find(path)?;
    let node = machine.node(id);
    // What a second start put in its place is what `ls` shows.
    if socket.node.is_none() || !matches!(node.kind, NodeKind::Socket(_)) {
        return None;
    }
    Some(SocketReport {
        address: path.clone(),
        mode: Some(format!("{:04o}", node.mode)),
        owner: Some(machine.accounts.user_name(node.owner)),
        group: Some(machine.accounts.group_name(node.group)),
    })
}

/// What uWSGI does in reality and not here.
fn missing(event: &Event) -> Option<Unknown> {
    let (what, tell) = match event {
        Event::NotSimulated { what, tell, .. } => (what, *tell),
        Event::Undecided(what) => (what, ""),
        _ => return None,
    };
    Some(Unknown {
        what: what.clone(),
        tell: tell.to_owned(),
    })
}

/// What is said of a system that was put together from documents: nothing of it was held against a run.
fn unverified(trace: &Trace) -> Option<Unknown> {
    let facts = stock::facts(&trace.machine.system).filter(|facts| !facts.verified)?;
    Some(Unknown {
        what: format!(
            "what {} does in every detail: its versions, defaults and wordings are taken from documents and from its \
             relatives, not from real runs",
            facts.title
        ),
        tell: String::new(),
    })
}

/// What is said of a distribution that is none of those simulated.
fn other_family(trace: &Trace) -> Option<Unknown> {
    let system = trace.listing.security.system.as_ref()?;
    let played = stock::facts(&trace.machine.system).map_or("Debian", |facts| facts.title);
    Some(Unknown {
        what: format!(
            "what {} does otherwise: it is played with the programs of {played}, and nginx runs as `nginx` there",
            system.value
        ),
        tell: "nginx -V; uwsgi --version; ps -o user= -C nginx".to_owned(),
    })
}

/// What is not known, from everybody who missed something.
fn unknown(trace: &Trace) -> Vec<Unknown> {
    let mut unknown: Vec<Unknown> = unverified(trace).into_iter().collect();
    unknown.extend(trace.not_shown());
    unknown.extend(other_family(trace));
    if trace
        .stages_in_doubt()
        .iter()
        .any(|(stage, _)| *stage == Stage::Connect)
        && trace.listing.security.enforcing.is_some()
    {
        unknown.push(Unknown {
            what: "whether SELinux lets nginx connect".to_owned(),
            tell: "ausearch -m AVC -ts recent".to_owned(),
        });
    }
    unknown.extend(trace.unknown.iter().cloned());
    let listing = trace.listing.unknown.iter();
    unknown.extend(listing.map(|missing| Unknown {
        what: missing.what.clone(),
        tell: missing.tell.clone(),
    }));
    let server = trace.nginx.server.iter();
    let configuration = server.flat_map(|server| &server.configuration.unknown);
    unknown.extend(configuration.map(|missing| Unknown {
        what: missing.what.clone(),
        tell: missing.tell.clone(),
    }));
    for missing in trace.uwsgi_events().filter_map(|(_, event)| missing(event)) {
        if !unknown.contains(&missing) {
            unknown.push(missing);
        }
    }
    unknown.extend(trace.nginx_gaps().map(|(_, what)| Unknown {
        what: what.to_owned(),
        tell: trace.asking_again(),
    }));
    let scripts = [
        ("setup", &trace.setup),
        ("invocation", &trace.invocation),
        ("after", &trace.after),
    ];
    for (name, script) in scripts {
        unknown.extend(script.complaints.iter().map(|complaint| Unknown {
            what: format!(
                "what `{}` in `{name}` does: {}",
                trace.sources.text_of(complaint.span),
                complaint.kind
            ),
            tell: String::new(),
        }));
    }
    unknown
}
