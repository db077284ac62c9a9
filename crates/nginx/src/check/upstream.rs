//! `upstream`, its `server` lines, and the upstreams that a `…_pass` implies.

use std::net::IpAddr;

use super::{Checked, fault};
use crate::address::{self, Host, Rules, Url};
use crate::build::Version;
use crate::http::{Endpoint, Peer, Upstream};
use crate::parse::Reading;
use crate::problem::{AddressFault, Problem, ProblemKind};
use crate::tree::{BlockKind, Directive, DirectiveId};
use crate::value;

/// Notes that a `…_pass` names an address (`ngx_http_upstream_add`, http/ngx_http_upstream.c).
pub(crate) fn used(
    reading: &mut Reading<'_>,
    id: DirectiveId,
    url: &Url,
    default_port: Option<u16>,
) -> Checked {
    let key = url.host_text.to_ascii_lowercase();
    let named = reading.upstreams_by_name.get(&key);
    let mut named = named
        .into_iter()
        .flatten()
        .filter_map(|at| reading.upstreams.get(*at));
    let same = named.find(|known| {
        known.block.is_some() || (known.port == url.port && known.default_port == default_port)
    });
    if let Some(known) = same {
        if let (Some(_), Some(port)) = (known.block, url.port) {
            let kind = ProblemKind::UpstreamPort {
                name: url.host_text.clone(),
                port,
            };
            return Err(fault(reading.tree.get(id), kind, Some(0)));
        }
        return Ok(());
    }
    let mut upstream = Upstream {
        name: url.host_text.clone(),
        block: None,
        first_use: id,
        port: url.port,
        default_port,
        peers: Vec::new(),
        has_method: false,
    };
    // Addresses are known at once; names are looked up when `http` closes.
    let port = url.port.or(default_port);
    upstream.peers = match (&url.host, port) {
        (Host::Unix(path), _) => vec![peer(Endpoint::Unix(path.clone()))],
        (Host::Ip(ip), Some(port)) => vec![peer(Endpoint::Ip(*ip, port))],
        _ => Vec::new(),
    };
    add(reading, upstream);
    Ok(())
}

fn peer(endpoint: Endpoint) -> Peer {
    let name = match &endpoint {
        Endpoint::Ip(ip, port) => address::text(*ip, *port),
        Endpoint::Unix(path) => format!("unix:{path}"),
    };
    Peer {
        name,
        endpoint,
        weight: 1,
        max_fails: 1,
        is_down: false,
        is_backup: false,
    }
}

fn add(reading: &mut Reading<'_>, upstream: Upstream) {
    let key = upstream.name.to_ascii_lowercase();
    let at = reading.upstreams.len();
    reading.upstreams_by_name.entry(key).or_default().push(at);
    reading.upstreams.push(upstream);
}

/// The upstream whose block is being read; it may have been named before.
fn current<'r>(reading: &'r mut Reading<'_>) -> Option<&'r mut Upstream> {
    let block = reading.enclosing(BlockKind::Upstream)?;
    let name = reading.tree.get(block).argument(0)?.to_ascii_lowercase();
    let at = *reading.upstreams_by_name.get(&name)?.first()?;
    reading.upstreams.get_mut(at)
}

/// `upstream NAME {`.
pub(crate) fn block(reading: &mut Reading<'_>, id: DirectiveId) -> Checked {
    let directive = reading.tree.get(id).clone();
    let name = directive.argument(0).unwrap_or("").to_owned();
    let version = reading.build.version;
    let key = name.to_ascii_lowercase();
    let at = reading
        .upstreams_by_name
        .get(&key)
        .and_then(|at| at.first())
        .copied();
    if let Some(known) = at.and_then(|at| reading.upstreams.get_mut(at)) {
        if known.block.is_some() {
            let kind = ProblemKind::DuplicateUpstream(name);
            return Err(fault(&directive, kind, Some(0)));
        }
        if let Some(port) = known.port {
            let kind = ProblemKind::UpstreamPort { name, port };
            let place = reading.tree.get(known.first_use).place.clone();
            let mut problem = Problem::emerg(kind, Some(place));
            if version == Version::V1_10_3 {
                problem.level = crate::problem::Level::Warn;
            }
            return Err(problem);
        }
        known.block = Some(id);
        known.peers.clear();
        return Ok(());
    }
    let upstream = Upstream {
        name,
        block: Some(id),
        first_use: id,
        port: None,
        default_port: None,
        peers: Vec::new(),
        has_method: false,
    };
    add(reading, upstream);
    Ok(())
}

