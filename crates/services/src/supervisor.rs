//! supervisor 4.2: its configuration, which programs it makes of it and how it starts them. Nothing of it is a shell's: no
//! `~`, no variables, no `&&`, and a percent sign is Python's.

mod config;
mod control;
mod daemon;
mod format;
mod program;
mod words;

pub use config::{Config, Entry, Section};
pub use control::{Said, control};
pub use daemon::{Child, Children, Daemon, Spawn, State, Supervised, Trouble};
pub use program::{Autorestart, Fault, FaultKind, Loaded, Program, load};

/// Where Debian's supervisor reads its configuration.
pub const CONFIGURATION: &str = "/etc/supervisor/supervisord.conf";
