//! The request of `proxy_pass` (`ngx_http_proxy_create_request`).

use hurdles_machine::Exchange;

use super::peers::Target;
use super::{Outgoing, parameters};
use crate::check::location::name_of;
use crate::transaction::Transaction;
use crate::tree::DirectiveId;
use crate::uri;

/// Headers that nginx sets itself where `proxy_set_header` does not; empty ones are not sent.
const DEFAULTS: [(&str, &str); 8] = [
    ("Host", "$proxy_host"),
    ("Connection", "close"),
    ("Content-Length", ""),
    ("Transfer-Encoding", ""),
    ("TE", ""),
    ("Keep-Alive", ""),
    ("Expect", ""),
    ("Upgrade", ""),
];

/// The request line and headers.
pub(super) fn request(
    transaction: &mut Transaction<'_>,
    id: DirectiveId,
    target: &Target,
) -> Outgoing {
    let uri = request_uri(transaction, id, target);
    let chain = transaction.chain();
    let version = chain.argument("proxy_http_version", 0).unwrap_or("1.0");
    let method = chain.argument("proxy_method", 0).map(str::to_owned);
    let method = method.unwrap_or_else(|| transaction.method.clone());
    let mut text = format!("{method} {uri} HTTP/{version}\r\n");
    let mut set: Vec<String> = Vec::new();
    for id in chain.all("proxy_set_header") {
        let directive = chain.tree().get(id);
        let name = directive.argument(0).unwrap_or("").to_owned();
        let value = directive.argument(1).unwrap_or("").to_owned();
        let value = proxied(transaction, &value, target);
        set.push(name.to_ascii_lowercase());
        if !value.is_empty() {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
    }
    let body_bytes = parameters::body_bytes(transaction, "proxy");
    for (name, value) in DEFAULTS {
        if set.contains(&name.to_ascii_lowercase()) {
            continue;
        }
        set.push(name.to_ascii_lowercase());
        let value = match name {
            "Host" => target.host.clone(),
            "Content-Length"
                if transaction.asked.is_chunked()
                    || transaction.asked.header("content-length").is_some() =>
            {
                body_bytes.to_string()
            }
            _ => value.to_owned(),
        };
        if !value.is_empty() {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
    }
    if chain.flag("proxy_pass_request_headers", true) {
        for (name, value) in &transaction.asked.headers {
            if !set.contains(&name.to_ascii_lowercase()) {
                text.push_str(&format!("{name}: {value}\r\n"));
            }
        }
    }
    text.push_str("\r\n");
    Outgoing {
        exchange: Exchange {
            head: text.into_bytes(),
            body_bytes,
        },
        parameters: Vec::new(),
        uri,
    }
}

fn proxied(transaction: &mut Transaction<'_>, value: &str, target: &Target) -> String {
    let value = value
        .replace("${proxy_host}", &target.host)
        .replace("$proxy_host", &target.host);
    transaction.expand(&value)
}

/// The URI asked for: the location's part is replaced where `proxy_pass` has a URI of its own.
fn request_uri(transaction: &Transaction<'_>, id: DirectiveId, target: &Target) -> String {
    if target.uri.is_empty() {
        if transaction.is_original {
            return transaction.asked.target.clone();
        }
        return with_arguments(transaction, uri::escape(&transaction.uri));
    }
    if target.is_computed {
        return target.uri.clone();
    }
    let tree = &transaction.configuration.tree;
    let location = tree.get(id).parent.map(|block| tree.get(block));
    let name = location
        .and_then(|block| name_of(block).ok())
        .map_or("", |(_, name)| name);
    let rest = transaction.uri.get(name.len()..).unwrap_or("");
    let path = format!("{}{}", target.uri, uri::escape(rest));
    with_arguments(transaction, path)
}

fn with_arguments(transaction: &Transaction<'_>, mut path: String) -> String {
    if !transaction.arguments.is_empty() {
        path.push('?');
        path.push_str(&transaction.arguments);
    }
    path
}
