//! Binding, chmod and chown.

use hurdles_machine::{Address, Bits, Errno, Machine, NodeId};

use crate::event::{BindFailure, Event, ExitCause, SocketChange};
use crate::given::atoi;
use crate::instance::{Exit, Step};
use crate::{Given, Instance};

use super::read_address;

/// The longest path of a UNIX socket that uWSGI takes.
const LONGEST_PATH: usize = 102;

impl Instance {
    /// Binds everything that is not bound yet, in option order (core/socket.c:uwsgi_bind_sockets).
    pub(crate) fn bind_sockets(&mut self, machine: &mut Machine) -> Step {
        for index in 0..self.sockets.len() {
            if self.inherit(index) {
                continue;
            }
            let Some(socket) = self.sockets.get(index) else {
                break;
            };
            let earlier = self.sockets.iter().take(index);
            let shared = earlier
                .filter(|other| other.name == socket.name)
                .find_map(|other| other.listener);
            if socket.listener.is_some() {
                continue;
            }
            if let Some(listener) = shared {
                if let Some(socket) = self.sockets.get_mut(index) {
                    socket.listener = Some(listener);
                }
                continue;
            }
            let (name, given) = (socket.name.clone(), socket.given.clone());
            let kind = if socket.is_unix() {
                self.bind_unix(machine, index)?;
                "UNIX"
            } else {
                self.bind_tcp(machine, index)?;
                if name.starts_with('[') && name.contains("]:") {
                    "TCP6"
                } else {
                    "TCP"
                }
            };
            let descriptor = self.descriptor_of(index);
            self.log.say_at(
                format!("uwsgi socket {index} bound to {kind} address {name} fd {descriptor}"),
                given.span,
            );
        }
        for index in 0..self.sockets.len() {
            let Some(socket) = self.sockets.get(index).filter(|socket| socket.auto_port) else {
                continue;
            };
            let (name, span) = (socket.name.clone(), socket.given.span);
            let descriptor = self.descriptor_of(index);
            self.log.say_at(
                format!(
                    "uwsgi socket {index} bound to TCP address {name} (port auto-assigned) fd {descriptor}"
                ),
                span,
            );
        }
        Ok(())
    }

    /// After a reload the socket is there already (core/socket.c:uwsgi_setup_inherited_sockets).
    fn inherit(&mut self, index: usize) -> bool {
        let Some(socket) = self.sockets.get_mut(index) else {
            return false;
        };
        let old = self.inherited.iter().find(|old| old.name == socket.name);
        let Some(old) = old.cloned() else {
            return false;
        };
        let kind = if socket.is_unix() { "UNIX" } else { "INET" };
        socket.listener = old.listener;
        socket.node = old.node;
        socket.path = old.path;
        socket.descriptor = old.descriptor;
        let (name, span) = (socket.name.clone(), socket.given.span);
        let descriptor = self.descriptor_of(index);
        self.n_descriptors = self.n_descriptors.max(descriptor.saturating_sub(2));
        self.log.say_at(
            format!("uwsgi socket {index} inherited {kind} address {name} fd {descriptor}"),
            span,
        );
        true
    }

    fn descriptor_of(&self, index: usize) -> u32 {
        self.sockets
            .get(index)
            .and_then(|socket| socket.descriptor)
            .unwrap_or(3)
    }

    /// `listen`, as long as the kernel takes it (core/socket.c:create_server_socket).
    pub(crate) fn checked_backlog(&mut self) -> Result<u32, Exit> {
        let asked = self.number("listen").unwrap_or(100);
        let limit = self.facts.somaxconn;
        if limit > 0 && asked > i64::from(limit) {
            let value = self.given("listen").unwrap_or_default();
            let line = format!(
                "Listen queue size is greater than the system max net.core.somaxconn ({limit})."
            );
            self.log.say_at(line, value.span);
            return Err(Exit::new(1, ExitCause::Backlog { value, limit }));
        }
        Ok(u32::try_from(asked).unwrap_or(100))
    }

