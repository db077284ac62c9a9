//! How services end: by themselves, because they are asked to, or because their time is up.

use hurdles_machine::{Machine, NodeKind};
use hurdles_services::manager::{Active, Ended, Timer};
use hurdles_services::unit::Load;
use hurdles_services::{KillMode, Preserve, Restart};
use hurdles_source::Span;

use super::start::{Job, ended};
use crate::simulate::host::Host;

/// SIGKILL.
const KILL: i32 = 9;

impl Host {
    /// A unit fails; it may be started again.
    pub(super) fn fail(&mut self, machine: &mut Machine, name: &str, result: &'static str) {
        self.tell(
            machine,
            name,
            &format!("{name}: Failed with result '{result}'."),
        );
        if let Some(state) = self.state(name) {
            state.result = result;
            state.active = Active::Failed;
            state.timer = None;
        }
        self.come_down(machine, name);
    }

    /// Runs `ExecStopPost=`, takes directories away, and plans the next start.
    fn come_down(&mut self, machine: &mut Machine, name: &str) {
        let now = self.now;
        let Some(state) = self.state(name) else {
            return;
        };
        let service = state.unit.service.clone();
        let is_again = match service.restart {
            Restart::No | Restart::OnWatchdog => false,
            Restart::Always => state.result != "start-limit-hit",
            Restart::OnSuccess => state.result == "success",
            Restart::OnFailure => state.result != "success",
            Restart::OnAbnormal => matches!(state.result, "signal" | "timeout"),
            Restart::OnAbort => state.result == "signal",
        };
        if is_again {
            state.active = Active::AutoRestart;
            let seconds = service.restart_seconds.unwrap_or(0.1);
            // The start itself takes a moment.
            state.timer = Some((now + seconds + 0.1, Timer::Restart));
        }
        for line in &service.stop_post {
            let _ = self.execute(machine, name, line, &hurdles_machine::Environment::new());
        }
        self.take_directories_away(machine, name, is_again);
    }

    /// The main process of a running service has ended.
    pub(super) fn main_ended(&mut self, machine: &mut Machine, name: &str, status: i32) {
        let ended = ended(status);
        let now = self.now;
        let left = self.running(name);
        self.drain(machine, name);
        let Some(state) = self.state(name) else {
            return;
        };
        state.ended = Some(ended);
        let service = state.unit.service.clone();
        let is_clean = is_clean(&service, ended);
        if service.remains && is_clean && left.is_empty() {
            state.active = Active::Exited;
            return;
        }
        if !is_clean {
            self.tell(
                machine,
                name,
                &format!("{name}: Main process exited, {}", ended.words()),
            );
        }
        if !left.is_empty() {
            // What the main process left behind is asked to end, and does not hear it while it starts.
            let seconds = service.timeout_stop.unwrap_or(90.0);
            if let Some(state) = self.state(name) {
                state.active = Active::Stopping;
                state.result = if is_clean { "success" } else { "exit-code" };
                state.timer = Some((now + seconds, Timer::Kill));
            }
            return;
        }
        self.ended_for_good(machine, name, ended, is_clean);
    }

    fn ended_for_good(&mut self, machine: &mut Machine, name: &str, ended: Ended, is_clean: bool) {
        if !is_clean {
            let result = match ended {
                Ended::Exited(_) => "exit-code",
                Ended::Killed(_) => "signal",
            };
            self.fail(machine, name, result);
            return;
        }
        self.tell(machine, name, &format!("{name}: Deactivated successfully."));
        if let Some(state) = self.state(name) {
            state.active = Active::Dead;
            state.result = "success";
            state.timer = None;
        }
        self.come_down(machine, name);
    }

    /// Looks whether main processes have ended since.
    pub(in crate::simulate) fn watch(&mut self, machine: &mut Machine) {
        let mains: Vec<(String, usize)> = (self.services.mains.iter())
            .map(|(name, run)| (name.clone(), *run))
            .collect();
        for (name, run) in mains {
            let is_up = (self.services.manager.get(&name))
                .is_some_and(|state| state.active == Active::Running);
            let Some(run) = self.uwsgi.get(run).filter(|_| is_up) else {
                continue;
            };
            if run.service.as_deref() != Some(name.as_str()) || run.instance.is_running() {
                continue;
            }
            let status = run.instance.exit.unwrap_or(0);
            self.main_ended(machine, &name, status);
        }
    }

