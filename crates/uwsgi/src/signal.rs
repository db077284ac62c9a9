//! Signals: stopping, reloading, dying (core/master.c, core/uwsgi.c:vacuum).

use hurdles_machine::{Content, Errno, Machine, ProcessId};

use crate::event::{Event, ExitCause};
use crate::given::atoi;
use crate::instance::{Exit, Step};
use crate::launch::Launch;
use crate::{Given, Instance, Version};

/// The status of a process without master that INT or TERM ends (uwsgi.h, `UWSGI_END_CODE`).
const END: i32 = 30;
/// The status of a process without master that HUP ends (`UWSGI_RELOAD_CODE`).
const RELOAD: i32 = 17;

/// A signal that a process may get.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// 1: reload gracefully.
    Hup,
    /// 2: stop.
    Int,
    /// 3: stop at once.
    Quit,
    /// 9: die.
    Kill,
    /// 15: reload brutally, or stop with `die-on-term`.
    Term,
}

impl Signal {
    /// Its number on Linux.
    #[must_use]
    pub fn number(self) -> i32 {
        match self {
            Self::Hup => 1,
            Self::Int => 2,
            Self::Quit => 3,
            Self::Kill => 9,
            Self::Term => 15,
        }
    }
}

impl Instance {
    /// `--stop`, `--reload` and `--pause` with a pid file: the signal is left as an event for whoever has the process.
    pub(crate) fn signal_pid_file(
        &mut self,
        machine: &Machine,
        option: &str,
        path: &Given,
    ) -> Step {
        let content = machine.read(&self.context.identity, &self.context.cwd, &path.text);
        let text = match content {
            Ok(Content::Text(text, _)) => text,
            Ok(_) => "".into(),
            Err(errno) => {
                let place = self.table.version.place("config");
                let line = format!("open(\"{}\"): {errno} {place}", path.text);
                self.log.say_at(line, path.span);
                return Err(Exit::new(1, ExitCause::ConfigUnreadable));
            }
        };
        let pid = u32::try_from(atoi(&text)).unwrap_or(0);
        if pid == 0 {
            self.not_simulated(
                "a signal to the caller's own process group".into(),
                path.span,
            );
            return Err(Exit::new(0, ExitCause::Asked));
        }
        let target = machine
            .process(ProcessId(pid))
            .filter(|process| process.running);
        let who = &self.context.identity;
        let failure = match target {
            None => Some(Errno::NoProcess),
            Some(target) if !who.is_root() && who.uid != target.identity.uid => {
                Some(Errno::NotPermitted)
            }
            Some(_) => None,
        };
        if let Some(errno) = failure {
            let place = self.table.version.place("kill");
            let line = format!("signal_pidfile()/kill(): {errno} {place}");
            self.log.say_at(line, path.span);
            return Err(Exit::new(255, ExitCause::Other("signal".to_owned())));
        }
        let signal = match option {
            "stop" => Some(Signal::Int),
            "reload" => Some(Signal::Hup),
            _ => None,
        };
        match signal {
            Some(signal) => self.events.push(Event::Signals {
                process: ProcessId(pid),
                signal,
            }),
            None => self.not_simulated(format!("`{option}`"), path.span),
        }
        Err(Exit::new(0, ExitCause::Asked))
    }

    /// Delivers a signal to the first process.
    pub fn signal(&mut self, machine: &mut Machine, signal: Signal) {
        if !self.is_running() {
            return;
        }
        let swaps = self.flag("die-on-term");
        let is_emperor = self.emperor.is_some() && !self.has_master();
        match signal {
            Signal::Kill => self.die(machine),
            _ if is_emperor => self.abdicate(machine, signal),
            Signal::Hup if !self.has_master() => {
                self.log.say("Gracefully killing worker 1 (pid: PID)...");
                self.leave_alone(machine, RELOAD);
            }
            // Nobody takes care of it: its default ends the process.
            Signal::Quit if !self.has_master() => {
                self.end(machine, Exit::new(131, ExitCause::Signal(3)));
            }
            _ if !self.has_master() => self.leave_alone(machine, END),
            Signal::Hup => self.reload(machine, true),
            Signal::Term if !swaps => self.reload(machine, false),
            Signal::Quit if swaps => self.reload(machine, false),
            _ => self.stop(machine),
        }
    }

    /// A process without master ends; workers that it forked go on as orphans.
    fn leave_alone(&mut self, machine: &mut Machine, status: i32) {
        if self.n_serving() > 1 {
            self.not_simulated(
                "workers that outlive a first process without master".into(),
                None,
            );
        }
        self.vacuum(machine, None);
        self.end(machine, Exit::new(status, ExitCause::Asked));
    }

    /// SIGKILL: nothing is cleaned up; workers notice that their master is gone.
    fn die(&mut self, machine: &mut Machine) {
        if self.has_master() && !self.workers.busy_until.is_empty() {
            let workers = self.n_serving();
            self.say_orphaned(workers);
        }
        self.end(machine, Exit::new(137, ExitCause::Signal(9)));
        for vassal in self
            .emperor
            .iter_mut()
            .flat_map(|emperor| &mut emperor.vassals)
        {
            vassal
                .instance
                .end(machine, Exit::new(137, ExitCause::Signal(9)));
        }
    }

