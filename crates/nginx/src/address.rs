//! Addresses as nginx reads them in `listen`, `uwsgi_pass` and `server` (`ngx_parse_url`, core/ngx_inet.c).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::problem::AddressFault;

/// The longest path of a UNIX socket, without its final zero byte (unix(7)).
const LONGEST_UNIX_PATH: usize = 107;

/// A host and where to find it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Host {
    /// `*` or a port alone.
    Any,
    Ip(IpAddr),
    Name(String),
    Unix(String),
}

/// An address taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Url {
    pub(crate) host: Host,
    /// As written, without port and URI.
    pub(crate) host_text: String,
    /// None where none is written.
    pub(crate) port: Option<u16>,
    /// The end of a range of ports.
    pub(crate) last_port: Option<u16>,
    /// What follows, from `/` or `?` on.
    pub(crate) uri: String,
}

/// What is allowed in an address.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rules {
    /// It is the argument of `listen`: `*`, a port alone and ranges count.
    pub(crate) listen: bool,
    /// A URI may follow.
    pub(crate) uri: bool,
}

/// Takes an address apart; names are not looked up.
pub(crate) fn parse(text: &str, rules: Rules) -> Result<Url, AddressFault> {
    if text
        .get(..5)
        .is_some_and(|start| start.eq_ignore_ascii_case("unix:"))
    {
        return unix(text.get(5..).unwrap_or(""), rules);
    }
    if text.starts_with('[') {
        return inet6(text, rules);
    }
    inet(text, rules)
}

fn unix(path: &str, rules: Rules) -> Result<Url, AddressFault> {
    let (path, uri) = match path.split_once(':') {
        Some((path, uri)) if rules.uri => (path, uri),
        _ => (path, ""),
    };
    if path.is_empty() {
        return Err(AddressFault::NoPath);
    }
    if path.len() > LONGEST_UNIX_PATH {
        return Err(AddressFault::TooLongPath);
    }
    Ok(Url {
        host: Host::Unix(path.to_owned()),
        host_text: path.to_owned(),
        port: None,
        last_port: None,
        uri: uri.to_owned(),
    })
}

fn inet6(text: &str, rules: Rules) -> Result<Url, AddressFault> {
    let close = text.find(']').ok_or(AddressFault::InvalidHost)?;
    let host_text = text.get(..=close).unwrap_or("");
    let rest = text.get(close + 1..).unwrap_or("");
    let (rest, uri) = cut_uri(rest, rules)?;
    let (port, last_port) = match rest.strip_prefix(':') {
        Some(ports) => ports_of(ports, rules)?,
        None if rest.is_empty() => (None, None),
        None => return Err(AddressFault::InvalidHost),
    };
    let ip: Ipv6Addr = host_text
        .get(1..close)
        .and_then(|inner| inner.parse().ok())
        .ok_or(AddressFault::InvalidIpv6)?;
    Ok(Url {
        host: Host::Ip(IpAddr::V6(ip)),
        host_text: host_text.to_owned(),
        port,
        last_port,
        uri: uri.to_owned(),
    })
}

fn inet(text: &str, rules: Rules) -> Result<Url, AddressFault> {
    let (rest, uri) = cut_uri(text, rules)?;
    let (host_text, port, last_port) = match rest.split_once(':') {
        Some((host, ports)) => {
            let (port, last_port) = ports_of(ports, rules)?;
            (host, port, last_port)
        }
        None if rules.listen && is_port(rest) => {
            let (port, last_port) = ports_of(rest, rules)?;
            ("", port, last_port)
        }
        None => (rest, None, None),
    };
    let alone = host_text.is_empty() && rules.listen && !rest.contains(':');
    let host = if alone && port.is_some() || (rules.listen && host_text == "*") {
        Host::Any
    } else if host_text.is_empty() {
        return Err(AddressFault::NoHost);
    } else {
        host_text.parse::<Ipv4Addr>().map_or_else(
            |_| Host::Name(host_text.to_owned()),
            |ip| Host::Ip(ip.into()),
        )
    };
    Ok(Url {
        host,
        host_text: host_text.to_owned(),
        port,
        last_port,
        uri: uri.to_owned(),
    })
}

fn cut_uri(text: &str, rules: Rules) -> Result<(&str, &str), AddressFault> {
    match text.find(['/', '?']) {
        Some(at) if rules.uri && !rules.listen => Ok(text.split_at(at)),
        Some(at) if text.as_bytes().get(at) == Some(&b'?') && rules.uri => Ok(text.split_at(at)),
        Some(_) => Err(AddressFault::InvalidHost),
        None => Ok((text, "")),
    }
}

fn is_port(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match text.split_once('-') {
        Some((first, last)) => digits(first) && digits(last),
        None => digits(text),
    }
}

type Ports = (Option<u16>, Option<u16>);

