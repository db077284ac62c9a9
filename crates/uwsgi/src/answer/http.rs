//! HTTP on a worker's own socket and in the router (proto/http.c, plugins/http/http.c).

use hurdles_machine::Exchange;

use super::packet::latin1;
use super::{Reading, Request, looks_like};
use crate::event::Refusal;

/// What the server adds to the variables.
#[derive(Debug)]
pub(super) struct Facts {
    pub(super) server_name: String,
    pub(super) server_port: String,
    pub(super) remote_address: String,
    pub(super) modifier: u8,
    pub(super) has_script_name: bool,
    pub(super) is_router: bool,
}

/// Reads a request of which at most `limit` bytes fit.
pub(super) fn read(exchange: &Exchange, limit: u32, facts: &Facts) -> Reading {
    let head = &exchange.head;
    let end = head
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .map(|at| at + 4);
    let limit = limit as usize;
    let Some(end) = end.filter(|end| *end <= limit) else {
        if head.len() >= limit {
            let line = format!("invalid HTTP request size (max {limit})...skip");
            return Reading::Refused {
                lines: vec![line],
                has_unread: head.len() > limit || exchange.body_bytes > 0,
                refusal: None,
            };
        }
        let refusal = looks_like(head)
            .filter(|protocol| *protocol != "http")
            .map(|got| Refusal::WrongProtocol {
                expects: "http",
                got,
            });
        return Reading::Waiting(refusal);
    };
    let head = head.get(..end).unwrap_or(head);
    match variables(head, facts) {
        Some(mut vars) => {
            let refused = fit(&mut vars, limit);
            if let Some(line) = refused {
                return Reading::Refused {
                    lines: vec![line],
                    has_unread: false,
                    refusal: None,
                };
            }
            // Without its length a body is not read, also where it comes in chunks.
            let has_length = vars.iter().any(|(name, _)| name == "CONTENT_LENGTH");
            Reading::Request(Request {
                vars,
                modifier: facts.modifier,
                body_bytes: if has_length { exchange.body_bytes } else { 0 },
                complaint: None,
                is_cgi: false,
            })
        }
        None => Reading::Refused {
            lines: vec!["TIME - invalid HTTP request".to_owned()],
            has_unread: false,
            refusal: None,
        },
    }
}

/// The variables must fit the same buffer; the first header that does not ends the request.
fn fit(vars: &mut Vec<(String, String)>, limit: usize) -> Option<String> {
    let mut size = 0;
    let mut broken = None;
    for (index, (name, value)) in vars.iter().enumerate() {
        size += 4 + name.len() + value.len();
        if size > limit {
            let name = name.strip_prefix("HTTP_").unwrap_or(name);
            broken = Some((
                index,
                format!(
                    "[WARNING] unable to add HTTP_{name}={value} to uwsgi packet, consider increasing buffer size"
                ),
            ));
            break;
        }
    }
    let (index, line) = broken?;
    vars.truncate(index);
    Some(line)
}

/// The variables of a request; none where it is no HTTP.
pub(super) fn variables(head: &[u8], facts: &Facts) -> Option<Vec<(String, String)>> {
    let text = latin1(head);
    let (line, headers) = text.split_once("\r\n")?;
    let (method, rest) = line.split_once(' ')?;
    let (target, protocol) = rest.split_once(' ')?;
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut vars: Vec<(String, String)> = Vec::new();
    let mut add = |name: &str, value: &str| vars.push((name.to_owned(), value.to_owned()));
    add("REQUEST_METHOD", method);
    add("REQUEST_URI", target);
    add("PATH_INFO", &decode(path));
    add("QUERY_STRING", query);
    add("SERVER_PROTOCOL", protocol);
    if facts.has_script_name || facts.is_router {
        add("SCRIPT_NAME", "");
    }
    add("SERVER_NAME", &facts.server_name);
    add("SERVER_PORT", &facts.server_port);
    if facts.is_router {
        add("UWSGI_ROUTER", "http");
    }
    add("REMOTE_ADDR", &facts.remote_address);
    if facts.is_router {
        // The router writes the two bytes of the port as they lie in the packet, the other way round: this is 50000.
        add("REMOTE_PORT", "20675");
    }
    let first_header = vars.len();
    for header in headers.split("\r\n").filter(|header| !header.is_empty()) {
        let (name, value) = header.split_once(':')?;
        let name = name.to_ascii_uppercase().replace('-', "_");
        let name = match name.as_str() {
            "CONTENT_LENGTH" | "CONTENT_TYPE" => name,
            _ => format!("HTTP_{name}"),
        };
        let value = value.trim_start_matches(' ');
        let earlier = vars
            .iter_mut()
            .skip(first_header)
            .find(|(key, _)| *key == name);
        match earlier {
            Some((_, old)) => {
                old.push_str(", ");
                old.push_str(value);
            }
            None => vars.push((name, value.to_owned())),
        }
    }
    Some(vars)
}

/// `%41` becomes `A`.
fn decode(path: &str) -> String {
    let digit = |character: Option<char>| character.and_then(|c| c.to_digit(16));
    let mut out = String::with_capacity(path.len());
    let mut rest = path.chars();
    while let Some(character) = rest.next() {
        let mut ahead = rest.clone();
        if character == '%'
            && let (Some(high), Some(low)) = (digit(ahead.next()), digit(ahead.next()))
        {
            out.push(char::from_u32(high * 16 + low).unwrap_or('?'));
            rest = ahead;
        } else {
            out.push(character);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts() -> Facts {
        Facts {
            server_name: "vm".into(),
            server_port: "80".into(),
            remote_address: "127.0.0.1".into(),
            modifier: 0,
            has_script_name: true,
            is_router: false,
        }
    }

    #[test]
    fn headers_become_variables_and_repeated_ones_are_joined() {
        let head =
            b"GET /a%20b?c=d HTTP/1.0\r\nHost: x\r\nX-A: 1\r\nx-a: 2\r\nContent-Length: 3\r\n\r\n";
        let vars = variables(head, &facts()).unwrap_or_default();
        let value = |name: &str| {
            let found = vars.iter().find(|(key, _)| key == name);
            found.map(|(_, value)| value.as_str())
        };
        assert_eq!(value("PATH_INFO"), Some("/a b"));
        assert_eq!(value("QUERY_STRING"), Some("c=d"));
        assert_eq!(value("HTTP_X_A"), Some("1, 2"));
        assert_eq!(value("CONTENT_LENGTH"), Some("3"));
        assert!(variables(b"nonsense\r\n\r\n", &facts()).is_none());
    }

    #[test]
    fn a_packet_without_an_end_of_headers_is_waited_for() {
        let exchange = Exchange {
            head: b"\x00\x05\x00\x00abcde".to_vec(),
            body_bytes: 0,
        };
        assert!(matches!(
            read(&exchange, 4096, &facts()),
            Reading::Waiting(Some(_))
        ));
    }
}
