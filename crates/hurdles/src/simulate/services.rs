//! systemd at work: what the crate `services` says is executed here, by the same programs that a shell would start, and what
//! became of it is written down.

mod end;
mod paste;
mod power;
mod report;
mod service_command;
mod socket;
mod start;
mod systemctl;
mod words;

use std::collections::BTreeMap;
use std::sync::Arc;

use hurdles_machine::shell::{self, Complaint, ComplaintKind};
use hurdles_machine::{Content, Context, Environment, Identity, Machine, Origin};
use hurdles_services::manager::{Manager, State};
use hurdles_services::{ExecLine, spawn};
use hurdles_uwsgi::Sink;

use super::host::Host;

pub(super) use paste::install as install_pasted;
pub(super) use report::report;
pub(super) use systemctl::nginx_identity;

/// How long somebody waits for a unit that is starting or stopping.
pub(super) const PATIENCE: f64 = 14.0;

/// systemd and what it runs.
#[derive(Debug, Default)]
pub(crate) struct Services {
    /// The units in memory.
    pub(crate) manager: Manager,
    /// The unit whose program is being executed.
    inside: Option<String>,
    /// The start of uWSGI that is a unit's main process.
    mains: BTreeMap<String, usize>,
    /// What the programs of units do that is not simulated.
    pub(crate) complaints: Vec<Complaint>,
    /// How deep units start units.
    depth: usize,
}

/// What came of executing one command of a unit.
struct Executed {
    /// Its exit status; none where it runs on.
    status: Option<i32>,
    /// The first start of uWSGI that belongs to it.
    first_run: usize,
    /// Whether it was executed at all.
    was_executed: bool,
    /// Whether what it does is not known.
    is_unknown: bool,
}

impl Services {
    /// The unit whose program is being executed.
    pub(super) fn inside(&self) -> Option<&str> {
        self.inside.as_deref()
    }
}

impl Host {
    fn state(&mut self, name: &str) -> Option<&mut State> {
        self.services.manager.get_mut(name)
    }

    /// Adds a line of systemd's to a unit's journal, after what its programs said before.
    fn tell(&mut self, machine: &mut Machine, name: &str, line: &str) {
        self.drain(machine, name);
        if let Some(state) = self.state(name) {
            state.log(line);
        }
    }

    /// Takes over what a unit's uWSGI has said since the last time.
    pub(super) fn drain(&mut self, machine: &mut Machine, name: &str) {
        let mut said = String::new();
        for run in &mut self.uwsgi {
            if run.service.as_deref() != Some(name) {
                continue;
            }
            let now = run.instance.now();
            let lines = run.instance.log();
            let new = lines.get(run.told..).unwrap_or(&[]);
            let ready = new.iter().take_while(|line| line.at <= now).count();
            for line in new
                .iter()
                .take(ready)
                .filter(|line| line.sink == Sink::Terminal)
            {
                said.push_str(&line.text);
                said.push('\n');
            }
            run.told += ready;
        }
        self.say(machine, name, &said);
    }

    /// Puts what a program said where the unit's output goes.
    fn say(&mut self, machine: &mut Machine, name: &str, text: &str) {
        if text.is_empty() {
            return;
        }
        let Some(state) = self.state(name) else {
            return;
        };
        match state.output.clone() {
            None => {
                state.journal.push_str(text);
                if !text.ends_with('\n') {
                    state.journal.push('\n');
                }
            }
            Some(path) => append(machine, &path, text),
        }
    }

    /// Takes over what all units' programs have said.
    pub(super) fn drain_all(&mut self, machine: &mut Machine) {
        let names: Vec<String> = (self.services.manager.all())
            .map(|state| state.unit.name.clone())
            .collect();
        for name in names {
            self.drain(machine, &name);
        }
    }