    /// What happens by itself until `until`.
    pub(in crate::simulate) fn let_timers_run(&mut self, machine: &mut Machine, until: f64) {
        // Each turn uses up one timer; a unit that restarts for ever makes a new one each time.
        for _ in 0..200 {
            let Some((at, name, timer)) = self.services.manager.due(until) else {
                break;
            };
            self.pass_to(machine, at);
            if let Some(state) = self.state(&name) {
                state.timer = None;
            }
            match timer {
                Timer::Restart => self.start_again(machine, &name),
                Timer::Kill => self.kill_left(machine, &name),
                Timer::StartTimeout => self.start_timed_out(machine, &name),
            }
        }
    }

    fn start_again(&mut self, machine: &mut Machine, name: &str) {
        let Some(state) = self.state(name) else {
            return;
        };
        state.restarts += 1;
        let said = format!(
            "{name}: Scheduled restart job, restart counter is at {}.",
            state.restarts
        );
        self.tell(machine, name, &said);
        self.tell_title(machine, name, "Stopped", ".");
        self.start_service(machine, name);
    }

    /// SIGKILL for all that is left.
    fn kill_left(&mut self, machine: &mut Machine, name: &str) {
        self.tell(
            machine,
            name,
            &format!("{name}: State 'stop-sigterm' timed out. Killing."),
        );
        self.kill_all(machine, name);
        self.fail(machine, name, "timeout");
    }

    fn start_timed_out(&mut self, machine: &mut Machine, name: &str) {
        let said = format!("{name}: start operation timed out. Terminating.");
        self.tell(machine, name, &said);
        for run in self.running(name) {
            self.send(machine, run, 15);
        }
        if !self.running(name).is_empty() {
            let seconds = (self.state(name))
                .and_then(|state| state.unit.service.timeout_stop)
                .unwrap_or(90.0);
            let until = self.now + seconds;
            self.pass_to(machine, until);
            self.tell(
                machine,
                name,
                &format!("{name}: State 'stop-sigterm' timed out. Killing."),
            );
            self.kill_all(machine, name);
        }
        let main = self
            .services
            .mains
            .get(name)
            .and_then(|run| self.uwsgi.get(*run));
        let exit = main.and_then(|run| run.instance.exit);
        if let (Some(exit), Some(state)) = (exit, self.state(name)) {
            state.ended = Some(ended(exit));
        }
        self.fail(machine, name, "timeout");
        self.cannot_start(machine, name);
    }

    fn send(&mut self, machine: &mut Machine, run: usize, signal: i32) {
        if let Some(process) = self.uwsgi.get(run).map(|run| run.instance.process) {
            self.deliver(machine, process, signal);
        }
    }

    /// Ends all processes of a unit at once, with a line for each.
    pub(super) fn kill_all(&mut self, machine: &mut Machine, name: &str) {
        for run in self.running(name) {
            let processes = self
                .uwsgi
                .get(run)
                .map_or(1, |run| run.instance.processes());
            for _ in 0..processes {
                let said = format!("{name}: Killing process PID (uwsgi) with signal SIGKILL.");
                self.tell(machine, name, &said);
            }
            self.send(machine, run, KILL);
            // All its processes are killed at once, so none has a last word.
            if let Some(run) = self.uwsgi.get_mut(run) {
                run.told = run.instance.log().len();
            }
        }
    }

