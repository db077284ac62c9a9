//! `python3 -m http.server` as far as its answers to simple requests go (Lib/http/server.py).

use hurdles_machine::{
    Bits, Content, Exchange, Identity, Machine, NodeKind, Reply, ReplyEnd, stock,
};

use crate::uri;

/// Answers for a server of this directory, run by `who`.
#[must_use]
pub fn answer(machine: &Machine, who: &Identity, directory: &str, exchange: &Exchange) -> Reply {
    let silent = Reply {
        bytes: Vec::new(),
        seconds: 0.0,
        end: ReplyEnd::Silent,
    };
    // It waits for the end of a line that never comes.
    let Some(end) = exchange.head.iter().position(|byte| *byte == b'\n') else {
        return silent;
    };
    let line = exchange.head.get(..end).unwrap_or_default();
    let line = String::from_utf8_lossy(line);
    let words: Vec<&str> = line.split_whitespace().collect();
    let python = stock::facts(&machine.system).map_or("3", |facts| facts.python_version);
    let server = Version::of(python);
    let bytes = match words.as_slice() {
        [method @ ("GET" | "HEAD"), target, version] if version.starts_with("HTTP/") => {
            serve(machine, who, directory, target, *method == "HEAD", &server)
        }
        [method, _, version] if version.starts_with("HTTP/") => {
            let text = format!("Unsupported method ({})", quoted(method));
            let explain = "Server does not support this operation";
            error(501, &text, explain, &server)
        }
        [_, _, version] => {
            let text = format!("Bad request version ({})", quoted(version));
            error(400, &text, BAD_REQUEST, &server)
        }
        [] => Vec::new(),
        _ => {
            let text = format!("Bad request syntax ({})", quoted(line.trim_end()));
            error(400, &text, BAD_REQUEST, &server)
        }
    };
    Reply {
        bytes,
        seconds: 0.0,
        end: ReplyEnd::Closed,
    }
}

/// What of an answer depends on the version of Python.
struct Version {
    /// The first headers of every answer.
    headers: String,
    /// How the page of a listing begins, up to its title, and how that of an error does.
    listing_head: &'static str,
    error_head: &'static str,
}

impl Version {
    /// The pages say that they are HTML 4.01 before Python 3.11.
    fn of(python: &str) -> Self {
        let mut numbers = python.split('.').map(|number| number.parse().unwrap_or(0));
        let is_old = (numbers.next(), numbers.next()) < (Some(3), Some(11));
        let (listing_head, error_head) = if is_old { OLD_HEADS } else { HEADS };
        Self {
            headers: format!("Server: SimpleHTTP/0.6 Python/{python}\r\nDate: TIME\r\n"),
            listing_head,
            error_head,
        }
    }
}

const HEADS: (&str, &str) = (
    "<!DOCTYPE HTML>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n",
    "<!DOCTYPE HTML>\n<html lang=\"en\">\n    <head>\n        <meta charset=\"utf-8\">\n",
);

const OLD_HEADS: (&str, &str) = (
    "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01//EN\" \"http://www.w3.org/TR/html4/strict.dtd\">\n<html>\n<head>\n\
     <meta http-equiv=\"Content-Type\" content=\"text/html; charset=utf-8\">\n",
    "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01//EN\"\n        \"http://www.w3.org/TR/html4/strict.dtd\">\n<html>\n    \
     <head>\n        <meta http-equiv=\"Content-Type\" content=\"text/html;charset=utf-8\">\n",
);

const BAD_REQUEST: &str = "Bad request syntax or unsupported method";

/// Python's `repr` of a text, for what requests hold.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("'");
    for character in text.chars() {
        match character {
            '\\' | '\'' => quoted.extend(['\\', character]),
            character if character.is_ascii_graphic() || character == ' ' => quoted.push(character),
            character => quoted.push_str(&format!("\\x{:02x}", u32::from(character))),
        }
    }
    quoted.push('\'');
    quoted
}

