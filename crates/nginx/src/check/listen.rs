//! `listen` (`ngx_http_core_listen` and `ngx_http_add_listen`).

use std::net::{IpAddr, Ipv4Addr};

use super::{Checked, fault};
use crate::address::{self, Host, Rules, Url};
use crate::build::Version;
use crate::http::{Endpoint, ListenAddress, Protocols};
use crate::parse::Reading;
use crate::problem::{AddressFault, Problem, ProblemKind};
use crate::tree::{BlockKind, Directive, DirectiveId};
use crate::value;

/// The backlog where none is given (`NGX_LISTEN_BACKLOG`).
const BACKLOG: u32 = 511;

pub(crate) fn check(reading: &mut Reading<'_>, id: DirectiveId) -> Checked {
    let directive = reading.tree.get(id).clone();
    let text = directive.argument(0).unwrap_or("").to_owned();
    let wrong = |what| {
        let kind = ProblemKind::ListenAddress {
            fault: what,
            text: text.clone(),
        };
        fault(&directive, kind, Some(0))
    };
    let rules = Rules {
        listen: true,
        uri: false,
    };
    let url = address::parse(&text, rules).map_err(wrong)?;
    if url.last_port.is_some() && reading.build.version == Version::V1_10_3 {
        return Err(wrong(AddressFault::InvalidPort));
    }
    let endpoints = endpoints(reading, &url).map_err(wrong)?;
    let options = options(reading, id, &directive)?;
    let Some(server) = reading.enclosing(BlockKind::Server) else {
        return Ok(());
    };
    for endpoint in endpoints {
        add(reading, server, Some(id), endpoint, &options)?;
    }
    Ok(())
}

/// What a server without `listen` listens on, when its block closes: port 80 for root, 8000 for others.
pub(crate) fn add_default(reading: &mut Reading<'_>, server: DirectiveId) -> Checked {
    let has_listen = reading.tree.named(server, "listen").next().is_some();
    if has_listen {
        return Ok(());
    }
    let port = if reading.context.identity.is_root() {
        80
    } else {
        8000
    };
    let endpoint = Endpoint::Ip(Ipv4Addr::UNSPECIFIED.into(), port);
    add(reading, server, None, endpoint, &Options::default())
}

fn endpoints(reading: &Reading<'_>, url: &Url) -> Result<Vec<Endpoint>, AddressFault> {
    let first = url.port.unwrap_or(80);
    let ports = first..=url.last_port.unwrap_or(first);
    let ips: Vec<IpAddr> = match &url.host {
        Host::Unix(path) => return Ok(vec![Endpoint::Unix(path.clone())]),
        Host::Any => vec![Ipv4Addr::UNSPECIFIED.into()],
        Host::Ip(ip) => vec![*ip],
        Host::Name(name) => super::upstream::addresses(reading, name),
    };
    if ips.is_empty() {
        return Err(AddressFault::HostNotFound);
    }
    let all = ips
        .iter()
        .flat_map(|ip| ports.clone().map(|port| Endpoint::Ip(*ip, port)));
    Ok(all.collect())
}

/// The parameters after the address.
struct Options {
    is_default: bool,
    is_set: bool,
    binds: bool,
    backlog: u32,
    ipv6_only: bool,
    ssl: bool,
    protocols: u8,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            is_default: false,
            is_set: false,
            binds: false,
            backlog: BACKLOG,
            ipv6_only: true,
            ssl: false,
            protocols: 0,
        }
    }
}

fn options(
    reading: &mut Reading<'_>,
    id: DirectiveId,
    directive: &Directive,
) -> Result<Options, Problem> {
    let mut options = Options::default();
    let version = reading.build.version;
    for (n, text) in directive.texts().enumerate().skip(1) {
        let mut sets_socket = false;
        match text {
            "default_server" | "default" => options.is_default = true,
            "ssl" => options.ssl = true,
            "http2" if version >= Version::V1_26_3 => {
                reading.warn(ProblemKind::ListenHttp2Deprecated, id);
            }
            "quic" if version >= Version::V1_26_3 => {}
            "http2" | "proxy_protocol" => {}
            "spdy" if version <= Version::V1_18_0 => {
                let text = "invalid parameter \"spdy\": ngx_http_spdy_module was superseded by ngx_http_v2_module";
                reading.warn(ProblemKind::InvalidValueText(text.to_owned()), id);
            }
            _ => {
                sets_socket = true;
                socket_option(&mut options, text)
                    .map_err(|kind| fault(directive, kind, Some(n)))?;
            }
        }
        let words = ["proxy_protocol", "ssl", "http2", "quic"];
        if let Some(at) = words.iter().position(|word| *word == text) {
            options.protocols |= 1 << at;
        }
        options.is_set |= sets_socket;
        options.binds |= sets_socket;
    }
    Ok(options)
}

