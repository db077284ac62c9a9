//! Who gains access by a change.

use crate::report::Opening;

/// Who gains access by a change, with the names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Opens {
    /// A user.
    User(String),
    /// A user who joins a group, to all that the group may use.
    Member {
        /// The user.
        user: String,
        /// The group.
        group: String,
    },
    /// The members of a group.
    Group(String),
    /// Everybody on the machine.
    Everybody,
    /// The program, as root.
    Root,
    /// Nobody new: the app runs as somebody else.
    RunsAs(String),
    /// An account that is made for it.
    NewAccount(String),
}

impl Opens {
    /// The same for programs. What runs as root may do everything, like everybody at once.
    pub(crate) fn to(&self) -> Opening {
        match self {
            Self::RunsAs(_) => Opening::Nobody,
            Self::User(_) | Self::NewAccount(_) => Opening::User,
            // Who joins a group gains all that the group may use.
            Self::Member { .. } | Self::Group(_) => Opening::Group,
            Self::Everybody | Self::Root => Opening::Everybody,
        }
    }
}

impl std::fmt::Display for Opens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::User(name) => write!(f, "the user {name}"),
            Self::Member { user, group } => {
                write!(f, "the user {user}, to all that the group {group} may use")
            }
            Self::Group(name) => write!(f, "the group {name}"),
            Self::Everybody => f.write_str("everybody on the machine"),
            Self::Root => f.write_str("root, while uWSGI starts"),
            Self::RunsAs(user) => write!(f, "nobody else; the app runs as {user}"),
            Self::NewAccount(name) => write!(f, "the new account {name}"),
        }
    }
}
