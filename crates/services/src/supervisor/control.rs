//! `supervisorctl`: what it does with supervisord and what it prints (supervisor/supervisorctl.py, rpcinterface.py).

mod reading;

use hurdles_machine::{Identity, Machine};

use super::daemon::{Children, Daemon, State, Trouble};
use super::program::{Fault, Loaded, Program};

/// What was printed, and the exit status.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// What stands on the terminal.
    pub output: String,
    /// The exit status.
    pub status: i32,
}

/// Runs `supervisorctl` with these words behind its name; none where the words are not simulated.
///
/// `read` is what a new reading of the configuration comes to.
pub fn control(
    daemon: Option<&mut Daemon>,
    machine: &mut Machine,
    children: &mut dyn Children,
    who: &Identity,
    words: &[&str],
    read: impl Fn(&Machine) -> Result<Loaded, Fault>,
) -> Option<Said> {
    let words = without_options(words)?;
    let (action, names) = words.split_first()?;
    let Some(daemon) = daemon else {
        return Some(unreachable(
            action,
            "FileNotFoundError",
            "[Errno 2] No such file or directory",
        ));
    };
    if !who.is_root() {
        // The socket is root's, 0700.
        return Some(refused("PermissionError", "[Errno 13] Permission denied"));
    }
    let mut control = Control {
        daemon,
        children,
        said: Said::default(),
    };
    match *action {
        "reread" => control.reread(machine, &read),
        "update" => control.update(machine, names, &read),
        "start" => control.each(machine, names, Control::start),
        "stop" => control.each(machine, names, Control::stop),
        "restart" => {
            control.each(machine, names, Control::stop);
            control.each(machine, names, Control::start);
        }
        "status" => control.status(names),
        "reload" => control.reload(machine, &read),
        "avail" | "pid" | "version" | "tail" | "clear" | "signal" | "fg" | "maintail" | "add"
        | "remove" | "shutdown" | "help" | "open" => return None,
        other => {
            control.say(&format!("*** Unknown syntax: {other}"));
            control.said.status = 1;
        }
    }
    Some(control.said)
}

/// The words behind the options; none where an option is not known.
fn without_options<'a>(words: &'a [&'a str]) -> Option<&'a [&'a str]> {
    match words {
        ["-c" | "--configuration", _, rest @ ..] => Some(rest),
        [option, ..] if option.starts_with('-') => None,
        words => Some(words),
    }
}

fn unreachable(action: &str, kind: &str, reason: &str) -> Said {
    match action {
        // These ask first whether somebody is there (`upcheck`).
        "start" | "stop" | "restart" | "status" | "reload" | "shutdown" => Said {
            output: "unix:///var/run/supervisor.sock no such file\n".to_owned(),
            status: if action == "status" { 4 } else { 7 },
        },
        _ => refused(kind, reason),
    }
}

fn refused(kind: &str, reason: &str) -> Said {
    Said {
        output: format!(
            "error: <class '{kind}'>, {reason}: file: /usr/lib/python3/dist-packages/supervisor/xmlrpc.py line: 557\n"
        ),
        status: 1,
    }
}

struct Control<'a> {
    daemon: &'a mut Daemon,
    children: &'a mut dyn Children,
    said: Said,
}

