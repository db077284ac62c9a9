//! Putting things on the machine without asking anybody's permission: stock files, scenario files, what a listing shows.

use std::collections::BTreeMap;
use std::sync::Arc;

use hurdles_source::SourceId;

use crate::{Content, Errno, Identity, Machine, Node, NodeId, NodeKind, Origin};

impl Machine {
    /// Puts something at an absolute path, making directories on the way with the same owner and mode 0755, and
    /// replacing what is there (a symbolic link itself; a directory stays when a directory is put on it).
    pub fn place(
        &mut self,
        path: &str,
        kind: NodeKind,
        mode: u16,
        (owner, group): (u32, u32),
        origin: Origin,
    ) -> NodeId {
        let absolute = Self::absolute("/", path);
        let Some((directory, name)) = absolute
            .rsplit_once('/')
            .filter(|(_, name)| !name.is_empty())
        else {
            return self.root();
        };
        let parent = self.place_directory(directory, (owner, group), origin);
        let old = self.entry(parent, name);
        if let Some(old) = old
            && self.node(old).is_directory()
            && matches!(kind, NodeKind::Directory(_))
        {
            let node = self.node_mut(old);
            (node.mode, node.owner, node.group, node.origin) = (mode, owner, group, origin);
            return old;
        }
        let id = self.add_node(Node {
            kind,
            mode,
            owner,
            group,
            acl: None,
            default_acl: None,
            origin,
        });
        self.enter(parent, name, id);
        id
    }

    /// The directory at an absolute path, made with 0755 where it is missing; links are followed.
    pub fn place_directory(
        &mut self,
        path: &str,
        (owner, group): (u32, u32),
        origin: Origin,
    ) -> NodeId {
        if path.is_empty() || path == "/" {
            return self.root();
        }
        if let Some(id) = self.find(path)
            && self.node(id).is_directory()
        {
            return id;
        }
        let directory = NodeKind::Directory(BTreeMap::new());
        self.place(path, directory, 0o755, (owner, group), origin)
    }

    /// Writes a file of the scenario: 0644, below `/etc`, `/usr`, `/lib` and `/var/lib` root's, else `user`'s.
    ///
    /// Directories made for it are 0755 and belong to the same owner by their own path. A symbolic link at `path` is
    /// replaced, so that what it pointed to stays as it is. None where a directory is in its place, or something else
    /// in the place of a directory above it.
    pub fn write_scenario_file(
        &mut self,
        user: &str,
        path: &str,
        text: Arc<str>,
        source: SourceId,
    ) -> Option<NodeId> {
        let path = Self::absolute("/", path);
        let (directory, name) = path.rsplit_once('/').filter(|(_, name)| !name.is_empty())?;
        let parent = self.make_scenario_directories(user, directory)?;
        if let Some(old) = self.entry(parent, name)
            && self.node(old).is_directory()
        {
            return None;
        }
        let (owner, group) = self.scenario_owner(user, &path);
        let id = self.add_node(Node {
            kind: NodeKind::File(Content::Text(text, Some(source))),
            mode: 0o644,
            owner,
            group,
            acl: None,
            default_acl: None,
            origin: Origin::Scenario(source),
        });
        self.enter(parent, name, id);
        Some(id)
    }

    /// Makes the directory and those above it, each 0755 and owned as scenario files at its path are; None where
    /// something else is in the place of one.
    pub fn make_scenario_directories(&mut self, user: &str, path: &str) -> Option<NodeId> {
        let mut here = self.root();
        let mut walked = String::new();
        for part in path.split('/').filter(|part| !part.is_empty()) {
            walked.push('/');
            walked.push_str(part);
            // `find` follows symbolic links, so that what lies behind one is not made twice.
            here = match self.find(&walked) {
                Some(node) if self.node(node).is_directory() => node,
                Some(_) => return None,
                None => {
                    let (owner, group) = self.scenario_owner(user, &format!("{walked}/"));
                    let id = self.add_node(Node {
                        kind: NodeKind::Directory(BTreeMap::new()),
                        mode: 0o755,
                        owner,
                        group,
                        acl: None,
                        default_acl: None,
                        origin: Origin::Stock,
                    });
                    self.enter(here, part, id);
                    id
                }
            };
        }
        Some(here)
    }

    fn scenario_owner(&self, user: &str, path: &str) -> (u32, u32) {
        let system = ["/etc/", "/usr/", "/lib/", "/var/lib/"];
        match self.accounts.user(user) {
            Some(user) if !system.iter().any(|prefix| path.starts_with(prefix)) => {
                (user.uid, user.gid)
            }
            _ => (0, 0),
        }
    }

    /// The node that a directory names so, without following a link.
    #[must_use]
    pub fn entry(&self, directory: NodeId, name: &str) -> Option<NodeId> {
        match &self.node(directory).kind {
            NodeKind::Directory(entries) => entries.get(name).copied(),
            _ => None,
        }
    }

    /// The node at a path, whoever asks, a symbolic link itself where the path ends in one.
    #[must_use]
    pub fn find_link(&self, path: &str) -> Option<NodeId> {
        self.walk_to_link(&Identity::root(), "/", path).end.ok()
    }

    /// The known text of a regular file, whoever asks.
    #[must_use]
    pub fn text_of(&self, path: &str) -> Option<Arc<str>> {
        match &self.node(self.find(path)?).kind {
            NodeKind::File(Content::Text(text, _)) => Some(text.clone()),
            _ => None,
        }
    }

    /// Takes a name out of its directory, whatever hangs below it and whoever asks.
    pub fn erase(&mut self, path: &str) -> Result<(), Errno> {
        let absolute = Self::absolute("/", path);
        let (directory, name) = absolute.rsplit_once('/').ok_or(Errno::Invalid)?;
        let parent = if directory.is_empty() {
            Some(self.root())
        } else {
            self.find(directory)
        };
        let parent = parent.ok_or(Errno::NotFound)?;
        match &mut self.node_mut(parent).kind {
            NodeKind::Directory(entries) => entries.remove(name).map(|_| ()).ok_or(Errno::NotFound),
            _ => Err(Errno::NotADirectory),
        }
    }
}
