//! Server names that share an address (`ngx_http_server_names`, `ngx_hash_init`).

use std::collections::{BTreeMap, BTreeSet};

use crate::check::Checked;
use crate::check::server_name::read_name;
use crate::http::{Endpoint, ListenAddress, NameKind, ServerBlock, ServerName};
use crate::parse::Reading;
use crate::problem::{Problem, ProblemKind};
use crate::settings::Chain;
use crate::tree::DirectiveId;
use crate::value;

/// The size of a cache line: hash buckets are multiples of it.
const CACHE_LINE: u64 = 64;
/// The size of a pointer.
const POINTER: u64 = 8;

/// The names of a server; one without any has the empty one.
pub(super) fn of_server(reading: &Reading<'_>, server: DirectiveId) -> Vec<ServerName> {
    let hostname = hurdles_machine::stock::facts(&reading.machine.system);
    let hostname = hostname.map_or("localhost", |facts| facts.nodename);
    let mut names = Vec::new();
    for id in reading.tree.named(server, "server_name") {
        for (n, text) in reading.tree.get(id).texts().enumerate() {
            let text = if text.eq_ignore_ascii_case("$hostname") {
                hostname
            } else {
                text
            };
            names.push(read_name(text, id, n));
        }
    }
    if names.is_empty() {
        names.push(ServerName {
            text: String::new(),
            kind: NameKind::Exact,
            directive: None,
            argument: 0,
        });
    }
    names
}

pub(super) fn check(
    reading: &mut Reading<'_>,
    http: DirectiveId,
    servers: &[ServerBlock],
) -> Checked {
    let chain = Chain::of(&reading.tree, http);
    let bucket = chain.size("server_names_hash_bucket_size", CACHE_LINE);
    let bucket = bucket.div_ceil(CACHE_LINE) * CACHE_LINE;
    let most = chain
        .argument("server_names_hash_max_size", 0)
        .and_then(value::number)
        .unwrap_or(512);
    let mut problems = Vec::new();
    let mut result = Ok(());
    for address in in_bind_order(&reading.addresses) {
        if address.servers.len() < 2 {
            continue;
        }
        result = check_address(reading, address, servers, (bucket, most), &mut problems);
        if result.is_err() {
            break;
        }
    }
    reading.problems.append(&mut problems);
    result
}

/// Ports in the order of the first `listen`; of one port the wildcard address last.
fn in_bind_order(addresses: &[ListenAddress]) -> Vec<&ListenAddress> {
    let port = |address: &ListenAddress| match &address.endpoint {
        Endpoint::Ip(ip, port) => (u8::from(ip.is_ipv6()), *port),
        Endpoint::Unix(_) => (2, 0),
    };
    let mut ports = BTreeMap::new();
    for (n, address) in addresses.iter().enumerate() {
        ports.entry(port(address)).or_insert(n);
    }
    let mut ordered: Vec<&ListenAddress> = addresses.iter().collect();
    ordered.sort_by_key(|address| (ports.get(&port(address)).copied(), address.is_wildcard()));
    ordered
}

