//! What a process inherits from the one that starts it.

use std::collections::BTreeMap;

use crate::Identity;

/// Environment variables by name.
pub type Environment = BTreeMap<String, String>;

/// Who starts a program, where, with which environment and umask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Context {
    /// Credentials.
    pub identity: Identity,
    /// Current working directory, absolute.
    pub cwd: String,
    /// Environment variables.
    pub environment: Environment,
    /// Bits that new files do not get.
    pub umask: u16,
}
