//! The conductor: plays a scenario through in the order in which a deployment really happens.

mod assemble;
mod background;
mod curl;
mod debian;
mod host;
mod managers;
mod pasted;
mod prepare;
mod services;
mod supervised;
mod uwsgi;

use hurdles_machine::shell::{self, Script};
use hurdles_machine::{Machine, listing};
use hurdles_nginx::Request;
use hurdles_source::{SourceId, Sources};

use crate::Scenario;
use crate::assume::{self, Assumed};
use crate::evidence;
use crate::redo;
use crate::report::Report;
use crate::stages::refusals;
use crate::trace::{NginxTrace, Phase, Trace};
use host::Host;
pub(crate) use services::Services;

/// Seconds between the start of uWSGI and what is typed next.
const SETTLED: f64 = 0.7;

/// Seconds between the answer and the last look at the logs.
const LAST_LINES: f64 = 0.3;

/// Plays the whole deployment through and reports what happens.
#[must_use]
pub fn simulate(scenario: &Scenario) -> Report {
    report(scenario, &play(scenario))
}

/// The report that a played scenario comes to.
#[must_use]
pub(crate) fn report(scenario: &Scenario, trace: &Trace) -> Report {
    let report = assemble::report(trace, redo::analyse(scenario, trace));
    evidence::weigh(scenario, trace, report)
}

/// The logs that a scenario comes to.
pub(crate) fn play_logs(scenario: &Scenario) -> Vec<String> {
    let report = assemble::report(&play(scenario), redo::Analysis::default());
    let nginx = report.nginx;
    vec![
        report.uwsgi.log,
        nginx.test,
        nginx.error_log,
        nginx.access_log,
    ]
}

/// Plays the whole deployment through and keeps everything that happened.
#[must_use]
pub fn play(scenario: &Scenario) -> Trace {
    assume::settle(scenario, |assumed| play_once(scenario, assumed))
}

/// Plays it once, with what is taken to be there.
fn play_once(scenario: &Scenario, assumed: &Assumed) -> Trace {
    let sources = scenario.sources();
    let mut unknown = Vec::new();
    let mut machine = prepare::machine(scenario, &sources, &mut unknown);
    assumed.accounts(&mut machine);
    let bare = machine.clone();
    let mut host = Host::default();
    host.partial = scenario.partial;
    let root = prepare::root_context(&scenario.cwd);
    let setup = lines(&mut machine, &sources, "setup", &root, &mut host);
    let evidence = evidence::read(&scenario.listing, source(&sources, "listing"));
    let after_setup = machine.clone();
    let listing = listing::read(
        &mut machine,
        &evidence.without_logs(&scenario.listing),
        source(&sources, "listing"),
        &scenario.cwd,
    );
    let told = machine.clone();
    assumed.files(&mut machine);
    let before = machine.clone();

    let mut run = |machine: &mut Machine, words: &[&str]| {
        hurdles_nginx::run(machine, &root, words, &mut host.nginx)
    };
    let test = run(&mut machine, &["nginx", "-t"]);
    // The unit of nginx may have mounts of its own.
    let typed = hurdles_source::Span::new(source(&sources, "setup"), 0, 0);
    let root_of_nginx = hurdles_machine::Context {
        identity: services::nginx_identity(&mut machine, typed),
        ..root.clone()
    };
    let start = hurdles_nginx::run(&mut machine, &root_of_nginx, &["nginx"], &mut host.nginx);

    host.phase = Phase::Invocation;
    let invocation_source = source(&sources, "invocation");
    let pasted = services::install_pasted(&mut machine, &scenario.invocation, invocation_source);
    let own = pasted::of(scenario, invocation_source);
    let mut invocation = match shell::login(&machine, &scenario.user, &scenario.cwd) {
        _ if own.is_some() => match &own {
            Some(own) => host.run_pasted(&mut machine, own, &root),
            None => lines(&mut machine, &sources, "invocation", &root, &mut host),
        },
        _ if !pasted.is_empty() || scenario.invocation.trim().is_empty() => {
            let whole = scenario.invocation.len();
            let typed = hurdles_source::Span::new(invocation_source, 0, whole);
            host.start_pasted(&mut machine, &pasted, typed, &root)
        }
        Some(user) => shell::run(
            &mut machine,
            &scenario.invocation,
            invocation_source,
            &user,
            &mut host,
        ),
        None => lines(&mut machine, &sources, "invocation", &root, &mut host),
    };
    let suspense = host.suspense();
    host.advance(&mut machine, SETTLED + suspense);
    host.settle_services(&mut machine);
    host.settle(&mut machine);
    let started = machine.clone();
    host.phase = Phase::After;
    let after = lines(&mut machine, &sources, "after", &root, &mut host);
    if !scenario.after.is_empty() {
        host.settle_services(&mut machine);
    }
    let refused_before: Vec<usize> = host.uwsgi.iter().map(|run| refusals(run).len()).collect();
    let response = ask(scenario, &mut machine, &mut host);
    let runs = host.uwsgi.iter().zip(refused_before);
    let refusals = runs
        .flat_map(|(run, before)| refusals(run).into_iter().skip(before))
        .collect();
    host.advance(&mut machine, LAST_LINES);
    host.drain_all(&mut machine);
    invocation.complaints.append(&mut host.services.complaints);
    unknown.append(&mut host.unknown);
    Trace {
        bare,
        typed: after_setup,
        told,
        before,
        started,
        setup,
        listing,
        evidence,
        nginx: NginxTrace {
            test,
            start,
            commands: host.commands,
            server: host.nginx,
            error_log: background::text_of(&machine, background::LOGS[0]),
            access_log: background::text_of(&machine, background::LOGS[1]),
        },
        invocation,
        uwsgi: host.uwsgi,
        services: host.services,
        after,
        url: scenario.request.url.clone(),
        response,
        refusals,
        doubt: host.doubt,
        managed: host.managed,
        unknown,
        partial: scenario.partial,
        assumed: assumed.things.clone(),
        machine,
        sources,
    }
}

/// Makes the browser's request.
fn ask(scenario: &Scenario, machine: &mut Machine, host: &mut Host) -> hurdles_nginx::Response {
    let asked = &scenario.request;
    let request = Request {
        method: asked.method.clone(),
        headers: asked.headers.clone(),
        body_bytes: asked.body_bytes,
        patience: f64::from(asked.patience),
        ..Request::get(&asked.url)
    };
    host.request(machine, &request, false)
}

/// Runs the lines of `setup` or `after`, each in a shell of its own.
fn lines(
    machine: &mut Machine,
    sources: &Sources,
    name: &str,
    root: &hurdles_machine::Context,
    host: &mut Host,
) -> Script {
    let id = source(sources, name);
    let text = sources.get(id).text.clone();
    shell::run_lines(machine, &text, id, root, host)
}

/// The source of a document that every scenario has.
fn source(sources: &Sources, name: &str) -> SourceId {
    sources
        .find(name)
        .expect("`Scenario::sources` adds every document that is no file")
}
