//! Who acts: the numbers a process carries.

use crate::View;

/// The user, group and supplementary groups of a process (credentials(7)).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Effective user id.
    pub uid: u32,
    /// Effective group id.
    pub gid: u32,
    /// Supplementary groups, ascending, without repeats.
    pub groups: Vec<u32>,
    /// Its mounts, where it has some of its own.
    pub view: View,
}

impl Identity {
    /// The superuser, as after login or sudo.
    #[must_use]
    pub fn root() -> Self {
        Self {
            uid: 0,
            gid: 0,
            groups: vec![0],
            view: View::default(),
        }
    }

    /// Whether permission bits do not bind it (CAP_DAC_OVERRIDE, capabilities(7)).
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.uid == 0
    }

    /// Whether it belongs to this group, as its own or a supplementary one.
    #[must_use]
    pub fn is_in_group(&self, gid: u32) -> bool {
        self.gid == gid || self.groups.contains(&gid)
    }
}
