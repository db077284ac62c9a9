//! Puts what `ls`, namei and stat showed on the machine.

use std::collections::BTreeMap;

use super::super::fact::{Kind, Name, Node};
use super::super::reader::is_open;
use super::super::{Assumption, Unknown};
use super::Applying;
use crate::{Acl, Content, NodeId, NodeKind, Origin};

impl Applying<'_> {
    /// The ids of a node as shown; what is not shown stays, or is root's.
    pub(super) fn ids(&self, node: &Node, old: Option<NodeId>) -> (u32, u32) {
        let old = old.map(|id| self.machine.node(id));
        let accounts = &self.machine.accounts;
        let owner = match &node.owner {
            Name::Id(id) | Name::Both(_, id) => Some(*id),
            Name::Known(name) => accounts.user_id(name),
            Name::Hidden => old.map(|old| old.owner),
        };
        let group = match &node.group {
            Name::Id(id) | Name::Both(_, id) => Some(*id),
            Name::Known(name) => accounts.group_id(name),
            Name::Hidden => old.map(|old| old.group),
        };
        (owner.unwrap_or(0), group.unwrap_or(0))
    }

    pub(super) fn node(&mut self, node: &Node) {
        let origin = Origin::Seen(node.span);
        let mut path = node.path.clone();
        let mut old = self.machine.find_link(&path);
        // `.` and `..` of a directory reached through a link show the directory itself.
        if node.kind == Kind::Directory
            && let Some(id) = old
            && matches!(self.machine.node(id).kind, NodeKind::Symlink(_))
            && let Some(target) = self.machine.find(&path)
            && self.machine.node(target).is_directory()
        {
            let walk = self
                .machine
                .walk(&crate::Identity::root(), "/", &path, crate::Bits::NONE);
            path = walk.steps.last().map_or(path, |step| step.path.clone());
            old = Some(target);
        }
        let ids = self.ids(node, old);
        let old_kind = old.map(|id| self.machine.node(id).kind.clone());
        let kind = match (&node.kind, old_kind) {
            (kind, Some(old)) if is_open(kind) => old,
            (Kind::File, Some(NodeKind::File(content))) => {
                self.compare_size(node, &content);
                NodeKind::File(content)
            }
            (Kind::File, _) => {
                self.appeared.push((path.clone(), node.span));
                NodeKind::File(match node.size {
                    // An empty file hides nothing.
                    Some(0) => Content::Text("".into(), None),
                    size => Content::Unknown(size.unwrap_or(0)),
                })
            }
            (Kind::Directory, Some(old @ NodeKind::Directory(_))) => old,
            (Kind::Directory, _) => NodeKind::Directory(BTreeMap::new()),
            (Kind::Symlink(Some(target)), _) => NodeKind::Symlink(target.as_str().into()),
            (Kind::Symlink(None), Some(old @ NodeKind::Symlink(_))) => old,
            (Kind::Symlink(None), _) => NodeKind::Symlink("".into()),
            (Kind::Socket, Some(old @ NodeKind::Socket(_))) => old,
            (Kind::Socket, _) => NodeKind::Socket(None),
            (Kind::Other(letter), _) => NodeKind::Other(*letter),
        };
        let mode = if matches!(kind, NodeKind::Symlink(_)) {
            0o777
        } else {
            node.mode
        };
        let id = match old.filter(|_| path != "/") {
            // What is the same kind keeps its node, and with it what others know of it.
            Some(id)
                if std::mem::discriminant(&self.machine.node(id).kind)
                    == std::mem::discriminant(&kind) =>
            {
                let old = self.machine.node_mut(id);
                old.kind = kind;
                (old.mode, old.owner, old.group) = (mode, ids.0, ids.1);
                old.origin = origin;
                id
            }
            _ if path == "/" => {
                let root = self.machine.root();
                let old = self.machine.node_mut(root);
                (old.mode, old.owner, old.group) = (mode, ids.0, ids.1);
                old.origin = origin;
                root
            }
            _ => self.machine.place(&path, kind, mode, ids, origin),
        };
        self.list_mark(node, &path, id);
    }

    /// Takes the `+` behind a mode in.
    pub(super) fn list_mark(&mut self, node: &Node, path: &str, id: NodeId) {
        match node.has_acl {
            Some(false) => {
                let node = self.machine.node_mut(id);
                (node.acl, node.default_acl) = (None, None);
                self.open_lists.remove(path);
            }
            Some(true) => {
                let node_there = self.machine.node(id);
                if node_there.acl.is_none() && node_there.default_acl.is_none() {
                    self.open_lists.insert(path.to_owned(), node.span);
                    let group_obj = u8::try_from((node.mode >> 3) & 7).unwrap_or(0);
                    self.machine.node_mut(id).acl = Some(Acl {
                        group_obj,
                        ..Acl::default()
                    });
                }
            }
            None => {}
        }
    }

    /// Notes a file whose size is not that of the text we have.
    pub(super) fn compare_size(&mut self, node: &Node, content: &Content) {
        let Content::Text(text, source) = content else {
            return;
        };
        let Some(size) = node.size.filter(|size| *size != text.len() as u64) else {
            return;
        };
        let path = &node.path;
        if source.is_some() {
            self.listing.assumptions.push(Assumption {
                span: node.span,
                text: format!(
                    "the listing shows {size} bytes for {path}, the text given has {}; the text is taken",
                    text.len()
                ),
            });
        } else {
            self.listing.unknown.push(Unknown {
                span: node.span,
                what: format!("the text of {path}, which is not the one that was expected"),
                tell: format!("cat {path}"),
            });
        }
    }
}