impl Control<'_> {
    fn say(&mut self, line: &str) {
        self.said.output.push_str(line);
        self.said.output.push('\n');
    }

    /// Does something with each process that the names mean.
    fn each(
        &mut self,
        machine: &mut Machine,
        names: &[&str],
        act: fn(&mut Self, &mut Machine, usize),
    ) {
        for name in names {
            let chosen = self.chosen(name);
            if chosen.is_empty() && *name != "all" {
                let kind = if name.ends_with(":*") || name.ends_with(':') {
                    "group"
                } else {
                    "process"
                };
                let name = name.trim_end_matches('*').trim_end_matches(':');
                self.say(&format!("{name}: ERROR (no such {kind})"));
                self.said.status = 1;
            }
            for at in chosen {
                act(self, machine, at);
            }
        }
    }

    /// The processes that a name means: `name`, `group:name`, `group:*` or `all`.
    fn chosen(&self, name: &str) -> Vec<usize> {
        let (group, process) = name.split_once(':').unwrap_or((name, name));
        let is_meant = |program: &Program| {
            name == "all"
                || program.group == group
                    && (program.name == process || process.is_empty() || process == "*")
        };
        let processes = self.daemon.processes.iter().enumerate();
        let chosen = processes.filter(|(_, it)| is_meant(&it.program));
        chosen.map(|(at, _)| at).collect()
    }

    fn start(&mut self, machine: &mut Machine, at: usize) {
        let Some(name) = self.daemon.processes.get(at).map(|it| shown(&it.program)) else {
            return;
        };
        let error = match self.daemon.executable(machine, at) {
            Err(Trouble::NotFound(_)) => Some(("no such file", 1)),
            Err(_) => Some(("file is not executable", 1)),
            Ok(_) => self.start_and_wait(machine, at),
        };
        match error {
            None => self.say(&format!("{name}: started")),
            Some((reason, status)) => {
                self.say(&format!("{name}: ERROR ({reason})"));
                self.said.status = status;
            }
        }
    }

    /// Starts a process and waits until it counts as started; why it does not.
    fn start_and_wait(&mut self, machine: &mut Machine, at: usize) -> Option<(&'static str, i32)> {
        let state = |daemon: &Daemon| daemon.processes.get(at).map(|it| it.state);
        if matches!(
            state(self.daemon),
            Some(State::Starting | State::Running | State::Backoff)
        ) {
            return Some(("already started", self.said.status));
        }
        self.daemon.spawn(machine, self.children, at);
        let mut waited = 0.0;
        while state(self.daemon) == Some(State::Starting) && waited < 60.0 {
            self.children.pass(machine, 0.1);
            waited += 0.1;
            let now = self.daemon.now() + 0.1;
            self.daemon.advance(machine, self.children, now);
        }
        match state(self.daemon) {
            Some(State::Running) => None,
            Some(State::Exited) => Some(("abnormal termination", 7)),
            _ => Some(("spawn error", 7)),
        }
    }

    fn stop(&mut self, machine: &mut Machine, at: usize) {
        let Some(name) = self.daemon.processes.get(at).map(|it| shown(&it.program)) else {
            return;
        };
        if self.daemon.stop(machine, self.children, at) {
            self.say(&format!("{name}: stopped"));
        } else {
            self.say(&format!("{name}: ERROR (not running)"));
        }
    }

    fn status(&mut self, names: &[&str]) {
        let mut chosen: Vec<usize> = names.iter().flat_map(|name| self.chosen(name)).collect();
        if names.is_empty() {
            chosen = (0..self.daemon.processes.len()).collect();
        }
        for name in names {
            if self.chosen(name).is_empty() && *name != "all" {
                self.say(&format!("{name}: ERROR (no such process)"));
                self.said.status = 4;
            }
        }
        let processes = chosen
            .iter()
            .filter_map(|at| self.daemon.processes.get(*at));
        let width = processes
            .map(|it| shown(&it.program).len())
            .fold(30, usize::max)
            + 3;
        for at in chosen {
            let Some(process) = self.daemon.processes.get(at) else {
                continue;
            };
            let what = match process.state {
                State::Running => "pid PID, uptime N".to_owned(),
                State::Stopped if process.n_starts == 0 => "Not started".to_owned(),
                State::Stopped | State::Exited => "TIME".to_owned(),
                State::Starting => String::new(),
                State::Backoff | State::Fatal => process
                    .trouble
                    .as_ref()
                    .map(Trouble::text)
                    .unwrap_or_default(),
            };
            let stopped = matches!(process.state, State::Stopped | State::Exited | State::Fatal);
            let name = shown(&process.program);
            let state = process.state.word();
            self.say(&format!("{name:width$}{state:10}{what}"));
            if stopped {
                self.said.status = 3;
            }
        }
    }
}

/// A process as `supervisorctl` names it.
fn shown(program: &Program) -> String {
    if program.group == program.name {
        program.name.clone()
    } else {
        format!("{}:{}", program.group, program.name)
    }
}
