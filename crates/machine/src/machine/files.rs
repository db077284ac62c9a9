//! System calls on the file tree.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::{
    Acl, Bits, Content, Context, Errno, Identity, Machine, Node, NodeId, NodeKind, Origin,
};

/// Splits a path into its directory and last name; `None` for `/` and paths that end in `..`.
pub(super) fn split_last(path: &str) -> Option<(&str, &str)> {
    let path = path.trim_end_matches('/');
    let (directory, name) = match path.rfind('/') {
        Some(0) => ("/", &path[1..]),
        Some(at) => (&path[..at], &path[at + 1..]),
        None => (".", path),
    };
    (!name.is_empty() && name != "." && name != "..").then_some((directory, name))
}

impl Machine {
    /// The node a path leads to, whoever asks; symbolic links are followed.
    #[must_use]
    pub fn find(&self, path: &str) -> Option<NodeId> {
        match self.find_plainly(self.root(), path, 0) {
            Some(found) => found,
            None => self.walk(&Identity::root(), "/", path, Bits::NONE).end.ok(),
        }
    }

    /// The same without notes on the way; the outer `None` where `..` asks for the long way.
    #[expect(clippy::option_option, reason = "nothing there and no answer differ")]
    fn find_plainly(&self, from: NodeId, path: &str, links: usize) -> Option<Option<NodeId>> {
        if path.is_empty() || links > 8 {
            return None;
        }
        let mut at = if path.starts_with('/') {
            self.root()
        } else {
            from
        };
        for part in path.split('/') {
            match part {
                "" | "." => continue,
                ".." => return None,
                _ => {}
            }
            let Some(next) = self.entry(at, part) else {
                return Some(None);
            };
            at = match &self.node(next).kind {
                NodeKind::Symlink(target) => match self.find_plainly(at, target, links + 1)? {
                    Some(target) => target,
                    None => return Some(None),
                },
                _ => next,
            };
        }
        let must_be_directory = path.ends_with('/') || path.ends_with("/.");
        Some((!must_be_directory || self.node(at).is_directory()).then_some(at))
    }

    /// The content of a regular file, read by `who`.
    ///
    /// # Errors
    /// `ENOENT`, `EACCES`, `ENOTDIR`, `ELOOP` as open(2) gives them; `EISDIR` for a directory.
    pub fn read(&self, who: &Identity, cwd: &str, path: &str) -> Result<Content, Errno> {
        let id = self.walk(who, cwd, path, Bits::READ).end?;
        match &self.node(id).kind {
            NodeKind::File(content) => Ok(content.clone()),
            NodeKind::Directory(_) => Err(Errno::IsADirectory),
            _ => Err(Errno::Invalid),
        }
    }

    /// The names in a directory, in byte order, listed by `who`.
    ///
    /// # Errors
    /// As opendir(3).
    pub fn list(&self, who: &Identity, cwd: &str, path: &str) -> Result<Vec<Arc<str>>, Errno> {
        let id = self.walk(who, cwd, path, Bits::READ).end?;
        match &self.node(id).kind {
            NodeKind::Directory(entries) => Ok(entries.keys().cloned().collect()),
            _ => Err(Errno::NotADirectory),
        }
    }

    /// Makes a directory with mode `0777 & ~umask`.
    ///
    /// # Errors
    /// As mkdir(2).
    pub fn make_directory(
        &mut self,
        context: &Context,
        path: &str,
        origin: Origin,
    ) -> Result<NodeId, Errno> {
        self.create(
            context,
            path,
            NodeKind::Directory(BTreeMap::new()),
            0o777,
            origin,
        )
    }

    /// Writes a regular file, making it with mode `0666 & ~umask` where it is missing.
    ///
    /// # Errors
    /// As open(2) with `O_WRONLY | O_CREAT | O_TRUNC`.
    pub fn write(
        &mut self,
        context: &Context,
        path: &str,
        content: Content,
        origin: Origin,
    ) -> Result<NodeId, Errno> {
        match self
            .walk(&context.identity, &context.cwd, path, Bits::WRITE)
            .end
        {
            Ok(id) => match &mut self.node_mut(id).kind {
                NodeKind::File(old) => {
                    *old = content;
                    Ok(id)
                }
                NodeKind::Directory(_) => Err(Errno::IsADirectory),
                _ => Err(Errno::Invalid),
            },
            Err(Errno::NotFound) => {
                self.create(context, path, NodeKind::File(content), 0o666, origin)
            }
            Err(errno) => Err(errno),
        }
    }

    /// Makes something new at `path` with `mode` cut by the umask, or shaped by the directory's default ACL (acl(5)).
    ///
    /// # Errors
    /// `EEXIST` where something is there already, also a dangling link; else as the walk and the directory's bits decide.
    pub fn create(
        &mut self,
        context: &Context,
        path: &str,
        kind: NodeKind,
        mode: u16,
        origin: Origin,
    ) -> Result<NodeId, Errno> {
        let (directory, name) = split_last(path).ok_or(Errno::Exists)?;
        let walk = self.walk(&context.identity, &context.cwd, directory, Bits::NONE);
        let parent = walk.end?;
        let is_shut =
            (walk.steps.last()).is_some_and(|step| context.identity.view.is_read_only(&step.path));
        let NodeKind::Directory(entries) = &self.node(parent).kind else {
            return Err(Errno::NotADirectory);
        };
        if entries.contains_key(name) {
            return Err(Errno::Exists);
        }
        if name.len() > 255 {
            return Err(Errno::NameTooLong);
        }
        if is_shut {
            return Err(Errno::ReadOnly);
        }
        if !self
            .check(&context.identity, directory, parent, Bits(3))
            .granted
        {
            return Err(Errno::AccessDenied);
        }
        let node = self.new_node(context, parent, kind, mode, origin);
        let id = self.add_node(node);
        self.enter(parent, name, id);
        Ok(id)
    }

