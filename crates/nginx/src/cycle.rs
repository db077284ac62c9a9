//! From a configuration to a running nginx: what `nginx -t` and the start have in common (`ngx_init_cycle`,
//! core/ngx_cycle.c) and where they part.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use hurdles_machine::{
    Context, Errno, Identity, ListenerId, Machine, NodeId, Origin, ProcessId, Program,
};

use crate::build::Build;
use crate::configuration::Configuration;
use crate::http::{Endpoint, ListenAddress};
use crate::parse::{self, Paths};
use crate::problem::{Level, Problem, ProblemKind};
use crate::server::Server;
use crate::terminal::{self, ErrorLog, Target, Terminal};
use crate::value;

/// Options of the program that shape a cycle.
#[derive(Clone, Debug, Default)]
pub(crate) struct Options {
    pub(crate) file: Option<String>,
    pub(crate) prefix: Option<String>,
    pub(crate) globals: Option<String>,
    pub(crate) error_log: Option<String>,
    pub(crate) quiet: bool,
}

impl Options {
    fn prefix(&self) -> String {
        let prefix = self.prefix.as_deref().unwrap_or("/usr/share/nginx");
        format!("{}/", prefix.trim_end_matches('/'))
    }

    /// The main file: `-c` is relative to the prefix.
    pub(crate) fn main_file(&self) -> String {
        match &self.file {
            Some(file) if file.starts_with('/') => file.clone(),
            Some(file) => format!("{}{file}", self.prefix()),
            None => "/etc/nginx/nginx.conf".to_owned(),
        }
    }
}

/// A cycle that came to its end: everything but the sockets.
pub(crate) struct Cycle {
    pub(crate) configuration: Configuration,
    pub(crate) terminal: Terminal,
    pub(crate) logs: BTreeMap<String, NodeId>,
    pub(crate) succeeded: bool,
}

/// Reads the configuration and does what comes before binding; `is_test` prints that the syntax is fine.
pub(crate) fn begin(
    machine: &mut Machine,
    context: &Context,
    options: &Options,
    is_test: bool,
) -> Cycle {
    let build = Build::of(&machine.system);
    let terminal = Terminal::open(machine, context, &build, options.error_log.as_deref());
    let mut cycle = read(machine, context, options, terminal);
    if !cycle.succeeded {
        return cycle;
    }
    if is_test && !options.quiet {
        let path = Arc::clone(&cycle.configuration.path);
        cycle.terminal.line(&format!(
            "nginx: the configuration file {path} syntax is ok"
        ));
    }
    finish(machine, context, &mut cycle, is_test);
    cycle
}

/// The same for a running master, whose own logs take the messages.
pub(crate) fn begin_reload(
    machine: &mut Machine,
    context: &Context,
    options: &Options,
    logs: &[ErrorLog],
) -> Cycle {
    let terminal = Terminal {
        text: String::new(),
        logs: logs.to_vec(),
        is_daemon: true,
    };
    let mut cycle = read(machine, context, options, terminal);
    if cycle.succeeded {
        finish(machine, context, &mut cycle, false);
    }
    cycle
}

/// The same for `nginx -s`, which only wants to know where the pid file is.
pub(crate) fn begin_signal(machine: &mut Machine, context: &Context, options: &Options) -> Cycle {
    let build = Build::of(&machine.system);
    let terminal = Terminal::open(machine, context, &build, options.error_log.as_deref());
    let mut cycle = read(machine, context, options, terminal);
    if cycle.succeeded && main_directive(&cycle.configuration, "events").is_none() {
        let problem = Problem::emerg(ProblemKind::NoEvents, None);
        fail(machine, &mut cycle, problem);
    }
    cycle
}

fn finish(machine: &mut Machine, context: &Context, cycle: &mut Cycle, is_test: bool) {
    if let Err(problem) = prepare(machine, context, cycle, is_test) {
        fail(machine, cycle, problem);
    }
}

