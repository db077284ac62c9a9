//! supervisord and supervisorctl on the host.

use hurdles_machine::shell::{self, Command, Outcome};
use hurdles_machine::{Context, Machine};
use hurdles_services::supervisor::{self, Child, Children, Daemon, Loaded, Spawn};
use hurdles_source::Span;

use super::host::Host;
use crate::report::Unknown;

/// What supervisord adds behind a configuration that it does not take.
const HELP: &str = "For help, use /usr/bin/supervisord -h";

impl Host {
    /// Starts supervisord; what it says where it does not take its configuration.
    pub(super) fn start_supervisord(
        &mut self,
        machine: &mut Machine,
        context: &Context,
        span: Span,
    ) -> Result<(), String> {
        self.managed.supervisor_span = Some(span);
        match supervisor::load(machine, &context.environment) {
            Ok(loaded) => {
                let now = self.now;
                let daemon = Daemon::start(machine, self, loaded, context, now);
                self.managed.supervisor = Some(daemon);
                self.managed.fault = None;
                Ok(())
            }
            Err(fault) => {
                let said = format!("Error: {}\n{HELP}\n", fault.message);
                self.managed.fault = Some(fault);
                Err(said)
            }
        }
    }

    /// `supervisord` as a command.
    pub(super) fn run_supervisord(&mut self, machine: &mut Machine, command: &Command) -> Outcome {
        let started = self.start_supervisord(machine, &command.context, command.span);
        match started {
            Ok(()) => {
                let stays = command
                    .argv
                    .iter()
                    .any(|word| matches!(&*word.text, "-n" | "--nodaemon"));
                Outcome {
                    status: (!stays).then_some(0),
                    stdout: String::new(),
                    stderr: String::new(),
                }
            }
            Err(said) => Outcome {
                status: Some(2),
                stdout: String::new(),
                stderr: said,
            },
        }
    }

    /// `supervisorctl` as a command; none where its words are not simulated.
    pub(super) fn run_supervisorctl(
        &mut self,
        machine: &mut Machine,
        command: &Command,
        words: &[&str],
    ) -> Option<Outcome> {
        if self.partial && self.managed.supervisor.is_none() {
            self.presume_supervisord(machine, command, words);
        }
        let mut daemon = self.managed.supervisor.take();
        let environment = super::managers::environment();
        let said = supervisor::control(
            daemon.as_mut(),
            machine,
            self,
            &command.context.identity,
            words.get(1..).unwrap_or_default(),
            |machine| supervisor::load(machine, &environment),
        );
        self.managed.supervisor = daemon;
        let said = said?;
        Some(Outcome {
            status: Some(said.status),
            stdout: said.output,
            stderr: String::new(),
        })
    }

    /// Who asks supervisorctl has a supervisord that runs, also where only what is new was pasted. What is pasted is then
    /// new to it, unless a program is to be started again that it must know already.
    fn presume_supervisord(&mut self, machine: &mut Machine, command: &Command, words: &[&str]) {
        let context = super::managers::context();
        if words
            .iter()
            .any(|word| matches!(*word, "update" | "reread"))
        {
            let loaded = Loaded::default();
            let now = self.now;
            let daemon = Daemon::start(machine, self, loaded, &context, now);
            self.managed.supervisor = Some(daemon);
            self.managed.supervisor_span = Some(command.span);
        } else {
            // What it says where it does not take its configuration is kept for the rules.
            let _ = self.start_supervisord(machine, &context, command.span);
        }
    }

    /// Lets supervisord do what is due.
    pub(super) fn advance_supervisord(&mut self, machine: &mut Machine) {
        if let Some(mut daemon) = self.managed.supervisor.take() {
            let now = self.now;
            daemon.advance(machine, self, now);
            self.managed.supervisor = Some(daemon);
        }
    }
}

impl Children for Host {
    fn spawn(&mut self, machine: &mut Machine, spawn: &Spawn) -> Child {
        let n_runs = self.uwsgi.len();
        let script = shell::execute(machine, &spawn.argv, spawn.span, &spawn.context, self);
        for complaint in &script.complaints {
            self.unknown.push(Unknown {
                what: format!("what one of supervisor's programs does: {}", complaint.kind),
                tell: "supervisorctl tail PROGRAM".to_owned(),
            });
        }
        match (self.uwsgi.len() > n_runs, script.status) {
            (true, _) => Child::Known(self.uwsgi.len() - 1),
            (false, Some(status)) if script.complaints.is_empty() => Child::Ended(status),
            _ => Child::Stranger,
        }
    }

    fn status(&self, child: Child) -> Option<i32> {
        match child {
            Child::Known(at) => self.uwsgi.get(at)?.instance.exit,
            Child::Ended(status) => Some(status),
            Child::Stranger => None,
        }
    }

    fn signal(&mut self, machine: &mut Machine, child: Child, signal: i32) {
        let Child::Known(at) = child else {
            return;
        };
        if let Some(run) = self.uwsgi.get(at) {
            let process = run.instance.process;
            self.deliver(machine, process, signal);
        }
    }

    fn pass(&mut self, machine: &mut Machine, seconds: f64) {
        self.advance(machine, seconds);
    }
}