    /// Executes one command of a unit.
    fn execute(
        &mut self,
        machine: &mut Machine,
        name: &str,
        line: &ExecLine,
        files: &Environment,
    ) -> Executed {
        let first_run = self.uwsgi.len();
        let mut executed = Executed {
            status: Some(0),
            first_run,
            was_executed: true,
            is_unknown: false,
        };
        let Some(unit) = self.state(name).map(|state| state.unit.clone()) else {
            return executed;
        };
        let extra = self.extra_environment(name);
        let ready = match spawn::prepare(machine, &unit, line, files, &extra) {
            Ok(ready) => ready,
            Err(failure) => {
                for said in &failure.lines {
                    self.tell(machine, name, &format!("{name}: {said}"));
                }
                executed.status = Some(failure.step.status());
                executed.was_executed = false;
                if let Some(state) = self.state(name) {
                    state.failure = Some(failure);
                }
                return executed;
            }
        };
        if let Some(state) = self.state(name) {
            state.output.clone_from(&ready.output);
        }
        let outer = self.services.inside.replace(name.to_owned());
        let script = shell::execute(machine, &ready.argv, line.span, &ready.context, self);
        self.services.inside = outer;
        executed.is_unknown = script
            .complaints
            .iter()
            .any(|complaint| matches!(complaint.kind, ComplaintKind::NotSimulated(_)));
        self.services.complaints.extend(script.complaints);
        executed.status = script.status;
        self.take_output(machine, name, first_run, &script.output);
        executed
    }

    /// What a program printed, once: a uWSGI that has ended has its log in the output, one that runs has not.
    fn take_output(&mut self, machine: &mut Machine, name: &str, first_run: usize, output: &str) {
        let own = self.uwsgi.iter_mut().skip(first_run);
        let mut has_ended = false;
        for run in own.filter(|run| run.service.as_deref() == Some(name)) {
            if run.returned {
                has_ended = true;
                run.told = run.instance.log().len();
            }
        }
        if has_ended || self.uwsgi.len() == first_run {
            self.say(machine, name, output);
        } else {
            self.say(machine, name, output);
            self.drain(machine, name);
        }
    }

    /// Variables that only some commands have.
    fn extra_environment(&self, name: &str) -> Environment {
        let mut all = Environment::new();
        let main = self
            .services
            .mains
            .get(name)
            .and_then(|run| self.uwsgi.get(*run));
        if let Some(run) = main.filter(|run| run.instance.is_running()) {
            all.insert("MAINPID".to_owned(), run.instance.process.0.to_string());
        }
        all
    }

    /// Starts the units that were pasted, or what is enabled where nothing was typed.
    pub(super) fn start_pasted(
        &mut self,
        machine: &mut Machine,
        names: &[String],
        typed: hurdles_source::Span,
        context: &Context,
    ) -> shell::Script {
        let mut output = String::new();
        for name in names {
            output.push_str(&self.start_typed(machine, name, typed));
        }
        if names.is_empty() {
            self.boot(machine, typed);
        }
        shell::Script {
            output,
            status: Some(0),
            context: context.clone(),
            ran: Vec::new(),
            complaints: Vec::new(),
        }
    }

    /// Waits until no unit is starting or stopping, as long as somebody would.
    pub(super) fn settle_services(&mut self, machine: &mut Machine) {
        let until = self.now + PATIENCE;
        while self.services.manager.is_moving() {
            let Some((at, ..)) = self.services.manager.due(until) else {
                break;
            };
            let seconds = at - self.now;
            self.advance(machine, seconds.max(0.0));
        }
        self.watch(machine);
    }

    /// The starts of uWSGI of a unit that still run.
    fn running(&self, name: &str) -> Vec<usize> {
        let all = self.uwsgi.iter().enumerate();
        all.filter(|(_, run)| run.service.as_deref() == Some(name) && run.instance.is_running())
            .map(|(n, _)| n)
            .collect()
    }
}

/// The context in which systemd itself acts.
pub(super) fn root() -> Context {
    Context {
        identity: Identity::root(),
        cwd: "/".to_owned(),
        environment: Environment::new(),
        umask: 0o022,
    }
}

/// Adds to a file, as root.
fn append(machine: &mut Machine, path: &str, text: &str) {
    if path == "/dev/null" {
        return;
    }
    let before: Arc<str> = machine.text_of(path).unwrap_or_default();
    let whole: Arc<str> = format!("{before}{text}").into();
    // A file whose folder is gone is written to without a name.
    let _ = machine.write(&root(), path, Content::Text(whole, None), Origin::Made);
}
