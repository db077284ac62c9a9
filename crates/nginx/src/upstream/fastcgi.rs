//! FastCGI records (the FastCGI specification, section 3; `ngx_http_fastcgi_create_request`).

use hurdles_machine::Exchange;

use super::{Outgoing, parameters};
use crate::transaction::Transaction;

/// The longest content of one record, a multiple of eight.
const LONGEST: usize = 32_760;

/// The records up to the body.
pub(super) fn request(transaction: &mut Transaction<'_>) -> Outgoing {
    let (pairs, names) = parameters::all(transaction, "fastcgi");
    let mut block = Vec::new();
    for (name, value) in &pairs {
        length(&mut block, name.len());
        length(&mut block, value.len());
        block.extend_from_slice(name.as_bytes());
        block.extend_from_slice(value.as_bytes());
    }
    let mut head = Vec::new();
    // BEGIN_REQUEST for a responder that closes the connection.
    record(&mut head, 1, &[0, 1, 0, 0, 0, 0, 0, 0]);
    for part in block.chunks(LONGEST) {
        record(&mut head, 4, part);
    }
    record(&mut head, 4, &[]);
    let body_bytes = parameters::body_bytes(transaction, "fastcgi");
    if body_bytes == 0 {
        record(&mut head, 5, &[]);
    }
    Outgoing {
        exchange: Exchange { head, body_bytes },
        parameters: names,
        uri: String::new(),
    }
}

fn length(block: &mut Vec<u8>, length: usize) {
    match u8::try_from(length) {
        Ok(short) if short < 128 => block.push(short),
        _ => {
            let long = u32::try_from(length).unwrap_or(u32::MAX) | 0x8000_0000;
            block.extend_from_slice(&long.to_be_bytes());
        }
    }
}

fn record(head: &mut Vec<u8>, kind: u8, content: &[u8]) {
    let size = u16::try_from(content.len()).unwrap_or(u16::MAX);
    let padding = u8::try_from((8 - content.len() % 8) % 8).unwrap_or(0);
    head.extend_from_slice(&[1, kind, 0, 1]);
    head.extend_from_slice(&size.to_be_bytes());
    head.extend_from_slice(&[padding, 0]);
    head.extend_from_slice(content);
    head.extend(std::iter::repeat_n(0, usize::from(padding)));
}

/// What the records of an answer carry.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Records {
    /// The bytes of standard output so far.
    Output(Vec<u8>),
    /// Something that is no FastCGI record, in nginx's words.
    Invalid(String),
}

/// Takes the output out of an answer's records.
pub(super) fn output(bytes: &[u8]) -> Records {
    let mut rest = bytes;
    let mut found = Vec::new();
    while let [version, kind, _, _, high, low, padding, _, after @ ..] = rest {
        if *version != 1 {
            let text = format!("unsupported FastCGI protocol version: {version}");
            return Records::Invalid(text);
        }
        if !matches!(kind, 3 | 6 | 7) {
            return Records::Invalid(format!("invalid FastCGI record type: {kind}"));
        }
        let size = usize::from(u16::from_be_bytes([*high, *low]));
        let content = after.get(..size).unwrap_or(after);
        if *kind == 6 {
            found.extend_from_slice(content);
        }
        let skipped = size + usize::from(*padding);
        rest = after.get(skipped..).unwrap_or_default();
    }
    match rest.first() {
        Some(version) if *version != 1 => {
            Records::Invalid(format!("unsupported FastCGI protocol version: {version}"))
        }
        _ => Records::Output(found),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_written_and_read_back() {
        let mut bytes = Vec::new();
        record(&mut bytes, 6, b"Status: 200\r\n\r\nhi");
        record(&mut bytes, 3, &[0; 8]);
        assert_eq!(
            output(&bytes),
            Records::Output(b"Status: 200\r\n\r\nhi".to_vec())
        );
        let text = "unsupported FastCGI protocol version: 72".to_owned();
        assert_eq!(output(b"HTTP/1.0 200 OK\r\n"), Records::Invalid(text));
    }
}
