//! From a configuration to a running nginx: what `nginx -t` and the start have in common (`ngx_init_cycle`,
//! core/ngx_cycle.c) and where they part.

mod files;
mod sockets;
mod workers;

use std::collections::BTreeMap;
use std::sync::Arc;

use hurdles_machine::{Context, Machine, NodeId, Origin, Program};

pub(crate) use self::files::{error_log, main_error_logs, pid_path};
use self::files::{log_files, open, temporary_directories, zones};
use self::sockets::connections_problem;
pub(crate) use self::sockets::{open_sockets, test_sockets};
pub(crate) use self::workers::worker_identity;
use crate::build::Build;
use crate::configuration::Configuration;
use crate::parse::{self, Paths};
use crate::problem::{Problem, ProblemKind};
use crate::server::Server;
use crate::terminal::{ErrorLog, Terminal};

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

fn full_name(configuration: &Configuration, name: &str) -> String {
    if name.starts_with('/') {
        name.to_owned()
    } else {
        format!("{}{name}", configuration.prefix)
    }
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
        was_asked: false,
    };
    (cycle, Some(server))
}
