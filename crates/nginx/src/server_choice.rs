//! Which `server` block answers: first the address, then the name (`ngx_http_find_virtual_server`).

use std::net::IpAddr;

use crate::configuration::Configuration;
use crate::event::{ServerChoice, ServerReason};
use crate::http::{Endpoint, Http, ListenAddress, NameKind, ServerBlock, ServerName};
use crate::place::Place;
use crate::regex::{Captures, Pattern};
use crate::tree::{DirectiveId, Tree};

/// The local end of a client's connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Local {
    Ip(IpAddr, u16),
    Unix(String),
}

/// The servers that share the address a client connected to: the exact one before the wildcard.
pub(crate) fn address<'h>(http: &'h Http, local: &Local) -> Option<&'h ListenAddress> {
    let find = |wanted: &Endpoint| {
        let mut addresses = http.addresses.iter();
        addresses.find(|address| address.endpoint == *wanted)
    };
    match local {
        Local::Unix(path) => find(&Endpoint::Unix(path.clone())),
        Local::Ip(ip, port) => find(&Endpoint::Ip(*ip, *port)).or_else(|| {
            let wildcards = http.addresses.iter().filter(|address| address.is_wildcard());
            let on_port = |address: &&ListenAddress| matches!(&address.endpoint, Endpoint::Ip(_, p) if p == port);
            let same_family = |address: &&ListenAddress| matches!(&address.endpoint, Endpoint::Ip(other, _) if other.is_ipv4() == ip.is_ipv4());
            let mut on_port: Vec<&ListenAddress> = wildcards.filter(on_port).collect();
            on_port.sort_by_key(|address| !same_family(address));
            on_port.first().copied()
        }),
    }
}

/// A chosen server, why, and what its regular expression captured.
pub(crate) struct Chosen {
    pub(crate) server: DirectiveId,
    pub(crate) choice: ServerChoice,
    pub(crate) captures: Option<Captures>,
}

/// The server of this address for a host name.
pub(crate) fn by_name(
    configuration: &Configuration,
    http: &Http,
    address: &ListenAddress,
    host: &str,
) -> Option<Chosen> {
    let tree = &configuration.tree;
    let names = || {
        let servers = address.servers.iter();
        servers
            .filter_map(|(id, _)| ServerBlock::find(&http.servers, *id))
            .flat_map(|server| server.names.iter().map(move |name| (server.id, name)))
    };
    let place = |server, name| place_of(tree, server, name);
    let mut captures = None;
    let exact = names().find(|(_, name)| is_exact(name, host));
    let found = exact
        .map(|(id, name)| (id, ServerReason::Exact(place(id, name))))
        .or_else(|| {
            wildcard(names(), host).map(|(id, name)| (id, ServerReason::Wildcard(place(id, name))))
        })
        .or_else(|| {
            let mut regexes = names();
            regexes.find_map(|(id, name)| {
                let NameKind::Regex { caseless } = name.kind else {
                    return None;
                };
                captures = Some(Pattern::new(&name.text, caseless).captures(host)?);
                Some((id, ServerReason::Regex(place(id, name))))
            })
        });
    let (server, reason) = match (found, address.marked_default) {
        (Some(found), _) => found,
        (None, Some((server, listen))) => {
            let place = tree.get(listen).place.clone();
            (server, ServerReason::MarkedDefault(place))
        }
        (None, None) => (address.default_server()?, ServerReason::First),
    };
    let listen = address
        .servers
        .iter()
        .find(|(id, _)| *id == server)
        .and_then(|(_, listen)| *listen);
    let choice = ServerChoice {
        place: tree.get(server).place.clone(),
        reason,
        host: host.to_owned(),
        name: first_name(http, server),
        listen: listen.map(|id| tree.get(id).place.clone()),
        n_candidates: address.servers.len(),
    };
    Some(Chosen {
        server,
        choice,
        captures,
    })
}

/// The characters of a name, or the server that has none.
fn place_of(tree: &Tree, server: DirectiveId, name: &ServerName) -> Place {
    let directive = tree.get(name.directive.unwrap_or(server));
    let mut place = directive.place.clone();
    let word = directive.arguments.get(name.argument);
    if let Some(word) = word.filter(|_| name.directive.is_some()) {
        place.span = word.span;
    }
    place
}

/// `$server_name`: the first name as written, a leading dot cut.
pub(crate) fn first_name(http: &Http, server: DirectiveId) -> String {
    let block = ServerBlock::find(&http.servers, server);
    let Some(name) = block.and_then(|block| block.names.first()) else {
        return String::new();
    };
    match name.kind {
        NameKind::Exact => name.text.clone(),
        NameKind::Suffix => format!("*{}", name.text),
        NameKind::SuffixAndSelf => name.text.get(1..).unwrap_or("").to_owned(),
        NameKind::Prefix => format!("{}*", name.text),
        NameKind::Regex { .. } => format!("~{}", name.text),
    }
}

fn is_exact(name: &ServerName, host: &str) -> bool {
    match name.kind {
        NameKind::Exact => name.text == host,
        NameKind::SuffixAndSelf => name.text.get(1..) == Some(host),
        _ => false,
    }
}

/// The longest `*.suffix`, else the longest `prefix.*`.
fn wildcard<'h>(
    names: impl Iterator<Item = (DirectiveId, &'h ServerName)>,
    host: &str,
) -> Option<(DirectiveId, &'h ServerName)> {
    let mut best: Option<(bool, usize, DirectiveId, &ServerName)> = None;
    for (id, name) in names {
        let fits = match name.kind {
            NameKind::Suffix | NameKind::SuffixAndSelf => {
                host.len() > name.text.len() && host.ends_with(&name.text)
            }
            NameKind::Prefix => host.len() > name.text.len() && host.starts_with(&name.text),
            _ => false,
        };
        let key = (name.kind != NameKind::Prefix, name.text.len());
        if fits && best.is_none_or(|(suffix, length, ..)| key > (suffix, length)) {
            best = Some((key.0, key.1, id, name));
        }
    }
    best.map(|(_, _, id, name)| (id, name))
}