/// An option of the socket itself, which may be given once for each address.
fn socket_option(options: &mut Options, text: &str) -> Result<(), ProblemKind> {
    let unknown = || Err(ProblemKind::InvalidParameter(text.to_owned()));
    let wrong = |what: &str, shown: &str| {
        let text = format!("invalid {what} \"{shown}\"");
        Err(ProblemKind::InvalidValueText(text))
    };
    if matches!(text, "bind" | "deferred" | "reuseport") {
        return Ok(());
    }
    let Some((name, value)) = text.split_once('=') else {
        return unknown();
    };
    match name {
        "backlog" => match value::number(value) {
            Some(n) if n > 0 => options.backlog = u32::try_from(n).unwrap_or(u32::MAX),
            _ => return wrong(name, text),
        },
        "fastopen" if value::number(value).is_some() => {}
        "rcvbuf" | "sndbuf" if value::size(value, false).is_some() => {}
        "fastopen" | "rcvbuf" | "sndbuf" => return wrong(name, text),
        "ipv6only" => match value {
            "on" => options.ipv6_only = true,
            "off" => options.ipv6_only = false,
            flags if flags.starts_with('o') => return wrong("ipv6only flags", flags),
            _ => return unknown(),
        },
        "so_keepalive" if keepalive_is_good(value) => {}
        "so_keepalive" => return wrong("so_keepalive value:", value),
        _ => return unknown(),
    }
    Ok(())
}

/// `on`, `off`, or idle time, interval and count between colons.
fn keepalive_is_good(value: &str) -> bool {
    if value == "on" || value == "off" {
        return true;
    }
    let parts: Vec<&str> = value.split(':').collect();
    let time = |text: &str| text.is_empty() || value::time(text, true).is_some();
    match parts.as_slice() {
        [idle, interval, count] => {
            let count = count.is_empty() || value::number(count).is_some();
            value != "::" && time(idle) && time(interval) && count
        }
        _ => false,
    }
}

/// An address as its first `listen` line leaves it.
fn first_use(
    endpoint: Endpoint,
    text: String,
    (server, listen): (DirectiveId, Option<DirectiveId>),
    options: &Options,
) -> ListenAddress {
    ListenAddress {
        endpoint,
        text,
        servers: vec![(server, listen)],
        marked_default: listen.filter(|_| options.is_default).map(|id| (server, id)),
        has_options: options.is_set,
        binds: options.binds,
        ipv6_only: options.ipv6_only,
        backlog: options.backlog,
        ssl: options.ssl,
        protocols: Protocols {
            all: options.protocols,
            ..Protocols::default()
        },
    }
}

fn add(
    reading: &mut Reading<'_>,
    server: DirectiveId,
    listen: Option<DirectiveId>,
    endpoint: Endpoint,
    options: &Options,
) -> Checked {
    let at = listen.unwrap_or(server);
    let directive = reading.tree.get(at).clone();
    let wrong = |kind| Err(fault(&directive, kind, None));
    let text = match &endpoint {
        Endpoint::Ip(ip, port) => address::text(*ip, *port),
        Endpoint::Unix(path) => format!("unix:{path}"),
    };
    let known = reading.addresses_by_text.get(&text).copied();
    let Some(address) = known.and_then(|known| reading.addresses.get_mut(known)) else {
        let n = reading.addresses.len();
        reading.addresses_by_text.insert(text.clone(), n);
        let first = (server, listen);
        let address = first_use(endpoint, text, first, options);
        reading.addresses.push(address);
        return Ok(());
    };
    // Servers come one after the other, so only the last one can be this one.
    if address
        .servers
        .last()
        .is_some_and(|(last, _)| *last == server)
    {
        return wrong(ProblemKind::DuplicateListen(text));
    }
    address.servers.push((server, listen));
    if options.is_set {
        if address.has_options {
            return wrong(ProblemKind::DuplicateListenOptions(text));
        }
        address.has_options = true;
        address.binds = options.binds;
        address.backlog = options.backlog;
        address.ipv6_only = options.ipv6_only;
    }
    address.ssl |= options.ssl;
    let was_set = address.has_options && !options.is_set;
    let conflicts = address
        .protocols
        .compare(options.protocols, was_set, options.is_set);
    if let (true, Some(listen)) = (options.is_default, listen) {
        if address.marked_default.is_some() {
            return wrong(ProblemKind::DuplicateDefault(text));
        }
        address.marked_default = Some((server, listen));
    }
    if conflicts && reading.build.version >= Version::V1_26_3 {
        reading.warn(ProblemKind::ProtocolOptionsRedefined(text), at);
    }
    Ok(())
}