    /// Shapes a new node by its directory: setgid bit (inode(7)) and default ACL (acl(5), "OBJECT CREATION").
    fn new_node(
        &self,
        context: &Context,
        parent: NodeId,
        kind: NodeKind,
        mode: u16,
        origin: Origin,
    ) -> Node {
        let directory = self.node(parent);
        let inherits_group = directory.mode & 0o2000 != 0;
        let group = if inherits_group {
            directory.group
        } else {
            context.identity.gid
        };
        let is_directory = matches!(kind, NodeKind::Directory(_));
        let setgid = if inherits_group && is_directory {
            0o2000
        } else {
            0
        };
        let mut node = Node {
            kind,
            mode: (mode & !context.umask) | setgid,
            owner: context.identity.uid,
            group,
            acl: None,
            default_acl: None,
            origin,
        };
        if matches!(node.kind, NodeKind::Symlink(_)) {
            node.mode = 0o777;
        } else if let Some(default) = &directory.default_acl {
            // The umask plays no part; each entry is cut by the mode asked for.
            let bits = |shift: u16| {
                u8::try_from((default.mode >> shift) & (mode >> shift) & 7).unwrap_or(0)
            };
            let middle = default.mask.map_or_else(
                || bits(3),
                |mask| mask & u8::try_from((mode >> 3) & 7).unwrap_or(0),
            );
            node.mode =
                (u16::from(bits(6)) << 6) | (u16::from(middle) << 3) | u16::from(bits(0)) | setgid;
            if default.mask.is_some() {
                let group_obj = u8::try_from((default.mode >> 3) & 7).unwrap_or(0);
                node.acl = Some(Acl {
                    users: default.users.clone(),
                    groups: default.groups.clone(),
                    group_obj,
                });
            }
            if is_directory {
                node.default_acl = Some(default.clone());
            }
        }
        node
    }

    /// Names a node in a directory, replacing what had the name.
    pub fn enter(&mut self, parent: NodeId, name: &str, id: NodeId) {
        if let NodeKind::Directory(entries) = &mut self.node_mut(parent).kind {
            entries.insert(name.into(), id);
        }
    }

    /// Takes a name out of its directory, as unlink(2) or rmdir(2) with `and_directories`; a symbolic link itself is removed.
    ///
    /// # Errors
    /// `ENOENT`, `EACCES`, `EPERM` (sticky directory), `EISDIR`, `ENOTEMPTY`.
    pub fn remove(
        &mut self,
        who: &Identity,
        cwd: &str,
        path: &str,
        and_directories: bool,
    ) -> Result<(), Errno> {
        let id = self.walk_to_link(who, cwd, path).end?;
        let (directory, name) = split_last(path).ok_or(Errno::Invalid)?;
        let walk = self.walk(who, cwd, directory, Bits::NONE);
        let parent = walk.end?;
        if (walk.steps.last()).is_some_and(|step| who.view.is_read_only(&step.path)) {
            return Err(Errno::ReadOnly);
        }
        if !self.check(who, directory, parent, Bits(3)).granted {
            return Err(Errno::AccessDenied);
        }
        if !self.may_take_out(who, parent, id) {
            return Err(Errno::NotPermitted);
        }
        let node = self.node(id);
        if let NodeKind::Directory(entries) = &node.kind {
            if !and_directories {
                return Err(Errno::IsADirectory);
            }
            if !entries.is_empty() {
                return Err(Errno::NotEmpty);
            }
        }
        if let NodeKind::Directory(entries) = &mut self.node_mut(parent).kind {
            entries.remove(name);
        }
        Ok(())
    }

    /// Changes the mode bits; with an ACL the middle three become its mask (acl(5)).
    ///
    /// # Errors
    /// `EPERM` for anyone but the owner and root.
    pub fn change_mode(&mut self, who: &Identity, id: NodeId, mode: u16) -> Result<(), Errno> {
        let node = self.node(id);
        if !who.is_root() && who.uid != node.owner {
            return Err(Errno::NotPermitted);
        }
        self.node_mut(id).mode = mode & 0o7777;
        Ok(())
    }

    /// Changes owner and group; `None` leaves one as it is. Only root gives away; an owner may choose among their groups.
    ///
    /// # Errors
    /// `EPERM`, as chown(2).
    pub fn change_owner(
        &mut self,
        who: &Identity,
        id: NodeId,
        owner: Option<u32>,
        group: Option<u32>,
    ) -> Result<(), Errno> {
        let node = self.node(id);
        let owner_kept = owner.is_none_or(|uid| uid == node.owner);
        let group_allowed = group.is_none_or(|gid| gid == node.group || who.is_in_group(gid));
        let own_and_allowed = who.uid == node.owner && owner_kept && group_allowed;
        if !(who.is_root() || own_and_allowed) {
            return Err(Errno::NotPermitted);
        }
        let node = self.node_mut(id);
        node.owner = owner.unwrap_or(node.owner);
        node.group = group.unwrap_or(node.group);
        Ok(())
    }

    /// The absolute path of `path`, with `.`, `..` and doubled slashes taken out by text alone.
    #[must_use]
    pub fn absolute(cwd: &str, path: &str) -> String {
        let mut parts: Vec<&str> = Vec::new();
        let from = if path.starts_with('/') { "" } else { cwd };
        for part in from.split('/').chain(path.split('/')) {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop();
                }
                name => parts.push(name),
            }
        }
        format!("/{}", parts.join("/"))
    }
}
