//! A simulated Debian or Ubuntu host: accounts, a file tree with modes and ACLs, listening sockets, processes, and who
//! may do what and why not. Reads terminal output and shell lines into it. Knows neither uWSGI, nginx nor Python.

pub mod access;
pub mod account;
pub mod acl;
pub mod context;
pub mod errno;
pub mod exec;
pub mod glob;
pub mod identity;
pub mod listing;
pub mod machine;
pub mod network;
pub mod node;
pub mod pem;
pub mod process;
mod program_file;
mod python_packages;
pub mod shell;
pub mod stock;
pub mod view;
mod virtual_environment;

pub use access::{Bits, Class, Step, Walk};
pub use account::{Accounts, Group, User};
pub use acl::{Acl, DefaultAcl};
pub use context::{Context, Environment};
pub use errno::Errno;
pub use identity::Identity;
pub use machine::{AclEntries, AclTag, Machine};
pub use network::{Address, ConnectFailure, Exchange, Listener, ListenerId, Reply, ReplyEnd};
pub use node::{Content, Node, NodeId, NodeKind, Origin};
pub use process::{Process, ProcessId, Program};
pub use program_file::{ProgramFile, Runs, UwsgiBuild, UwsgiKind};
pub use python_packages::{PythonPackage, python_package};
pub use view::{Mounted, View};
