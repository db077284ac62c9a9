//! Service managers: from their files to who starts which program, as whom, where, with which environment and behind which
//! mounts, and what becomes of it. What the programs are and do is not known here: whoever plays the deployment executes what
//! this crate says.

pub mod debian;
mod exec_line;
mod keys;
pub mod manager;
pub mod packages;
mod problem;
mod service;
mod settings;
pub mod spawn;
mod specifier;
pub mod status;
pub mod supervisor;
pub mod unit;
pub mod unit_file;
mod words;

pub use exec_line::{ExecError, ExecLine};
pub use keys::section_of;
pub use problem::{Problem, ProblemKind};
pub use service::{
    Asked, Directories, Install, KillMode, Kind, Output, Preserve, ProtectHome, ProtectSystem,
    Restart, Service, Socket,
};
pub use unit::{Load, Unit};

/// Puts the commands of systemd where distributions have them.
pub fn install(machine: &mut hurdles_machine::Machine) {
    use hurdles_machine::{Content, NodeKind, Origin};
    let programs = [
        "/usr/bin/systemctl",
        "/usr/bin/journalctl",
        "/usr/sbin/service",
        "/usr/sbin/reboot",
    ];
    for path in programs {
        if machine.find_link(path).is_none() {
            let kind = NodeKind::File(Content::Stock(path.into()));
            machine.place(path, kind, 0o755, (0, 0), Origin::Stock);
        }
    }
    for folder in [
        "/etc/systemd/system",
        "/etc/systemd/system/multi-user.target.wants",
    ] {
        machine.place_directory(folder, (0, 0), Origin::Stock);
    }
}
