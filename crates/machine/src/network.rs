//! Listening sockets, and what travels between a client and whoever listens.

use std::net::IpAddr;

use hurdles_source::Span;

use crate::{Errno, ProcessId, Walk};

/// Identifies a listener within one machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ListenerId(pub(crate) u32);

/// What a socket is bound to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// A UNIX socket file: the path as given.
    Unix(String),
    /// A name in Linux's abstract namespace (unix(7)).
    Abstract(String),
    /// An IP address and port.
    Tcp(IpAddr, u16),
}

/// A socket in the listening state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listener {
    /// Where.
    pub address: Address,
    /// Who accepts; none when only a listing shows it.
    pub process: Option<ProcessId>,
    /// The second argument of listen(2).
    pub backlog: u32,
    /// Connections waiting to be accepted.
    pub queued: u32,
    /// The characters that ask for it.
    pub span: Option<Span>,
    /// Whether it still listens.
    pub open: bool,
}

/// A connect(2) that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectFailure {
    /// Why.
    pub errno: Errno,
    /// The way along the path, for a UNIX socket.
    pub walk: Option<Walk>,
}

/// What a client writes on a fresh connection before it waits for an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// The bytes up to the request body.
    pub head: Vec<u8>,
    /// How many bytes of body follow.
    pub body_bytes: u64,
}

/// How the answering side ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReplyEnd {
    /// It closes after having read all.
    Closed,
    /// It closes with bytes unread: the client sees `ECONNRESET`.
    Reset,
    /// It keeps the connection open and says no more.
    Silent,
}

/// What comes back.
#[derive(Clone, Debug, PartialEq)]
pub struct Reply {
    /// All bytes, before any chunking by a proxy.
    pub bytes: Vec<u8>,
    /// Seconds until the first byte, or until the end where there is none.
    pub seconds: f64,
    /// How it ends.
    pub end: ReplyEnd,
}
