//! Sockets: what an address means, and making them at the right moment with the right rights (core/socket.c).

mod bind;

use std::net::{IpAddr, Ipv4Addr};

use hurdles_machine::{ListenerId, Machine, NodeId};

use crate::event::ExitCause;
use crate::given::atoi;
use crate::instance::{Exit, Step};
use crate::options::OptionSpec;
use crate::{Given, Instance};

/// What is spoken on a socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// uWSGI's own.
    Uwsgi,
    /// HTTP/1.x.
    Http,
    /// FastCGI.
    FastCgi,
    /// SCGI.
    Scgi,
    /// No protocol: an app reads the connection.
    Raw,
    /// uWSGI's own, connections kept open.
    PersistentUwsgi,
    /// Something inside TLS.
    Tls,
}

impl Protocol {
    /// By the name that `protocol` gives.
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "uwsgi" => Self::Uwsgi,
            "http" | "http11" => Self::Http,
            "fastcgi" | "fastcgi-nph" => Self::FastCgi,
            "scgi" | "scgi-nph" => Self::Scgi,
            "raw" => Self::Raw,
            "puwsgi" => Self::PersistentUwsgi,
            "suwsgi" | "https" | "ssl" => Self::Tls,
            _ => return None,
        })
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Uwsgi => "uwsgi",
            Self::Http => "http",
            Self::FastCgi => "fastcgi",
            Self::Scgi => "scgi",
            Self::Raw => "raw",
            Self::PersistentUwsgi => "puwsgi",
            Self::Tls => "tls",
        }
    }
}

/// One socket that was asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Socket {
    /// The address as uWSGI prints it: as given, or with the port that the kernel chose.
    pub name: String,
    /// The address as given.
    pub given: Given,
    /// The option that asked for it.
    pub option: &'static str,
    /// What is spoken there.
    pub protocol: Protocol,
    /// The listener, once it is bound.
    pub listener: Option<ListenerId>,
    /// The socket file, for a UNIX socket that was made.
    pub node: Option<NodeId>,
    /// The absolute path of that file.
    pub path: Option<String>,
    /// Its descriptor.
    pub descriptor: Option<u32>,
    /// Whether the kernel chose the port.
    pub auto_port: bool,
}

impl Socket {
    /// Whether uWSGI takes the address for a UNIX socket: no colon in it.
    #[must_use]
    pub fn is_unix(&self) -> bool {
        !self.name.contains(':')
    }

    /// Whether it is in the abstract namespace.
    #[must_use]
    pub fn is_abstract(&self) -> bool {
        self.is_unix() && (self.name.starts_with('@') || self.name.starts_with("\\0"))
    }
}

impl Instance {
    /// `socket = …` and its like: noted, and bound at once where the port is left to the kernel.
    pub(crate) fn add_socket(
        &mut self,
        machine: &mut Machine,
        option: &'static OptionSpec,
        value: &Given,
    ) -> Step {
        let lead = value.text.len() - value.text.trim_start().len();
        let given = value.part(lead, value.text.len());
        if given.text.is_empty() {
            self.log
                .say_at("invalid/empty uwsgi socket name", value.span);
            let (option, value) = (option.name.to_owned(), value.clone());
            return Err(Exit::new(1, ExitCause::BadValue { option, value }));
        }
        // TLS sockets end the address at the first comma: the certificate follows.
        let name = match option.kind {
            "tlssocket" => given.text.split(',').next().unwrap_or_default(),
            _ => given.text.as_str(),
        };
        let name = self.first_address(name);
        let protocol = match option.name {
            "http-socket" | "http11-socket" => Protocol::Http,
            "fastcgi-socket" | "fastcgi-nph-socket" => Protocol::FastCgi,
            "scgi-socket" | "scgi-nph-socket" => Protocol::Scgi,
            "raw-socket" => Protocol::Raw,
            "puwsgi-socket" => Protocol::PersistentUwsgi,
            _ if option.kind == "tlssocket" => Protocol::Tls,
            _ => Protocol::Uwsgi,
        };
        if name.starts_with("fd://") || name.starts_with('=') {
            self.not_simulated(format!("the socket address `{name}`"), given.span);
        }
        self.sockets.push(Socket {
            name,
            given,
            option: option.name,
            protocol,
            listener: None,
            node: None,
            path: None,
            descriptor: None,
            auto_port: false,
        });
        let index = self.sockets.len() - 1;
        self.bind_if_port_is_open(machine, index)
    }

