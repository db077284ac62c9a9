//! Running programs, as far as others can notice them.

use crate::Identity;

/// Identifies a process within one machine: its pid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProcessId(pub u32);

/// What a process runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Program {
    /// An nginx master.
    Nginx,
    /// A uWSGI instance's first process.
    Uwsgi,
    /// `python3 -m http.server`, serving this directory.
    HttpServer(String),
    /// Something that listens and says nothing that we simulate.
    Other(String),
}

/// A running program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Process {
    /// Its pid.
    pub id: ProcessId,
    /// What it runs.
    pub program: Program,
    /// As whom.
    pub identity: Identity,
    /// Current working directory.
    pub cwd: String,
    /// Whether it still runs.
    pub running: bool,
}
