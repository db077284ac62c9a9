//! A running nginx: what it read at its start, as whom its workers run, where it writes.

use std::collections::BTreeMap;
use std::sync::Arc;

use hurdles_machine::{Context, Identity, ListenerId, NodeId, ProcessId};

use crate::build::Build;
use crate::configuration::Configuration;

/// A running nginx.
#[derive(Clone, Debug)]
pub struct Server {
    /// What it read when it started or was last reloaded with success.
    pub configuration: Arc<Configuration>,
    /// The master process.
    pub process: ProcessId,
    /// As whom the workers run: their groups are those of when they started.
    pub worker: Identity,
    /// The workers' user name.
    pub worker_user: String,
    /// How the master was started.
    pub context: Context,
    /// Which nginx it is.
    pub build: Build,
    /// What it wrote to the terminal after its start, where errors go to stderr.
    pub terminal: String,
    /// The sockets it listens on, with the address as nginx writes it.
    pub(crate) listening: Vec<(String, ListenerId)>,
    /// Open log files by path: the node is kept even when the name goes to another one.
    pub(crate) logs: BTreeMap<String, NodeId>,
    /// Peers that failed, by upstream and address: they rest while requests follow one another at once.
    pub(crate) resting: BTreeMap<(String, String), ()>,
}