    fn bind_unix(&mut self, machine: &mut Machine, index: usize) -> Step {
        let Some(socket) = self.sockets.get(index).cloned() else {
            return Ok(());
        };
        let name = socket.name.clone();
        let span = socket.given.span;
        if name.len() > LONGEST_PATH {
            self.log.say_at("invalid socket name", span);
            let (option, value) = (socket.option.to_owned(), socket.given);
            return Err(Exit::new(1, ExitCause::BadValue { option, value }));
        }
        let descriptor = self.next_descriptor();
        let backlog = self.checked_backlog()?;
        let is_abstract = socket.is_abstract() || self.flag("abstract-socket");
        if is_abstract {
            self.log.say_at(
                "setting abstract socket mode (warning: only Linux supports this)",
                span,
            );
            let plain = name.strip_prefix('@').or(name.strip_prefix("\\0"));
            let plain = plain.unwrap_or(&name).to_owned();
            let listener = machine
                .bind_abstract(&plain, self.process, backlog, span)
                .map_err(|errno| self.bind_failed(machine, index, errno, "bind-unix"))?;
            self.settle(index, listener, descriptor);
            return self.give_away(machine, index);
        }
        let (who, cwd) = (self.context.identity.clone(), self.context.cwd.clone());
        match machine.remove(&who, &cwd, &name, false) {
            Ok(()) | Err(Errno::NotFound) => {}
            Err(errno) => {
                let place = self.table.version.place("unlink");
                let line = format!("error removing unix socket, unlink(): {errno} {place}");
                self.log.say_at(line, span);
            }
        }
        let bound = machine.bind_unix(&self.context, &name, self.process, backlog, span);
        let (node, listener) =
            bound.map_err(|errno| self.bind_failed(machine, index, errno, "bind-unix"))?;
        self.settle(index, listener, descriptor);
        if let Some(socket) = self.sockets.get_mut(index) {
            socket.node = Some(node);
            socket.path = Some(Machine::absolute(&cwd, &name));
        }
        if let Some(mode) = self.settings.chmod_socket {
            self.change_socket_mode(machine, index, node, mode);
        }
        self.give_away(machine, index)
    }

    /// `chmod-socket`; a failure is told and passed over.
    fn change_socket_mode(&mut self, machine: &mut Machine, index: usize, node: NodeId, mode: u16) {
        let span = self.span_of("chmod-socket");
        if mode == 0 {
            self.log
                .say_at("chmod() socket to 666 for lazy and brave users", span);
        }
        let wanted = if mode == 0 { 0o666 } else { mode };
        let failure = machine
            .change_mode(&self.context.identity, node, wanted)
            .err();
        if let Some(errno) = failure {
            let tag = if mode == 0 { "chmod-666" } else { "chmod" };
            let place = self.table.version.place(tag);
            self.log.say_at(format!("chmod(): {errno} {place}"), span);
        }
        self.note_change(index, "chmod-socket", failure);
    }

    /// `chown-socket`: user, or user:group, by name or number (core/utils.c:uwsgi_chown).
    fn give_away(&mut self, machine: &mut Machine, index: usize) -> Step {
        let Some(owner) = self.given("chown-socket") else {
            return Ok(());
        };
        let colon = owner.text.find(':');
        let user = owner.part(0, colon.unwrap_or(owner.text.len()));
        let group = colon.map(|at| owner.part(at + 1, owner.text.len()));
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let number = |text: &str| u32::try_from(atoi(text)).unwrap_or(0);
        let uid = if is_number(&user.text) {
            Some(number(&user.text))
        } else {
            machine.accounts.user(&user.text).map(|user| user.uid)
        };
        let unknown = |instance: &mut Self, kind: &str, name: Given| {
            let line = format!("unable to find {kind} {}", name.text);
            instance.log.say_at(line, name.span);
            let option = "chown-socket";
            Err(Exit::new(1, ExitCause::NoSuchAccount { option, name }))
        };
        let Some(uid) = uid else {
            return unknown(self, "user", user);
        };
        let gid = match group {
            None => None,
            Some(group) if is_number(&group.text) => Some(number(&group.text)),
            Some(group) => match machine.accounts.group(&group.text) {
                Some(found) => Some(found.gid),
                None => return unknown(self, "group", group),
            },
        };
        let who = self.context.identity.clone();
        let node = self.sockets.get(index).and_then(|socket| socket.node);
        let result = match node {
            Some(node) => machine.change_owner(&who, node, Some(uid), gid),
            None => Err(Errno::NotFound),
        };
        self.note_change(index, "chown-socket", result.err());
        if let Err(errno) = result {
            let place = self.table.version.place("chown");
            self.log
                .say_at(format!("chown(): {errno} {place}"), owner.span);
            return Err(Exit::new(1, ExitCause::Chown));
        }
        Ok(())
    }

