//! The browser, a curl: resolves the host, connects, sends its request, and takes the answer from nginx or from whoever
//! else holds the port.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use hurdles_machine::{Address, Exchange, ListenerId, Machine, Reply, ReplyEnd};

use crate::asked::Asked;
use crate::build::Build;
use crate::event::{Doubt, Event};
use crate::phases::Upstream;
use crate::request::{AnsweredBy, Request, Response};
use crate::serve;
use crate::server::Server;
use crate::server_choice::Local;
use crate::tls::Tls;
use crate::upstream_header;

/// A body beyond this is announced with `Expect: 100-continue` (curl's EXPECT_100_THRESHOLD).
const EXPECT_FROM: u64 = 1024 * 1024;

/// A URL taken apart.
struct Url {
    scheme: String,
    /// As written, with the port: the value of `Host`.
    authority: String,
    host: String,
    port: u16,
    /// Path and query.
    target: String,
}

impl Url {
    /// Whether the host is an address.
    fn is_address(&self) -> bool {
        self.host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok()
    }
}

/// Makes one request on the machine; `upstream` answers for every listener that is not nginx.
pub fn request(
    server: Option<&mut Server>,
    machine: &mut Machine,
    request: &Request,
    upstream: &mut dyn FnMut(&mut Machine, ListenerId, &Exchange) -> Reply,
) -> Response {
    let url = parse(&request.url);
    let mut events = Vec::new();
    let Some((ip, listener)) = connect(machine, &url, &mut events) else {
        return nobody(7, events);
    };
    if !matches!(url.scheme.as_str(), "http" | "https") {
        events.push(Event::NotSimulated {
            place: None,
            what: format!("{}: only HTTP and HTTPS are simulated", url.scheme),
            doubt: Doubt::Answer,
        });
    }
    let asked = asked(machine, request, &url, ip);
    let is_nginx = server
        .as_ref()
        .is_some_and(|server| server.listens(listener));
    let mut response = match server {
        Some(server) if is_nginx => {
            let local = match &machine.listener(listener).address {
                Address::Unix(path) => Local::Unix(path.clone()),
                _ => Local::Ip(ip, url.port),
            };
            let asked = Asked { local, ..asked };
            serve::answer(server, machine, asked, upstream)
        }
        _ => {
            events.push(Event::OtherProgramAnswers { listener });
            direct(machine, listener, &asked, upstream)
        }
    };
    events.append(&mut response.events);
    response.events = events;
    response
}

fn nobody(curl_exit: i32, events: Vec<Event>) -> Response {
    Response {
        status: None,
        headers: Vec::new(),
        body: String::new(),
        from: AnsweredBy::Nobody,
        curl_exit,
        events,
    }
}

/// Reads a URL the way curl does: no scheme means `http`, dots in the path are resolved, the fragment is cut.
fn parse(url: &str) -> Url {
    let (scheme, rest) = url.trim().split_once("://").unwrap_or(("http", url.trim()));
    let scheme = scheme.to_ascii_lowercase();
    let rest = rest.split('#').next().unwrap_or("");
    let at = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, target) = rest.split_at(at);
    let authority = authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host);
    let default = if scheme == "https" { 443 } else { 80 };
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => {
            (host.to_owned(), port.parse().unwrap_or(default))
        }
        _ => (authority.to_owned(), default),
    };
    let (path, query) = match target.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (target, None),
    };
    let mut target = resolve_dots(path);
    if let Some(query) = query {
        target.push('?');
        target.push_str(query);
    }
    // curl leaves a port out of `Host` where it is the scheme's own.
    let authority = if port == default {
        host.clone()
    } else {
        authority.to_owned()
    };
    Url {
        scheme,
        authority,
        host,
        port,
        target,
    }
}

