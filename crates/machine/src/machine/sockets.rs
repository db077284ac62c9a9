//! bind(2), listen(2) and connect(2).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use hurdles_source::Span;

use crate::listing::Target;
use crate::{
    Address, Bits, ConnectFailure, Context, Errno, Identity, Listener, ListenerId, Machine, NodeId,
    NodeKind, Origin, ProcessId,
};

impl Machine {
    /// Makes a socket file with mode `0777 & ~umask` and listens on it.
    ///
    /// # Errors
    /// `EADDRINUSE` where something has that name; else as the directory's bits decide.
    pub fn bind_unix(
        &mut self,
        context: &Context,
        path: &str,
        process: ProcessId,
        backlog: u32,
        span: Option<Span>,
    ) -> Result<(NodeId, ListenerId), Errno> {
        let id = self
            .create(context, path, NodeKind::Socket(None), 0o777, Origin::Made)
            .map_err(|errno| match errno {
                Errno::Exists => Errno::AddressInUse,
                other => other,
            })?;
        let listener = self.listen(
            Address::Unix(Self::absolute(&context.cwd, path)),
            process,
            backlog,
            span,
        );
        self.node_mut(id).kind = NodeKind::Socket(Some(listener));
        Ok((id, listener))
    }

    /// Listens on an IP address and port.
    ///
    /// # Errors
    /// `EACCES` below 1024 without root, `EADDRINUSE`, `EADDRNOTAVAIL` for an address that is not this machine's.
    pub fn bind_tcp(
        &mut self,
        who: &Identity,
        ip: IpAddr,
        port: u16,
        process: ProcessId,
        backlog: u32,
        span: Option<Span>,
    ) -> Result<ListenerId, Errno> {
        if !self.may_bind(ip) {
            return Err(Errno::AddressNotAvailable);
        }
        if port < 1024 && port != 0 && !who.is_root() {
            return Err(Errno::AccessDenied);
        }
        if port != 0 && self.holder_of(ip, port).is_some() {
            return Err(Errno::AddressInUse);
        }
        // Port 0 asks the kernel to choose one (ip(7)); the choice is fixed here so that runs are repeatable.
        let port = if port == 0 { self.free_port() } else { port };
        Ok(self.listen(Address::Tcp(ip, port), process, backlog, span))
    }

    /// Listens on a name in the abstract namespace.
    ///
    /// # Errors
    /// `EADDRINUSE`.
    pub fn bind_abstract(
        &mut self,
        name: &str,
        process: ProcessId,
        backlog: u32,
        span: Option<Span>,
    ) -> Result<ListenerId, Errno> {
        let address = Address::Abstract(name.to_owned());
        if self
            .listeners()
            .any(|(_, listener)| listener.open && listener.address == address)
        {
            return Err(Errno::AddressInUse);
        }
        Ok(self.listen(address, process, backlog, span))
    }

    /// Adds an open listener without any check, as when a listing shows one.
    pub fn listen(
        &mut self,
        address: Address,
        process: impl Into<Option<ProcessId>>,
        backlog: u32,
        span: Option<Span>,
    ) -> ListenerId {
        let id = ListenerId(u32::try_from(self.listeners.len()).unwrap_or(u32::MAX));
        self.listeners.push(Listener {
            address,
            process: process.into(),
            backlog,
            queued: 0,
            span,
            open: true,
        });
        id
    }

    /// Connects to a UNIX socket: search on every directory, write on the socket (unix(7)).
    ///
    /// # Errors
    /// `ENOENT`, `EACCES`, `ECONNREFUSED` (nobody listens, or no socket at all), `EAGAIN` (queue full), with the walk.
    pub fn connect_unix(
        &self,
        who: &Identity,
        cwd: &str,
        path: &str,
    ) -> Result<ListenerId, ConnectFailure> {
        let walk = self.walk(who, cwd, path, Bits::WRITE);
        let result = walk.end.and_then(|id| match self.node(id).kind {
            NodeKind::Socket(Some(listener)) if self.listener(listener).open => Ok(listener),
            _ => Err(Errno::ConnectionRefused),
        });
        let result = result.and_then(|id| self.accept_queue(id));
        let result = result.and_then(|id| {
            if self.is_shut(&Self::absolute(cwd, path)) {
                Err(Errno::AccessDenied)
            } else {
                Ok(id)
            }
        });
        result.map_err(|errno| ConnectFailure {
            errno,
            walk: Some(walk),
        })
    }

