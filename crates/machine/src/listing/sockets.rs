//! Lines of ss and netstat.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use hurdles_source::Span;

use super::fact::Fact;

/// Reads a line of `ss -ltn` or `netstat -ltn`: a listener, or `Some(None)` for a line that says nothing of one.
#[expect(
    clippy::option_option,
    reason = "a line that is read and one that tells something differ"
)]
pub(super) fn fact(line: &str, span: Span) -> Option<Option<Fact>> {
    let fields: Vec<&str> = line.split_whitespace().collect();
    let field = |n: usize| fields.get(n).copied().unwrap_or("");
    let is_head = matches!(field(0), "State" | "Netid" | "Proto" | "Active") && fields.len() > 3;
    if is_head {
        return Some(None);
    }
    if matches!(field(0), "tcp" | "tcp6" | "udp" | "udp6" | "unix")
        && field(1).parse::<u32>().is_ok()
    {
        return Some(netstat(&fields, span));
    }
    // `ss` leaves the first column out when only one kind of socket is asked for.
    let at = fields
        .iter()
        .position(|field| matches!(*field, "LISTEN" | "UNCONN" | "ESTAB" | "TIME-WAIT"))?;
    if at > 1 || fields.len() < at + 4 {
        return None;
    }
    if field(at) != "LISTEN" {
        return Some(None);
    }
    if at == 1 && field(0).starts_with("u_") || field(at + 3).starts_with('/') {
        let path = field(at + 3);
        return Some(
            path.starts_with('/')
                .then(|| Fact::UnixListener(path.to_owned(), span)),
        );
    }
    let backlog = field(at + 2).parse().ok();
    let program = line
        .split_once("users:((\"")
        .map(|(_, rest)| rest.split('"').next().unwrap_or(""));
    Some(listener(field(at + 3), backlog, program, span))
}

fn netstat(fields: &[&str], span: Span) -> Option<Fact> {
    let at = fields
        .iter()
        .position(|field| matches!(*field, "LISTEN" | "LISTENING"))?;
    if fields.first() == Some(&"unix") {
        let path = fields.last().filter(|path| path.starts_with('/'))?;
        return Some(Fact::UnixListener((*path).to_owned(), span));
    }
    let program = fields.get(at + 1).and_then(|field| field.split_once('/'));
    let program = program.map(|(_, name)| name.trim_end_matches(':'));
    listener(fields.get(3)?, None, program, span)
}

fn listener(
    address: &str,
    backlog: Option<u32>,
    program: Option<&str>,
    span: Span,
) -> Option<Fact> {
    let (host, port) = address.rsplit_once(':')?;
    let host = host.split('%').next().unwrap_or(host);
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let ip = match host {
        "*" => IpAddr::V4(Ipv4Addr::UNSPECIFIED),
        "" | "::" => IpAddr::V6(Ipv6Addr::UNSPECIFIED),
        host => host.parse().ok()?,
    };
    Some(Fact::Listener {
        ip,
        port: port.parse().ok()?,
        backlog,
        program: program.map(str::to_owned),
        span,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use hurdles_source::Sources;

    fn read(line: &str) -> Option<Option<Fact>> {
        let mut sources = Sources::default();
        let id = sources.add("listing", line);
        fact(line, Span::new(id, 0, line.len()))
    }

    #[test]
    fn both_programs_tell_listeners() {
        for (line, expected) in [
            (
                "LISTEN 0      511          0.0.0.0:80        0.0.0.0:*",
                "0.0.0.0:80 Some(511) None",
            ),
            (
                "LISTEN 0 5 127.0.0.1:9080 0.0.0.0:* users:((\"python3\",pid=9,fd=3))",
                "127.0.0.1:9080 Some(5) Some(\"python3\")",
            ),
            (
                "tcp   LISTEN 0 128 [::1]:631 [::]:*",
                "::1:631 Some(128) None",
            ),
            (
                "tcp        0      0 127.0.0.1:3031          0.0.0.0:*               LISTEN      812/uwsgi",
                "127.0.0.1:3031 None Some(\"uwsgi\")",
            ),
            (
                "tcp6       0      0 :::80                   :::*                    LISTEN      -",
                ":::80 None None",
            ),
        ] {
            let Some(Some(Fact::Listener {
                ip,
                port,
                backlog,
                program,
                ..
            })) = read(line)
            else {
                panic!("{line}");
            };
            assert_eq!(format!("{ip}:{port} {backlog:?} {program:?}"), expected);
        }
        assert_eq!(
            read("State Recv-Q Send-Q Local Address:Port Peer Address:PortProcess"),
            Some(None)
        );
        assert_eq!(read("drwxr-xr-x 2 root root 40 Nov 22 08:35 LISTEN"), None);
    }
}