    /// A port of 0, or none after the colon: bound at once, whoever the process is by then.
    pub(crate) fn bind_if_port_is_open(&mut self, machine: &mut Machine, index: usize) -> Step {
        let Some(socket) = self.sockets.get(index) else {
            return Ok(());
        };
        let port = socket.name.rsplit_once(':').map(|(_, port)| port);
        if !port.is_some_and(|port| port.is_empty() || port.starts_with('0')) {
            return Ok(());
        }
        self.bind_tcp(machine, index)?;
        let Some(socket) = self.sockets.get_mut(index) else {
            return Ok(());
        };
        socket.auto_port = true;
        let listener = socket.listener.map(|id| machine.listener(id));
        if let Some(hurdles_machine::Address::Tcp(_, port)) = listener.map(|l| &l.address) {
            let host = socket.name.rsplit_once(':').map_or("", |(host, _)| host);
            socket.name = format!("{host}:{port}");
        }
        Ok(())
    }

    /// `*` in a TCP address stands for the first interface address that begins like it.
    fn first_address(&mut self, name: &str) -> String {
        let Some((start, rest)) = name.split_once('*') else {
            return name.to_owned();
        };
        let port = rest.split_once(':').map(|(_, port)| port);
        // The first entry of an interface is its link-layer address, and its family is not looked at: where the IPv4
        // address would stand is the number of the interface (core/socket.c:generate_socket_name, sockaddr_ll).
        const LOOPBACK: [&str; 2] = ["1.0.0.0", "127.0.0.1"];
        let address = LOOPBACK.iter().find(|address| address.starts_with(start));
        match (port, address) {
            (Some(port), Some(address)) => {
                let found = format!("{address}:{port}");
                self.log.say(format!(
                    "[uwsgi-autoip] found {found} for {name} on interface lo"
                ));
                found
            }
            _ => name.to_owned(),
        }
    }

    /// Protocols are settled after binding; `protocol` speaks for plain `socket` only.
    pub(crate) fn set_protocols(&mut self) -> Step {
        let Some(wanted) = self.given("protocol") else {
            return Ok(());
        };
        let protocol = Protocol::named(&wanted.text);
        for index in 0..self.sockets.len() {
            let Some(socket) = self.sockets.get_mut(index) else {
                break;
            };
            if socket.option != "socket" {
                continue;
            }
            let Some(protocol) = protocol else {
                let line = format!("unable to find protocol {}", wanted.text);
                self.log.say_at(line, wanted.span);
                let option = "protocol".to_owned();
                return Err(Exit::new(
                    1,
                    ExitCause::BadValue {
                        option,
                        value: wanted,
                    },
                ));
            };
            socket.protocol = protocol;
        }
        Ok(())
    }
}

/// What a TCP address means: host before the last colon, port behind it as atoi(3) reads it.
///
/// A host that cannot be resolved becomes 255.255.255.255 (inet_addr(3) in core/socket.c:socket_to_in_addr).
pub(crate) fn read_address(machine: &Machine, name: &str) -> (IpAddr, u16) {
    let (host, port) = name.rsplit_once(':').unwrap_or((name, ""));
    let port = u16::try_from(atoi(port) & 0xffff).unwrap_or(0);
    if let Some(inner) = host
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
    {
        let ip = inner.parse().unwrap_or(IpAddr::V4(Ipv4Addr::BROADCAST));
        return (ip, port);
    }
    if host.is_empty() {
        return (Ipv4Addr::UNSPECIFIED.into(), port);
    }
    let resolved = machine.resolve(host).into_iter().find(IpAddr::is_ipv4);
    (resolved.unwrap_or(Ipv4Addr::BROADCAST.into()), port)
}
