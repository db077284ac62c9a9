//! Where the nodes are kept: those of the stock system once for all copies of a machine, changes beside them.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::{Node, NodeId};

/// All nodes by id; a copy costs what was changed, not what there is.
#[derive(Clone, Debug)]
pub(super) struct Nodes {
    /// What every copy shares.
    shared: Arc<Vec<Arc<Node>>>,
    /// What took the place of shared nodes.
    changed: BTreeMap<u32, Arc<Node>>,
    /// Nodes with ids behind the shared ones.
    added: Vec<Arc<Node>>,
}

impl Nodes {
    pub(super) fn new(root: Node) -> Self {
        Self {
            shared: Arc::new(Vec::new()),
            changed: BTreeMap::new(),
            added: vec![Arc::new(root)],
        }
    }

    pub(super) fn get(&self, id: NodeId) -> &Node {
        let at = id.0 as usize;
        match self.shared.get(at) {
            Some(shared) if self.changed.is_empty() => shared,
            Some(shared) => self.changed.get(&id.0).unwrap_or(shared),
            None => &self.added[at - self.shared.len()],
        }
    }

    pub(super) fn get_mut(&mut self, id: NodeId) -> &mut Node {
        let at = id.0 as usize;
        let node = match self.shared.get(at) {
            Some(shared) => self
                .changed
                .entry(id.0)
                .or_insert_with(|| Arc::clone(shared)),
            None => &mut self.added[at - self.shared.len()],
        };
        Arc::make_mut(node)
    }

    pub(super) fn push(&mut self, node: Node) -> NodeId {
        let at = self.shared.len() + self.added.len();
        self.added.push(Arc::new(node));
        NodeId(u32::try_from(at).unwrap_or(u32::MAX))
    }

    /// Makes all nodes shared ones.
    pub(super) fn share(&mut self) {
        let at = |n: usize| NodeId(u32::try_from(n).unwrap_or(u32::MAX));
        let count = self.shared.len() + self.added.len();
        let nodes = (0..count)
            .map(|n| Arc::new(self.get(at(n)).clone()))
            .collect();
        self.shared = Arc::new(nodes);
        self.changed.clear();
        self.added.clear();
    }
}
