//! Puts what `ls`, namei and stat showed on the machine.

use std::collections::BTreeMap;

use hurdles_source::Span;

use super::super::fact::{Kind, Name, Node};
use super::super::reader::is_open;
use super::super::{Assumption, Unknown};
use super::Applying;
use crate::{Acl, Bits, Content, Identity, NodeId, NodeKind, Origin};

impl Applying<'_> {
    /// The ids of a node as shown; what is not shown stays, or is root's.
    fn ids(&self, node: &Node, old: Option<NodeId>) -> (u32, u32) {
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

    /// Puts what a line shows at its path.
    pub(super) fn node(&mut self, node: &Node) {
        let (path, old) = self.place_of(node);
        let ids = self.ids(node, old);
        let kind = self.kind_of(node, &path, old);
        let mode = if matches!(kind, NodeKind::Symlink(_)) {
            0o777
        } else {
            node.mode
        };
        let origin = Origin::Seen(node.span);
        let same_kind = |id: &NodeId| {
            let old = &self.machine.node(*id).kind;
            std::mem::discriminant(old) == std::mem::discriminant(&kind)
        };
        let id = match old.filter(same_kind) {
            // What is the same kind keeps its node, and with it what others know of it.
            Some(id) => {
                let old = self.machine.node_mut(id);
                old.kind = kind;
                (old.mode, old.owner, old.group) = (mode, ids.0, ids.1);
                old.origin = origin;
                id
            }
            None => self.machine.place(&path, kind, mode, ids, origin),
        };
        self.list_mark(node, &path, id);
    }

    /// The path that a line is about, and what is there.
    fn place_of(&self, node: &Node) -> (String, Option<NodeId>) {
        let path = node.path.clone();
        let there = self.machine.find_link(&path);
        let is_link =
            there.is_some_and(|id| matches!(self.machine.node(id).kind, NodeKind::Symlink(_)));
        if node.kind != Kind::Directory || !is_link {
            return (path, there);
        }
        // `.` and `..` of a directory reached through a link show the directory itself.
        let walk = self.machine.walk(&Identity::root(), "/", &path, Bits::NONE);
        match (walk.end, walk.steps.last()) {
            (Ok(target), Some(step)) if self.machine.node(target).is_directory() => {
                (step.path.clone(), Some(target))
            }
            _ => (path, there),
        }
    }

    /// What a line shows, with the content of what is there.
    fn kind_of(&mut self, node: &Node, path: &str, old: Option<NodeId>) -> NodeKind {
        let old = old.map(|id| self.machine.node(id).kind.clone());
        match (&node.kind, old) {
            (kind, Some(old)) if is_open(kind) => old,
            (kind, None) if is_open(kind) => self.kind_by_name(path, node.span),
            (Kind::File, Some(NodeKind::File(content))) => {
                self.compare_size(node, &content);
                NodeKind::File(content)
            }
            (Kind::File, _) => {
                self.appeared.push((path.to_owned(), node.span));
                NodeKind::File(match node.size {
                    // An empty file hides nothing.
                    Some(0) => Content::Text("".into(), None),
                    size => Content::Unknown(size.unwrap_or(0)),
                })
            }
            (Kind::Directory, Some(old @ NodeKind::Directory(_)))
            | (Kind::Symlink(None), Some(old @ NodeKind::Symlink(_)))
            | (Kind::Socket, Some(old @ NodeKind::Socket(_))) => old,
            (Kind::Directory, _) => NodeKind::Directory(BTreeMap::new()),
            (Kind::Symlink(target), _) => NodeKind::Symlink(target.as_deref().unwrap_or("").into()),
            (Kind::Socket, _) => NodeKind::Socket(None),
            (Kind::Other(letter), _) => NodeKind::Other(*letter),
        }
    }

    /// What lies at a path of which only mode and owner were shown, as far as its name tells.
    pub(super) fn kind_by_name(&mut self, path: &str, span: Span) -> NodeKind {
        let name = path.rsplit('/').next().unwrap_or(path);
        let (kind, what) = if name.ends_with("sock") || name.ends_with("socket") {
            (NodeKind::Socket(None), "a socket")
        } else if name.trim_start_matches('.').contains('.') {
            (NodeKind::File(Content::Unknown(0)), "a file")
        } else {
            (NodeKind::Directory(BTreeMap::new()), "a directory")
        };
        let text = format!("{path} is {what}, as its name says");
        self.listing.assumptions.push(Assumption { span, text });
        kind
    }

    /// Takes the `+` behind a mode in.
    fn list_mark(&mut self, node: &Node, path: &str, id: NodeId) {
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
    fn compare_size(&mut self, node: &Node, content: &Content) {
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
