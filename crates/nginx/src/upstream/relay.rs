//! From an upstream server's bytes to the answer that the client gets.

use hurdles_machine::{ListenerId, Reply, ReplyEnd};

use super::cgi_answer::{self, Lines};
use super::fastcgi::{self, Records};
use crate::answer::Answer;
use crate::build::Version;
use crate::event::Protocol;
use crate::phases::Step;
use crate::problem::Level;
use crate::request::AnsweredBy;
use crate::transaction::Transaction;
use crate::uri;

/// A header that was read.
#[derive(Debug)]
pub(super) struct Complete {
    pub(super) status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    protocol: Protocol,
}

/// What the first bytes of an answer are.
#[derive(Debug)]
pub(super) enum Header {
    Complete(Box<Complete>),
    Incomplete,
    /// Larger than the buffer.
    TooBig(u64),
    /// What was sent, in nginx's words.
    Invalid(String),
    /// No HTTP at all, which `proxy_pass` takes for HTTP/0.9.
    Raw,
}

/// Reads the header of an answer.
pub(super) fn read(protocol: Protocol, transaction: &Transaction<'_>, bytes: &[u8]) -> Header {
    let prefix = super::prefix(protocol);
    let buffer = transaction
        .chain()
        .size(&format!("{prefix}_buffer_size"), 4096);
    let output;
    let bytes = if protocol == Protocol::FastCgi {
        match fastcgi::output(bytes) {
            Records::Output(found) => output = found,
            Records::Invalid(text) => return Header::Invalid(text),
        }
        &output
    } else {
        bytes
    };
    let line = cgi_answer::status_line(bytes);
    if protocol == Protocol::Http && line.is_none() {
        let could_be_one = bytes.len() < 5 && b"HTTP/".starts_with(bytes);
        let unfinished = bytes.starts_with(b"HTTP/") && !bytes.contains(&b'\n');
        return if bytes.is_empty() || could_be_one || unfinished {
            Header::Incomplete
        } else {
            Header::Raw
        };
    }
    let start = line.as_ref().map_or(0, |(_, at)| *at);
    let rest = bytes.get(start..).unwrap_or_default();
    let version = transaction.build.version;
    let (headers, length) = match cgi_answer::lines(rest, version) {
        Lines::Complete(headers, length) => (headers, start + length),
        Lines::Incomplete if bytes.len() as u64 >= buffer => {
            return Header::TooBig(buffer);
        }
        Lines::Incomplete => return Header::Incomplete,
        Lines::Invalid(text) => return Header::Invalid(text),
    };
    if length as u64 > buffer {
        return Header::TooBig(length as u64);
    }
    let mut complete = Complete {
        status: 200,
        body: bytes.get(length..).unwrap_or_default().to_vec(),
        headers,
        protocol,
    };
    let status = line.map_or_else(|| complete.cgi_status(), |(status, _)| Ok(status));
    complete.status = match status {
        Ok(status) => status,
        Err(text) => return Header::Invalid(text),
    };
    Header::Complete(Box::new(complete))
}

impl Complete {
    /// `Status:`, else 302 for a redirect, else 200.
    fn cgi_status(&self) -> Result<u16, String> {
        let Some(status) = self.header("status") else {
            let redirects = self.header("location").is_some();
            return Ok(if redirects { 302 } else { 200 });
        };
        let code = status.get(..3).and_then(|code| code.parse().ok());
        code.ok_or_else(|| format!("invalid status \"{status}\""))
    }

    fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

/// Bytes that are no HTTP, handed on as they are.
pub(super) fn raw(listener: ListenerId, bytes: Vec<u8>) -> Step {
    // HTTP/0.9 has no status; nginx logs its version number in its place.
    let answer = Answer::new(9, bytes, AnsweredBy::Upstream(listener));
    Step::Answer(Box::new(answer))
}

/// Makes the client's answer out of an upstream server's.
pub(super) fn answer(
    transaction: &mut Transaction<'_>,
    prefix: &str,
    listener: ListenerId,
    header: &Complete,
    reply: &Reply,
) -> Step {
    transaction.upstream.headers.clone_from(&header.headers);
    let chain = transaction.chain();
    let intercepts = chain.flag(&format!("{prefix}_intercept_errors"), false);
    if intercepts && header.status >= 300 && has_error_page(transaction, header.status) {
        return Step::status(header.status);
    }
    if let Some(target) = header.header("x-accel-redirect") {
        return accelerated(transaction, header, target);
    }
    let hidden: Vec<String> = hidden(transaction, prefix, header.protocol);
    let mut body = header.body.clone();
    let chunked = header.protocol == Protocol::Http
        && header
            .header("transfer-encoding")
            .is_some_and(|value| value.eq_ignore_ascii_case("chunked"));
    if chunked {
        body = dechunk(&body);
    }
    let length = header
        .header("content-length")
        .and_then(|value| value.parse::<u64>().ok())
        .filter(|_| !chunked);
    let mut answer = Answer::new(header.status, Vec::new(), AnsweredBy::Upstream(listener));
    answer.length = length;
    let is_empty = matches!(header.status, 204 | 304) || transaction.method == "HEAD";
    let most = if is_empty { Some(0) } else { length };
    warn_of_more(transaction, &body, most.filter(|_| !chunked));
    if !is_empty {
        let Some(is_cut) = read_body(transaction, prefix, reply, body.len() as u64, length) else {
            return Step::ClientLeft;
        };
        if let Some(length) = length.and_then(|length| usize::try_from(length).ok()) {
            body.truncate(length);
        }
        answer.is_cut = is_cut;
        answer.body = body;
    }
    for (name, value) in &header.headers {
        let lower = name.to_ascii_lowercase();
        match lower.as_str() {
            "content-type" => answer.content_type = Some(value.clone()),
            "content-length" | "connection" | "keep-alive" | "transfer-encoding" => {}
            "last-modified" => answer.last_modified = Some(value.clone()),
            _ if hidden.contains(&lower) => {}
            "location" if prefix == "proxy" => match redirected(transaction, value) {
                Some(path) => answer.location = Some(path),
                None => answer.headers.push((name.clone(), value.clone())),
            },
            _ => answer.headers.push((name.clone(), value.clone())),
        }
    }
    Step::Answer(Box::new(answer))
}

/// Headers that stay where the answer is left to another location (`redirect` in `ngx_http_upstream_headers_in`).
const KEPT: [&str; 4] = [
    "set-cookie",
    "content-disposition",
    "cache-control",
    "expires",
];

/// `X-Accel-Redirect`: the app leaves the answer to another location (`ngx_http_upstream_process_headers`); its status goes.
fn accelerated(transaction: &mut Transaction<'_>, header: &Complete, target: &str) -> Step {
    if transaction.method != "HEAD" {
        transaction.method = "GET".to_owned();
    }
    for (name, value) in &header.headers {
        let lower = name.to_ascii_lowercase();
        if lower == "content-type" {
            transaction.kept.content_type = Some(value.clone());
        } else if KEPT.contains(&lower.as_str()) {
            transaction.kept.headers.push((name.clone(), value.clone()));
        }
    }
    if target.starts_with('@') {
        return Step::Named(target.to_owned());
    }
    let (path, arguments) = target.split_once('?').unwrap_or((target, ""));
    let Some(uri) = uri::unsafe_path(path) else {
        transaction.log(Level::Error, &format!("unsafe URI \"{path}\" was detected"));
        return Step::status(404);
    };
    Step::Redirect {
        uri,
        arguments: arguments.to_owned(),
    }
}

/// A body longer than its length is cut (`ngx_http_upstream_copy_filter` and its like), which nginx warns of.
fn warn_of_more(transaction: &mut Transaction<'_>, body: &[u8], most: Option<u64>) {
    let reads = transaction.method != "HEAD" && transaction.build.version >= Version::V1_22_1;
    if reads && most.is_some_and(|most| body.len() as u64 > most) {
        let text = "upstream sent more data than specified in \"Content-Length\" header while reading upstream";
        transaction.log(Level::Warn, text);
    }
}

/// Whether the body is cut short; none where the client left before that was clear.
fn read_body(
    transaction: &mut Transaction<'_>,
    prefix: &str,
    reply: &Reply,
    have: u64,
    length: Option<u64>,
) -> Option<bool> {
    let is_short = length.is_some_and(|length| have < length);
    let never_ends = reply.end == ReplyEnd::Silent && length.is_none_or(|_| is_short);
    let text = if never_ends {
        let name = format!("{prefix}_read_timeout");
        let limit = transaction.chain().seconds(&name, 60.0);
        if !transaction.wait(limit) {
            return None;
        }
        "upstream timed out (110: Connection timed out) while reading upstream"
    } else if is_short && reply.end == ReplyEnd::Reset {
        "recv() failed (104: Connection reset by peer) while reading upstream"
    } else if is_short {
        "upstream prematurely closed connection while reading upstream"
    } else {
        return Some(false);
    };
    transaction.log(Level::Error, text);
    Some(true)
}

/// Headers that are not handed on (`…_hide_header`, `…_pass_header`).
fn hidden(transaction: &Transaction<'_>, prefix: &str, protocol: Protocol) -> Vec<String> {
    let chain = transaction.chain();
    let mut hidden: Vec<String> = [
        "x-accel-expires",
        "x-accel-redirect",
        "x-accel-limit-rate",
        "x-accel-buffering",
        "x-accel-charset",
    ]
    .map(str::to_owned)
    .to_vec();
    let more: &[&str] = match protocol {
        Protocol::Http => &["date", "server", "x-pad"],
        Protocol::FastCgi | Protocol::Scgi => &["status", "date", "server"],
        Protocol::Uwsgi => &["date", "server"],
    };
    hidden.extend(more.iter().map(|name| (*name).to_owned()));
    let texts = |name: String| {
        let ids = chain.all(&name).into_iter();
        ids.filter_map(|id| chain.tree().get(id).argument(0))
            .map(str::to_ascii_lowercase)
            .collect::<Vec<_>>()
    };
    hidden.extend(texts(format!("{prefix}_hide_header")));
    let passed = texts(format!("{prefix}_pass_header"));
    hidden.retain(|name| !passed.contains(name));
    hidden
}

fn has_error_page(transaction: &Transaction<'_>, status: u16) -> bool {
    let chain = transaction.chain();
    let code = status.to_string();
    chain
        .all("error_page")
        .into_iter()
        .any(|id| chain.tree().get(id).texts().any(|text| text == code))
}

/// `proxy_redirect default`: the upstream's own address in `Location` becomes the location's.
fn redirected(transaction: &Transaction<'_>, value: &str) -> Option<String> {
    let chain = transaction.chain();
    if chain.argument("proxy_redirect", 0) == Some("off") {
        return None;
    }
    let pass = chain.argument("proxy_pass", 0).unwrap_or("");
    let tree = chain.tree();
    let name = transaction
        .location
        .and_then(|id| crate::check::location::name_of(tree.get(id)).ok())
        .map_or("/", |(_, name)| name);
    let has_uri = pass
        .split_once("://")
        .is_some_and(|(_, rest)| rest.contains('/'));
    let from = if has_uri {
        pass.to_owned()
    } else {
        format!("{pass}/")
    };
    let rest = value.strip_prefix(from.as_str())?;
    let to = if has_uri { name } else { "/" };
    (!pass.contains('$')).then(|| format!("{to}{rest}"))
}

fn dechunk(bytes: &[u8]) -> Vec<u8> {
    let mut found = Vec::new();
    let mut rest = bytes;
    while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
        let line = rest.get(..end).unwrap_or_default();
        let line = String::from_utf8_lossy(line);
        let size = line.split(';').next().unwrap_or("").trim();
        let Ok(size) = usize::from_str_radix(size, 16) else {
            break;
        };
        let body = rest.get(end + 1..).unwrap_or_default();
        if size == 0 {
            break;
        }
        found.extend_from_slice(body.get(..size).unwrap_or(body));
        rest = body.get(size.saturating_add(2)..).unwrap_or_default();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::dechunk;

    #[test]
    fn chunks_are_joined() {
        assert_eq!(dechunk(b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"), b"abcde");
        assert_eq!(dechunk(b"ffffffffffffffff\r\nx"), b"x");
        assert_eq!(dechunk(b"zz"), b"");
    }
}
