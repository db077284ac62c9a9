//! The http router: a process of its own between the browser and the workers (plugins/http, plugins/corerouter).

use hurdles_machine::{Errno, ListenerId, Machine};

use crate::event::{Event, ExitCause};
use crate::instance::{Exit, Step};
use crate::options;
use crate::sockets::read_address;
use crate::{Given, Instance};

/// One address of the router.
#[derive(Clone, Debug)]
pub(crate) struct Gateway {
    pub(crate) address: Given,
    pub(crate) listener: Option<ListenerId>,
}

impl Instance {
    /// `http = ADDRESS`.
    pub(crate) fn add_gateway(&mut self, value: &Given) {
        self.gateways.push(Gateway {
            address: value.clone(),
            listener: None,
        });
    }

    /// Opens the routers' addresses; without any socket the workers get one on a port that the kernel chooses.
    pub(crate) fn open_gateways(&mut self, machine: &mut Machine) -> Step {
        if self.gateways.is_empty() {
            return Ok(());
        }
        let has_backends = !self.list("http-to").is_empty();
        if self.sockets.is_empty()
            && !has_backends
            && let Some(option) = options::anywhere("socket")
        {
            let span = self
                .gateways
                .first()
                .and_then(|gateway| gateway.address.span);
            let address = Given::new("127.0.0.1:0", span);
            self.add_socket(machine, option, &address)?;
        }
        for index in 0..self.gateways.len() {
            self.open_gateway(machine, index)?;
        }
        // Each process has a pair of sockets towards the master (core/gateway.c:register_gateway).
        self.n_descriptors += 2 * self.n_router_processes();
        if !self.has_master() {
            self.say_gateways();
        }
        Ok(())
    }

    fn open_gateway(&mut self, machine: &mut Machine, index: usize) -> Step {
        let Some(address) = self
            .gateways
            .get(index)
            .map(|gateway| gateway.address.clone())
        else {
            return Ok(());
        };
        let descriptor = self.next_descriptor();
        let backlog = self.checked_backlog()?;
        let listener = if address.text.contains(':') {
            let (ip, port) = read_address(machine, &address.text);
            let who = self.context.identity.clone();
            machine.bind_tcp(&who, ip, port, self.process, backlog, address.span)
        } else {
            let (who, cwd) = (self.context.identity.clone(), self.context.cwd.clone());
            // A stale file goes first, as for any socket; a failure shows in the bind.
            let _ = machine.remove(&who, &cwd, &address.text, false);
            let bound = machine.bind_unix(
                &self.context,
                &address.text,
                self.process,
                backlog,
                address.span,
            );
            bound.map(|(_, listener)| listener)
        };
        match listener {
            Ok(listener) => {
                if let Some(gateway) = self.gateways.get_mut(index) {
                    gateway.listener = Some(listener);
                }
                let line = format!("uWSGI http bound on {} fd {descriptor}", address.text);
                self.log.say_at(line, address.span);
                Ok(())
            }
            Err(errno) => Err(self.gateway_failed(address, errno)),
        }
    }

    fn gateway_failed(&mut self, address: Given, errno: Errno) -> Exit {
        let is_tcp = address.text.contains(':');
        if is_tcp && errno == Errno::AddressInUse {
            let line = format!(
                "probably another instance of uWSGI is running on the same address ({}).",
                address.text
            );
            self.log.say_at(line, address.span);
        }
        let tag = if is_tcp { "bind-tcp" } else { "bind-unix" };
        let place = self.table.version.place(tag);
        self.log
            .say_at(format!("bind(): {errno} {place}"), address.span);
        self.not_bound(address, errno)
    }

    /// Notes an address of no socket of the app that could not be had, and ends the start.
    pub(crate) fn not_bound(&mut self, address: Given, errno: Errno) -> Exit {
        self.events.push(Event::BindFailed(crate::BindFailure {
            bound: address.text.clone(),
            address,
            errno,
            walk: None,
            identity: self.context.identity.clone(),
            holder: None,
        }));
        Exit::new(1, ExitCause::Bind)
    }

    fn n_router_processes(&self) -> u32 {
        let asked = self.number("http-processes").unwrap_or(1).clamp(1, 64);
        u32::try_from(asked).unwrap_or(1)
    }

    /// One line for each router process.
    pub(crate) fn say_gateways(&mut self) {
        if self.gateways.is_empty() {
            return;
        }
        for number in 1..=self.n_router_processes() {
            self.log
                .say(format!("spawned uWSGI http {number} (pid: PID)"));
        }
    }
}
