//! Signals: stopping, reloading, killing.

use hurdles_machine::Machine;

use crate::event::ExitCause;
use crate::instance::{Exit, Step};
use crate::{Given, Instance};

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

impl Instance {
    /// `--stop`, `--reload` and `--pause` with a pid file.
    pub(crate) fn signal_pid_file(&mut self, _machine: &mut Machine, path: &Given) -> Step {
        self.not_simulated("signals by pid file".into(), path.span);
        Err(Exit::new(0, ExitCause::Asked))
    }

    /// Delivers a signal to the first process.
    pub fn signal(&mut self, machine: &mut Machine, signal: Signal) {
        if signal == Signal::Kill {
            self.stopped = true;
            machine.end_process(self.process);
        }
    }
}
