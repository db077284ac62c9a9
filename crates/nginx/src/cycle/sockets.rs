//! Listening sockets: which are bound, in which order, and what goes wrong (`ngx_open_listening_sockets`).

use std::collections::BTreeSet;

use hurdles_machine::{Context, Errno, ListenerId, Machine, ProcessId, Program};

use super::{Cycle, fail, main_directive};
use crate::configuration::Configuration;
use crate::http::{Endpoint, ListenAddress};
use crate::problem::{Problem, ProblemKind};
use crate::value;

/// The sockets to bind: of a port with a wildcard address only that one, unless others ask for a socket of their own.
pub(crate) fn sockets(configuration: &Configuration) -> Vec<&ListenAddress> {
    let Some(http) = &configuration.http else {
        return Vec::new();
    };
    let port = |address: &ListenAddress| match address.endpoint {
        Endpoint::Ip(ip, port) => Some((ip.is_ipv4(), port)),
        Endpoint::Unix(_) => None,
    };
    let wildcards: BTreeSet<Option<(bool, u16)>> = http
        .addresses
        .iter()
        .filter(|address| address.is_wildcard())
        .map(port)
        .collect();
    let has_wildcard = |address: &ListenAddress| wildcards.contains(&port(address));
    http.addresses
        .iter()
        .filter(|address| address.is_wildcard() || address.binds || !has_wildcard(address))
        .collect()
}

/// How many sockets fit beside nginx's other open files (the usual limit is 1024).
const MOST_SOCKETS: usize = 1000;

/// Binds one socket.
fn bind(
    machine: &mut Machine,
    context: &Context,
    process: ProcessId,
    address: &ListenAddress,
    configuration: &Configuration,
) -> Result<Vec<ListenerId>, Errno> {
    let listen = address.servers.iter().find_map(|(_, listen)| *listen);
    let span = listen.and_then(|id| configuration.tree.get(id).place.span);
    let who = &context.identity;
    match &address.endpoint {
        Endpoint::Ip(ip, port) => {
            let first = machine.bind_tcp(who, *ip, *port, process, address.backlog, span)?;
            let mut listeners = vec![first];
            if ip.is_ipv6() && ip.is_unspecified() && !address.ipv6_only {
                // A dual socket holds the port of the IPv4 addresses too (ipv6(7)).
                let any = std::net::Ipv4Addr::UNSPECIFIED.into();
                let second = machine.bind_tcp(who, any, *port, process, address.backlog, span)?;
                listeners.push(second);
            }
            Ok(listeners)
        }
        Endpoint::Unix(path) => {
            let (node, listener) =
                machine.bind_unix(context, path, process, address.backlog, span)?;
            machine.node_mut(node).mode = 0o666;
            Ok(vec![listener])
        }
    }
}

/// Tries all sockets on a copy of the machine, as `nginx -t` does: a port in use is no fault there.
pub(crate) fn test_sockets(machine: &mut Machine, context: &Context, cycle: &mut Cycle) {
    let mut copy = machine.clone();
    let process = copy.start_process(Program::Nginx, context);
    let problem = sockets(&cycle.configuration)
        .into_iter()
        .enumerate()
        .find_map(|(n, address)| {
            if n >= MOST_SOCKETS {
                return Some(socket_problem(address));
            }
            let result = bind(&mut copy, context, process, address, &cycle.configuration);
            match result {
                Err(errno) if errno != Errno::AddressInUse => {
                    Some(bind_problem(address, errno, &cycle.configuration))
                }
                _ => None,
            }
        });
    let problem = problem.or_else(|| connections_problem(&cycle.configuration));
    if let Some(problem) = problem {
        fail(machine, cycle, problem);
    }
}

fn socket_problem(address: &ListenAddress) -> Problem {
    let call = format!("socket() {}", address.text);
    let errno = Errno::TooManyFiles;
    Problem::emerg(ProblemKind::Call { call, errno }, None)
}

fn bind_problem(address: &ListenAddress, errno: Errno, configuration: &Configuration) -> Problem {
    let listen = address.servers.iter().find_map(|(_, listen)| *listen);
    let span = listen.and_then(|id| configuration.tree.get(id).place.span);
    let kind = ProblemKind::Bind {
        address: address.text.clone(),
        errno,
    };
    Problem::emerg(kind, None).blaming(span)
}

/// `ngx_event_module_init`: each socket takes one of a worker's connections.
pub(super) fn connections_problem(configuration: &Configuration) -> Option<Problem> {
    let events = main_directive(configuration, "events")?;
    let mut settings = events.children.iter().flatten().rev();
    let connections = settings.find_map(|id| {
        let directive = configuration.tree.get(*id);
        directive
            .is("worker_connections")
            .then(|| directive.argument(0).and_then(value::number))
            .flatten()
    });
    let connections = connections.unwrap_or(512);
    let sockets = sockets(configuration).len();
    (connections < u64::try_from(sockets).unwrap_or(u64::MAX)).then(|| {
        let kind = ProblemKind::WorkerConnections {
            connections,
            sockets,
        };
        Problem::emerg(kind, None)
    })
}

/// Binds all sockets for a master; a port in use is tried five times, half a second apart.
pub(crate) fn open_sockets(
    machine: &mut Machine,
    context: &Context,
    cycle: &mut Cycle,
    process: ProcessId,
    kept: &[(String, ListenerId)],
) -> Option<Vec<(String, ListenerId)>> {
    let mut listening: Vec<(String, ListenerId)> = Vec::new();
    let mut in_use = Vec::new();
    let wanted: Vec<ListenAddress> = sockets(&cycle.configuration).into_iter().cloned().collect();
    for (n, address) in wanted.iter().enumerate() {
        if n >= MOST_SOCKETS {
            fail(machine, cycle, socket_problem(address));
            return None;
        }
        let old = kept.iter().filter(|(text, _)| *text == address.text);
        let before = listening.len();
        listening.extend(old.cloned());
        if listening.len() > before {
            continue;
        }
        match bind(machine, context, process, address, &cycle.configuration) {
            Ok(ids) => {
                listening.extend(ids.into_iter().map(|id| (address.text.clone(), id)));
            }
            Err(Errno::AddressInUse) => in_use.push(address.clone()),
            Err(errno) => {
                let problem = bind_problem(address, errno, &cycle.configuration);
                fail(machine, cycle, problem);
                return None;
            }
        }
    }
    if in_use.is_empty() {
        return Some(listening);
    }
    for _ in 0..5 {
        for address in &in_use {
            let problem = bind_problem(address, Errno::AddressInUse, &cycle.configuration);
            fail(machine, cycle, problem);
        }
    }
    let problem = Problem::emerg(ProblemKind::StillCouldNotBind, None);
    fail(machine, cycle, problem);
    None
}
