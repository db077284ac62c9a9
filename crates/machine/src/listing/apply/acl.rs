//! Access control lists that getfacl showed.

use std::collections::BTreeMap;

use super::super::fact::AclFact;
use super::Applying;
use crate::{AclEntries, AclTag, NodeId, NodeKind, Origin};

impl Applying<'_> {
    /// Replaces owner, mode and lists of a path by what getfacl shows.
    pub(super) fn acl(&mut self, fact: &AclFact) {
        let id = match self.machine.find(&fact.path) {
            Some(id) => id,
            None => self.shown_by_acl(fact),
        };
        self.open_lists.remove(&fact.path);
        let accounts = &self.machine.accounts;
        let owner = fact.owner.as_ref().and_then(|name| accounts.user_id(name));
        let group = fact.group.as_ref().and_then(|name| accounts.group_id(name));
        let list = |is_default: bool| {
            let mut list = AclEntries::default();
            let mut is_empty = true;
            for entry in fact
                .entries
                .iter()
                .filter(|entry| entry.is_default == is_default)
            {
                is_empty = false;
                let tag = match (entry.tag.as_str(), entry.name.as_str()) {
                    ("user", "") => AclTag::Owner,
                    ("user", name) => match accounts.user_id(name) {
                        Some(uid) => AclTag::User(uid),
                        None => continue,
                    },
                    ("group", "") => AclTag::Group,
                    ("group", name) => match accounts.group_id(name) {
                        Some(gid) => AclTag::NamedGroup(gid),
                        None => continue,
                    },
                    ("mask", _) => AclTag::Mask,
                    _ => AclTag::Other,
                };
                list.set(tag, entry.bits);
            }
            (!is_empty).then_some(list)
        };
        let (access, default) = (list(false), list(true));
        let node = self.machine.node_mut(id);
        node.owner = owner.unwrap_or(node.owner);
        node.group = group.unwrap_or(node.group);
        node.origin = Origin::Seen(fact.span);
        if let Some(access) = &access {
            node.mode = (node.mode & 0o777) | (fact.flags << 9);
            self.machine.set_access_list(id, access);
        }
        self.machine.set_default_list(id, default.as_ref());
    }

    /// What only getfacl showed: what has a default list is a directory.
    fn shown_by_acl(&mut self, fact: &AclFact) -> NodeId {
        let has_default = fact.entries.iter().any(|entry| entry.is_default);
        let kind = if has_default {
            NodeKind::Directory(BTreeMap::new())
        } else {
            self.kind_by_name(&fact.path, fact.span)
        };
        self.machine
            .place(&fact.path, kind, 0, (0, 0), Origin::Seen(fact.span))
    }
}