    /// Stops a unit.
    pub(super) fn stop_unit(
        &mut self,
        machine: &mut Machine,
        name: &str,
        typed: Span,
        for_restart: bool,
    ) -> Job {
        let state = self.services.manager.unit(machine, name, typed);
        if state.unit.load == Load::NotFound && state.active == Active::Dead {
            let said = format!("Failed to stop {name}: Unit {name} not loaded.\n");
            return Job::Refused(said, 5);
        }
        let service = state.unit.service.clone();
        match state.active {
            Active::Dead | Active::Failed => return Job::Done,
            Active::AutoRestart => {
                state.active = Active::Dead;
                state.timer = None;
                self.tell_title(machine, name, "Stopped", ".");
                return Job::Done;
            }
            Active::Listening => return self.stop_socket(machine, name),
            _ => {}
        }
        self.tell_title(machine, name, "Stopping", "...");
        for line in &service.stop {
            let _ = self.execute(machine, name, line, &hurdles_machine::Environment::new());
        }
        let main = self.services.mains.get(name).copied();
        let signal = service.kill_signal.unwrap_or(15);
        if service.kill_mode != KillMode::None {
            for run in self.running(name) {
                self.send(machine, run, signal);
            }
        }
        self.drain(machine, name);
        let mut result = "success";
        if !self.running(name).is_empty() && service.kill_mode != KillMode::None {
            let until = self.now + service.timeout_stop.unwrap_or(90.0).min(1e6);
            self.pass_to(machine, until);
            self.tell(
                machine,
                name,
                &format!("{name}: State 'stop-sigterm' timed out. Killing."),
            );
            self.kill_all(machine, name);
            result = "timeout";
        }
        let exit = main
            .and_then(|run| self.uwsgi.get(run))
            .and_then(|run| run.instance.exit);
        self.stopped(machine, name, exit.map(ended), result, for_restart);
        Job::Done
    }

    fn stopped(
        &mut self,
        machine: &mut Machine,
        name: &str,
        ended: Option<Ended>,
        mut result: &'static str,
        for_restart: bool,
    ) {
        let Some(state) = self.state(name) else {
            return;
        };
        let service = state.unit.service.clone();
        state.timer = None;
        if let Some(ended) = ended {
            state.ended = Some(ended);
            if !is_clean(&service, ended) {
                self.tell(
                    machine,
                    name,
                    &format!("{name}: Main process exited, {}", ended.words()),
                );
                if result == "success" {
                    result = match ended {
                        Ended::Exited(_) => "exit-code",
                        Ended::Killed(_) => "signal",
                    };
                }
            }
        }
        let said = if result == "success" {
            format!("{name}: Deactivated successfully.")
        } else {
            format!("{name}: Failed with result '{result}'.")
        };
        self.tell(machine, name, &said);
        if let Some(state) = self.state(name) {
            state.result = result;
            state.active = if result == "success" {
                Active::Dead
            } else {
                Active::Failed
            };
        }
        self.take_directories_away(machine, name, for_restart);
        self.tell_title(machine, name, "Stopped", ".");
    }

    /// What of `/run` a service takes with it (systemd.exec(5), `RuntimeDirectoryPreserve=`).
    pub(super) fn take_directories_away(
        &mut self,
        machine: &mut Machine,
        name: &str,
        for_restart: bool,
    ) {
        let Some(state) = self.state(name) else {
            return;
        };
        let service = state.unit.service.clone();
        let keeps = match service.preserve {
            Preserve::No => false,
            Preserve::Yes => true,
            Preserve::Restart => for_restart,
        };
        if !keeps {
            for directory in &service.runtime.names {
                let directory = directory.text.split(':').next().unwrap_or("");
                erase(machine, &format!("/run/{directory}"));
            }
        }
        if service.private_tmp.is_some() || service.dynamic_user {
            for tmp in ["/tmp", "/var/tmp"] {
                erase(machine, &format!("{tmp}/systemd-private-ID-{name}-ID"));
            }
        }
    }
}

/// Takes a directory away with all below it.
fn erase(machine: &mut Machine, path: &str) {
    let Some((parent, name)) = path.rsplit_once('/') else {
        return;
    };
    let Some(parent) = machine.find(parent) else {
        return;
    };
    if let NodeKind::Directory(entries) = &mut machine.node_mut(parent).kind {
        entries.remove(name);
    }
}

/// Whether a main process ended as it should: by itself with a clean status, or by a signal that asks it to.
fn is_clean(service: &hurdles_services::Service, ended: Ended) -> bool {
    match ended {
        Ended::Exited(status) => service.is_clean(status),
        Ended::Killed(signal) => matches!(signal, 1 | 2 | 13 | 15),
    }
}