fn read(machine: &mut Machine, context: &Context, options: &Options, terminal: Terminal) -> Cycle {
    let (main, prefix) = (options.main_file(), options.prefix());
    let paths = Paths {
        main: &main,
        prefix: &prefix,
        globals: options.globals.as_deref(),
    };
    let configuration = parse::read(machine, context, &paths);
    let mut cycle = Cycle {
        configuration,
        terminal,
        logs: BTreeMap::new(),
        succeeded: false,
    };
    cycle
        .terminal
        .problems(machine, &cycle.configuration.problems);
    cycle.succeeded = cycle.configuration.fault().is_none();
    cycle
}

/// Says what is wrong and keeps it with the configuration.
pub(crate) fn fail(machine: &mut Machine, cycle: &mut Cycle, problem: Problem) {
    cycle.terminal.problem(machine, &problem);
    cycle.configuration.problems.push(problem);
    cycle.succeeded = false;
}

fn prepare(
    machine: &mut Machine,
    context: &Context,
    cycle: &mut Cycle,
    is_test: bool,
) -> Result<(), Problem> {
    let configuration = &cycle.configuration;
    if main_directive(configuration, "events").is_none() {
        return Err(Problem::emerg(ProblemKind::NoEvents, None));
    }
    let (worker, _) = worker_identity(machine, context, configuration)?;
    if is_test {
        let path = pid_path(configuration);
        open(machine, context, &path, "pid", configuration)?;
    }
    temporary_directories(machine, context, configuration, &worker)?;
    let mut logs = BTreeMap::new();
    for (path, directive) in log_files(configuration) {
        let node = open(machine, context, &path, directive, configuration)?;
        logs.insert(path, node);
    }
    let zones = zones(configuration);
    let unknown = configuration
        .zones_used
        .iter()
        .find(|zone| !zones.contains(zone.as_str()));
    if let Some(zone) = unknown {
        let text = format!("zero size shared memory zone \"{zone}\"");
        return Err(Problem::emerg(ProblemKind::CallText(text), None));
    }
    // From here on the configured error log takes the messages.
    let main_logs = main_error_logs(configuration, &logs);
    if !main_logs.is_empty() {
        cycle.terminal.logs = main_logs;
    }
    cycle.logs = logs;
    Ok(())
}

fn main_directive<'c>(
    configuration: &'c Configuration,
    name: &str,
) -> Option<&'c crate::tree::Directive> {
    let tree = &configuration.tree;
    let roots = tree.roots().iter().rev();
    roots
        .map(|id| tree.get(*id))
        .find(|directive| directive.is(name))
}

/// The user and group of the workers, groups as `/etc/group` has them now (`initgroups`).
pub(crate) fn worker_identity(
    machine: &Machine,
    context: &Context,
    configuration: &Configuration,
) -> Result<(Identity, String), Problem> {
    let by_id = |uid| machine.accounts.user_by_id(uid);
    if !context.identity.is_root() {
        let user = by_id(context.identity.uid);
        let name = user.map_or_else(String::new, |user| user.name.clone());
        return Ok((context.identity.clone(), name));
    }
    let directive = main_directive(configuration, "user");
    let name = directive
        .and_then(|directive| directive.argument(0))
        .unwrap_or("nobody");
    let group = match directive {
        Some(directive) => directive.argument(1).unwrap_or(name),
        None => "nogroup",
    };
    let accounts = &machine.accounts;
    let Some(user) = accounts.user(name) else {
        let kind = ProblemKind::GetPwNam(name.to_owned());
        return Err(Problem::emerg(kind, None));
    };
    let Some(gid) = accounts.group(group).map(|group| group.gid) else {
        let kind = ProblemKind::GetGrNam(group.to_owned());
        return Err(Problem::emerg(kind, None));
    };
    let mut groups: Vec<u32> = accounts
        .groups
        .iter()
        .filter(|group| group.members.iter().any(|member| member == name))
        .map(|group| group.gid)
        .chain([gid])
        .collect();
    groups.sort_unstable();
    groups.dedup();
    let identity = Identity {
        uid: user.uid,
        gid,
        groups,
    };
    Ok((identity, name.to_owned()))
}

