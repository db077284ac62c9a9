//! What single lines of a listing say, before it is applied to a machine.

use std::net::IpAddr;

use hurdles_source::Span;

/// Something that a listing says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fact {
    /// Something lies at a path.
    Node(Node),
    /// Nothing lies there.
    Absent(String, Span),
    /// The one who looked may not see it.
    Refused(String, Span),
    /// These are all names of a directory; hidden ones only with `hidden`.
    Complete {
        directory: String,
        names: Vec<String>,
        hidden: bool,
        span: Span,
    },
    /// Names without their kind: `ls` without `-l`.
    Names {
        directory: String,
        names: Vec<String>,
        span: Span,
    },
    /// An access control list.
    Acl(AclFact),
    /// A user's ids and all groups, the primary one first.
    Identity {
        user: (String, u32),
        group: (String, u32),
        groups: Vec<(String, u32)>,
        span: Span,
    },
    /// A user's groups by name.
    Groups {
        user: String,
        groups: Vec<String>,
        span: Span,
    },
    /// There is no such user.
    NoUser(String, Span),
    /// A line of `/etc/passwd`.
    Passwd(String, Span),
    /// A line of `/etc/group`.
    Group(String, Span),
    /// Somebody listens at an address: with the queue's length and the program's name where they are shown.
    Listener {
        ip: IpAddr,
        port: u16,
        backlog: Option<u32>,
        program: Option<String>,
        span: Span,
    },
    /// Somebody listens at a UNIX socket.
    UnixListener(String, Span),
    /// An address of the machine.
    Address(IpAddr),
    /// A process of nginx that serves requests, and its user.
    Worker(String, Span),
    /// A Python package with its version.
    Package(String, String, Span),
    /// The whole text of a file.
    Text(String, String, Span),
}

/// What a line of `ls -l`, namei or stat tells of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Node {
    pub(super) path: String,
    pub(super) kind: Kind,
    pub(super) mode: u16,
    /// Whether `+` says that there is an ACL; `None` where the output would not tell.
    pub(super) has_acl: Option<bool>,
    pub(super) owner: Name,
    pub(super) group: Name,
    /// The exact size, where it is shown.
    pub(super) size: Option<u64>,
    pub(super) span: Span,
}

/// What kind of thing a line shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    File,
    Directory,
    /// A link and where it points, where that is shown.
    Symlink(Option<String>),
    Socket,
    Other(char),
}

impl Kind {
    /// The kind that the first letter of a mode stands for.
    pub(super) fn of_letter(letter: char) -> Option<Self> {
        Some(match letter {
            '-' => Self::File,
            'd' => Self::Directory,
            'l' => Self::Symlink(None),
            's' => Self::Socket,
            'b' | 'c' | 'p' => Self::Other(letter),
            _ => return None,
        })
    }
}

/// A user or group as shown: by name, or by number where there is none or `-n` asked for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Name {
    Known(String),
    Id(u32),
    /// Both, as stat shows them.
    Both(String, u32),
    /// Not shown (`ls -g`, `ls -o`).
    Hidden,
}

impl Name {
    pub(super) fn read(text: &str) -> Self {
        match text.parse() {
            Ok(id) => Self::Id(id),
            Err(_) => Self::Known(text.to_owned()),
        }
    }
}

/// One block of getfacl.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct AclFact {
    pub(super) path: String,
    pub(super) owner: Option<String>,
    pub(super) group: Option<String>,
    /// setuid, setgid and sticky bit, as in the mode's first digit.
    pub(super) flags: u16,
    pub(super) entries: Vec<AclEntry>,
    pub(super) span: Span,
}

impl AclFact {
    /// The block of this path before any of its lines was read.
    pub(super) fn of(path: String, span: Span) -> Self {
        Self {
            path,
            owner: None,
            group: None,
            flags: 0,
            entries: Vec::new(),
            span,
        }
    }
}

/// One line of getfacl.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct AclEntry {
    pub(super) is_default: bool,
    /// `user`, `group`, `mask` or `other`.
    pub(super) tag: String,
    pub(super) name: String,
    pub(super) bits: u8,
}