/// Takes `.` and `..` out of a path (RFC 3986, 5.2.4).
fn resolve_dots(path: &str) -> String {
    if !path.contains("/.") {
        return if path.starts_with('/') {
            path.to_owned()
        } else {
            format!("/{path}")
        };
    }
    let mut parts: Vec<&str> = Vec::new();
    let all: Vec<&str> = path.split('/').skip(1).collect();
    let last = all.len().saturating_sub(1);
    for (n, part) in all.iter().enumerate() {
        match *part {
            "." if n == last => parts.push(""),
            "." => {}
            ".." => {
                parts.pop();
                if n == last {
                    parts.push("");
                }
            }
            part => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
}

/// Tries the host's addresses one after the other.
fn connect(machine: &Machine, url: &Url, events: &mut Vec<Event>) -> Option<(IpAddr, ListenerId)> {
    let mut ips = machine.resolve(&url.host);
    let is_localhost = url.host.eq_ignore_ascii_case("localhost");
    if is_localhost && !ips.contains(&Ipv6Addr::LOCALHOST.into()) {
        // Since 7.77 curl knows both addresses of localhost by itself.
        ips.push(Ipv6Addr::LOCALHOST.into());
    }
    // curl 8 begins with IPv6, earlier ones begin with IPv4 (seen with 8.14.1 and 7.88.1).
    if Build::of(&machine.system).curl.starts_with('8') {
        ips.sort_by_key(IpAddr::is_ipv4);
    } else {
        ips.sort_by_key(IpAddr::is_ipv6);
    }
    if ips.is_empty() {
        // The name stands for this machine: only its `Host` header matters here.
        events.push(Event::HostUnknown {
            host: url.host.clone(),
        });
        ips.push(Ipv4Addr::LOCALHOST.into());
        ips.extend(machine.addresses());
        if machine.addresses_are_shown() {
            ips.rotate_left(1);
        }
    }
    if url.is_address() {
        ips = ips.into_iter().map(|ip| machine.arrives_at(ip)).collect();
    }
    for ip in &ips {
        if let Ok(listener) = machine.connect_tcp(*ip, url.port) {
            return Some((*ip, listener));
        }
    }
    let ip = ips
        .first()
        .copied()
        .unwrap_or_else(|| Ipv4Addr::LOCALHOST.into());
    events.push(Event::NobodyListens {
        host: url.host.clone(),
        ip,
        port: url.port,
    });
    None
}

/// The address that a connection to one of the machine's own addresses comes from: the kernel's table of local routes names
/// 127.0.0.1 for all of 127.0.0.0/8.
fn source_address(to: IpAddr) -> IpAddr {
    match to {
        IpAddr::V4(address) if address.is_loopback() => Ipv4Addr::LOCALHOST.into(),
        _ => to,
    }
}

/// The request line and headers that curl sends.
fn asked(machine: &Machine, request: &Request, url: &Url, ip: IpAddr) -> Asked {
    Asked {
        method: request.method.clone(),
        line: format!("{} {} HTTP/1.1", request.method, url.target),
        target: url.target.clone(),
        headers: headers(machine, request, url),
        body_bytes: request.body_bytes,
        client: source_address(ip),
        local: Local::Ip(ip, url.port),
        tls: (url.scheme == "https").then(|| Tls {
            name: (!url.is_address()).then(|| url.host.clone()),
            is_http2: false,
        }),
        patience: request.patience,
    }
}

/// curl's headers in its order; one's own takes the place of curl's, an empty one takes it away.
fn headers(machine: &Machine, request: &Request, url: &Url) -> Vec<(String, String)> {
    let mut given = Vec::new();
    for line in &request.headers {
        if let Some((name, value)) = line.split_once(':') {
            given.push((name.trim().to_owned(), value.trim().to_owned()));
        }
    }
    let own = |name: &str, value: String| {
        let mut given = given.iter();
        let is_given = given.any(|(known, _)| known.eq_ignore_ascii_case(name));
        (!is_given).then(|| (name.to_owned(), value))
    };
    let agent = format!("curl/{}", Build::of(&machine.system).curl);
    let mut before = vec![
        own("Host", url.authority.clone()),
        own("User-Agent", agent),
        own("Accept", "*/*".to_owned()),
    ];
    let mut after = Vec::new();
    if request.body_bytes > 0 || matches!(request.method.as_str(), "POST" | "PUT") {
        let form = "application/x-www-form-urlencoded".to_owned();
        let is_chunked = given.iter().any(|(name, value)| {
            name.eq_ignore_ascii_case("transfer-encoding") && value.eq_ignore_ascii_case("chunked")
        });
        if !is_chunked {
            after.push(own("Content-Length", request.body_bytes.to_string()));
        }
        after.push(own("Content-Type", form));
        if request.body_bytes > EXPECT_FROM {
            after.push(own("Expect", "100-continue".to_owned()));
        }
    }
    // `Host` stays in front whoever sets it.
    let (first, rest): (Vec<_>, Vec<_>) = given
        .into_iter()
        .partition(|(name, _)| name.eq_ignore_ascii_case("host"));
    let all = first.into_iter().chain(before.drain(..).flatten());
    all.chain(rest)
        .chain(after.into_iter().flatten())
        .filter(|(_, value)| !value.is_empty())
        .collect()
}

/// Asks whoever holds the port, and reads the answer as a browser does.
fn direct(
    machine: &mut Machine,
    listener: ListenerId,
    asked: &Asked,
    upstream: &mut Upstream<'_>,
) -> Response {
    if asked.tls.is_some() {
        let place = None;
        return nobody(35, vec![Event::TlsToPlainSocket { place }]);
    }
    let mut head = format!("{}\r\n", asked.line);
    for (name, value) in &asked.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    let exchange = Exchange {
        head: head.into_bytes(),
        body_bytes: asked.body_bytes,
    };
    let reply = upstream(machine, listener, &exchange);
    let is_late =
        reply.seconds > asked.patience || (reply.bytes.is_empty() && reply.end == ReplyEnd::Silent);
    if is_late {
        return nobody(28, Vec::new());
    }
    if reply.bytes.is_empty() {
        let exit = if reply.end == ReplyEnd::Reset { 56 } else { 52 };
        return nobody(exit, Vec::new());
    }
    let Some((status, headers, body)) = upstream_header::read(&reply.bytes) else {
        // Something that is no HTTP/1: curl refuses HTTP/0.9.
        return nobody(1, Vec::new());
    };
    Response {
        status: Some(status),
        headers,
        body: String::from_utf8_lossy(&body).into_owned(),
        from: AnsweredBy::Direct(listener),
        curl_exit: 0,
        events: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_read_as_curl_reads_them() {
        let table = [
            ("http://localhost/", "localhost", "localhost", 80, "/"),
            ("http://localhost", "localhost", "localhost", 80, "/"),
            (
                "http://localhost:80/a?b#c",
                "localhost",
                "localhost",
                80,
                "/a?b",
            ),
            (
                "localhost:8000/x",
                "localhost",
                "localhost:8000",
                8000,
                "/x",
            ),
            ("http://u:p@h/?q", "h", "h", 80, "/?q"),
            ("http://[::1]:81/a/../b/.", "[::1]", "[::1]:81", 81, "/b/"),
            ("http://h?x", "h", "h", 80, "/?x"),
        ];
        for (text, host, authority, port, target) in table {
            let url = parse(text);
            let found = (
                url.host.as_str(),
                url.authority.as_str(),
                url.port,
                url.target.as_str(),
            );
            assert_eq!(found, (host, authority, port, target), "{text}");
        }
    }
}