    fn stop(&mut self, machine: &mut Machine) {
        self.say_stopping();
        if self.emperor.is_some() {
            self.dismiss_vassals(machine);
        }
        self.bury();
        self.log.say("goodbye to uWSGI.");
        self.vacuum(machine, None);
        self.end(machine, Exit::new(0, ExitCause::Asked));
    }

    /// What workers say whose master is gone.
    pub(crate) fn say_orphaned(&mut self, workers: u32) {
        for worker in 1..=workers.min(64) {
            self.log.say_dated(if self.table.version >= Version(2, 0, 28) {
                format!(
                    "uWSGI worker {worker} error: the master disconnected from this worker. Shutting down the worker."
                )
            } else {
                format!(
                    "uWSGI worker {worker} screams: UAAAAAAH my master disconnected: i will kill myself !!!"
                )
            });
        }
    }

    pub(crate) fn say_stopping(&mut self) {
        let word = if self.table.version < Version(2, 0, 20) {
            "SIGQUIT"
        } else {
            "SIGTERM"
        };
        self.log
            .say(format!("SIGINT/{word} received...killing workers..."));
    }

    fn bury(&mut self) {
        for worker in 1..=self.n_serving().min(1024) {
            self.log
                .say(format!("worker {worker} buried after N seconds"));
        }
        if !self.gateways.is_empty() {
            self.log
                .say("gateway \"uWSGI http 1\" has been buried (pid: PID)");
        }
    }

    /// An emperor without master: everyone is dismissed, then it goes.
    fn abdicate(&mut self, machine: &mut Machine, signal: Signal) {
        if signal == Signal::Hup {
            self.not_simulated("SIGHUP to an emperor".into(), None);
            return;
        }
        self.dismiss_vassals(machine);
        self.log.say_dated("The Emperor is buried.");
        self.end(machine, Exit::new(0, ExitCause::Asked));
    }

    fn dismiss_vassals(&mut self, machine: &mut Machine) {
        self.log.say("[emperor] *** RAGNAROK EVOKED ***");
        let Some(mut emperor) = self.emperor.take() else {
            return;
        };
        for vassal in &mut emperor.vassals {
            if !vassal.instance.is_running() {
                continue;
            }
            let name = &vassal.name;
            self.log
                .say_dated(format!("[emperor] stop the uwsgi instance {name}"));
            vassal.instance.log.now = self.log.now;
            vassal
                .instance
                .log
                .say_dated("received message 0 from emperor");
            vassal.instance.stop(machine);
            self.log
                .adopt(std::mem::take(&mut vassal.instance.log.lines));
            self.log
                .say_dated(format!("[emperor] removed uwsgi instance {name}"));
        }
        self.emperor = Some(emperor);
    }

    /// The master starts its own program again; sockets stay open.
    fn reload(&mut self, machine: &mut Machine, is_graceful: bool) {
        let workers = self.n_serving();
        if is_graceful {
            self.log.say("...gracefully killing workers...");
            for worker in 1..=workers.min(1024) {
                self.log
                    .say(format!("Gracefully killing worker {worker} (pid: PID)..."));
            }
        } else {
            self.log.say("...brutally killing workers...");
        }
        self.bury();
        self.log.say("binary reloading uWSGI...");
        self.log.say(format!("chdir() to {}", self.start_cwd));
        let max_fds = self
            .number("max-fd")
            .unwrap_or(i64::from(self.facts.max_fds));
        self.log.say(format!(
            "closing all non-uwsgi socket fds > 2 (max_fd = {max_fds})..."
        ));
        for (number, socket) in self.sockets.iter().enumerate() {
            let descriptor = socket.descriptor.unwrap_or(3);
            let line = format!(
                "found fd {descriptor} mapped to socket {number} ({})",
                socket.name
            );
            self.log.say(line);
        }
        self.log.say(format!("running {}", self.build.binary));
        let mut context = self.context.clone();
        context.cwd.clone_from(&self.start_cwd);
        let launch = Launch {
            at: self.log.now,
            emperor_fd: self.emperor_fd,
            is_reload: true,
            n_emperors: self.n_emperors,
            process: Some(self.process),
            inherited: std::mem::take(&mut self.sockets),
            build: Some(self.build.clone()),
        };
        let mut words = vec![Given::new(self.program.clone(), None)];
        words.append(&mut self.words);
        let mut next = Self::launch(machine, &context, words, launch);
        let mut lines = std::mem::take(&mut self.log.lines);
        let mut events = std::mem::take(&mut self.events);
        lines.append(&mut next.log.lines);
        events.append(&mut next.events);
        next.log.lines = lines;
        next.events = events;
        next.is_daemon |= self.is_daemon;
        *self = next;
    }
}
