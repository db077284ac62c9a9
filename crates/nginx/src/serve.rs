//! nginx takes a connection: reads the request, chooses the server, answers, logs (http/ngx_http_request.c).

use std::sync::Arc;

use hurdles_machine::Machine;

use crate::answer;
use crate::asked::Asked;
use crate::build::Version;
use crate::cycle;
use crate::event::{AnswerReason, Event};
use crate::http::ListenAddress;
use crate::phases::{self, End, Step, Upstream};
use crate::request::{AnsweredBy, Response};
use crate::server::Server;
use crate::server_choice;
use crate::settings::Chain;
use crate::terminal;
use crate::tls::{self, Greeting};
use crate::transaction::Transaction;
use crate::tree::{DirectiveId, Tree};
use crate::uri;
use crate::value;

/// Answers one request.
pub(crate) fn answer(
    server: &mut Server,
    machine: &mut Machine,
    mut asked: Asked,
    upstream: &mut Upstream<'_>,
) -> Response {
    let configuration = Arc::clone(&server.configuration);
    let Some(http) = &configuration.http else {
        return closed(Vec::new());
    };
    let Some(address) = server_choice::address(http, &asked.local) else {
        return closed(Vec::new());
    };
    let Some(default) = address.default_server() else {
        return closed(Vec::new());
    };
    let build = server.build;
    let greeting = tls::greet(
        &configuration,
        http,
        address,
        asked.tls.as_mut(),
        build.version,
    );
    if let Greeting::Refused(event) = greeting {
        return refuse_handshake(server, machine, asked, default, event);
    }
    let is_plain = matches!(greeting, Greeting::Plain);
    if asked.is_http2() {
        asked.line = format!("{} {} HTTP/2.0", asked.method, asked.target);
    }
    if let Some((listen, word)) = expects(&configuration.tree, address, build.version) {
        let place = configuration.tree.get(listen).place.clone();
        return not_understood(server, machine, asked, address, (place, word));
    }
    let socket = (address, is_plain);
    read(server, machine, asked, socket, upstream)
}

/// Reads a request on a socket, and answers it; a plain one to a socket that speaks TLS is refused.
fn read(
    server: &mut Server,
    machine: &mut Machine,
    mut asked: Asked,
    (address, is_plain): (&ListenAddress, bool),
    upstream: &mut Upstream<'_>,
) -> Response {
    let configuration = Arc::clone(&server.configuration);
    let build = server.build;
    let (Some(http), Some(default)) = (&configuration.http, address.default_server()) else {
        return closed(Vec::new());
    };
    let chain = Chain::of(&configuration.tree, default);
    let line_fault = check_line(&chain, &mut asked, build.version);
    let headers = std::mem::take(&mut asked.headers);
    let header_fault = match line_fault {
        None => read_headers(&chain, &mut asked, headers, build.version),
        Some(_) => None,
    };
    let host = asked.header("host").and_then(uri::host).unwrap_or_default();
    let merges = chain.flag("merge_slashes", true);
    let target = uri::normalise(&asked.target, merges);
    let chosen = if line_fault.is_none() && header_fault.is_none() {
        server_choice::by_name(&configuration, http, address, &host)
    } else {
        None
    };
    let block = chosen.as_ref().map_or(default, |chosen| chosen.server);
    let mut transaction = Transaction::new(server, &configuration, http, machine, asked, block);
    transaction.server_name = server_choice::first_name(http, block);
    transaction.host = host;
    if let Some(chosen) = chosen {
        transaction.events.push(Event::Server(chosen.choice));
        if let Some(captures) = chosen.captures {
            transaction.captures = captures;
        }
    }
    if is_plain {
        let tls = tls::asked_by(&configuration.tree, address, default);
        let place = configuration.tree.get(tls).place.clone();
        let word = "ssl";
        transaction
            .events
            .push(Event::ListenExpects { place, word });
    }
    let fault = line_fault
        .or(header_fault)
        .or_else(|| target.is_none().then_some(400))
        .or_else(|| is_plain.then_some(497))
        .or_else(|| lacks_client_certificate(&transaction).then_some(496));
    if let Some(target) = target {
        transaction.uri = target.path;
        transaction.arguments = target.arguments;
    }
    let end = match fault {
        None => phases::run(&mut transaction, upstream),
        Some(status) => refuse(&mut transaction, status, upstream),
    };
    finish(transaction, end)
}

