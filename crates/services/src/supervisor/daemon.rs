//! supervisord at work: starting processes, trying again, giving up (supervisor/process.py).

mod process;
mod spawn;

use hurdles_machine::{Context, Machine};

use super::program::{Autorestart, Loaded, Program};
pub use process::{Child, Children, State, Supervised, Trouble};
pub use spawn::Spawn;

/// supervisord.
#[derive(Clone, Debug)]
pub struct Daemon {
    /// Its processes, in the order of their priorities.
    pub processes: Vec<Supervised>,
    /// What it logged.
    pub log: String,
    /// What the configuration was when it was read last.
    pub loaded: Loaded,
    context: Context,
    now: f64,
}

/// How often one process is started within one play, whatever its configuration says.
const MOST_STARTS: u32 = 25;

impl Daemon {
    /// Starts supervisord with a configuration that it takes.
    pub fn start(
        machine: &mut Machine,
        children: &mut dyn Children,
        loaded: Loaded,
        context: &Context,
        now: f64,
    ) -> Self {
        let mut daemon = Self {
            processes: Vec::new(),
            log: String::new(),
            loaded,
            context: context.clone(),
            now,
        };
        if context.identity.is_root() {
            daemon.say(
                "CRIT Supervisor is running as root.  Privileges were not dropped because no user is specified in the \
                 config file.  If you intend to run as root, you can set user=root in the config file to avoid this \
                 message.",
            );
        }
        for file in daemon.loaded.included.clone() {
            daemon.say(&format!(
                "INFO Included extra file \"{file}\" during parsing"
            ));
        }
        for warning in daemon.loaded.warnings.clone() {
            daemon.say(&format!("WARN {warning}"));
        }
        daemon.say("INFO RPC interface 'supervisor' initialized");
        daemon
            .say("CRIT Server 'unix_http_server' running without any HTTP authentication checking");
        daemon.say("INFO supervisord started with pid PID");
        for program in daemon.loaded.programs.clone() {
            daemon.add(program);
        }
        for at in 0..daemon.processes.len() {
            daemon.autostart(machine, children, at);
        }
        daemon
    }

    /// Adds a process that is not started yet.
    pub(super) fn add(&mut self, program: Program) {
        self.processes.push(Supervised {
            program,
            state: State::Stopped,
            trouble: None,
            child: None,
            n_starts: 0,
            output: String::new(),
            backoff: 0,
            due: 0.0,
        });
    }

    /// Starts a process that is to be started by itself.
    pub(super) fn autostart(
        &mut self,
        machine: &mut Machine,
        children: &mut dyn Children,
        at: usize,
    ) {
        let starts = self
            .processes
            .get(at)
            .is_some_and(|it| it.program.autostart);
        if starts {
            self.spawn(machine, children, at);
        }
    }

    pub(super) fn say(&mut self, text: &str) {
        self.log.push_str("TIME ");
        self.log.push_str(text);
        self.log.push('\n');
    }

    /// The moment up to which everything due was done.
    pub(super) fn now(&self) -> f64 {
        self.now
    }

    /// Seconds until every process is started or given up; zero where that is so.
    #[must_use]
    pub fn suspense(&self) -> f64 {
        let waits = self.processes.iter().map(|it| match it.state {
            // What remains of this try and the pauses before the next ones, one second longer each time.
            State::Starting => it.due - self.now + 0.1,
            State::Backoff => {
                let retries = it.program.start_retries;
                let later = (it.backoff + 1..=retries).map(|n| f64::from(n) + 0.1);
                (it.due - self.now).max(0.0) + later.sum::<f64>() + 0.2
            }
            _ => 0.0,
        });
        waits.fold(0.0, f64::max)
    }

    /// Does what is due until a moment.
    pub fn advance(&mut self, machine: &mut Machine, children: &mut dyn Children, now: f64) {
        loop {
            let due = |it: &Supervised| match it.state {
                State::Starting | State::Backoff => Some(it.due),
                _ => None,
            };
            for at in 0..self.processes.len() {
                self.reap(machine, children, at);
            }
            let next = self.processes.iter().enumerate();
            let next = next.filter_map(|(at, it)| Some((at, due(it)?)));
            let next = next.filter(|(_, due)| *due <= now);
            let Some((at, due)) = next.min_by(|a, b| a.1.total_cmp(&b.1)) else {
                break;
            };
            self.now = due.max(self.now);
            self.transition(machine, children, at);
        }
        self.now = self.now.max(now);
    }

