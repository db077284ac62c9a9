//! Debian's init script on the host: it starts, asks after and stops uWSGI by pid files.

use hurdles_machine::shell::{self, Command, Outcome};
use hurdles_machine::{Environment, Machine, ProcessId};
use hurdles_services::debian::{self, App, Apps};
use hurdles_source::Span;

use super::host::Host;
use crate::managed::InitRun;

/// Seconds that a uWSGI told to end is waited for.
const END: f64 = 1.0;

impl Host {
    /// Runs `/etc/init.d/uwsgi` with these words.
    pub(super) fn run_init_script(
        &mut self,
        machine: &mut Machine,
        words: &[&str],
        environment: &Environment,
        span: Span,
    ) -> debian::Script {
        let script = debian::run(machine, self, words, environment, span);
        self.managed.init.push(InitRun {
            span,
            action: words.first().map_or("", |word| *word).to_owned(),
            script: script.clone(),
        });
        script
    }

    /// The script as a command, where nothing stands between.
    pub(super) fn init_script(&mut self, machine: &mut Machine, command: &Command) -> Outcome {
        let words: Vec<&str> = command
            .argv
            .iter()
            .skip(1)
            .map(|word| &*word.text)
            .collect();
        let environment = &command.context.environment;
        let script = self.run_init_script(machine, &words, environment, command.span);
        Outcome {
            status: Some(script.status),
            stdout: script.output,
            stderr: String::new(),
        }
    }
}

impl Apps for Host {
    fn start(&mut self, machine: &mut Machine, app: &App) -> Option<i32> {
        let n_runs = self.uwsgi.len();
        let span = app.argv.first().map(|word| word.span)?;
        let script = shell::execute(machine, &app.argv, span, &app.context, self);
        let run = self.uwsgi.get(n_runs);
        run.map_or(script.status, |run| run.instance.exit)
    }

    fn runs(&self, machine: &Machine, pid_file: &str) -> bool {
        let Some(process) = process_of(machine, pid_file) else {
            return false;
        };
        let mut runs = self.uwsgi.iter();
        match runs.find(|run| run.instance.process == process) {
            Some(run) => run.instance.is_running(),
            None => machine
                .process(process)
                .is_some_and(|process| process.running),
        }
    }

    fn signal(&mut self, machine: &mut Machine, pid_file: &str, signal: i32) {
        if let Some(process) = process_of(machine, pid_file) {
            self.deliver(machine, process, signal);
            self.advance(machine, END);
        }
    }
}

fn process_of(machine: &Machine, pid_file: &str) -> Option<ProcessId> {
    let text = machine.text_of(pid_file)?;
    Some(ProcessId(text.trim().parse().ok()?))
}
