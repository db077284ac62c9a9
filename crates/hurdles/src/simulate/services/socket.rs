//! Socket units: systemd makes the socket and starts the service when somebody connects.

use hurdles_machine::{Address, Context, Machine, NodeKind, Origin, Program};
use hurdles_services::manager::Active;

use super::root;
use super::start::Job;
use crate::simulate::host::Host;

impl Host {
    /// Makes a unit's sockets.
    pub(super) fn start_socket(&mut self, machine: &mut Machine, name: &str) -> Job {
        let Some(unit) = self.state(name).map(|state| state.unit.clone()) else {
            return Job::Done;
        };
        let socket = unit.socket;
        let accounts = &machine.accounts;
        let owner = socket
            .user
            .as_ref()
            .map_or(Some(0), |word| accounts.user_id(&word.text));
        let own_group = (socket.user.as_ref())
            .and_then(|word| accounts.user(&word.text))
            .map_or(0, |user| user.gid);
        let group = socket
            .group
            .as_ref()
            .map_or(Some(own_group), |word| accounts.group_id(&word.text));
        let (Some(owner), Some(group)) = (owner, group) else {
            self.tell_title(machine, name, "Starting", "...");
            self.fail(machine, name, "resources");
            self.tell_title(machine, name, "Failed to listen on", ".");
            return Job::Failed;
        };
        let context = root();
        let process = machine.start_process(Program::Other("systemd".to_owned()), &context);
        for stream in &socket.streams {
            let path = stream.text.as_str();
            if path.starts_with('/') {
                if let Some((folder, _)) = path.rsplit_once('/') {
                    machine.place_directory(folder, (0, 0), Origin::Made);
                }
                let _ = machine.erase(path);
                let context = Context {
                    umask: 0,
                    ..context.clone()
                };
                let made = machine.bind_unix(&context, path, process, 4096, Some(stream.span));
                if let Ok((id, _)) = made {
                    let node = machine.node_mut(id);
                    node.mode = socket.mode.unwrap_or(0o666);
                    (node.owner, node.group) = (owner, group);
                }
                continue;
            }
            let (host, port) = path.rsplit_once(':').unwrap_or(("0.0.0.0", path));
            let host = host.trim_matches(['[', ']']);
            if let (Ok(ip), Ok(port)) = (host.parse(), port.parse()) {
                machine.listen(Address::Tcp(ip, port), process, 4096, Some(stream.span));
            }
        }
        if let Some(state) = self.state(name) {
            state.active = Active::Listening;
        }
        self.tell_title(machine, name, "Listening on", ".");
        Job::Done
    }

    /// Closes a unit's sockets; their names stay unless the unit says otherwise.
    pub(super) fn stop_socket(&mut self, machine: &mut Machine, name: &str) -> Job {
        let Some(unit) = self.state(name).map(|state| state.unit.clone()) else {
            return Job::Done;
        };
        for stream in &unit.socket.streams {
            let node = machine
                .find(&stream.text)
                .map(|id| machine.node(id).kind.clone());
            if let Some(NodeKind::Socket(Some(listener))) = node {
                machine.listener_mut(listener).open = false;
            }
            if unit.socket.remove_on_stop {
                let _ = machine.erase(&stream.text);
            }
        }
        if let Some(state) = self.state(name) {
            state.active = Active::Dead;
        }
        self.tell(machine, name, &format!("{name}: Deactivated successfully."));
        self.tell_title(machine, name, "Closed", ".");
        Job::Done
    }
}
