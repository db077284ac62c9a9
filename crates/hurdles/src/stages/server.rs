//! The stages `nginx-config` and `routing`: from nginx's files to the location that passes the request on.

use hurdles_machine::{Context, Errno, Machine, NodeId, NodeKind, Origin};
use hurdles_nginx::event::{AnswerReason, Event, Passed, ServerChoice};
use hurdles_nginx::{ConfigFile, Configuration, DirectiveId, ProblemKind};

use super::Verdict;
use crate::trace::Trace;

/// The verdicts of the two stages, in order.
pub(super) fn verdicts(trace: &Trace, succeeded: bool) -> [Verdict; 2] {
    if let Some(why) = config_trip(trace, succeeded) {
        return [Verdict::Tripped(why), Verdict::unreached()];
    }
    let config = Verdict::Cleared("nginx accepts its configuration and runs".to_owned());
    [config, routing(trace)]
}

fn config_trip(trace: &Trace, succeeded: bool) -> Option<String> {
    let test = trace.nginx.test.configuration.as_ref();
    if let Some(fault) = test.and_then(Configuration::fault) {
        return Some(format!(
            "nginx refuses its configuration: {}",
            fault.message()
        ));
    }
    let Some(server) = &trace.nginx.server else {
        let start = trace.nginx.start.configuration.as_ref();
        let binds = start.into_iter().flat_map(|start| &start.problems);
        let mut binds = binds.filter(|problem| matches!(problem.kind, ProblemKind::Bind { .. }));
        return Some(match binds.next() {
            Some(problem) => format!("nginx does not start: {}", problem.kind),
            None => "nginx does not run".to_owned(),
        });
    };
    if succeeded {
        return None;
    }
    if listens_on_other_family(trace, &server.configuration) {
        let why = "nginx listens on the port, but not for this kind of address";
        return Some(why.to_owned());
    }
    let is_touched = is_touched(&trace.before, &trace.machine, &server.configuration);
    if is_touched && is_outdated(&trace.machine, &server.configuration, &server.context) {
        return Some("the configuration on disk is not the one that nginx has read".to_owned());
    }
    None
}

/// The directory that distributions keep nginx's configuration in.
const CONFIGURATION: &str = "/etc/nginx";

/// Whether anything that nginx may have read is not as it was at the start: reading it all again would be slow.
fn is_touched(before: &Machine, now: &Machine, loaded: &Configuration) -> bool {
    let same_tree = match (before.find(CONFIGURATION), now.find(CONFIGURATION)) {
        (Some(old), Some(new)) => is_same(before, old, now, new),
        (old, new) => old == new,
    };
    let reads_the_same = |file: &ConfigFile| {
        let (old, new) = (before.find(&file.path), now.find(&file.path));
        old.map(|old| &before.node(old).kind) == new.map(|new| &now.node(new).kind)
    };
    !same_tree || !loaded.files.iter().all(reads_the_same)
}

/// Whether two trees hold the same; as deep as directories lie in one another.
fn is_same(before: &Machine, old: NodeId, now: &Machine, new: NodeId) -> bool {
    let (old, new) = (before.node(old), now.node(new));
    let (NodeKind::Directory(old_entries), NodeKind::Directory(entries)) = (&old.kind, &new.kind)
    else {
        return old.kind == new.kind;
    };
    old_entries.len() == entries.len()
        && old_entries
            .iter()
            .zip(entries)
            .all(|((old_name, old), (name, new))| {
                old_name == name && is_same(before, *old, now, *new)
            })
}

/// Whether a reload would read something else than what nginx runs with.
fn is_outdated(machine: &Machine, loaded: &Configuration, context: &Context) -> bool {
    let mut machine = machine.clone();
    let path = loaded.path.to_string();
    let words = ["nginx", "-t", "-c", &path];
    let now = hurdles_nginx::run(&mut machine, context, &words, &mut None).configuration;
    now.is_none_or(|now| {
        let texts = |files: &Configuration| {
            let files = files.files.iter();
            files
                .map(|file| (file.path.clone(), file.text.clone()))
                .collect::<Vec<_>>()
        };
        texts(&now) != texts(loaded)
    })
}

/// Nobody listens where the browser asks, yet some `listen` has that port for the other family of addresses.
fn listens_on_other_family(trace: &Trace, configuration: &Configuration) -> bool {
    let asked = trace.response.events.iter().find_map(|event| match event {
        Event::NobodyListens { port, .. } => Some(*port),
        _ => None,
    });
    asked.is_some_and(|port| {
        let directives = configuration.tree.iter().map(|(_, directive)| directive);
        directives
            .filter(|directive| directive.is("listen"))
            .any(|listen| {
                let address = listen.argument(0).unwrap_or("");
                let bound = address.rsplit(':').next().unwrap_or(address);
                // A bare address means port 80.
                bound.parse() == Ok(port)
                    || (port == 80 && !address.contains(':'))
                    || (port == 80 && address.ends_with(']'))
            })
    })
}

/// Whether the first bytes of the connection were not what its socket expects.
fn is_greeting(event: &Event) -> bool {
    matches!(
        event,
        Event::ListenExpects { .. }
            | Event::TlsToPlainSocket { .. }
            | Event::HandshakeRejected { .. }
    )
}

