//! `uwsgi_param`, `fastcgi_param`, `scgi_param` and the client's headers as `HTTP_…`.

use hurdles_machine::Exchange;

use super::Outgoing;
use crate::build::Version;
use crate::transaction::Transaction;

/// All parameters in the order sent, and the names of those that directives set.
pub(super) fn all(
    transaction: &mut Transaction<'_>,
    prefix: &str,
) -> (Vec<(String, String)>, Vec<String>) {
    let chain = transaction.chain();
    let mut pairs = Vec::new();
    let mut names = Vec::new();
    let mut set_headers = Vec::new();
    for id in chain.all(&format!("{prefix}_param")) {
        let directive = chain.tree().get(id);
        let name = directive.argument(0).unwrap_or("").to_owned();
        if name.starts_with("HTTP_") {
            set_headers.push(name.clone());
            // One that is empty as written only takes the client's header away (`ngx_http_upstream_init_params`).
            if directive.argument(1) == Some("") {
                continue;
            }
        }
        let value = transaction.expand(directive.argument(1).unwrap_or(""));
        if directive.argument(2) == Some("if_not_empty") && value.is_empty() {
            continue;
        }
        names.push(name.clone());
        pairs.push((name, value));
    }
    if chain.flag(&format!("{prefix}_pass_request_headers"), true) {
        let first_header = pairs.len();
        for (name, value) in &transaction.asked.headers {
            let name = format!("HTTP_{}", name.to_ascii_uppercase().replace('-', "_"));
            if set_headers.contains(&name) {
                continue;
            }
            let joins = transaction.build.version >= Version::V1_24_0;
            let sent = pairs.iter_mut().skip(first_header);
            match sent.filter(|_| joins).find(|(known, _)| *known == name) {
                Some((_, before)) => {
                    let between = if name == "HTTP_COOKIE" { "; " } else { ", " };
                    before.push_str(between);
                    before.push_str(value);
                }
                // Before 1.23.0 a repeated header is sent as often as it came.
                None => pairs.push((name, value.clone())),
            }
        }
    }
    (pairs, names)
}

/// How many bytes of body are sent on.
pub(super) fn body_bytes(transaction: &Transaction<'_>, prefix: &str) -> u64 {
    let sends = transaction.flag(&format!("{prefix}_pass_request_body"), true);
    if sends {
        transaction.asked.body_bytes
    } else {
        0
    }
}

/// An SCGI request: a netstring of parameters, `CONTENT_LENGTH` first.
pub(super) fn scgi(transaction: &mut Transaction<'_>) -> Outgoing {
    let (pairs, names) = all(transaction, "scgi");
    let body_bytes = body_bytes(transaction, "scgi");
    let mut text = format!("CONTENT_LENGTH\0{body_bytes}\0").into_bytes();
    for (name, value) in &pairs {
        text.extend_from_slice(name.as_bytes());
        text.push(0);
        text.extend_from_slice(value.as_bytes());
        text.push(0);
    }
    let mut head = format!("{}:", text.len()).into_bytes();
    head.append(&mut text);
    head.push(b',');
    Outgoing {
        exchange: Exchange { head, body_bytes },
        parameters: names,
        uri: String::new(),
    }
}