    fn note_change(&mut self, index: usize, option: &'static str, failure: Option<Errno>) {
        let value = self.given(option).unwrap_or_default();
        if let Some(socket) = self.sockets.get(index) {
            let address = socket.given.clone();
            self.events.push(Event::SocketChanged(SocketChange {
                address,
                option,
                value,
                failure,
            }));
        }
    }

    /// Binds a TCP socket.
    pub(super) fn bind_tcp(&mut self, machine: &mut Machine, index: usize) -> Step {
        let Some(socket) = self.sockets.get(index).cloned() else {
            return Ok(());
        };
        let (ip, port) = read_address(machine, &socket.name);
        let descriptor = self.next_descriptor();
        let backlog = self.checked_backlog()?;
        let bound = machine.bind_tcp(
            &self.context.identity,
            ip,
            port,
            self.process,
            backlog,
            socket.given.span,
        );
        let listener = bound.map_err(|errno| {
            if errno == Errno::AddressInUse {
                let line = format!(
                    "probably another instance of uWSGI is running on the same address ({}).",
                    socket.name
                );
                self.log.say_at(line, socket.given.span);
            }
            self.bind_failed(machine, index, errno, "bind-tcp")
        })?;
        self.settle(index, listener, descriptor);
        Ok(())
    }

    fn settle(&mut self, index: usize, listener: hurdles_machine::ListenerId, descriptor: u32) {
        if let Some(socket) = self.sockets.get_mut(index) {
            socket.listener = Some(listener);
            socket.descriptor = Some(descriptor);
        }
    }

    fn bind_failed(&mut self, machine: &Machine, index: usize, errno: Errno, tag: &str) -> Exit {
        let place = self.table.version.place(tag);
        let Some(socket) = self.sockets.get(index) else {
            return Exit::new(1, ExitCause::Bind);
        };
        self.log
            .say_at(format!("bind(): {errno} {place}"), socket.given.span);
        let identity = self.context.identity.clone();
        let cwd = &self.context.cwd;
        let bound = if socket.is_unix() && !socket.is_abstract() {
            Machine::absolute(cwd, &socket.name)
        } else {
            socket.name.clone()
        };
        let walk = (socket.is_unix() && !socket.is_abstract()).then(|| {
            let directory = match socket.name.rsplit_once('/') {
                Some(("", _)) => "/",
                Some((directory, _)) => directory,
                None => ".",
            };
            machine.walk(&identity, cwd, directory, Bits(3))
        });
        let address = read_address(machine, &socket.name);
        let holder = machine.listeners().find(|(_, listener)| {
            listener.open
                && matches!(listener.address, Address::Tcp(ip, port)
                    if port == address.1 && (ip == address.0 || ip.is_unspecified() || address.0.is_unspecified()))
        });
        let holder = holder
            .and_then(|(_, listener)| listener.process)
            .and_then(|process| machine.process(process))
            .map(|process| match &process.program {
                hurdles_machine::Program::Nginx => "nginx".to_owned(),
                hurdles_machine::Program::Uwsgi => "uwsgi".to_owned(),
                hurdles_machine::Program::HttpServer(_) => "python3 -m http.server".to_owned(),
                hurdles_machine::Program::Other(name) => name.clone(),
            });
        self.events.push(Event::BindFailed(BindFailure {
            address: socket.given.clone(),
            bound,
            errno,
            walk,
            identity,
            holder: holder.filter(|_| errno == Errno::AddressInUse),
        }));
        Exit::new(1, ExitCause::Bind)
    }
}