/// Whether the browser's port belongs to another program than nginx and uWSGI.
pub(crate) fn stranger_has_the_port(trace: &Trace) -> bool {
    let mut events = trace.response.events.iter();
    events.any(|event| match event {
        Event::OtherProgramAnswers { listener } => {
            let mut runs = trace.uwsgi.iter();
            !runs.any(|run| run.instance.serves(*listener))
        }
        _ => false,
    })
}

/// How the request found its way within nginx.
fn routing(trace: &Trace) -> Verdict {
    let events = &trace.response.events;
    if let Some(passed) = passed(trace) {
        let to = passed
            .attempts
            .last()
            .map_or("", |attempt| &attempt.address);
        return Verdict::Cleared(format!(
            "the request reaches a location that passes to `{to}`"
        ));
    }
    if stranger_has_the_port(trace) {
        return Verdict::Tripped(
            "the port that the browser asks belongs to another program than nginx".to_owned(),
        );
    }
    if events
        .iter()
        .any(|event| matches!(event, Event::OtherProgramAnswers { .. }))
    {
        return Verdict::Cleared("the browser asks uWSGI itself, without nginx".to_owned());
    }
    let why = events.iter().rev().find_map(|event| match event {
        event if is_greeting(event) => {
            Some(Verdict::Cleared("the browser reaches nginx".to_owned()))
        }
        Event::NobodyListens { host, port, .. } => Some(Verdict::Tripped(format!(
            "nobody listens on port {port} of {host}"
        ))),
        Event::HostUnknown { host } => {
            Some(Verdict::Tripped(format!("nobody knows the host `{host}`")))
        }
        Event::File {
            path,
            errno: Some(Errno::AccessDenied),
            ..
        } => Some(Verdict::Cleared(format!(
            "the request leads to the file `{path}`"
        ))),
        Event::File {
            path,
            errno: Some(errno),
            ..
        } => Some(Verdict::Tripped(format!(
            "nginx looks for the file `{path}`: {errno}"
        ))),
        Event::NoIndex { path, .. } => Some(Verdict::Tripped(format!(
            "nginx finds no index file in `{path}`"
        ))),
        Event::Answered { reason, .. } => Some(answered(reason)?),
        _ => None,
    });
    why.unwrap_or_else(|| {
        if file_was_meant(trace) {
            Verdict::Cleared("the request leads to a file".to_owned())
        } else {
            Verdict::Tripped("another `server` block answers, which passes nothing on".to_owned())
        }
    })
}

/// Where an answer of nginx itself belongs; none where earlier events tell more.
fn answered(reason: &AnswerReason) -> Option<Verdict> {
    let here = |why: &str| Some(Verdict::Tripped(why.to_owned()));
    match reason {
        AnswerReason::Return => here("a `return` answers before anything is passed on"),
        AnswerReason::Rewrite | AnswerReason::SlashRedirect => here("nginx redirects the browser"),
        AnswerReason::TryFiles => here("`try_files` finds nothing and ends in an error"),
        AnswerReason::Internal => here("nginx redirects within itself to nowhere"),
        AnswerReason::MethodNotAllowed => {
            here("the request leads to a file, which takes no such method")
        }
        AnswerReason::Condition
        | AnswerReason::Denied
        | AnswerReason::Authentication
        | AnswerReason::BodyTooLarge(_)
        | AnswerReason::RequestTooLarge
        | AnswerReason::BadRequest => {
            Some(Verdict::Cleared("nginx takes the request up".to_owned()))
        }
        AnswerReason::File | AnswerReason::Upstream => None,
    }
}

/// How the request was passed on at last.
pub(super) fn passed(trace: &Trace) -> Option<&Passed> {
    trace
        .response
        .events
        .iter()
        .rev()
        .find_map(|event| match event {
            Event::Passed(passed) => Some(passed),
            _ => None,
        })
}

/// Whether a file may be the answer that was meant: its `server` block also passes requests on, or no block does.
pub(super) fn file_was_meant(trace: &Trace) -> bool {
    let Some(server) = &trace.nginx.server else {
        return false;
    };
    if is_stock_page(trace) {
        return false;
    }
    let configuration = &server.configuration;
    let choice = trace.response.events.iter().find_map(|event| match event {
        Event::Server(choice) => Some(choice),
        _ => None,
    });
    let Some(block) = choice.and_then(|choice| block_of(configuration, choice)) else {
        return false;
    };
    let passes = |under: Option<DirectiveId>| {
        configuration.tree.iter().any(|(id, directive)| {
            directive.name.text.ends_with("_pass")
                && under.is_none_or(|block| configuration.tree.is_within(id, block))
        })
    };
    // A site that was written and is not loaded is what was meant.
    let left_out = trace.sources.iter().any(|(_, source)| {
        source.name.starts_with("/etc/nginx/")
            && source.text.contains("_pass ")
            && !configuration.has_read(&source.name)
    });
    passes(Some(block)) || (!passes(None) && !left_out)
}

/// Whether the file that was sent came with the distribution: nobody means its welcome page.
fn is_stock_page(trace: &Trace) -> bool {
    let sent = trace
        .response
        .events
        .iter()
        .rev()
        .find_map(|event| match event {
            Event::File {
                path, errno: None, ..
            } => trace.machine.find(path),
            _ => None,
        });
    sent.is_some_and(|file| trace.machine.node(file).origin == Origin::Stock)
}

fn block_of(configuration: &Configuration, choice: &ServerChoice) -> Option<DirectiveId> {
    let mut directives = configuration.tree.iter();
    let found = directives.find(|(_, directive)| directive.place == choice.place);
    found.map(|(id, _)| id)
}