/// A client that speaks TLS gets no answer: curl ends with 35 and OpenSSL's words.
fn refuse_handshake(
    server: &mut Server,
    machine: &mut Machine,
    mut asked: Asked,
    default: DirectiveId,
    event: Event,
) -> Response {
    let is_read = matches!(event, Event::TlsToPlainSocket { .. });
    let configuration = Arc::clone(&server.configuration);
    if let Some(http) = configuration.http.as_ref().filter(|_| is_read) {
        // The greeting is read up to its first line feed, as a request line that is none.
        asked.line = "\u{16}\u{3}\u{1}".to_owned();
        asked.headers.clear();
        let mut transaction =
            Transaction::new(server, &configuration, http, machine, asked, default);
        (transaction.status, transaction.body_bytes_sent) = (400, 157);
        transaction.log_access();
    }
    let mut response = closed(vec![event]);
    response.curl_exit = 35;
    response
}

/// What a socket wants to hear before HTTP/1; since 1.25.1 nginx tells HTTP/2 by its first bytes.
fn expects(
    tree: &Tree,
    address: &ListenAddress,
    version: Version,
) -> Option<(DirectiveId, &'static str)> {
    let listens = || address.servers.iter().filter_map(|(_, listen)| *listen);
    let with = |word: &'static str| {
        let mut listens = listens();
        let found = listens.find(|id| tree.get(*id).texts().any(|text| text == word));
        found.map(|id| (id, word))
    };
    let http2 = || with("http2").filter(|_| version < Version::V1_26_3 && !address.ssl);
    with("proxy_protocol").or_else(http2)
}