fn ports_of(text: &str, rules: Rules) -> Result<Ports, AddressFault> {
    let port = |text: &str| {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let number = digits.then(|| text.parse::<u16>().ok()).flatten();
        number.filter(|n| *n > 0).ok_or(AddressFault::InvalidPort)
    };
    match text.split_once('-') {
        Some((first, last)) if rules.listen => {
            let (last, first) = (port(last)?, port(first)?);
            if first > last {
                return Err(AddressFault::InvalidPortRange);
            }
            Ok((Some(first), Some(last)))
        }
        _ => Ok((Some(port(text)?), None)),
    }
}

/// Addresses written as fewer than four numbers, as getaddrinfo(3) still takes them: `81` is `0.0.0.81`.
pub(crate) fn short_ip(text: &str) -> Option<Ipv4Addr> {
    let parts: Vec<u32> = text
        .split('.')
        .map(|part| {
            let digits = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
            digits.then(|| part.parse().ok()).flatten()
        })
        .collect::<Option<_>>()?;
    let (last, first) = parts.split_last()?;
    if first.len() > 3 || first.iter().any(|part| *part > 255) {
        return None;
    }
    let room = 32 - 8 * u32::try_from(first.len()).ok()?;
    if room < 32 && *last >= 1 << room {
        return None;
    }
    let mut ip = *last;
    for (n, part) in (1u32..).zip(first) {
        ip |= part << (32 - 8 * n);
    }
    Some(Ipv4Addr::from(ip))
}

/// An IP address and port as nginx writes them.
pub(crate) fn text(ip: IpAddr, port: u16) -> String {
    match ip {
        IpAddr::V4(ip) => format!("{ip}:{port}"),
        IpAddr::V6(ip) => format!("[{ip}]:{port}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASS: Rules = Rules {
        listen: false,
        uri: false,
    };
    const PROXY: Rules = Rules {
        listen: false,
        uri: true,
    };
    const LISTEN: Rules = Rules {
        listen: true,
        uri: false,
    };

    #[test]
    fn passes_are_read_as_nginx_reads_them() {
        type Expected = Result<(&'static str, Option<u16>), AddressFault>;
        let table: &[(&str, Expected)] = &[
            ("unix:/p", Ok(("/p", None))),
            ("unix:///p", Ok(("///p", None))),
            ("unix:/p:", Ok(("/p:", None))),
            ("unix:", Err(AddressFault::NoPath)),
            ("127.0.0.1:3031", Ok(("127.0.0.1", Some(3031)))),
            ("[::1]:3031", Ok(("[::1]", Some(3031)))),
            ("backend", Ok(("backend", None))),
            ("3031", Ok(("3031", None))),
            ("/run/x.sock", Err(AddressFault::InvalidHost)),
            ("http://x", Err(AddressFault::InvalidHost)),
            ("h:99999", Err(AddressFault::InvalidPort)),
            ("h:", Err(AddressFault::InvalidPort)),
            (":3031", Err(AddressFault::NoHost)),
            ("", Err(AddressFault::NoHost)),
        ];
        for (text, expected) in table {
            let found = parse(text, PASS);
            let found = found.as_ref().map(|url| (url.host_text.as_str(), url.port));
            assert_eq!(&found.map_err(|fault| *fault), expected, "{text}");
        }
        let long = format!("unix:/{}", "x".repeat(107));
        assert_eq!(parse(&long, PASS), Err(AddressFault::TooLongPath));
        let url = parse("unix:/p:/base/", PROXY).unwrap();
        assert_eq!((url.host_text.as_str(), url.uri.as_str()), ("/p", "/base/"));
    }

    #[test]
    fn short_addresses_fill_up_from_the_right() {
        let text = |text| short_ip(text).map(|ip| ip.to_string());
        assert_eq!(text("81").as_deref(), Some("0.0.0.81"));
        assert_eq!(text("127.1").as_deref(), Some("127.0.0.1"));
        assert_eq!(text("1.2.65535").as_deref(), Some("1.2.255.255"));
        assert_eq!(text("1.2.3.256"), None);
        assert_eq!(text("a"), None);
        assert_eq!(text("1.2.3.4.5"), None);
    }

    #[test]
    fn listens_take_ports_alone_and_ranges() {
        let host = |text| parse(text, LISTEN).map(|url| (url.host, url.port, url.last_port));
        assert_eq!(host("80"), Ok((Host::Any, Some(80), None)));
        assert_eq!(host("8000-8003"), Ok((Host::Any, Some(8000), Some(8003))));
        assert_eq!(host("*:81"), Ok((Host::Any, Some(81), None)));
        assert_eq!(host("0"), Err(AddressFault::InvalidPort));
        assert_eq!(host("99999"), Err(AddressFault::InvalidPort));
        assert_eq!(host("http://a"), Err(AddressFault::InvalidHost));
        assert_eq!(host("1.2.3.4:80/x"), Err(AddressFault::InvalidHost));
        assert_eq!(host("abc"), Ok((Host::Name("abc".to_owned()), None, None)));
    }
}