/// `server ADDRESS …;` in an upstream.
pub(crate) fn server(reading: &mut Reading<'_>, id: DirectiveId) -> Checked {
    let directive = reading.tree.get(id).clone();
    let mut options = peer(Endpoint::Unix(String::new()));
    for (n, text) in directive.texts().enumerate().skip(1) {
        let has_method = current(reading).is_some_and(|upstream| upstream.has_method);
        option(&mut options, text, has_method).map_err(|kind| fault(&directive, kind, Some(n)))?;
    }
    let text = directive.argument(0).unwrap_or("");
    let wrong = |what| {
        let kind = ProblemKind::UpstreamAddress {
            fault: what,
            text: text.to_owned(),
        };
        fault(&directive, kind, Some(0))
    };
    let rules = Rules {
        listen: false,
        uri: false,
    };
    let url = address::parse(text, rules).map_err(wrong)?;
    let endpoints = resolve(reading, &url, 80);
    if endpoints.is_empty() {
        return Err(wrong(AddressFault::HostNotFound));
    }
    let peers = endpoints.into_iter().map(|endpoint| Peer {
        name: peer(endpoint.clone()).name,
        endpoint,
        ..options.clone()
    });
    let peers: Vec<Peer> = peers.collect();
    if let Some(upstream) = current(reading) {
        upstream.peers.extend(peers);
    }
    Ok(())
}

fn option(peer: &mut Peer, text: &str, has_method: bool) -> Result<(), ProblemKind> {
    let invalid = || Err(ProblemKind::InvalidParameter(text.to_owned()));
    match text.split_once('=') {
        Some(("weight", value)) => match value::number(value) {
            Some(n) if n > 0 => peer.weight = n,
            _ => return invalid(),
        },
        Some(("max_fails", value)) => match value::number(value) {
            Some(n) => peer.max_fails = n,
            None => return invalid(),
        },
        Some(("max_conns", value)) if value::number(value).is_some() => {}
        Some(("fail_timeout", value)) if value::time(value, true).is_some() => {}
        Some(("slow_start" | "route" | "service", _)) => return invalid(),
        None if text == "down" => peer.is_down = true,
        None if text == "backup" => {
            if has_method {
                return Err(ProblemKind::BalancingParameter(text.to_owned()));
            }
            peer.is_backup = true;
        }
        _ => return invalid(),
    }
    Ok(())
}

/// All addresses of a host, with this port where none is written.
pub(crate) fn resolve(reading: &Reading<'_>, url: &Url, default_port: u16) -> Vec<Endpoint> {
    let port = url.port.unwrap_or(default_port);
    let ips: Vec<IpAddr> = match &url.host {
        Host::Unix(path) => return vec![Endpoint::Unix(path.clone())],
        Host::Ip(ip) => vec![*ip],
        Host::Name(name) => addresses(reading, name),
        Host::Any => Vec::new(),
    };
    ips.into_iter().map(|ip| Endpoint::Ip(ip, port)).collect()
}

/// A name's addresses in the order of getaddrinfo(3), IPv6 before IPv4 where both are loopback (RFC 6724); nginx 1.10
/// puts IPv4 first (`ngx_inet_resolve_host`).
pub(crate) fn addresses(reading: &Reading<'_>, name: &str) -> Vec<IpAddr> {
    let mut ips = reading.machine.resolve(name);
    if let Some(ip) = address::short_ip(name) {
        ips = vec![ip.into()];
    }
    if reading.build.version == Version::V1_10_3 {
        ips.sort_by_key(IpAddr::is_ipv6);
    } else {
        ips.sort_by_key(IpAddr::is_ipv4);
    }
    ips.dedup();
    ips
}

/// `ip_hash`, `least_conn` …: a second one replaces the first, with a warning.
pub(crate) fn balancing(reading: &mut Reading<'_>, id: DirectiveId) -> Checked {
    let name = reading.tree.get(id).name.text.clone();
    let mut redefined = false;
    if let Some(upstream) = current(reading) {
        redefined = upstream.has_method;
        // Only these refuse `backup` servers.
        upstream.has_method = matches!(name.as_str(), "ip_hash" | "hash" | "random");
    }
    if redefined {
        reading.warn(ProblemKind::BalancingRedefined, id);
    }
    Ok(())
}

/// The end of `upstream {}`.
pub(crate) fn close(reading: &mut Reading<'_>, id: DirectiveId) -> Checked {
    let directive: &Directive = reading.tree.get(id);
    let has_server = reading.tree.named(id, "server").next().is_some();
    if has_server {
        return Ok(());
    }
    let place = directive
        .close
        .clone()
        .or_else(|| Some(directive.place.clone()));
    Err(Problem::emerg(ProblemKind::NoServersInside, place).blaming(directive.place.span))
}
