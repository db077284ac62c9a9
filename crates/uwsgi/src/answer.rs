//! Answering on a listener: who takes the connection, what protocol is spoken, what comes back.

mod choose;
mod fastcgi;
mod head;
mod http;
mod line;
mod packet;
mod respond;
mod router;

use hurdles_machine::{Exchange, ListenerId, Machine, Reply, ReplyEnd};

use crate::event::{Event, Refusal};
use crate::{Instance, Protocol, Socket};

/// A request as the plugin sees it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Request {
    /// Its variables, in order.
    pub(crate) vars: Vec<(String, String)>,
    /// Which plugin is asked for.
    pub(crate) modifier: u8,
    /// How many bytes of body follow.
    pub(crate) body_bytes: u64,
    /// A complaint about the variables: the request is logged and not answered.
    pub(crate) complaint: Option<String>,
    /// Whether the answer begins with a `Status:` header instead of a status line, as FastCGI and SCGI have it
    /// (core/protocol.c, `uwsgi_proto_base_cgi_prepare_headers`).
    pub(crate) is_cgi: bool,
}

impl Request {
    /// A variable's value; the last one of that name counts.
    pub(crate) fn var(&self, name: &str) -> Option<&str> {
        let found = self.vars.iter().rev().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The same, empty where it is missing.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.var(name).unwrap_or_default()
    }
}

/// What came of reading the bytes.
#[derive(Debug)]
pub(crate) enum Reading {
    /// A request.
    Request(Request),
    /// The connection is closed, after these lines.
    Refused {
        /// What is logged.
        lines: Vec<String>,
        /// Whether bytes stay unread: the client sees a reset.
        has_unread: bool,
        /// Why.
        refusal: Option<Refusal>,
    },
    /// More is waited for until the socket's timeout.
    Waiting(Option<Refusal>),
}

impl Instance {
    /// Answers what a client wrote on a connection to one of this instance's listeners.
    ///
    /// The connection begins now; [`Instance::advance`] moves the clock. A busy worker makes it wait, and what is logged
    /// stands at the second in which it is said.
    pub fn answer(
        &mut self,
        machine: &mut Machine,
        listener: ListenerId,
        exchange: &Exchange,
    ) -> Reply {
        if let Some(reply) = self.answer_by_vassal(machine, listener, exchange) {
            return reply;
        }
        if self
            .gateways
            .iter()
            .any(|gateway| gateway.listener == Some(listener))
        {
            return self.route(machine, exchange);
        }
        let socket = self
            .sockets
            .iter()
            .find(|socket| socket.listener == Some(listener));
        match socket.cloned() {
            Some(socket) if self.is_running() => self.take(machine, &socket, exchange),
            _ => closed(),
        }
    }

    fn answer_by_vassal(
        &mut self,
        machine: &mut Machine,
        listener: ListenerId,
        exchange: &Exchange,
    ) -> Option<Reply> {
        let emperor = self.emperor.as_mut()?;
        let vassal = emperor
            .vassals
            .iter_mut()
            .find(|v| v.instance.serves(listener))?;
        vassal.instance.log.now = self.log.now;
        let was_loyal = vassal.instance.workers.is_loyal;
        let reply = vassal.instance.answer(machine, listener, exchange);
        let became_loyal = !was_loyal && vassal.instance.workers.is_loyal;
        let name = vassal.name.clone();
        let lines = std::mem::take(&mut vassal.instance.log.lines);
        let now = self.log.now;
        self.log.adopt(lines);
        if became_loyal {
            self.log.now = now + reply.seconds;
            self.log
                .say_dated(format!("[emperor] vassal {name} is now loyal"));
            self.log.now = now;
        }
        Some(reply)
    }