    /// Connects to an IP address and port.
    ///
    /// # Errors
    /// `ECONNREFUSED` where nobody listens; `ENETUNREACH` for an address that is not this machine's.
    pub fn connect_tcp(&self, ip: IpAddr, port: u16) -> Result<ListenerId, ConnectFailure> {
        let failure = |errno| ConnectFailure { errno, walk: None };
        if !self.is_local(ip) {
            return Err(failure(Errno::NetworkUnreachable));
        }
        let listener = self
            .holder_of(ip, port)
            .ok_or_else(|| failure(Errno::ConnectionRefused))?;
        if self.shut.contains(&Target::Port(port)) {
            return Err(failure(Errno::AccessDenied));
        }
        self.accept_queue(listener).map_err(failure)
    }

    /// Whether a mandatory policy refuses this socket.
    fn is_shut(&self, path: &str) -> bool {
        self.shut.iter().any(|target| match target {
            Target::Path(shut) => shut == path,
            Target::Name(name) => path.rsplit('/').next() == Some(name),
            Target::Port(_) => false,
        })
    }

    /// The addresses of a host name from `/etc/hosts`, in its order; empty where it is not listed.
    #[must_use]
    pub fn resolve(&self, host: &str) -> Vec<IpAddr> {
        if let Ok(ip) = host.trim_start_matches('[').trim_end_matches(']').parse() {
            return vec![ip];
        }
        let hosts = self.find("/etc/hosts").map(|id| self.node(id).kind.clone());
        let Some(NodeKind::File(crate::Content::Text(text, _))) = hosts else {
            return if host == "localhost" {
                vec![IpAddr::V4(Ipv4Addr::LOCALHOST)]
            } else {
                Vec::new()
            };
        };
        let lines = text
            .lines()
            .map(|line| line.split('#').next().unwrap_or("").split_whitespace());
        lines
            .filter_map(|mut words| {
                let ip = words.next()?.parse().ok()?;
                words
                    .any(|name| name.eq_ignore_ascii_case(host))
                    .then_some(ip)
            })
            .collect()
    }

    fn accept_queue(&self, id: ListenerId) -> Result<ListenerId, Errno> {
        let listener = self.listener(id);
        // A UNIX socket's queue takes one more than the backlog (net/unix/af_unix.c, unix_recvq_full).
        let full = matches!(listener.address, Address::Unix(_) | Address::Abstract(_))
            && listener.queued > listener.backlog;
        if full { Err(Errno::Again) } else { Ok(id) }
    }

    /// The open listener that a connection to this address and port reaches.
    fn holder_of(&self, ip: IpAddr, port: u16) -> Option<ListenerId> {
        let any: IpAddr = if ip.is_ipv4() {
            Ipv4Addr::UNSPECIFIED.into()
        } else {
            Ipv6Addr::UNSPECIFIED.into()
        };
        let at = |wanted: IpAddr| {
            let mut open = self.listeners().filter(|(_, listener)| listener.open);
            open.find(|(_, listener)| listener.address == Address::Tcp(wanted, port))
                .map(|(id, _)| id)
        };
        let same_family = |other: &Address| matches!(other, Address::Tcp(bound, used) if *used == port && bound.is_ipv4() == ip.is_ipv4());
        let for_any = || {
            self.listeners()
                .find(|(_, listener)| listener.open && same_family(&listener.address))
                .map(|(id, _)| id)
        };
        at(ip)
            .or_else(|| at(any))
            .or_else(|| if ip.is_unspecified() { for_any() } else { None })
    }

    fn free_port(&self) -> u16 {
        (40000..u16::MAX)
            .find(|port| {
                self.holder_of(Ipv4Addr::UNSPECIFIED.into(), *port)
                    .is_none()
            })
            .unwrap_or(0)
    }
}
