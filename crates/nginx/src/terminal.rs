//! What nginx writes to the terminal and to its logs while it checks or starts (`ngx_log_error_core`, core/ngx_log.c).

use std::collections::BTreeMap;
use std::sync::Arc;

use hurdles_machine::{Content, Context, Errno, Machine, NodeId, NodeKind, Origin};

use crate::build::Build;
use crate::problem::{Level, Problem};

/// Where the default error log lies where it is a file.
const DEFAULT_ERROR_LOG: &str = "/var/log/nginx/error.log";

/// An error log: where it goes and from which level on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ErrorLog {
    pub(crate) target: Target,
    pub(crate) level: Level,
}

/// Where log lines go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Stderr,
    File(NodeId),
    /// syslog and memory buffers: nobody reads them here.
    Nowhere,
}

/// The terminal of one run of the program.
pub(crate) struct Terminal {
    pub(crate) text: String,
    /// Where messages go besides: the default log first, then what the configuration says.
    pub(crate) logs: Vec<ErrorLog>,
    /// A daemon shows nothing beside its logs.
    pub(crate) is_daemon: bool,
}

impl Terminal {
    /// Opens the default error log.
    pub(crate) fn open(
        machine: &mut Machine,
        context: &Context,
        build: &Build,
        file: Option<&str>,
    ) -> Self {
        let mut terminal = Self {
            text: String::new(),
            logs: vec![ErrorLog {
                target: Target::Stderr,
                level: Level::Notice,
            }],
            is_daemon: false,
        };
        let path = match file {
            Some("stderr") => return terminal,
            Some(path) => path,
            None if build.logs_to_stderr => return terminal,
            None => DEFAULT_ERROR_LOG,
        };
        match open_for_append(machine, context, path) {
            Ok(node) => {
                if let Some(log) = terminal.logs.first_mut() {
                    log.target = Target::File(node);
                }
            }
            Err(errno) => {
                let line = format!(
                    "nginx: [alert] could not open error log file: open() \"{path}\" failed ({}: {errno})\n",
                    errno.number()
                );
                terminal.text.push_str(&line);
            }
        }
        terminal
    }

    /// Writes a line as it stands.
    pub(crate) fn line(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push('\n');
    }

    /// Says what a problem says, in the log and on the terminal.
    pub(crate) fn problem(&mut self, machine: &mut Machine, problem: &Problem) {
        self.problems(machine, std::slice::from_ref(problem));
    }

    /// Says what several problems say; each log file is written once.
    pub(crate) fn problems(&mut self, machine: &mut Machine, problems: &[Problem]) {
        let mut written: BTreeMap<NodeId, String> = BTreeMap::new();
        for problem in problems {
            self.say(problem.level, &problem.message(), &mut written);
        }
        for (node, text) in written {
            append(machine, node, &text);
        }
    }

    /// Logs a message, and shows it on the terminal where it is not logged there anyway.
    pub(crate) fn message(&mut self, machine: &mut Machine, level: Level, message: &str) {
        let mut written = BTreeMap::new();
        self.say(level, message, &mut written);
        for (node, text) in written {
            append(machine, node, &text);
        }
    }

    fn say(&mut self, level: Level, message: &str, written: &mut BTreeMap<NodeId, String>) {
        let line = format!("TIME [{}] PID#PID: {message}\n", level.name());
        let mut shown = false;
        let loudest = self.logs.iter().map(|log| log.level).max();
        if loudest.is_some_and(|loudest| level > loudest) {
            return;
        }
        for log in self.logs.iter().filter(|log| level <= log.level) {
            match log.target {
                Target::Stderr => {
                    self.text.push_str(&line);
                    shown = true;
                }
                Target::File(node) => written.entry(node).or_default().push_str(&line),
                Target::Nowhere => {}
            }
        }
        if !shown && !self.is_daemon && level <= Level::Warn {
            self.text
                .push_str(&format!("nginx: [{}] {message}\n", level.name()));
        }
    }
}

/// Opens a file for appending, making it with mode 0644 where it is missing.
pub(crate) fn open_for_append(
    machine: &mut Machine,
    context: &Context,
    path: &str,
) -> Result<NodeId, Errno> {
    let walk = machine.walk(
        &context.identity,
        &context.cwd,
        path,
        hurdles_machine::Bits::WRITE,
    );
    match walk.end {
        Ok(id) if machine.node(id).is_directory() => Err(Errno::IsADirectory),
        Ok(id) => Ok(id),
        Err(Errno::NotFound) => {
            let content = Content::Text("".into(), None);
            machine.create(context, path, NodeKind::File(content), 0o644, Origin::Made)
        }
        Err(errno) => Err(errno),
    }
}

/// Appends to a file that is open.
pub(crate) fn append(machine: &mut Machine, node: NodeId, line: &str) {
    if let NodeKind::File(content) = &mut machine.node_mut(node).kind {
        let text: Arc<str> = match content {
            Content::Text(text, _) => format!("{text}{line}").into(),
            // What an older log held is not known; what is added is.
            Content::Stock(_) | Content::Unknown(_) | Content::Program(_) => line.into(),
        };
        *content = Content::Text(text, None);
    }
}
