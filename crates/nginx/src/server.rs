//! A running nginx: what it read at its start, as whom its workers run, where it writes.

use std::collections::BTreeMap;
use std::sync::Arc;

use hurdles_machine::{Address, Context, Identity, ListenerId, Machine, NodeId, ProcessId};

use crate::build::Build;
use crate::configuration::Configuration;
use crate::cycle::{self, Options};
use crate::terminal;

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
    /// Whether a request came since the start: what is kept between requests is not followed.
    pub(crate) was_asked: bool,
}

impl Server {
    /// Takes up the configuration as it is now (SIGHUP); a fault leaves everything as it was. True when it took.
    pub fn reload(&mut self, machine: &mut Machine) -> bool {
        let options = Options {
            file: Some(self.configuration.path.to_string()),
            prefix: Some(self.configuration.prefix.clone()),
            globals: None,
            error_log: None,
            quiet: true,
        };
        let context = self.context.clone();
        let logs = std::mem::take(&mut self.terminal);
        let mut cycle = cycle::begin_reload(machine, &context, &options, &self.error_logs());
        if !cycle.succeeded {
            self.terminal = logs + &cycle.terminal.text;
            return false;
        }
        let kept = self.listening.clone();
        let listening = cycle::open_sockets(machine, &context, &mut cycle, self.process, &kept);
        self.terminal = logs + &cycle.terminal.text;
        let Some(listening) = listening else {
            return false;
        };
        for (_, id) in &kept {
            if !listening.iter().any(|(_, still)| still == id) {
                machine.listener_mut(*id).open = false;
            }
        }
        self.listening = listening;
        self.logs = cycle.logs;
        if let Ok((worker, name)) = cycle::worker_identity(machine, &context, &cycle.configuration)
        {
            self.worker = worker;
            self.worker_user = name;
        }
        self.configuration = Arc::new(cycle.configuration);
        self.resting.clear();
        true
    }

    /// Ends it; a UNIX socket file goes with it on TERM, and since 1.22 on QUIT too.
    pub fn stop(self, machine: &mut Machine, at_once: bool) {
        let removes = at_once || self.build.version >= crate::build::Version::V1_22_1;
        for (_, id) in &self.listening {
            if let (Address::Unix(path), true) = (machine.listener(*id).address.clone(), removes) {
                // It may have been removed already; nginx logs that and goes on.
                let _ = machine.erase(&path);
            }
        }
        machine.end_process(self.process);
        let pid = cycle::pid_path(&self.configuration);
        let _ = machine.erase(&pid);
    }

    /// Opens the log files anew (SIGUSR1).
    pub fn reopen(&mut self, machine: &mut Machine) {
        let context = self.context.clone();
        for (path, node) in &mut self.logs {
            if let Ok(opened) = terminal::open_for_append(machine, &context, path) {
                *node = opened;
                if context.identity.is_root() {
                    machine.node_mut(opened).owner = self.worker.uid;
                }
            }
        }
    }

    /// Whether this listener is one of its own.
    #[must_use]
    pub fn listens(&self, listener: ListenerId) -> bool {
        self.listening.iter().any(|(_, id)| *id == listener)
    }

    fn error_logs(&self) -> Vec<terminal::ErrorLog> {
        cycle::main_error_logs(&self.configuration, &self.logs)
    }
}