fn full_name(configuration: &Configuration, name: &str) -> String {
    if name.starts_with('/') {
        name.to_owned()
    } else {
        format!("{}{name}", configuration.prefix)
    }
}

pub(crate) fn pid_path(configuration: &Configuration) -> String {
    let name = main_directive(configuration, "pid").and_then(|directive| directive.argument(0));
    name.map_or_else(
        || "/run/nginx.pid".to_owned(),
        |name| full_name(configuration, name),
    )
}

fn open(
    machine: &mut Machine,
    context: &Context,
    path: &str,
    directive: &str,
    configuration: &Configuration,
) -> Result<NodeId, Problem> {
    terminal::open_for_append(machine, context, path).map_err(|errno| {
        let call = format!("open() \"{path}\"");
        let mut directives = configuration.tree.iter().filter(|(_, found)| {
            found.is(directive)
                && found
                    .argument(0)
                    .is_some_and(|name| full_name(configuration, name) == path)
        });
        let span = directives.next().and_then(|(_, found)| found.place.span);
        Problem::emerg(ProblemKind::Call { call, errno }, None).blaming(span)
    })
}

/// Makes the directories for temporary files, one level deep (`ngx_create_paths`).
fn temporary_directories(
    machine: &mut Machine,
    context: &Context,
    configuration: &Configuration,
    worker: &Identity,
) -> Result<(), Problem> {
    if configuration.http.is_none() {
        return Ok(());
    }
    for (name, default) in [
        ("client_body_temp_path", "body"),
        ("proxy_temp_path", "proxy"),
        ("fastcgi_temp_path", "fastcgi"),
        ("uwsgi_temp_path", "uwsgi"),
        ("scgi_temp_path", "scgi"),
    ] {
        let mut given = configuration
            .tree
            .iter()
            .filter(|(_, directive)| directive.is(name))
            .peekable();
        let mut paths = Vec::new();
        if given.peek().is_none() {
            paths.push((format!("/var/lib/nginx/{default}"), None));
        }
        paths.extend(given.map(|(_, directive)| {
            let path = full_name(configuration, directive.argument(0).unwrap_or(""));
            (path, directive.place.span)
        }));
        for (path, span) in paths {
            let context = Context {
                umask: 0o077,
                ..context.clone()
            };
            match machine.make_directory(&context, &path, Origin::Made) {
                Ok(id) => {
                    if context.identity.is_root() {
                        machine.node_mut(id).owner = worker.uid;
                    }
                }
                Err(Errno::Exists) => {
                    if let Some(id) = machine.find(&path)
                        && context.identity.is_root()
                    {
                        let node = machine.node_mut(id);
                        node.owner = worker.uid;
                        node.mode |= 0o700;
                    }
                }
                Err(errno) => {
                    let call = format!("mkdir() \"{path}\"");
                    let problem = Problem::emerg(ProblemKind::Call { call, errno }, None);
                    return Err(problem.blaming(span));
                }
            }
        }
    }
    Ok(())
}

