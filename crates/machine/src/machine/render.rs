//! What `ls -l`, `getfacl` and `id` print of this machine.

use std::fmt::Write;

use crate::{AclEntries, Identity, Machine, NodeId, NodeKind};

impl Machine {
    /// What `ls -ld PATH` would print of it, without link count and date; `None` where nothing is there.
    #[must_use]
    pub fn ls_line(&self, path: &str) -> Option<String> {
        let id = self.find_link(path)?;
        Some(self.ls_fields(id, path))
    }

    /// The same for a node under the name shown.
    #[must_use]
    pub fn ls_fields(&self, id: NodeId, name: &str) -> String {
        let node = self.node(id);
        let acl = if node.acl.is_some() || node.default_acl.is_some() {
            "+"
        } else {
            ""
        };
        let (owner, group) = (
            self.accounts.user_name(node.owner),
            self.accounts.group_name(node.group),
        );
        let size = self.file_size(id);
        let arrow = match &node.kind {
            NodeKind::Symlink(target) => format!(" -> {target}"),
            _ => String::new(),
        };
        format!(
            "{}{acl} {owner} {group} {size} {name}{arrow}",
            node.mode_text()
        )
    }

    /// What `getfacl -p PATH` prints.
    #[must_use]
    pub fn getfacl_text(&self, id: NodeId, path: &str) -> String {
        let node = self.node(id);
        let mut text = format!(
            "# file: {path}\n# owner: {}\n# group: {}\n",
            self.accounts.user_name(node.owner),
            self.accounts.group_name(node.group)
        );
        let special = (node.mode >> 9) & 7;
        if special != 0 {
            let flag = |bit: u16, letter: char| if special & bit != 0 { letter } else { '-' };
            let _ = writeln!(
                text,
                "# flags: {}{}{}",
                flag(4, 's'),
                flag(2, 's'),
                flag(1, 't')
            );
        }
        self.list_text(&mut text, "", &self.access_list(id));
        if let Some(list) = self.default_list(id) {
            self.list_text(&mut text, "default:", &list);
        }
        text.push('\n');
        text
    }

    fn list_text(&self, text: &mut String, prefix: &str, list: &AclEntries) {
        let mut line = |tag: &str, name: &str, bits: u8, is_masked: bool| {
            let _ = write!(text, "{prefix}{tag}:{name}:{}", rwx(bits));
            if let Some(mask) = list.mask.filter(|mask| is_masked && bits & !mask != 0) {
                let _ = write!(text, "\t#effective:{}", rwx(bits & mask));
            }
            text.push('\n');
        };
        line("user", "", list.owner, false);
        for (uid, bits) in &list.users {
            line("user", &self.accounts.user_name(*uid), *bits, true);
        }
        line("group", "", list.group, true);
        for (gid, bits) in &list.groups {
            line("group", &self.accounts.group_name(*gid), *bits, true);
        }
        if let Some(mask) = list.mask {
            line("mask", "", mask, false);
        }
        line("other", "", list.other, false);
    }

    /// What `id` prints of an identity.
    #[must_use]
    pub fn id_text(&self, who: &Identity) -> String {
        let with_name = |id: u32, name: Option<&str>| match name {
            Some(name) => format!("{id}({name})"),
            None => id.to_string(),
        };
        let user = self.accounts.user_by_id(who.uid);
        let group = |gid: u32| {
            let group = self.accounts.group_by_id(gid);
            with_name(gid, group.map(|group| group.name.as_str()))
        };
        // The primary group comes first.
        let others = who.groups.iter().filter(|gid| **gid != who.gid);
        let groups: Vec<String> = std::iter::once(&who.gid)
            .chain(others)
            .map(|gid| group(*gid))
            .collect();
        format!(
            "uid={} gid={} groups={}",
            with_name(who.uid, user.map(|user| user.name.as_str())),
            group(who.gid),
            groups.join(",")
        )
    }
}

/// `rwx` for 7.
fn rwx(bits: u8) -> String {
    [(4, 'r'), (2, 'w'), (1, 'x')]
        .iter()
        .map(|(bit, letter)| if bits & bit != 0 { *letter } else { '-' })
        .collect()
}