/// A plain request that the socket does not take (core/ngx_proxy_protocol.c, http/v2/ngx_http_v2.c).
fn not_understood(
    server: &mut Server,
    machine: &mut Machine,
    asked: Asked,
    address: &ListenAddress,
    (place, word): (crate::place::Place, &'static str),
) -> Response {
    let mut response = closed(Vec::new());
    if word == "http2" {
        // Its frames are no HTTP/1 to curl.
        response.curl_exit = 1;
    } else {
        let mut head = asked.line.clone();
        // 1.26 shows the first line alone.
        if server.build.version < Version::V1_26_3 {
            for (name, value) in &asked.headers {
                head.push_str(&format!("\r\n{name}: {value}"));
            }
            head.push_str("\r\n\r\n");
        }
        let line = format!(
            "TIME [error] PID#PID: *N broken header: \"{head}\" while reading PROXY protocol, client: {}, server: {}\n",
            asked.client, address.text
        );
        for log in cycle::main_error_logs(&server.configuration, &server.logs) {
            if let terminal::Target::File(node) = log.target {
                terminal::append(machine, node, &line);
            }
        }
    }
    response.events.push(Event::ListenExpects { place, word });
    response
}

fn closed(events: Vec<Event>) -> Response {
    Response {
        status: None,
        headers: Vec::new(),
        body: String::new(),
        from: AnsweredBy::Nobody,
        curl_exit: 52,
        events,
    }
}

/// Whether the server wants a certificate of the client, who has none (`ngx_http_process_request`).
fn lacks_client_certificate(transaction: &Transaction<'_>) -> bool {
    transaction.asked.tls.is_some()
        && transaction.chain().argument("ssl_verify_client", 0) == Some("on")
}

/// A request that is refused before a location is looked for; an `error_page` may still apply.
fn refuse(transaction: &mut Transaction<'_>, status: u16, upstream: &mut Upstream<'_>) -> End {
    let reason = match status {
        414 | 494 => AnswerReason::RequestTooLarge,
        405 => AnswerReason::MethodNotAllowed,
        _ => AnswerReason::BadRequest,
    };
    transaction.events.push(Event::Answered {
        status,
        place: None,
        reason,
    });
    transaction.keeps_alive = false;
    match phases::error_page(transaction, status) {
        Some(Step::Redirect { uri, arguments }) => {
            transaction.uri = uri;
            transaction.arguments = arguments;
            transaction.is_internal = true;
            phases::run(transaction, upstream)
        }
        Some(Step::Answer(answer)) => End::Answer(answer),
        _ => {
            let page = answer::special(transaction, status, None, Vec::new());
            End::Answer(Box::new(page))
        }
    }
}

/// The request line: its method, its length.
fn check_line(chain: &Chain<'_>, asked: &mut Asked, version: Version) -> Option<u16> {
    let large = chain
        .argument("large_client_header_buffers", 1)
        .and_then(|text| value::size(text, false))
        .unwrap_or(8192);
    let large = usize::try_from(large).unwrap_or(usize::MAX);
    // The line must fit into one buffer together with its end.
    if asked.line.len().saturating_add(2) > large {
        let mut end = large.min(asked.line.len());
        while !asked.line.is_char_boundary(end) {
            end -= 1;
        }
        asked.line.truncate(end);
        return Some(414);
    }
    let is_method = |byte: u8| byte.is_ascii_uppercase() || byte == b'_' || byte == b'-';
    if asked.method.is_empty() || !asked.method.bytes().all(is_method) {
        return Some(400);
    }
    if version >= Version::V1_22_1 && asked.target.contains([' ', '\t']) {
        return Some(400);
    }
    if asked.method == "CONNECT" && version >= Version::V1_22_1 {
        return Some(405);
    }
    uri::normalise(&asked.target, true).is_none().then_some(400)
}

/// Takes in the headers up to the first fault; those with an underscore are dropped.
fn read_headers(
    chain: &Chain<'_>,
    asked: &mut Asked,
    headers: Vec<(String, String)>,
    version: Version,
) -> Option<u16> {
    let keeps_underscores = chain.flag("underscores_in_headers", false);
    let fault = check_headers(chain, &headers, version);
    let n_read = fault.map_or(headers.len(), |(_, n)| n);
    asked.headers = headers
        .into_iter()
        .take(n_read)
        .filter(|(name, _)| keeps_underscores || !name.contains('_'))
        .collect();
    fault.map(|(status, _)| status)
}

/// The headers: their length, and that there is one good `Host`; the status of the first fault, and how many headers
/// were read by then.
fn check_headers(
    chain: &Chain<'_>,
    headers: &[(String, String)],
    version: Version,
) -> Option<(u16, usize)> {
    let text = |n: usize| chain.argument("large_client_header_buffers", n);
    let large = text(1)
        .and_then(|text| value::size(text, false))
        .unwrap_or(8192);
    let n_buffers = text(0).and_then(value::number).unwrap_or(4);
    let mut total = 0;
    let mut has_host = false;
    for (n, (name, value)) in headers.iter().enumerate() {
        let length = (name.len() + value.len() + 4) as u64;
        total += length;
        if length > large || total > large.saturating_mul(n_buffers) {
            return Some((494, n));
        }
        if name.eq_ignore_ascii_case("host") {
            let is_second = has_host && version != Version::V1_10_3;
            if is_second || (!has_host && uri::host(value).is_none()) {
                return Some((400, n + 1));
            }
            has_host = true;
        }
    }
    (!has_host).then_some((400, headers.len()))
}

/// Headers as HTTP/2 has them: names in lower case, none that tell of the connection (RFC 9113, 8.2).
fn http2_headers(headers: &[(String, String)]) -> Vec<String> {
    headers
        .iter()
        .filter(|(name, _)| {
            !matches!(
                name.as_str(),
                "Connection" | "Keep-Alive" | "Transfer-Encoding"
            )
        })
        .map(|(name, value)| format!("{}: {value}", name.to_ascii_lowercase()))
        .collect()
}

/// Sends what there is, and writes the access log.
fn finish(mut transaction: Transaction<'_>, end: End) -> Response {
    let mut response = closed(Vec::new());
    match end {
        End::Answer(answer) if answer.status == 9 => {
            // HTTP/0.9: the bytes as they are, and the version in the place of the status.
            transaction.status = 9;
            transaction.body_bytes_sent = answer.body.len() as u64;
            response.curl_exit = 1;
            response.from = answer.from;
        }
        End::Answer(answer) => {
            let sent = answer::send(&mut transaction, &answer);
            transaction.status = sent.status;
            // `HTTP/1.1 100 Continue` and its empty line count too: nginx takes the bytes sent less the header's.
            let continued = if transaction.has_continued { 25 } else { 0 };
            transaction.body_bytes_sent = sent.n_bytes + continued;
            response.status = Some(sent.status);
            response.headers = sent
                .headers
                .iter()
                .map(|(name, value)| format!("{name}: {value}"))
                .collect();
            if transaction.asked.is_http2() {
                response.headers = http2_headers(&sent.headers);
            }
            response.body = String::from_utf8_lossy(&sent.body).into_owned();
            response.from = answer.from;
            response.curl_exit = if answer.is_cut { 18 } else { 0 };
        }
        End::Drop(status) => transaction.status = status,
        End::ClientLeft => {
            transaction.status = 499;
            response.curl_exit = 28;
        }
    }
    transaction.log_access();
    response.events = transaction.events;
    response
}
