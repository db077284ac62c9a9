//! Adding users and groups, and keeping `/etc/passwd` and `/etc/group` in step.

use crate::{Content, Group, Machine, NodeKind, Origin, User};

/// The first id for people (`UID_MIN` and `GID_MIN` of login.defs(5)).
const FIRST_ID: u32 = 1000;
/// The last one.
const LAST_ID: u32 = 59_999;

impl Machine {
    /// The id that useradd(8) gives next: one more than the highest of 1000 to 59999 that both a user and a group lack.
    #[must_use]
    pub fn next_user_id(&self) -> u32 {
        let used = self.accounts.users.iter().map(|user| user.uid);
        next_id(used)
    }

    /// The id that groupadd(8) gives next.
    #[must_use]
    pub fn next_group_id(&self) -> u32 {
        next_id(self.accounts.groups.iter().map(|group| group.gid))
    }

    /// Adds a user with the next id and a group of the same name, without a home; a group of that name is taken if it exists.
    pub fn add_account(&mut self, name: &str, home: &str, shell: &str, origin: Origin) {
        let uid = self.next_user_id();
        let gid = match self.accounts.group(name) {
            Some(group) => group.gid,
            // The same number for both where it is free (useradd(8), USERGROUPS_ENAB).
            None if self.accounts.group_by_id(uid).is_none() => uid,
            None => self.next_group_id(),
        };
        if self.accounts.group(name).is_none() {
            self.accounts.groups.push(Group {
                name: name.to_owned(),
                gid,
                members: Vec::new(),
                origin,
            });
        }
        self.accounts.users.push(User {
            name: name.to_owned(),
            uid,
            gid,
            home: home.to_owned(),
            shell: shell.to_owned(),
            origin,
        });
        self.write_account_files();
    }

    /// The id that Debian's adduser(8) gives: the lowest from `first` on that neither a user nor a group has.
    #[must_use]
    pub fn lowest_free_id(&self, first: u32) -> u32 {
        let is_free = |id: &u32| {
            self.accounts.user_by_id(*id).is_none() && self.accounts.group_by_id(*id).is_none()
        };
        (first..=LAST_ID).find(is_free).unwrap_or(LAST_ID)
    }

    /// The id that useradd(8) and groupadd(8) give a system account: the highest that is free below 1000.
    #[must_use]
    pub fn next_system_id(&self) -> u32 {
        let is_free = |id: &u32| {
            self.accounts.user_by_id(*id).is_none() && self.accounts.group_by_id(*id).is_none()
        };
        (100..FIRST_ID).rev().find(is_free).unwrap_or(FIRST_ID)
    }

    /// Adds a group without members.
    pub fn add_group(&mut self, name: &str, gid: u32, origin: Origin) {
        self.accounts.groups.push(Group {
            name: name.to_owned(),
            gid,
            members: Vec::new(),
            origin,
        });
    }

    /// Makes a user's home with the files of `/etc/skel` where it does not exist.
    pub fn make_home(&mut self, name: &str, mode: u16, origin: Origin) {
        let Some(user) = self.accounts.user(name).cloned() else {
            return;
        };
        if self.find(&user.home).is_some() {
            return;
        }
        let ids = (user.uid, user.gid);
        let directory = NodeKind::Directory(std::collections::BTreeMap::new());
        self.place(&user.home, directory, mode, ids, origin);
        let Some(skeleton) = self.find("/etc/skel") else {
            return;
        };
        let NodeKind::Directory(entries) = self.node(skeleton).kind.clone() else {
            return;
        };
        for (file, id) in entries {
            let node = self.node(id).clone();
            let path = format!("{}/{file}", user.home);
            self.place(&path, node.kind, node.mode, ids, origin);
        }
    }

    /// Writes `/etc/passwd` and `/etc/group` anew from the accounts.
    pub fn write_account_files(&mut self) {
        let users = self.accounts.users.iter().map(|user| {
            let (name, uid, gid) = (&user.name, user.uid, user.gid);
            format!("{name}:x:{uid}:{gid}::{}:{}\n", user.home, user.shell)
        });
        let passwd: String = users.collect();
        let groups = self.accounts.groups.iter().map(|group| {
            let (name, gid) = (&group.name, group.gid);
            format!("{name}:x:{gid}:{}\n", group.members.join(","))
        });
        let group: String = groups.collect();
        for (path, text) in [("/etc/passwd", passwd), ("/etc/group", group)] {
            if let Some(id) = self.find(path) {
                self.node_mut(id).kind = NodeKind::File(Content::Text(text.into(), None));
            }
        }
    }

    /// Takes users and groups from `/etc/passwd` and `/etc/group` after one of them was written.
    pub fn read_account_files(&mut self, origin: Origin) {
        if let Some(text) = self.text_of("/etc/passwd") {
            let lines = text.lines();
            let users = lines.filter_map(|line| User::from_passwd_line(line, origin));
            self.accounts.users = users.collect();
        }
        if let Some(text) = self.text_of("/etc/group") {
            let lines = text.lines();
            let groups = lines.filter_map(|line| Group::from_group_line(line, origin));
            self.accounts.groups = groups.collect();
        }
    }
}

/// One more than the highest id in use among those for people (shadow's find_new_uid).
fn next_id(used: impl Iterator<Item = u32>) -> u32 {
    used.filter(|id| (FIRST_ID..=LAST_ID).contains(id))
        .max()
        .map_or(FIRST_ID, |id| id + 1)
}
