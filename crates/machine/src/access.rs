//! Who may do what, and which bit decides (path_resolution(7), acl(5) "ACCESS CHECK ALGORITHM").

use crate::{Errno, NodeId};

/// r, w and x as 4, 2 and 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bits(pub u8);

impl Bits {
    /// Nothing: the path need only be reached.
    pub const NONE: Self = Self(0);
    /// Read.
    pub const READ: Self = Self(4);
    /// Write; what connect(2) needs on a socket.
    pub const WRITE: Self = Self(2);
    /// Execute, or search for a directory.
    pub const SEARCH: Self = Self(1);
}

/// Which entry of mode or ACL decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Class {
    /// Permission bits do not bind root.
    Root,
    /// The owner's bits.
    Owner,
    /// An ACL entry for this user id, cut by the mask.
    NamedUser(u32),
    /// The owning group's bits.
    Group,
    /// An ACL entry for this group id, cut by the mask.
    NamedGroup(u32),
    /// The bits for all others.
    Other,
}

/// One component of a path on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The path up to and including this component, absolute, as walked (after symbolic links).
    pub path: String,
    /// What is there.
    pub node: NodeId,
    /// What is needed here.
    pub need: Bits,
    /// Which entry decides.
    pub class: Class,
    /// The bits that entry gives, before the mask.
    pub has: Bits,
    /// The mask that cuts them, where the entry is masked.
    pub mask: Option<Bits>,
    /// Whether what is needed is given.
    pub granted: bool,
}

/// A path followed to its end or to where it stops.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Walk {
    /// The components passed, `/` first; the last one is the refusing one when the end is a refusal.
    pub steps: Vec<Step>,
    /// The node reached, or why not.
    pub end: Result<NodeId, Errno>,
    /// The path of the first component that does not exist, when the end is `ENOENT`.
    pub missing: Option<String>,
}
