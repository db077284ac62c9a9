//! Changing access control lists the way setfacl(1) does.

use crate::{Acl, DefaultAcl, Machine, NodeId};

/// Whom an ACL entry is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AclTag {
    /// `user::`, the owner.
    Owner,
    /// `user:NAME:`.
    User(u32),
    /// `group::`, the owning group.
    Group,
    /// `group:NAME:`.
    NamedGroup(u32),
    /// `mask::`.
    Mask,
    /// `other::`.
    Other,
}

/// All entries of one list, access or default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AclEntries {
    /// The owner's bits.
    pub owner: u8,
    /// Named users, by id.
    pub users: Vec<(u32, u8)>,
    /// The owning group's bits.
    pub group: u8,
    /// Named groups, by id.
    pub groups: Vec<(u32, u8)>,
    /// The mask, where there is one.
    pub mask: Option<u8>,
    /// The bits of all others.
    pub other: u8,
}

impl AclEntries {
    /// Sets one entry.
    pub fn set(&mut self, tag: AclTag, bits: u8) {
        let named = |list: &mut Vec<(u32, u8)>, id: u32| match list
            .binary_search_by_key(&id, |entry| entry.0)
        {
            Ok(at) => list[at].1 = bits,
            Err(at) => list.insert(at, (id, bits)),
        };
        match tag {
            AclTag::Owner => self.owner = bits,
            AclTag::User(id) => named(&mut self.users, id),
            AclTag::Group => self.group = bits,
            AclTag::NamedGroup(id) => named(&mut self.groups, id),
            AclTag::Mask => self.mask = Some(bits),
            AclTag::Other => self.other = bits,
        }
    }

    /// Removes a named entry or the mask; the three others stay.
    pub fn remove(&mut self, tag: AclTag) {
        match tag {
            AclTag::User(id) => self.users.retain(|entry| entry.0 != id),
            AclTag::NamedGroup(id) => self.groups.retain(|entry| entry.0 != id),
            AclTag::Mask => self.mask = None,
            AclTag::Owner | AclTag::Group | AclTag::Other => {}
        }
    }

    /// Whether there are entries that need a mask.
    #[must_use]
    pub fn is_extended(&self) -> bool {
        !self.users.is_empty() || !self.groups.is_empty()
    }

    /// Sets the mask to all that the entries it cuts give together (setfacl(1), "-n").
    pub fn recalculate_mask(&mut self) {
        let named = self.users.iter().chain(&self.groups);
        self.mask = Some(named.fold(self.group, |bits, entry| bits | entry.1));
    }
}

impl Machine {
    /// The access list of a node.
    #[must_use]
    pub fn access_list(&self, id: NodeId) -> AclEntries {
        let node = self.node(id);
        let bits = |shift: u16| u8::try_from((node.mode >> shift) & 7).unwrap_or(0);
        match &node.acl {
            None => AclEntries {
                owner: bits(6),
                group: bits(3),
                other: bits(0),
                ..AclEntries::default()
            },
            Some(acl) => AclEntries {
                owner: bits(6),
                users: acl.users.clone(),
                group: acl.group_obj,
                groups: acl.groups.clone(),
                mask: Some(bits(3)),
                other: bits(0),
            },
        }
    }

    /// Replaces the access list; the mode follows: its middle bits become the mask where there is one.
    pub fn set_access_list(&mut self, id: NodeId, list: &AclEntries) {
        let node = self.node_mut(id);
        let middle = list.mask.unwrap_or(list.group);
        let mode = u16::from(list.owner) << 6 | u16::from(middle) << 3 | u16::from(list.other);
        node.mode = (node.mode & 0o7000) | mode;
        node.acl = list.mask.map(|_| Acl {
            users: list.users.clone(),
            groups: list.groups.clone(),
            group_obj: list.group,
        });
    }

    /// The default list of a directory, where it has one.
    #[must_use]
    pub fn default_list(&self, id: NodeId) -> Option<AclEntries> {
        let default = self.node(id).default_acl.as_ref()?;
        let bits = |shift: u16| u8::try_from((default.mode >> shift) & 7).unwrap_or(0);
        Some(AclEntries {
            owner: bits(6),
            users: default.users.clone(),
            group: bits(3),
            groups: default.groups.clone(),
            mask: default.mask,
            other: bits(0),
        })
    }

    /// Replaces the default list of a directory.
    pub fn set_default_list(&mut self, id: NodeId, list: Option<&AclEntries>) {
        self.node_mut(id).default_acl = list.map(|list| DefaultAcl {
            mode: u16::from(list.owner) << 6 | u16::from(list.group) << 3 | u16::from(list.other),
            users: list.users.clone(),
            groups: list.groups.clone(),
            mask: list.mask,
        });
    }
}
