//! What a whole `http` block comes to: servers, the addresses they share, and upstreams.

use std::net::IpAddr;

use crate::tree::DirectiveId;

/// The `http` block, ready to answer requests.
#[derive(Clone, Debug)]
pub(crate) struct Http {
    pub(crate) block: DirectiveId,
    /// In the order of reading.
    pub(crate) servers: Vec<ServerBlock>,
    pub(crate) addresses: Vec<ListenAddress>,
    pub(crate) upstreams: Vec<Upstream>,
}

/// A `server` block.
#[derive(Clone, Debug)]
pub(crate) struct ServerBlock {
    pub(crate) id: DirectiveId,
    pub(crate) names: Vec<ServerName>,
}

impl ServerBlock {
    /// The server of this id among `servers`, which stand in the order of their ids.
    pub(crate) fn find(servers: &[Self], id: DirectiveId) -> Option<&Self> {
        let at = servers.binary_search_by_key(&id, |server| server.id).ok()?;
        servers.get(at)
    }
}

/// A name of a `server` block.
#[derive(Clone, Debug)]
pub(crate) struct ServerName {
    /// Lower-cased; a regular expression without its `~`.
    pub(crate) text: String,
    pub(crate) kind: NameKind,
    pub(crate) directive: Option<DirectiveId>,
    /// Which argument of the directive it is.
    pub(crate) argument: usize,
}

/// How a server name matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NameKind {
    Exact,
    /// `*.a`: `text` is `.a`.
    Suffix,
    /// `.a`: `a` and `*.a`; `text` is `.a`.
    SuffixAndSelf,
    /// `a.*`: `text` is `a.`.
    Prefix,
    Regex {
        caseless: bool,
    },
}

/// What an address is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Endpoint {
    Ip(IpAddr, u16),
    Unix(String),
}

/// An address that servers listen on.
#[derive(Clone, Debug)]
pub(crate) struct ListenAddress {
    pub(crate) endpoint: Endpoint,
    /// As nginx writes it: `0.0.0.0:80`.
    pub(crate) text: String,
    /// The servers with the `listen` that says so; none for the default one.
    pub(crate) servers: Vec<(DirectiveId, Option<DirectiveId>)>,
    /// The `listen` with `default_server` and its server.
    pub(crate) marked_default: Option<(DirectiveId, DirectiveId)>,
    /// Whether options of the socket were given.
    pub(crate) has_options: bool,
    /// Whether it is bound beside the wildcard address.
    pub(crate) binds: bool,
    pub(crate) ipv6_only: bool,
    pub(crate) backlog: u32,
    pub(crate) ssl: bool,
    pub(crate) protocols: Protocols,
}

/// Which protocols the `listen` lines of an address name, one bit each (`ngx_http_add_addresses` since 1.25.1).
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Protocols {
    /// Of all lines so far.
    pub(crate) all: u8,
    /// Of the last line that was compared.
    pub(crate) last: Option<u8>,
    pub(crate) have_changed: bool,
}

impl Protocols {
    /// Takes in a further `listen` line; whether nginx warns of it. `was_set` tells that options of the socket stand in an
    /// earlier line alone, `sets` that they stand in this one.
    pub(crate) fn compare(&mut self, line: u8, was_set: bool, sets: bool) -> bool {
        let before = self.all;
        let differs = self.last.is_some_and(|last| last != line);
        let warns = if line & !before != 0 {
            // Some were added.
            let warns = was_set || self.have_changed || before & !line != 0;
            (self.last, self.have_changed) = (Some(before), true);
            warns
        } else if before & !line != 0 {
            // Some were left out.
            (self.last, self.have_changed) = (Some(line), true);
            sets || differs
        } else {
            self.last = Some(line);
            sets && self.have_changed || differs
        };
        self.all |= line;
        warns
    }
}

impl ListenAddress {
    /// Whether it takes connections to any address of its port.
    pub(crate) fn is_wildcard(&self) -> bool {
        matches!(&self.endpoint, Endpoint::Ip(ip, _) if ip.is_unspecified())
    }

    /// The server for names that nobody has.
    pub(crate) fn default_server(&self) -> Option<DirectiveId> {
        self.marked_default
            .map(|(server, _)| server)
            .or_else(|| self.servers.first().map(|(server, _)| *server))
    }
}

/// An `upstream` block, or what a `…_pass` with an address amounts to.
#[derive(Clone, Debug)]
pub(crate) struct Upstream {
    /// The name, or the host as written.
    pub(crate) name: String,
    /// The `upstream` block; none where a `…_pass` implies it.
    pub(crate) block: Option<DirectiveId>,
    /// The first directive that names it.
    pub(crate) first_use: DirectiveId,
    pub(crate) port: Option<u16>,
    /// The port where none is written.
    pub(crate) default_port: Option<u16>,
    pub(crate) peers: Vec<Peer>,
    /// Whether a method was chosen that refuses `backup` servers.
    pub(crate) has_method: bool,
}

/// One address of an upstream.
#[derive(Clone, Debug)]
pub(crate) struct Peer {
    /// As logged.
    pub(crate) name: String,
    pub(crate) endpoint: Endpoint,
    pub(crate) weight: u64,
    pub(crate) max_fails: u64,
    pub(crate) is_down: bool,
    pub(crate) is_backup: bool,
}
