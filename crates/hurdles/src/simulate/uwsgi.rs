//! uWSGI as a program of the host: starting it, time, signals, answers.

use hurdles_machine::shell::{Command, Outcome, Stream};
use hurdles_machine::{Machine, ProcessId};
use hurdles_uwsgi::{Event, Signal};

use super::background;
use super::host::Host;
use crate::trace::UwsgiRun;

impl Host {
    /// Starts uWSGI with these words.
    pub(super) fn run_uwsgi(&mut self, machine: &mut Machine, command: &Command) -> Outcome {
        let instance =
            hurdles_uwsgi::start_file(machine, &command.context, &command.argv, &command.program);
        let status = instance.exit;
        let (mut stdout, mut stderr) = (String::new(), String::new());
        if status.is_some() {
            for line in instance.log() {
                if line.sink == hurdles_uwsgi::Sink::Terminal {
                    let stream = if line.is_output {
                        &mut stdout
                    } else {
                        &mut stderr
                    };
                    stream.push_str(&line.text);
                    stream.push('\n');
                }
            }
        }
        // `--stop` and `--reload` with a pid file.
        let sent: Vec<_> = instance.events().iter().filter_map(signal_sent).collect();
        for (process, signal) in sent {
            self.deliver(machine, process, signal.number());
        }
        self.uwsgi.push(UwsgiRun {
            instance,
            during: self.phase,
            span: command.span,
            returned: status.is_some(),
            on_terminal: command.stderr == Stream::Terminal,
            service: self.services.inside().map(str::to_owned),
            told: 0,
        });
        Outcome {
            status,
            stdout,
            stderr,
        }
    }

    /// Seconds until somebody who waits for a first worker goes on.
    pub(super) fn suspense(&self) -> f64 {
        let waits = self.uwsgi.iter().map(|run| run.instance.suspense());
        waits.fold(0.0, f64::max)
    }

    /// Lets time pass for everything that runs.
    pub(super) fn advance(&mut self, machine: &mut Machine, seconds: f64) {
        let until = self.now + seconds;
        self.let_timers_run(machine, until);
        self.pass_to(machine, until);
        self.watch(machine);
    }

    /// Lets time pass in which no unit does anything by itself.
    pub(super) fn pass_to(&mut self, machine: &mut Machine, until: f64) {
        let seconds = (until - self.now).max(0.0);
        for run in &mut self.uwsgi {
            run.instance.advance(machine, seconds);
        }
        self.now += seconds;
        background::settle(machine, &mut self.pending, self.now);
        self.advance_supervisord(machine);
    }

    /// Waits until supervisor has made up its mind about every program.
    pub(super) fn settle(&mut self, machine: &mut Machine) {
        for _ in 0..10 {
            let suspense = self
                .managed
                .supervisor
                .as_ref()
                .map_or(0.0, |it| it.suspense());
            if suspense <= 0.0 {
                break;
            }
            self.advance(machine, suspense);
        }
    }

    /// Delivers a signal to whoever has this process.
    pub(super) fn deliver(&mut self, machine: &mut Machine, process: ProcessId, number: i32) {
        let uwsgi = self
            .uwsgi
            .iter_mut()
            .find(|run| run.instance.process == process);
        if let Some(run) = uwsgi {
            match signal_of(number) {
                Some(signal) => run.instance.signal(machine, signal),
                None if number == 0 => {}
                None => machine.end_process(process),
            }
            return;
        }
        let nginx = self
            .nginx
            .as_ref()
            .filter(|server| server.process == process);
        if let Some(context) = nginx.map(|server| server.context.clone()) {
            let word = match number {
                1 => "reload",
                2 | 9 | 15 => "stop",
                3 => "quit",
                10 => "reopen",
                _ => return,
            };
            hurdles_nginx::run(machine, &context, &["nginx", "-s", word], &mut self.nginx);
            return;
        }
        if number != 0 {
            machine.end_process(process);
        }
    }
}

fn signal_sent(event: &Event) -> Option<(ProcessId, Signal)> {
    match event {
        Event::Signals { process, signal } => Some((*process, *signal)),
        _ => None,
    }
}

fn signal_of(number: i32) -> Option<Signal> {
    Some(match number {
        1 => Signal::Hup,
        2 => Signal::Int,
        3 => Signal::Quit,
        9 => Signal::Kill,
        15 => Signal::Term,
        _ => return None,
    })
}