/// The log files to open, in the order in which they are named; the default access log last.
fn log_files(configuration: &Configuration) -> Vec<(String, &'static str)> {
    let mut files: Vec<(String, &'static str)> = Vec::new();
    let mut seen = BTreeSet::new();
    let mut add = |path: String, directive| {
        if seen.insert(path.clone()) {
            files.push((path, directive));
        }
    };
    for (_, directive) in configuration.tree.iter() {
        let name = match directive.name.text.as_str() {
            "error_log" => "error_log",
            "access_log" => "access_log",
            _ => continue,
        };
        let target = directive.argument(0).unwrap_or("");
        let elsewhere = target.starts_with("syslog:")
            || target.starts_with("memory:")
            || target.contains('$')
            || (name == "error_log" && target == "stderr")
            || (name == "access_log" && target == "off");
        if !elsewhere {
            add(full_name(configuration, target), name);
        }
    }
    if main_directive(configuration, "error_log").is_none() && !configuration.build.logs_to_stderr {
        add("/var/log/nginx/error.log".to_owned(), "error_log");
    }
    if let Some(http) = &configuration.http {
        let tree = &configuration.tree;
        let sets = |block| tree.named(block, "access_log").next().is_some();
        let needs_default = !sets(http.block) && http.servers.iter().any(|server| !sets(server.id));
        if needs_default {
            add("/var/log/nginx/access.log".to_owned(), "access_log");
        }
    }
    files
}

/// The names of shared memory zones that are given a size.
fn zones(configuration: &Configuration) -> BTreeSet<&str> {
    let limits = configuration
        .tree
        .iter()
        .filter(|(_, directive)| directive.is("limit_req_zone") || directive.is("limit_conn_zone"));
    limits
        .flat_map(|(_, directive)| directive.texts())
        .filter_map(|text| text.strip_prefix("zone=")?.split_once(':'))
        .map(|(name, _)| name)
        .collect()
}

pub(crate) fn main_error_logs(
    configuration: &Configuration,
    logs: &BTreeMap<String, NodeId>,
) -> Vec<ErrorLog> {
    let tree = &configuration.tree;
    let roots = tree.roots().iter().map(|id| tree.get(*id));
    let given: Vec<ErrorLog> = roots
        .filter(|directive| directive.is("error_log"))
        .map(|directive| error_log(configuration, directive, logs))
        .collect();
    if !given.is_empty() || configuration.build.logs_to_stderr {
        return given;
    }
    let default = logs.get("/var/log/nginx/error.log");
    default
        .map(|node| ErrorLog {
            target: Target::File(*node),
            level: Level::Error,
        })
        .into_iter()
        .collect()
}

/// What an `error_log` directive says.
pub(crate) fn error_log(
    configuration: &Configuration,
    directive: &crate::tree::Directive,
    logs: &BTreeMap<String, NodeId>,
) -> ErrorLog {
    let name = directive.argument(0).unwrap_or("");
    let target = if name == "stderr" {
        Target::Stderr
    } else {
        logs.get(&full_name(configuration, name))
            .map_or(Target::Nowhere, |node| Target::File(*node))
    };
    let level = directive
        .argument(1)
        .and_then(Level::parse)
        .unwrap_or(Level::Error);
    ErrorLog { target, level }
}

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
fn connections_problem(configuration: &Configuration) -> Option<Problem> {
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

/// Starts nginx: a server where it runs in the end.
pub(crate) fn start(
    machine: &mut Machine,
    context: &Context,
    options: &Options,
) -> (Cycle, Option<Server>) {
    let mut cycle = begin(machine, context, options, false);
    if !cycle.succeeded {
        return (cycle, None);
    }
    let process = machine.start_process(Program::Nginx, context);
    let listening = open_sockets(machine, context, &mut cycle, process, &[]);
    let Some(listening) = listening else {
        machine.end_process(process);
        return (cycle, None);
    };
    if let Some(problem) = connections_problem(&cycle.configuration) {
        fail(machine, &mut cycle, problem);
        machine.end_process(process);
        return (cycle, None);
    }
    let pid = pid_path(&cycle.configuration);
    let text = format!("{}\n", process.0);
    let content = hurdles_machine::Content::Text(text.into(), None);
    if let Err(errno) = machine.write(context, &pid, content, Origin::Made) {
        // Debian's parent writes the file after the daemon has started, which then goes on without one.
        let call = format!("open() \"{pid}\"");
        let problem = Problem::emerg(ProblemKind::Call { call, errno }, None);
        fail(machine, &mut cycle, problem);
    }
    let worker = worker_identity(machine, context, &cycle.configuration);
    let (worker, worker_user) = worker.unwrap_or((context.identity.clone(), String::new()));
    let server = Server {
        configuration: Arc::new(cycle.configuration.clone()),
        process,
        worker,
        worker_user,
        context: context.clone(),
        build: cycle.configuration.build,
        terminal: String::new(),
        listening,
        logs: cycle.logs.clone(),
        resting: BTreeMap::new(),
    };
    (cycle, Some(server))
}