    /// What a process does whose time has come.
    fn transition(&mut self, machine: &mut Machine, children: &mut dyn Children, at: usize) {
        let Some(process) = self.processes.get_mut(at) else {
            return;
        };
        let name = process.program.name.clone();
        match process.state {
            State::Starting => {
                process.state = State::Running;
                process.backoff = 0;
                let seconds = process.program.start_seconds;
                self.say(&format!(
                    "INFO success: {name} entered RUNNING state, process has stayed up for > than {seconds} seconds \
                     (startsecs)"
                ));
            }
            State::Backoff => self.spawn(machine, children, at),
            _ => {}
        }
    }

    /// Notes that a process ended.
    fn reap(&mut self, machine: &mut Machine, children: &mut dyn Children, at: usize) {
        let Some(process) = self.processes.get_mut(at) else {
            return;
        };
        let (State::Starting | State::Running, Some(child)) = (process.state, process.child) else {
            return;
        };
        let Some(status) = ended(children, child) else {
            return;
        };
        let name = process.program.name.clone();
        let ended = how_ended(status);
        if process.state == State::Starting && process.program.start_seconds > 0.0 {
            if process.trouble.is_none() {
                process.trouble = Some(Trouble::TooQuickly(status));
            }
            self.say(&format!("WARN exited: {name} ({ended}; not expected)"));
            self.back_off(at);
            return;
        }
        if process.state == State::Starting {
            self.transition(machine, children, at);
        }
        let Some(process) = self.processes.get_mut(at) else {
            return;
        };
        process.state = State::Exited;
        process.backoff = 0;
        let is_expected = process.program.exit_codes.contains(&status);
        process.trouble = (!is_expected).then_some(Trouble::Exited(status));
        let again = match process.program.autorestart {
            Autorestart::Always => true,
            Autorestart::Never => false,
            Autorestart::Unexpected => !is_expected,
        };
        self.say(&if is_expected {
            format!("INFO exited: {name} ({ended}; expected)")
        } else {
            format!("WARN exited: {name} ({ended}; not expected)")
        });
        if again {
            self.spawn(machine, children, at);
        }
    }

    /// Lets a process that did not stay up wait, or gives it up.
    fn back_off(&mut self, at: usize) {
        let now = self.now;
        let Some(process) = self.processes.get_mut(at) else {
            return;
        };
        process.backoff += 1;
        process.state = State::Backoff;
        process.due = now + f64::from(process.backoff);
        if process.backoff > process.program.start_retries {
            process.backoff = 0;
            process.state = State::Fatal;
            let name = process.program.name.clone();
            self.say(&format!(
                "INFO gave up: {name} entered FATAL state, too many start retries too quickly"
            ));
        }
    }

    /// Stops a process and waits for its end; whether it ran.
    pub(super) fn stop(
        &mut self,
        machine: &mut Machine,
        children: &mut dyn Children,
        at: usize,
    ) -> bool {
        let Some(process) = self.processes.get_mut(at) else {
            return false;
        };
        let name = process.program.name.clone();
        let (signal, patience) = (process.program.stop_signal, process.program.stop_seconds);
        let state = std::mem::replace(&mut process.state, State::Stopped);
        let child = match (state, process.child) {
            (State::Backoff, _) => return true,
            (State::Starting | State::Running, Some(child)) => child,
            _ => {
                process.state = state;
                return false;
            }
        };
        self.say(&format!("INFO waiting for {name} to stop"));
        children.signal(machine, child, signal);
        let mut waited = 0.0;
        let mut told = 0.0;
        while ended(children, child).is_none() && waited < patience {
            children.pass(machine, 0.25);
            self.now += 0.25;
            waited += 0.25;
            if waited > told + 2.0 {
                self.say(&format!("INFO waiting for {name} to stop"));
                told = waited;
            }
        }
        let mut status = ended(children, child);
        if status.is_none() {
            self.say(&format!("WARN killing '{name}' (PID) with SIGKILL"));
            self.say(&format!("INFO waiting for {name} to stop"));
            children.signal(machine, child, 9);
            status = Some(128 + 9);
        }
        let status = status.unwrap_or(0);
        let is_expected = self
            .processes
            .get(at)
            .is_some_and(|it| it.program.exit_codes.contains(&status));
        let level = if is_expected { "INFO" } else { "WARN" };
        self.say(&format!("{level} stopped: {name} ({})", how_ended(status)));
        true
    }
}

/// The exit status of a process that ended.
fn ended(children: &dyn Children, child: Child) -> Option<i32> {
    match child {
        Child::Ended(status) => Some(status),
        child => children.status(child),
    }
}

/// How a process ended, in supervisor's words (supervisor/options.py, `decode_wait_status`).
fn how_ended(status: i32) -> String {
    let signal = match status {
        130 => "SIGINT",
        131 => "SIGQUIT",
        137 => "SIGKILL",
        143 => "SIGTERM",
        _ => return format!("exit status {status}"),
    };
    format!("terminated by {signal}")
}

#[cfg(test)]
mod tests;