    /// A worker takes the connection, at once or when one is free.
    pub(crate) fn take(
        &mut self,
        machine: &mut Machine,
        socket: &Socket,
        exchange: &Exchange,
    ) -> Reply {
        let start = self.log.now;
        let busy = &self.workers.busy_until;
        let first = busy.iter().enumerate().min_by(|a, b| a.1.total_cmp(b.1));
        let Some((core, until)) = first.map(|(core, until)| (core, *until)) else {
            return Reply {
                bytes: Vec::new(),
                seconds: 0.0,
                end: ReplyEnd::Silent,
            };
        };
        let begin = until.max(start);
        if begin > start
            && let Some(listener) = socket.listener
        {
            self.workers.waiting.push((listener, begin));
        }
        let in_worker = u32::try_from(core).unwrap_or(0) % self.n_cores();
        self.log.now = begin;
        let mut reply = self.handle(machine, socket, exchange, in_worker);
        if let Some(busy) = self.workers.busy_until.get_mut(core) {
            *busy = begin + reply.seconds;
        }
        reply.seconds += begin - start;
        self.log.now = start;
        self.settle_queues(machine);
        reply
    }

    fn handle(
        &mut self,
        machine: &mut Machine,
        socket: &Socket,
        exchange: &Exchange,
        core: u32,
    ) -> Reply {
        let reading = match socket.protocol {
            Protocol::Uwsgi | Protocol::PersistentUwsgi => {
                packet::read(exchange, self.buffer_size(), self.n_variables())
            }
            Protocol::Http => http::read(exchange, self.buffer_size(), &self.http_facts(socket)),
            Protocol::FastCgi => fastcgi::read_fastcgi(exchange),
            Protocol::Scgi => fastcgi::read_scgi(exchange),
            Protocol::Raw | Protocol::Tls => {
                let name = socket.protocol.name();
                self.not_simulated(format!("the protocol `{name}`"), socket.given.span);
                return closed();
            }
        };
        match reading {
            Reading::Request(request) => {
                let reply = self.respond(machine, request, core);
                fastcgi::wrap(reply, socket.protocol)
            }
            Reading::Refused {
                lines,
                has_unread,
                refusal,
            } => {
                for line in lines {
                    self.log.say_at(line, socket.given.span);
                }
                self.events.extend(refusal.map(Event::Refused));
                Reply {
                    end: if has_unread {
                        ReplyEnd::Reset
                    } else {
                        ReplyEnd::Closed
                    },
                    ..closed()
                }
            }
            Reading::Waiting(refusal) => {
                self.events.extend(refusal.map(Event::Refused));
                Reply {
                    seconds: self.socket_timeout(),
                    ..closed()
                }
            }
        }
    }

    /// Seconds that a worker waits for the rest of a request.
    pub(crate) fn socket_timeout(&self) -> f64 {
        let seconds = self.number("socket-timeout").unwrap_or(4).clamp(0, 86_400);
        seconds as f64
    }

    fn n_variables(&self) -> usize {
        let asked = self.number("max-vars").unwrap_or(64).clamp(0, 65_535);
        usize::try_from(asked).unwrap_or(64) * 2
    }

    fn http_facts(&self, socket: &Socket) -> http::Facts {
        let port = socket.name.rsplit_once(':').map_or("80", |(_, port)| port);
        let modifier = self.number("http-socket-modifier1").unwrap_or(0);
        http::Facts {
            server_name: self.facts.nodename.to_owned(),
            server_port: port.to_owned(),
            remote_address: if socket.is_unix() {
                "0.0.0.0"
            } else {
                "127.0.0.1"
            }
            .to_owned(),
            modifier: u8::try_from(modifier & 0xff).unwrap_or(0),
            has_script_name: !self.flag("manage-script-name"),
            is_router: false,
        }
    }
}

/// The connection is closed without a byte.
pub(crate) fn closed() -> Reply {
    Reply {
        bytes: Vec::new(),
        seconds: 0.0,
        end: ReplyEnd::Closed,
    }
}

/// What a client that speaks another protocol seems to speak.
pub(crate) fn looks_like(head: &[u8]) -> Option<&'static str> {
    let is_method = head
        .split(|byte| *byte == b' ')
        .next()
        .is_some_and(|word| word.len() >= 3 && word.iter().all(u8::is_ascii_uppercase));
    match head.first() {
        _ if is_method && head.windows(5).any(|window| window == b"HTTP/") => Some("http"),
        Some(22) => Some("tls"),
        Some(1) if head.get(1) == Some(&1) => Some("fastcgi"),
        Some(digit) if digit.is_ascii_digit() => Some("scgi"),
        Some(0) => Some("uwsgi"),
        _ => None,
    }
}
