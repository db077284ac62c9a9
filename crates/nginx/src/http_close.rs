//! The end of `http {}`: what nginx can only say once all of it is read (`ngx_http_block`, http/ngx_http.c), in its order.

mod buffers;
mod certificates;
mod locations;
mod names;

use crate::address::{Host, Rules};
use crate::check::{self, Checked};
use crate::http::{Endpoint, Http, Peer, ServerBlock};
use crate::parse::Reading;
use crate::problem::{AddressFault, Problem, ProblemKind};
use crate::tree::DirectiveId;
use crate::variable_names;

/// Checks a whole `http` block and keeps what requests need of it.
pub(crate) fn close(reading: &mut Reading<'_>, block: DirectiveId) -> Checked {
    let servers: Vec<ServerBlock> = reading
        .tree
        .named(block, "server")
        .map(|id| ServerBlock {
            id,
            names: names::of_server(reading, id),
        })
        .collect();
    upstreams(reading)?;
    certificates::check(reading, &servers)?;
    buffers::check(reading, block)?;
    locations::duplicates(reading)?;
    certificates::listeners(reading)?;
    variables(reading)?;
    names::check(reading, block, &servers)?;
    reading.http = Some(Http {
        block,
        servers,
        addresses: std::mem::take(&mut reading.addresses),
        upstreams: std::mem::take(&mut reading.upstreams),
    });
    Ok(())
}

/// `ngx_http_upstream_init_round_robin`: every upstream needs servers, every implied one an address.
fn upstreams(reading: &mut Reading<'_>) -> Checked {
    for n in 0..reading.upstreams.len() {
        let Some(upstream) = reading.upstreams.get(n).cloned() else {
            break;
        };
        let place = Some(reading.tree.get(upstream.first_use).place.clone());
        if upstream.block.is_some() {
            let all_backup = upstream.peers.iter().all(|peer| peer.is_backup);
            if all_backup {
                let kind = ProblemKind::NoServers(upstream.name.clone());
                return Err(Problem::emerg(kind, place));
            }
            continue;
        }
        if !upstream.peers.is_empty() {
            continue;
        }
        let argument = reading.tree.get(upstream.first_use).arguments.first();
        let blame = argument.and_then(|word| word.span);
        let wrong = |fault| {
            let kind = ProblemKind::UpstreamAddress {
                fault,
                text: upstream.name.clone(),
            };
            Err(Problem::emerg(kind, place.clone()).blaming(blame))
        };
        let Some(port) = upstream.port.or(upstream.default_port) else {
            return wrong(AddressFault::NoPort);
        };
        let rules = Rules {
            listen: false,
            uri: false,
        };
        let host = crate::address::parse(&upstream.name, rules).map(|url| url.host);
        let Ok(Host::Name(name)) = host else {
            return wrong(AddressFault::InvalidHost);
        };
        let ips = check::upstream::addresses(reading, &name);
        if ips.is_empty() {
            return wrong(AddressFault::HostNotFound);
        }
        let peers = ips.into_iter().map(|ip| Peer {
            name: crate::address::text(ip, port),
            endpoint: Endpoint::Ip(ip, port),
            weight: 1,
            max_fails: 1,
            is_down: false,
            is_backup: false,
        });
        if let Some(kept) = reading.upstreams.get_mut(n) {
            kept.peers = peers.collect();
        }
    }
    Ok(())
}

/// `ngx_http_variables_init_vars`: every variable used must be known by now; nginx names no line.
fn variables(reading: &Reading<'_>) -> Checked {
    for (name, id) in &reading.variables_used {
        let is_digit = name.len() == 1 && name.bytes().all(|byte| byte.is_ascii_digit());
        let lower = name.to_ascii_lowercase();
        let known = is_digit
            || reading.variables_defined.contains(&lower)
            || variable_names::is_known(name, reading.build.version, &reading.modules);
        if !known {
            let span = reading.tree.get(*id).place.span;
            let kind = ProblemKind::VariableUnknown(lower);
            return Err(Problem::emerg(kind, None).blaming(span));
        }
    }
    Ok(())
}
