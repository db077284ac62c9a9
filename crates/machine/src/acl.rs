//! POSIX access control lists (acl(5)).

/// The entries beyond the nine mode bits; each value holds r, w and x as 4, 2 and 1.
///
/// The file's owner and other entries are the mode's; while an ACL with a mask stands, the mode's group bits *are* the mask
/// and the owning group's own entry is `group_obj`.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Acl {
    /// Named users: id and bits.
    pub users: Vec<(u32, u8)>,
    /// Named groups: id and bits.
    pub groups: Vec<(u32, u8)>,
    /// The owning group's entry, which the mask cuts.
    pub group_obj: u8,
}

/// What new files in a directory inherit.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct DefaultAcl {
    /// Owner, owning group and others: three bits each.
    pub mode: u16,
    /// Named users: id and bits.
    pub users: Vec<(u32, u8)>,
    /// Named groups: id and bits.
    pub groups: Vec<(u32, u8)>,
    /// The mask, where one is set.
    pub mask: Option<u8>,
}
