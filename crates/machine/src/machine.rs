//! The machine itself: one value that every stage reads and changes, cheap to copy.

mod accounts;
mod addresses;
mod files;
mod lists;
mod names;
mod nodes;
mod permissions;
mod place;
mod render;
mod sockets;

use std::sync::Arc;

pub use lists::{AclEntries, AclTag};
use nodes::Nodes;

use crate::listing::Target;
use crate::{Accounts, Listener, ListenerId, Node, NodeId, NodeKind, Origin, Process, ProcessId};

/// A host: who is there, what lies where, what listens, what runs.
#[derive(Clone, Debug)]
pub struct Machine {
    /// Users and groups.
    pub accounts: Accounts,
    /// The stock system's id, such as `debian-12`.
    pub system: Arc<str>,
    /// Shared until changed, so that a copy of the machine is cheap.
    nodes: Nodes,
    listeners: Vec<Listener>,
    processes: Vec<Process>,
    addresses: addresses::Addresses,
    n_keys: u32,
    /// What a mandatory policy lets nobody connect to, whatever the bits say.
    pub(crate) shut: Arc<[Target]>,
}

impl Machine {
    /// A machine with nothing but `/`, root:root 0755.
    #[must_use]
    pub fn bare(system: &str) -> Self {
        let root = Node {
            kind: NodeKind::Directory(std::collections::BTreeMap::new()),
            mode: 0o755,
            owner: 0,
            group: 0,
            acl: None,
            default_acl: None,
            origin: Origin::Stock,
        };
        Self {
            accounts: Accounts::default(),
            system: system.into(),
            nodes: Nodes::new(root),
            listeners: Vec::new(),
            processes: Vec::new(),
            addresses: addresses::Addresses::default(),
            n_keys: 0,
            shut: Arc::new([]),
        }
    }

    /// The number of a key that is like no other.
    pub(crate) fn new_key(&mut self) -> u32 {
        self.n_keys = self.n_keys.saturating_add(1);
        self.n_keys
    }

    /// Makes everything on the machine what its copies share from now on.
    pub fn share(&mut self) {
        self.nodes.share();
    }

    /// The directory `/`.
    #[must_use]
    pub fn root(&self) -> NodeId {
        NodeId(0)
    }

    /// The node with this id; ids come from this machine or one it was copied from.
    #[must_use]
    pub fn node(&self, id: NodeId) -> &Node {
        self.nodes.get(id)
    }

    /// The node, to be changed without any permission check.
    pub fn node_mut(&mut self, id: NodeId) -> &mut Node {
        self.nodes.get_mut(id)
    }

    /// Adds a node that no directory names yet.
    pub fn add_node(&mut self, node: Node) -> NodeId {
        self.nodes.push(node)
    }

    /// The listener with this id.
    #[must_use]
    pub fn listener(&self, id: ListenerId) -> &Listener {
        &self.listeners[id.0 as usize]
    }

    /// The listener, to be changed.
    pub fn listener_mut(&mut self, id: ListenerId) -> &mut Listener {
        &mut self.listeners[id.0 as usize]
    }

    /// All listeners, also closed ones, oldest first.
    pub fn listeners(&self) -> impl Iterator<Item = (ListenerId, &Listener)> {
        self.listeners
            .iter()
            .enumerate()
            .map(|(n, listener)| (ListenerId(u32::try_from(n).unwrap_or(u32::MAX)), listener))
    }

    /// Starts a process; its pid is one more than the last.
    pub fn start_process(
        &mut self,
        program: crate::Program,
        context: &crate::Context,
    ) -> ProcessId {
        let last = self.processes.last().map_or(100, |process| process.id.0);
        let id = ProcessId(last + 1);
        let (identity, cwd) = (context.identity.clone(), context.cwd.clone());
        self.processes.push(Process {
            id,
            program,
            identity,
            cwd,
            running: true,
        });
        id
    }

    /// The process with this pid, running or not.
    #[must_use]
    pub fn process(&self, id: ProcessId) -> Option<&Process> {
        self.processes.iter().find(|process| process.id == id)
    }

    /// All processes, also ended ones, oldest first.
    #[must_use]
    pub fn processes(&self) -> &[Process] {
        &self.processes
    }

    /// Gives a process other credentials.
    pub fn set_identity(&mut self, id: ProcessId, identity: crate::Identity) {
        if let Some(process) = self.processes.iter_mut().find(|process| process.id == id) {
            process.identity = identity;
        }
    }

    /// Ends a process and closes what it listens on; socket files stay.
    pub fn end_process(&mut self, id: ProcessId) {
        if let Some(process) = self.processes.iter_mut().find(|process| process.id == id) {
            process.running = false;
        }
        for listener in self
            .listeners
            .iter_mut()
            .filter(|listener| listener.process == Some(id))
        {
            listener.open = false;
        }
    }
}
