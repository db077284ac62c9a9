//! A process that supervisord keeps: what it does, and why it does not run.

use hurdles_machine::{Errno, Machine};

use super::super::program::Program;
use super::Spawn;

/// A started process, as whoever starts it knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Child {
    /// It has a number there.
    Known(usize),
    /// It ended at once with this status.
    Ended(i32),
    /// It is not simulated.
    Stranger,
}

/// Whoever starts processes for supervisord.
pub trait Children {
    /// Starts a program.
    fn spawn(&mut self, machine: &mut Machine, spawn: &Spawn) -> Child;
    /// The exit status of a process; none while it runs.
    fn status(&self, child: Child) -> Option<i32>;
    /// Sends a signal to a process.
    fn signal(&mut self, machine: &mut Machine, child: Child, signal: i32);
    /// Lets time pass.
    fn pass(&mut self, machine: &mut Machine, seconds: f64);
}

/// What a process is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Not started, or stopped.
    Stopped,
    /// Started a moment ago.
    Starting,
    /// It ran too shortly and is tried again.
    Backoff,
    /// It has run for long enough.
    Running,
    /// It ended by itself.
    Exited,
    /// Given up.
    Fatal,
}

impl State {
    /// As `supervisorctl status` writes it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Stopped => "STOPPED",
            Self::Starting => "STARTING",
            Self::Backoff => "BACKOFF",
            Self::Running => "RUNNING",
            Self::Exited => "EXITED",
            Self::Fatal => "FATAL",
        }
    }
}

/// Why a process could not be started, or ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// There is no such command.
    NotFound(String),
    /// The command is a directory.
    Directory(String),
    /// The command has no execute bit, or may not be executed.
    NotExecutable(String),
    /// The command cannot be taken apart, or is empty.
    Unreadable(String),
    /// Its directory cannot be entered by its user.
    Chdir(String, Errno),
    /// It ended with this status before it counted as started.
    TooQuickly(i32),
    /// It ended with this status later.
    Exited(i32),
}

impl Trouble {
    /// What `supervisorctl status` shows.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::NotFound(name) => format!("can't find command '{name}'"),
            Self::Directory(name) => format!("command at '{name}' is a directory"),
            Self::NotExecutable(name) => format!("command at '{name}' is not executable"),
            Self::Unreadable(text) => text.clone(),
            Self::Chdir(..) | Self::TooQuickly(_) => {
                "Exited too quickly (process log may have details)".to_owned()
            }
            Self::Exited(status) => format!("Bad exit code {status}"),
        }
    }
}

/// One process and what became of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Supervised {
    /// What it is.
    pub program: Program,
    /// What it is doing.
    pub state: State,
    /// The last trouble.
    pub trouble: Option<Trouble>,
    /// The process that runs, or ran last.
    pub child: Option<Child>,
    /// How often it was started.
    pub n_starts: u32,
    /// What it said itself where it could not be started.
    pub output: String,
    /// How often it ended too quickly since it ran last.
    pub(super) backoff: u32,
    /// When something is due for it.
    pub(super) due: f64,
}
