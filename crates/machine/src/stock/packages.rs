//! The directories of the distribution's Python packages, by which a listing of a copy is recognised.

use std::sync::Arc;

use crate::{Machine, NodeId, NodeKind};

/// Where the distribution keeps its Python packages.
pub(crate) const PACKAGES: &str = "/usr/lib/python3/dist-packages";

/// A directory of a stock package.
#[derive(Clone, Debug)]
pub(crate) struct Package {
    /// Its path on the stock machine.
    pub(crate) path: String,
    /// Its node there.
    pub(crate) id: NodeId,
    /// Its regular files with their sizes.
    pub(crate) files: Vec<(Arc<str>, u64)>,
}

/// All directories below the distribution's packages that hold enough to be told apart.
pub(super) fn read(stock: &Machine) -> Vec<Package> {
    let mut found = Vec::new();
    let Some(top) = stock.find(PACKAGES) else {
        return found;
    };
    let mut ahead = vec![(PACKAGES.to_owned(), top)];
    while let Some((path, id)) = ahead.pop() {
        let NodeKind::Directory(entries) = &stock.node(id).kind else {
            continue;
        };
        let mut files = Vec::new();
        for (name, entry) in entries {
            match &stock.node(*entry).kind {
                NodeKind::Directory(_) => ahead.push((format!("{path}/{name}"), *entry)),
                NodeKind::File(_) => files.push((name.clone(), stock.file_size(*entry))),
                _ => {}
            }
        }
        // Empty files tell nothing.
        let bytes: u64 = files.iter().map(|(_, size)| size).sum();
        if id != top && bytes > 0 {
            found.push(Package { path, id, files });
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}
