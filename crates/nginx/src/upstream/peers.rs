//! Which servers a `…_pass` means, and in which order they are tried (http/ngx_http_upstream_round_robin.c).

use crate::address::{self, Host, Rules, Url};
use crate::check::pass::without_scheme;
use crate::event::{Doubt, Event};
use crate::http::{Endpoint, Peer};
use crate::phases::Step;
use crate::problem::Level;
use crate::transaction::Transaction;
use crate::tree::{Directive, DirectiveId};

/// Whom a `…_pass` means.
pub(super) struct Target {
    /// The upstream's name, or the host as written.
    pub(super) name: String,
    /// As logged before the peer: `uwsgi://`.
    pub(super) schema: String,
    pub(super) peers: Vec<Peer>,
    /// The URI behind the address of a `proxy_pass`.
    pub(super) uri: String,
    /// `$proxy_host`.
    pub(super) host: String,
    /// Whether the argument had variables.
    pub(super) is_computed: bool,
}

/// Finds the servers; a step where the request ends here.
pub(super) fn find(transaction: &mut Transaction<'_>, id: DirectiveId) -> Result<Target, Step> {
    let directive = transaction.configuration.tree.get(id);
    let name = directive.name.text.as_str();
    let written = directive.argument(0).unwrap_or("");
    let is_computed = written.contains('$');
    let text = transaction.expand(written);
    let schema = schema(transaction, directive, &text);
    let Some((rest, default_port)) = without_scheme(name, &text) else {
        transaction.log(Level::Error, &format!("invalid URL prefix in \"{text}\""));
        return Err(Step::status(500));
    };
    let rules = Rules {
        listen: false,
        uri: name == "proxy_pass",
    };
    let url = match address::parse(rest, rules) {
        Ok(url) => url,
        Err(fault) => {
            let what = crate::problem::address_fault_text(fault);
            transaction.log(Level::Error, &format!("{what} in upstream \"{rest}\""));
            return Err(Step::status(500));
        }
    };
    let peers = peers(transaction, directive, &url, default_port)?;
    let host = match (&url.host, url.port) {
        (Host::Unix(_), _) => "localhost".to_owned(),
        (_, Some(port)) if Some(port) != default_port => format!("{}:{port}", url.host_text),
        _ => url.host_text.clone(),
    };
    Ok(Target {
        name: url.host_text,
        schema: schema.to_owned(),
        peers,
        uri: url.uri,
        host,
        is_computed,
    })
}

/// What stands before the peer in log lines.
fn schema(transaction: &mut Transaction<'_>, directive: &Directive, text: &str) -> &'static str {
    let scheme = text.split_once("://").map_or("", |(scheme, _)| scheme);
    let schema = match directive.name.text.as_str() {
        "uwsgi_pass" if scheme.eq_ignore_ascii_case("suwsgi") => "suwsgi://",
        "uwsgi_pass" => "uwsgi://",
        "fastcgi_pass" => "fastcgi://",
        "scgi_pass" => "scgi://",
        _ if scheme.eq_ignore_ascii_case("https") => "https://",
        _ => "http://",
    };
    if matches!(schema, "suwsgi://" | "https://") {
        transaction.events.push(Event::NotSimulated {
            place: Some(directive.place.clone()),
            what: "TLS to upstream servers".to_owned(),
            doubt: Doubt::Answer,
        });
    }
    schema
}

/// The servers behind an address: those of an upstream of that name, else the address itself.
fn peers(
    transaction: &mut Transaction<'_>,
    directive: &Directive,
    url: &Url,
    default_port: Option<u16>,
) -> Result<Vec<Peer>, Step> {
    let is_computed = directive.argument(0).is_some_and(|text| text.contains('$'));
    let known = transaction.http.upstreams.iter().find(|known| {
        known.name.eq_ignore_ascii_case(&url.host_text)
            && (known.block.is_some()
                || (!is_computed && known.port == url.port && known.default_port == default_port))
    });
    let (status, text) = match (known, &url.host, url.port.or(default_port)) {
        (Some(known), ..) => return Ok(known.peers.clone()),
        (None, Host::Unix(path), _) => {
            let name = format!("unix:{path}");
            return Ok(vec![peer(name, Endpoint::Unix(path.clone()))]);
        }
        (None, Host::Ip(ip), Some(port)) => {
            let name = address::text(*ip, port);
            return Ok(vec![peer(name, Endpoint::Ip(*ip, port))]);
        }
        (None, Host::Name(host), Some(_)) => {
            if transaction.chain().find("resolver").is_some() {
                let what = format!("the resolver's answer for {host}");
                let place = Some(directive.place.clone());
                transaction.events.push(Event::NotSimulated {
                    place,
                    what,
                    doubt: Doubt::Answer,
                });
            }
            (502, format!("no resolver defined to resolve {host}"))
        }
        _ => (500, format!("no port in upstream \"{}\"", url.host_text)),
    };
    transaction.log(Level::Error, &text);
    Err(Step::status(status))
}

fn peer(name: String, endpoint: Endpoint) -> Peer {
    Peer {
        name,
        endpoint,
        weight: 1,
        max_fails: 1,
        is_down: false,
        is_backup: false,
    }
}

/// The peers to try: heavier ones first, then backups; those that failed before rest unless there is but one.
pub(super) fn order(transaction: &Transaction<'_>, name: &str, peers: &[Peer]) -> Vec<Peer> {
    if let [only] = peers {
        return if only.is_down {
            Vec::new()
        } else {
            vec![only.clone()]
        };
    }
    let is_live = |peer: &&Peer| {
        let key = (name.to_owned(), peer.name.clone());
        !peer.is_down && !transaction.resting.contains_key(&key)
    };
    let mut live: Vec<Peer> = peers.iter().filter(is_live).cloned().collect();
    live.sort_by_key(|peer| (peer.is_backup, std::cmp::Reverse(peer.weight)));
    live
}