fn check_address(
    reading: &Reading<'_>,
    address: &ListenAddress,
    servers: &[ServerBlock],
    (bucket, most): (u64, u64),
    problems: &mut Vec<Problem>,
) -> Checked {
    let mut seen: BTreeSet<(String, bool)> = BTreeSet::new();
    let mut hashed: Vec<String> = Vec::new();
    let shared = address
        .servers
        .iter()
        .filter_map(|(id, _)| ServerBlock::find(servers, *id));
    for (server, name) in
        shared.flat_map(|server| server.names.iter().map(move |name| (server, name)))
    {
        let written = written(name);
        let directive = name.directive.map(|id| reading.tree.get(id));
        let word = directive.and_then(|directive| directive.arguments.get(name.argument));
        let span = word
            .and_then(|word| word.span)
            .or(reading.tree.get(server.id).place.span);
        if is_bad(&written, name.kind) {
            let kind = ProblemKind::ServerNameOrWildcard {
                name: written,
                address: address.text.clone(),
            };
            return Err(Problem::emerg(kind, None).blaming(span));
        }
        let keys = match name.kind {
            NameKind::Regex { .. } => continue,
            NameKind::Exact => vec![(name.text.clone(), false)],
            NameKind::Suffix => vec![(name.text.clone(), true)],
            // `.a` is `a` and `*.a`.
            NameKind::SuffixAndSelf => vec![
                (name.text.get(1..).unwrap_or("").to_owned(), false),
                (name.text.clone(), true),
            ],
            NameKind::Prefix => vec![(format!("{}*", name.text), true)],
        };
        let is_taken = keys.iter().any(|key| seen.contains(key));
        if is_taken {
            let kind = ProblemKind::ServerNameConflict {
                name: written,
                address: address.text.clone(),
            };
            problems.push(Problem::warn(kind, None).blaming(span));
            continue;
        }
        if name.kind == NameKind::Exact {
            hashed.push(name.text.clone());
        }
        seen.extend(keys);
    }
    build_hash(reading, &hashed, bucket, most, problems)
}

fn written(name: &ServerName) -> String {
    match name.kind {
        NameKind::Suffix => format!("*{}", name.text),
        NameKind::Prefix => format!("{}*", name.text),
        _ => name.text.clone(),
    }
}

/// Names that `ngx_hash_add_key` declines: two stars or a star inside, or two dots in a row.
fn is_bad(written: &str, kind: NameKind) -> bool {
    if matches!(kind, NameKind::Regex { .. }) {
        return false;
    }
    let n_stars = written.matches('*').count();
    let allowed = usize::from(matches!(kind, NameKind::Suffix | NameKind::Prefix));
    n_stars > allowed || written.contains("..")
}

fn build_hash(
    reading: &Reading<'_>,
    names: &[String],
    bucket: u64,
    most: u64,
    problems: &mut Vec<Problem>,
) -> Checked {
    let hash = "server_names_hash";
    let length = |name: &String| {
        let length = u64::try_from(name.len()).unwrap_or(u64::MAX);
        POINTER + (length + 2).div_ceil(POINTER) * POINTER
    };
    if let Some(long) = names.iter().find(|name| bucket < length(name) + POINTER) {
        let size = usize::try_from(bucket).unwrap_or(usize::MAX);
        let kind = ProblemKind::HashBucket { hash, size };
        let word = reading
            .tree
            .iter()
            .filter(|(_, directive)| directive.is("server_name"))
            .flat_map(|(_, directive)| &directive.arguments)
            .find(|word| word.text.eq_ignore_ascii_case(long));
        let span = word.and_then(|word| word.span);
        return Err(Problem::emerg(kind, None).blaming(span));
    }
    let room = bucket - POINTER;
    let start = (names.len() as u64 / (room / (2 * POINTER))).max(1);
    let fits = |size: u64| {
        let mut filled = vec![0u64; usize::try_from(size).unwrap_or(0)];
        names.iter().all(|name| {
            let key = name.bytes().fold(0u64, |key, byte| {
                key.wrapping_mul(31).wrapping_add(byte.into())
            });
            let slot = usize::try_from(key % size).ok();
            let slot = slot.and_then(|slot| filled.get_mut(slot));
            slot.is_some_and(|slot| {
                *slot += length(name);
                *slot <= room
            })
        })
    };
    // Only small tables are tried: a larger `server_names_hash_max_size` is there to make them fit.
    if most <= 4096 && !names.is_empty() && !(start..=most).any(fits) {
        let kind = ProblemKind::InvalidValueText(format!(
            "could not build optimal {hash}, you should increase either {hash}_max_size: {most} or {hash}_bucket_size: {bucket}; ignoring {hash}_bucket_size"
        ));
        problems.push(Problem::warn(kind, None));
    }
    Ok(())
}
