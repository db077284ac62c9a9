//! Users and groups, as in `/etc/passwd` and `/etc/group`.

use crate::{Identity, Origin};

/// A line of `/etc/passwd` (passwd(5)).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Login name.
    pub name: String,
    /// User id.
    pub uid: u32,
    /// Primary group id.
    pub gid: u32,
    /// Home directory.
    pub home: String,
    /// Login shell.
    pub shell: String,
    /// How we know of it.
    pub origin: Origin,
}

impl User {
    /// Reads a line of `/etc/passwd`; `None` where it has fewer than seven fields or ids that are no numbers.
    #[must_use]
    pub fn from_passwd_line(line: &str, origin: Origin) -> Option<Self> {
        let mut fields = line.split(':');
        let name = fields.next().filter(|name| !name.is_empty())?;
        fields.next()?;
        let uid = fields.next()?.parse().ok()?;
        let gid = fields.next()?.parse().ok()?;
        fields.next()?;
        let (home, shell) = (fields.next()?, fields.next()?);
        Some(Self {
            name: name.to_owned(),
            uid,
            gid,
            home: home.to_owned(),
            shell: shell.to_owned(),
            origin,
        })
    }
}

/// A line of `/etc/group` (group(5)).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Group name.
    pub name: String,
    /// Group id.
    pub gid: u32,
    /// Names of the users that have it as a supplementary group.
    pub members: Vec<String>,
    /// How we know of it.
    pub origin: Origin,
}

impl Group {
    /// Reads a line of `/etc/group`; `None` where it has fewer than four fields or an id that is no number.
    #[must_use]
    pub fn from_group_line(line: &str, origin: Origin) -> Option<Self> {
        let mut fields = line.split(':');
        let name = fields.next().filter(|name| !name.is_empty())?;
        fields.next()?;
        let gid = fields.next()?.parse().ok()?;
        let members = fields.next()?.trim().split(',');
        Some(Self {
            name: name.to_owned(),
            gid,
            members: members
                .filter(|member| !member.is_empty())
                .map(str::to_owned)
                .collect(),
            origin,
        })
    }
}

/// All users and groups of a machine.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accounts {
    /// In the order of `/etc/passwd`.
    pub users: Vec<User>,
    /// In the order of `/etc/group`.
    pub groups: Vec<Group>,
}

impl Accounts {
    /// The user of this name.
    #[must_use]
    pub fn user(&self, name: &str) -> Option<&User> {
        self.users.iter().find(|user| user.name == name)
    }

    /// The first user with this id.
    #[must_use]
    pub fn user_by_id(&self, uid: u32) -> Option<&User> {
        self.users.iter().find(|user| user.uid == uid)
    }

    /// The group of this name.
    #[must_use]
    pub fn group(&self, name: &str) -> Option<&Group> {
        self.groups.iter().find(|group| group.name == name)
    }

    /// The first group with this id.
    #[must_use]
    pub fn group_by_id(&self, gid: u32) -> Option<&Group> {
        self.groups.iter().find(|group| group.gid == gid)
    }

    /// Lists a user as a member of a group, once.
    pub fn add_member(&mut self, group: &str, user: &str) {
        let group = self.groups.iter_mut().find(|known| known.name == group);
        if let Some(group) = group
            && !group.members.iter().any(|member| member == user)
        {
            group.members.push(user.to_owned());
        }
    }

    /// Takes a user off a group's list.
    pub fn remove_member(&mut self, group: &str, user: &str) {
        if let Some(group) = self.groups.iter_mut().find(|known| known.name == group) {
            group.members.retain(|member| member != user);
        }
    }

    /// The user's name, or the number as `ls` prints it where there is none.
    #[must_use]
    pub fn user_name(&self, uid: u32) -> String {
        self.user_by_id(uid)
            .map_or_else(|| uid.to_string(), |user| user.name.clone())
    }

    /// The group's name, or the number.
    #[must_use]
    pub fn group_name(&self, gid: u32) -> String {
        self.group_by_id(gid)
            .map_or_else(|| gid.to_string(), |group| group.name.clone())
    }

    /// The id that a name means; a number means itself.
    #[must_use]
    pub fn user_id(&self, name: &str) -> Option<u32> {
        self.user(name)
            .map(|user| user.uid)
            .or_else(|| name.parse().ok())
    }

    /// The id that a group's name means; a number means itself.
    #[must_use]
    pub fn group_id(&self, name: &str) -> Option<u32> {
        self.group(name)
            .map(|group| group.gid)
            .or_else(|| name.parse().ok())
    }

    /// `gid` and the groups that list `user`, ascending: what initgroups(3) sets.
    #[must_use]
    pub fn group_list(&self, user: &str, gid: u32) -> Vec<u32> {
        let listed = self
            .groups
            .iter()
            .filter(|group| group.members.iter().any(|member| member == user));
        let mut list: Vec<u32> = listed.map(|group| group.gid).chain([gid]).collect();
        list.sort_unstable();
        list.dedup();
        list
    }

    /// Who somebody is right after logging in.
    #[must_use]
    pub fn login(&self, user: &User) -> Identity {
        Identity {
            uid: user.uid,
            gid: user.gid,
            groups: self.group_list(&user.name, user.gid),
            view: crate::View::default(),
        }
    }
}
