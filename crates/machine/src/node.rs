//! What a path leads to.

use std::collections::BTreeMap;
use std::sync::Arc;

use hurdles_source::{SourceId, Span};

use crate::acl::{Acl, DefaultAcl};
use crate::{ListenerId, ProgramFile};

/// Identifies a node within one machine: its inode number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub(crate) u32);

/// How we know of something on the machine: what decides whether a verdict is given or assumed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The stock system has it so.
    Stock,
    /// A file of the scenario, or a directory made for one.
    Scenario(SourceId),
    /// A line of `setup` or `after` made or changed it.
    Typed(Span),
    /// The listing shows it.
    Seen(Span),
    /// A simulated program made it.
    Made,
}

/// What a regular file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Known text; the source, where it is word for word one of the scenario's files.
    Text(Arc<str>, Option<SourceId>),
    /// A file of the stock system whose text is not carried: its path there, which survives copying and moving.
    Stock(Arc<str>),
    /// Seen in a listing only: its size in bytes.
    Unknown(u64),
    /// A program that an installer put there.
    Program(Arc<ProgramFile>),
}

/// What kind of thing it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NodeKind {
    /// A regular file.
    File(Content),
    /// A directory and its entries.
    Directory(BTreeMap<Arc<str>, NodeId>),
    /// A symbolic link and where it points.
    Symlink(Arc<str>),
    /// A socket file; the listener is gone once its process ended.
    Socket(Option<ListenerId>),
    /// Something else, as `ls` abbreviates it: `c`, `b`, `p`.
    Other(char),
}

/// An inode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Kind and content.
    pub kind: NodeKind,
    /// The twelve mode bits.
    pub mode: u16,
    /// Owner's user id.
    pub owner: u32,
    /// Owning group id.
    pub group: u32,
    /// Access ACL, where there is more than the mode.
    pub acl: Option<Acl>,
    /// Default ACL of a directory.
    pub default_acl: Option<DefaultAcl>,
    /// How its existence, mode and owner are known (the latest word).
    pub origin: Origin,
}

impl Node {
    /// Whether it is a directory.
    #[must_use]
    pub fn is_directory(&self) -> bool {
        matches!(self.kind, NodeKind::Directory(_))
    }

    /// Ten characters as `ls -l` prints them, without the ACL's `+`.
    #[must_use]
    pub fn mode_text(&self) -> String {
        let kind = match self.kind {
            NodeKind::File(_) => '-',
            NodeKind::Directory(_) => 'd',
            NodeKind::Symlink(_) => 'l',
            NodeKind::Socket(_) => 's',
            NodeKind::Other(kind) => kind,
        };
        let mut text = String::with_capacity(10);
        text.push(kind);
        for (shift, special, on_x, alone) in [
            (6, 0o4000, 's', 'S'),
            (3, 0o2000, 's', 'S'),
            (0, 0o1000, 't', 'T'),
        ] {
            let bits = self.mode >> shift;
            text.push(if bits & 4 != 0 { 'r' } else { '-' });
            text.push(if bits & 2 != 0 { 'w' } else { '-' });
            text.push(match (self.mode & special != 0, bits & 1 != 0) {
                (true, true) => on_x,
                (true, false) => alone,
                (false, true) => 'x',
                (false, false) => '-',
            });
        }
        text
    }
}
