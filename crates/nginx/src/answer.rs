//! An answer on its way to the client: status, headers in nginx's order, body and its framing
//! (http/ngx_http_header_filter_module.c, modules/ngx_http_chunked_filter_module.c).

use crate::gzip;
use crate::request::AnsweredBy;
use crate::special_page;
use crate::transaction::Transaction;

/// An answer before it is put into the form that the client sees.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) content_type: Option<String>,
    /// None where the body is chunked.
    pub(crate) length: Option<u64>,
    /// A stand-in for the date, where there is one.
    pub(crate) last_modified: Option<String>,
    /// Made absolute when it is sent.
    pub(crate) location: Option<String>,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    pub(crate) from: AnsweredBy,
    /// Whether parts of it may be asked for.
    pub(crate) has_ranges: bool,
    /// Whether the connection is cut before the body is whole.
    pub(crate) is_cut: bool,
}

impl Answer {
    /// An answer with a body of known length.
    pub(crate) fn new(status: u16, body: Vec<u8>, from: AnsweredBy) -> Self {
        Self {
            status,
            content_type: None,
            length: Some(body.len() as u64),
            last_modified: None,
            location: None,
            headers: Vec::new(),
            body,
            from,
            has_ranges: false,
            is_cut: false,
        }
    }
}

/// What goes over the wire.
pub(crate) struct Sent {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// Bytes after the header, with chunk framing: `$body_bytes_sent`.
    pub(crate) n_bytes: u64,
}

/// nginx's own page for a status (`ngx_http_send_special_response`).
pub(crate) fn special(
    transaction: &mut Transaction<'_>,
    status: u16,
    location: Option<String>,
    headers: Vec<(String, String)>,
) -> Answer {
    let build = transaction.build;
    let signature = transaction.signature();
    let page = special_page::body(status, &signature, &build);
    let has_page = page.is_some();
    let mut body = page.unwrap_or_default();
    let pads = transaction.flag("msie_padding", true)
        && status >= 400
        && has_page
        && transaction
            .asked
            .header("user-agent")
            .is_some_and(|agent| agent.contains("MSIE ") || agent.contains("Chrome/"));
    if pads {
        body.push_str(&special_page::PADDING.repeat(6));
    }
    let shown = match status {
        494..=497 => 400,
        status => status,
    };
    let mut answer = Answer::new(shown, body.into_bytes(), AnsweredBy::Nginx);
    answer.content_type = has_page.then(|| "text/html".to_owned());
    answer.location = location;
    answer.headers = headers;
    answer
}

/// Puts an answer into the form that the client sees.
pub(crate) fn send(transaction: &mut Transaction<'_>, answer: &Answer) -> Sent {
    let status = transaction.error_status.unwrap_or(answer.status);
    let status = if (494..=497).contains(&status) {
        400
    } else {
        status
    };
    let has_body = !matches!(status, 204 | 304) && transaction.method != "HEAD";
    let varies = gzip::varies(transaction, answer, status);
    let mut headers = own_headers(transaction, answer, status, has_body);
    if varies {
        let vary = ("Vary".to_owned(), "Accept-Encoding".to_owned());
        headers.push(vary);
    }
    headers.extend(transaction.kept.headers.iter().cloned());
    headers.extend(answer.headers.iter().cloned());
    transaction.status = status;
    transaction.sent_headers = headers.clone();
    add_headers(transaction, status, &mut headers);
    if answer.has_ranges && status == 200 {
        headers.push(("Accept-Ranges".to_owned(), "bytes".to_owned()));
    }
    transaction.sent_headers.clone_from(&headers);
    let (body, n_bytes) = match (has_body, answer.length) {
        (false, _) => (Vec::new(), 0),
        (true, Some(_)) => (answer.body.clone(), answer.body.len() as u64),
        (true, None) if transaction.asked.is_http2() => {
            (answer.body.clone(), answer.body.len() as u64)
        }
        (true, None) => {
            let n_bytes = chunked_length(answer.body.len(), answer.is_cut);
            (answer.body.clone(), n_bytes)
        }
    };
    Sent {
        status,
        headers,
        body,
        n_bytes,
    }
}

