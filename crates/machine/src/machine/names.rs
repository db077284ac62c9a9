//! Giving nodes further names: link(2) and rename(2); and what stat(2) tells of a file.

use super::files::split_last;
use crate::{Bits, Content, Context, Errno, Identity, Machine, NodeId, NodeKind};

impl Machine {
    /// The size that `ls -l` shows.
    #[must_use]
    pub fn file_size(&self, id: NodeId) -> u64 {
        match &self.node(id).kind {
            NodeKind::File(Content::Text(text, _)) => text.len() as u64,
            NodeKind::File(Content::Stock(path)) => {
                crate::stock::size(&self.system, path).unwrap_or(0)
            }
            NodeKind::File(Content::Unknown(size)) => *size,
            NodeKind::File(Content::Program(program)) => program.size,
            NodeKind::Symlink(target) => target.len() as u64,
            NodeKind::Directory(_) => 4096,
            NodeKind::Socket(_) | NodeKind::Other(_) => 0,
        }
    }

    /// Gives a node another name.
    ///
    /// # Errors
    /// As link(2).
    pub fn link(&mut self, context: &Context, id: NodeId, path: &str) -> Result<(), Errno> {
        let (directory, name) = split_last(path).ok_or(Errno::Exists)?;
        let parent = self.writable_directory(&context.identity, &context.cwd, directory)?;
        if self.entry(parent, name).is_some() {
            return Err(Errno::Exists);
        }
        self.enter(parent, name, id);
        Ok(())
    }

    /// Moves a name to another place, replacing what is there.
    ///
    /// # Errors
    /// As rename(2): `EINVAL` into itself, `ENOTEMPTY`, `EISDIR`, `ENOTDIR`, `EPERM` in a sticky directory.
    pub fn rename(
        &mut self,
        who: &Identity,
        cwd: &str,
        from: &str,
        to: &str,
    ) -> Result<NodeId, Errno> {
        let id = self.walk_to_link(who, cwd, from).end?;
        let (from_directory, from_name) = split_last(from).ok_or(Errno::Invalid)?;
        let (to_directory, to_name) = split_last(to).ok_or(Errno::Exists)?;
        let old_parent = self.writable_directory(who, cwd, from_directory)?;
        let new_parent = self.writable_directory(who, cwd, to_directory)?;
        let is_directory = self.node(id).is_directory();
        if is_directory && self.is_below(id, new_parent) {
            return Err(Errno::Invalid);
        }
        if !self.may_take_out(who, old_parent, id) {
            return Err(Errno::NotPermitted);
        }
        if let Some(there) = self.entry(new_parent, to_name) {
            if there == id {
                return Ok(id);
            }
            if !self.may_take_out(who, new_parent, there) {
                return Err(Errno::NotPermitted);
            }
            match (&self.node(there).kind, is_directory) {
                (NodeKind::Directory(entries), true) if !entries.is_empty() => {
                    return Err(Errno::NotEmpty);
                }
                (NodeKind::Directory(_), false) => return Err(Errno::IsADirectory),
                (NodeKind::Directory(_), true) | (_, false) => {}
                (_, true) => return Err(Errno::NotADirectory),
            }
        }
        if let NodeKind::Directory(entries) = &mut self.node_mut(old_parent).kind {
            entries.remove(from_name);
        }
        self.enter(new_parent, to_name, id);
        Ok(id)
    }

    /// A directory in which `who` may make and remove names.
    fn writable_directory(&self, who: &Identity, cwd: &str, path: &str) -> Result<NodeId, Errno> {
        let id = self.walk(who, cwd, path, Bits::NONE).end?;
        if !self.node(id).is_directory() {
            return Err(Errno::NotADirectory);
        }
        if self.check(who, path, id, Bits(3)).granted {
            Ok(id)
        } else {
            Err(Errno::AccessDenied)
        }
    }

    /// Whether the sticky bit lets `who` take a node out of its directory (inode(7)).
    pub(super) fn may_take_out(&self, who: &Identity, directory: NodeId, id: NodeId) -> bool {
        let (node, above) = (self.node(id), self.node(directory));
        above.mode & 0o1000 == 0 || who.is_root() || who.uid == node.owner || who.uid == above.owner
    }

    /// Whether `directory` is `top` or lies below it.
    fn is_below(&self, top: NodeId, directory: NodeId) -> bool {
        let mut ahead = vec![top];
        while let Some(id) = ahead.pop() {
            if id == directory {
                return true;
            }
            if let NodeKind::Directory(entries) = &self.node(id).kind {
                ahead.extend(entries.values().copied());
            }
        }
        false
    }
}