fn serve(
    machine: &Machine,
    who: &Identity,
    directory: &str,
    target: &str,
    is_head: bool,
    server: &Version,
) -> Vec<u8> {
    let Some(wanted) = uri::normalise(target, true) else {
        return error(404, "File not found", NOT_FOUND, server);
    };
    let mut path = format!("{}{}", directory.trim_end_matches('/'), wanted.path);
    let found = machine.walk(who, "/", &path, Bits::NONE).end;
    if found.is_ok_and(|id| machine.node(id).is_directory()) {
        if !wanted.path.ends_with('/') {
            let head = format!(
                "HTTP/1.0 301 Moved Permanently\r\n{}Location: {target}/\r\nContent-Length: 0\r\n\r\n",
                server.headers
            );
            return head.into_bytes();
        }
        let index = ["index.html", "index.htm"]
            .iter()
            .map(|name| format!("{path}{name}"))
            .find(|path| machine.find(path).is_some());
        match index {
            Some(index) => path = index,
            None => return list(machine, who, &path, &wanted.path, is_head, server),
        }
    }
    let walk = machine.walk(who, "/", &path, Bits::READ);
    let content = match walk.end.map(|id| &machine.node(id).kind) {
        Ok(NodeKind::File(content)) if !path.ends_with('/') => content,
        _ => return error(404, "File not found", NOT_FOUND, server),
    };
    let (body, length) = match content {
        Content::Text(text, _) => (text.as_bytes().to_vec(), text.len() as u64),
        Content::Stock(path) => (Vec::new(), stock::size(&machine.system, path).unwrap_or(0)),
        Content::Unknown(length) => (Vec::new(), *length),
        Content::Program(program) => (Vec::new(), program.size),
    };
    let kind = content_type(&path);
    let mut bytes = format!(
        "HTTP/1.0 200 OK\r\n{}Content-type: {kind}\r\nContent-Length: {length}\r\nLast-Modified: TIME\r\n\r\n",
        server.headers
    )
    .into_bytes();
    if !is_head {
        bytes.extend(body);
    }
    bytes
}

const NOT_FOUND: &str = "Nothing matches the given URI";

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("html" | "htm") => "text/html",
        Some("css") => "text/css",
        Some("js") => "text/javascript",
        Some("txt" | "py" | "conf") => "text/plain",
        Some("json") => "application/json",
        Some("png") => "image/png",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}

/// The listing of a directory (`list_directory`).
fn list(
    machine: &Machine,
    who: &Identity,
    path: &str,
    shown: &str,
    is_head: bool,
    server: &Version,
) -> Vec<u8> {
    let Ok(mut names) = machine.list(who, "/", path) else {
        return error(404, "No permission to list directory", NOT_FOUND, server);
    };
    names.sort_by_key(|name| name.to_lowercase());
    let title = format!("Directory listing for {shown}");
    let mut body = format!(
        "{}<title>{title}</title>\n</head>\n<body>\n<h1>{title}</h1>\n<hr>\n<ul>\n",
        server.listing_head
    );
    for name in names {
        let node = machine.find(&format!("{path}{name}"));
        let is_directory = node.is_some_and(|id| machine.node(id).is_directory());
        let slash = if is_directory { "/" } else { "" };
        let href = uri::escape(&name);
        body.push_str(&format!(
            "<li><a href=\"{href}{slash}\">{name}{slash}</a></li>\n"
        ));
    }
    body.push_str("</ul>\n<hr>\n</body>\n</html>\n");
    let mut bytes = format!(
        "HTTP/1.0 200 OK\r\n{}Content-type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\r\n",
        server.headers,
        body.len()
    )
    .into_bytes();
    if !is_head {
        bytes.extend(body.into_bytes());
    }
    bytes
}

fn error(code: u16, message: &str, explain: &str, server: &Version) -> Vec<u8> {
    let escaped = message
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    let body = format!(
        "{}        <title>Error response</title>\n    </head>\n    <body>\n        <h1>Error response</h1>\n        <p>Error code: {code}</p>\n        <p>Message: {escaped}.</p>\n        <p>Error code explanation: {code} - {explain}.</p>\n    </body>\n</html>\n",
        server.error_head
    );
    format!(
        "HTTP/1.0 {code} {message}\r\n{}Connection: close\r\nContent-Type: text/html;charset=utf-8\r\nContent-Length: {}\r\n\r\n{body}",
        server.headers,
        body.len()
    )
    .into_bytes()
}