/// The headers with a place of their own, up to `Connection`.
fn own_headers(
    transaction: &Transaction<'_>,
    answer: &Answer,
    status: u16,
    has_body: bool,
) -> Vec<(String, String)> {
    let mut headers = vec![
        ("Server".to_owned(), transaction.signature()),
        ("Date".to_owned(), "TIME".to_owned()),
    ];
    // An empty answer of nginx's own tells neither type nor length; one that came with a status line keeps both.
    let tells = status != 204 || matches!(answer.from, AnsweredBy::Upstream(_));
    // A file does not change the type that is there (`ngx_http_set_content_type`).
    let kept = transaction.kept.content_type.as_ref();
    let kept = kept.filter(|_| answer.from == AnsweredBy::StaticFile);
    if let Some(kind) = kept.or(answer.content_type.as_ref()).filter(|_| tells) {
        headers.push(("Content-Type".to_owned(), with_charset(transaction, kind)));
    }
    if let Some(length) = answer.length.filter(|_| tells) {
        headers.push(("Content-Length".to_owned(), length.to_string()));
    }
    let is_whole = matches!(status, 200 | 206 | 304);
    if let Some(date) = answer.last_modified.as_ref().filter(|_| is_whole) {
        headers.push(("Last-Modified".to_owned(), date.clone()));
    }
    // Only a location that nginx completes stands here; any other one follows with the rest.
    let location = answer
        .location
        .as_ref()
        .map(|location| ("Location".to_owned(), absolute(transaction, location)));
    let is_completed = location.as_ref().map(|(_, value)| value) != answer.location.as_ref();
    headers.extend(location.clone().filter(|_| is_completed));
    if answer.length.is_none() && has_body {
        headers.push(("Transfer-Encoding".to_owned(), "chunked".to_owned()));
    }
    let chain = transaction.chain();
    let timeout = chain.argument("keepalive_timeout", 0);
    let timeout = timeout.and_then(|text| crate::value::time(text, false));
    let keeps_alive = transaction.keeps_alive && timeout != Some(0);
    let connection = if keeps_alive { "keep-alive" } else { "close" };
    headers.push(("Connection".to_owned(), connection.to_owned()));
    headers.extend(location.filter(|_| !is_completed));
    headers
}

/// The length of a body sent as one chunk and the closing one.
fn chunked_length(length: usize, is_cut: bool) -> u64 {
    let closing = if is_cut { 0 } else { 5 };
    if length == 0 {
        return closing;
    }
    (format!("{length:x}").len() + 2 + length + 2) as u64 + closing
}

/// `charset` names the encoding of texts (modules/ngx_http_charset_filter_module.c).
fn with_charset(transaction: &Transaction<'_>, kind: &str) -> String {
    let chain = transaction.chain();
    let charset = chain.argument("charset", 0).filter(|name| *name != "off");
    let typed = [
        "text/html",
        "text/xml",
        "text/plain",
        "text/vnd.wap.wml",
        "application/javascript",
        "application/rss+xml",
    ];
    match charset {
        Some(charset) if typed.contains(&kind) => format!("{kind}; charset={charset}"),
        _ => kind.to_owned(),
    }
}

/// `add_header` and `expires` (modules/ngx_http_headers_filter_module.c).
fn add_headers(
    transaction: &mut Transaction<'_>,
    status: u16,
    headers: &mut Vec<(String, String)>,
) {
    let chain = transaction.chain();
    let is_good = matches!(status, 200 | 201 | 204 | 206 | 301..=304 | 307 | 308);
    if is_good && let Some(expires) = chain.directive("expires") {
        let text = expires.arguments.last().map_or("", |word| &word.text);
        let text = transaction.expand(text);
        expire(&text, headers);
    }
    for id in chain.all("add_header") {
        let directive = chain.tree().get(id);
        if !is_good && directive.argument(2) != Some("always") {
            continue;
        }
        let name = directive.argument(0).unwrap_or("").to_owned();
        let value = transaction.expand(directive.argument(1).unwrap_or(""));
        if !value.is_empty() {
            headers.push((name, value));
        }
    }
}

fn expire(text: &str, headers: &mut Vec<(String, String)>) {
    let mut set = |expires: &str, cache: String| {
        headers.push(("Expires".to_owned(), expires.to_owned()));
        headers.push(("Cache-Control".to_owned(), cache));
    };
    match text {
        "off" | "" => {}
        "epoch" => set("Thu, 01 Jan 1970 00:00:01 GMT", "no-cache".to_owned()),
        "max" => set(
            "Thu, 31 Dec 2037 23:55:55 GMT",
            "max-age=315360000".to_owned(),
        ),
        text => {
            let seconds = crate::value::time(text.trim_start_matches(['-', '@']), true);
            let seconds = seconds.unwrap_or(0) / 1000;
            let cache = if text.starts_with('-') || text.starts_with('@') {
                "no-cache".to_owned()
            } else {
                format!("max-age={seconds}")
            };
            set("TIME", cache);
        }
    }
}

/// Completes a redirect to a path: scheme, host as asked for, port of the socket.
fn absolute(transaction: &Transaction<'_>, location: &str) -> String {
    if !location.starts_with('/') || !transaction.flag("absolute_redirect", true) {
        return location.to_owned();
    }
    let by_name = transaction.flag("server_name_in_redirect", false);
    let host = if by_name || transaction.host.is_empty() {
        &transaction.server_name
    } else {
        &transaction.host
    };
    let port = transaction.port();
    let scheme = transaction.asked.scheme();
    let own = if scheme == "https" { 443 } else { 80 };
    if port == own || port == 0 || !transaction.flag("port_in_redirect", true) {
        format!("{scheme}://{host}{location}")
    } else {
        format!("{scheme}://{host}:{port}{location}")
    }
}

#[cfg(test)]
mod tests {
    use super::chunked_length;

    #[test]
    fn chunks_are_counted_with_their_frame() {
        assert_eq!(chunked_length(2, false), 12);
        assert_eq!(chunked_length(21, false), 32);
        assert_eq!(chunked_length(25, false), 36);
        assert_eq!(chunked_length(0, false), 5);
    }
}
