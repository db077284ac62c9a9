//! Users and groups that a listing names.

use hurdles_source::Span;

use super::super::Assumption;
use super::super::fact::{Fact, Name};
use super::Applying;
use crate::{Group, Origin, User};

/// The most users and groups that are kept.
const MOST_ACCOUNTS: usize = 300;

impl Applying<'_> {
    /// Takes in all that is said of accounts, then every name that owns something.
    pub(super) fn accounts(&mut self, facts: &[Fact]) {
        for fact in facts {
            self.account(fact);
        }
        for fact in facts {
            match fact {
                Fact::Node(node) => {
                    self.owner(&node.owner, node.span);
                    self.owning_group(&node.group, node.span);
                }
                Fact::Acl(acl) => {
                    if let Some(owner) = &acl.owner {
                        self.owner(&Name::read(owner), acl.span);
                    }
                    if let Some(group) = &acl.group {
                        self.owning_group(&Name::read(group), acl.span);
                    }
                    for entry in acl.entries.iter().filter(|entry| !entry.name.is_empty()) {
                        let name = Name::read(&entry.name);
                        if entry.tag == "user" {
                            self.owner(&name, acl.span);
                        } else {
                            self.owning_group(&name, acl.span);
                        }
                    }
                }
                _ => {}
            }
        }
        for fact in facts {
            if let Fact::Groups { user, groups, span } = fact {
                for group in groups {
                    self.owning_group(&Name::Known(group.clone()), *span);
                }
                self.named_with_groups(user, groups, *span);
                self.membership(user, groups);
            }
        }
        self.machine.write_account_files();
    }

    /// Makes sure that a user whose groups are shown exists; the first group is the primary one.
    fn named_with_groups(&mut self, user: &str, groups: &[String], span: Span) {
        if self.machine.accounts.user(user).is_some() || !self.has_room() {
            return;
        }
        let accounts = &self.machine.accounts;
        let primary = groups.first().and_then(|group| accounts.group_id(group));
        let uid = self.machine.next_user_id();
        let gid = primary.unwrap_or(uid);
        self.user(user, uid, gid, Origin::Seen(span));
        self.assume(span, format!("the user `{user}` has the id {uid}"));
    }

    fn account(&mut self, fact: &Fact) {
        match fact {
            Fact::Identity {
                user,
                group,
                groups,
                span,
            } => self.identity(user, group, groups, *span),
            Fact::NoUser(name, _) => {
                self.machine
                    .accounts
                    .users
                    .retain(|user| user.name != *name);
            }
            Fact::Passwd(line, span) if self.has_room() => {
                if let Some(user) = User::from_passwd_line(line, Origin::Seen(*span)) {
                    let users = &mut self.machine.accounts.users;
                    users.retain(|known| known.name != user.name);
                    users.push(user);
                }
            }
            Fact::Group(line, span) if self.has_room() => {
                if let Some(group) = Group::from_group_line(line, Origin::Seen(*span)) {
                    let groups = &mut self.machine.accounts.groups;
                    groups.retain(|known| known.name != group.name);
                    groups.push(group);
                }
            }
            _ => {}
        }
    }

    /// What id printed: the ids, and exactly these groups.
    fn identity(
        &mut self,
        user: &(String, u32),
        group: &(String, u32),
        all: &[(String, u32)],
        span: Span,
    ) {
        let origin = Origin::Seen(span);
        for (name, gid) in std::iter::once(group).chain(all) {
            self.group(name, *gid, origin);
        }
        self.user(&user.0, user.1, group.1, origin);
        let names: Vec<String> = all
            .iter()
            .filter(|(_, gid)| *gid != group.1)
            .map(|(name, _)| name.clone())
            .collect();
        self.membership(&user.0, &names);
    }

    /// Makes a user a member of these groups and no others, the primary one aside.
    fn membership(&mut self, user: &str, groups: &[String]) {
        let accounts = &mut self.machine.accounts;
        let Some(primary) = accounts.user(user).map(|user| user.gid) else {
            return;
        };
        for group in &mut accounts.groups {
            let belongs = groups.contains(&group.name) && group.gid != primary;
            let is_member = group.members.iter().any(|member| member == user);
            if belongs && !is_member {
                group.members.push(user.to_owned());
            } else if !belongs && is_member && group.gid != primary {
                group.members.retain(|member| member != user);
            }
        }
    }

    /// Whether there is room for one more account; a listing that names more is none of a real machine.
    fn has_room(&self) -> bool {
        let accounts = &self.machine.accounts;
        accounts.users.len().max(accounts.groups.len()) < MOST_ACCOUNTS
    }

    fn user(&mut self, name: &str, uid: u32, gid: u32, origin: Origin) {
        if !self.has_room() {
            return;
        }
        let users = &mut self.machine.accounts.users;
        // Another account that only the assumption of a number gave this id makes room.
        users.retain(|user| {
            user.uid != uid || user.name == name || !matches!(user.origin, Origin::Seen(_))
        });
        if let Some(user) = users.iter_mut().find(|user| user.name == name) {
            (user.uid, user.gid, user.origin) = (uid, gid, origin);
            return;
        }
        users.push(User {
            name: name.to_owned(),
            uid,
            gid,
            home: format!("/home/{name}"),
            shell: "/bin/bash".to_owned(),
            origin,
        });
    }

    fn group(&mut self, name: &str, gid: u32, origin: Origin) {
        if name.parse::<u32>().is_ok() || !self.has_room() {
            return;
        }
        let groups = &mut self.machine.accounts.groups;
        if let Some(group) = groups.iter_mut().find(|group| group.name == name) {
            (group.gid, group.origin) = (gid, origin);
            return;
        }
        self.machine.add_group(name, gid, origin);
    }

    /// Makes sure that a user who owns something exists.
    fn owner(&mut self, name: &Name, span: Span) {
        let origin = Origin::Seen(span);
        match name {
            Name::Both(name, uid) if self.machine.accounts.user(name).is_none() => {
                self.user(name, *uid, *uid, origin);
            }
            Name::Known(name) if self.has_room() && self.machine.accounts.user(name).is_none() => {
                let home = format!("/home/{name}");
                self.machine.add_account(name, &home, "/bin/bash", origin);
                let uid = self.machine.accounts.user_id(name).unwrap_or(0);
                self.assume(
                    span,
                    format!("the user `{name}` has the id {uid} and the home {home}"),
                );
            }
            _ => {}
        }
    }

    fn owning_group(&mut self, name: &Name, span: Span) {
        let origin = Origin::Seen(span);
        match name {
            Name::Both(name, gid) if self.machine.accounts.group(name).is_none() => {
                self.machine.add_group(name, *gid, origin);
            }
            Name::Known(name) if self.has_room() && self.machine.accounts.group(name).is_none() => {
                let gid = self.machine.next_group_id();
                self.machine.add_group(name, gid, origin);
                self.assume(
                    span,
                    format!("the group `{name}` has the id {gid} and no members"),
                );
            }
            _ => {}
        }
    }

    fn assume(&mut self, span: Span, text: String) {
        self.listing.assumptions.push(Assumption { span, text });
    }
}
