//! FastCGI and SCGI on a worker's socket (proto/fastcgi.c, proto/scgi.c).

use hurdles_machine::{Exchange, Reply};

use super::packet::latin1;
use super::{Reading, Request, looks_like};
use crate::Protocol;
use crate::event::Refusal;

const BEGIN: u8 = 1;
const PARAMS: u8 = 4;
const STDIN: u8 = 5;

/// Reads records until the parameters end.
pub(super) fn read_fastcgi(exchange: &Exchange) -> Reading {
    let head = &exchange.head;
    let (mut at, mut params, mut has_params) = (0, Vec::new(), false);
    while let Some(record) = head.get(at..at + 8) {
        let kind = record.get(1).copied().unwrap_or(0);
        let byte = |index: usize| record.get(index).copied().unwrap_or(0);
        let length = usize::from(u16::from_be_bytes([byte(4), byte(5)]));
        let padding = usize::from(byte(6));
        if byte(0) != 1 || !(BEGIN..=11).contains(&kind) {
            break;
        }
        let Some(content) = head.get(at + 8..at + 8 + length) else {
            break;
        };
        at += 8 + length + padding;
        match kind {
            PARAMS if length == 0 => has_params = true,
            PARAMS => params.extend_from_slice(content),
            STDIN => break,
            _ => {}
        }
    }
    if !has_params {
        let refusal = looks_like(head)
            .filter(|protocol| *protocol != "fastcgi")
            .map(|got| Refusal::WrongProtocol {
                expects: "fastcgi",
                got,
            });
        return Reading::Waiting(refusal);
    }
    Reading::Request(Request {
        vars: read_params(&params),
        modifier: 0,
        body_bytes: exchange.body_bytes,
        complaint: None,
        is_cgi: true,
    })
}

fn read_params(params: &[u8]) -> Vec<(String, String)> {
    let mut vars = Vec::new();
    let mut at = 0;
    let length = |at: &mut usize| -> Option<usize> {
        let first = *params.get(*at)?;
        if first < 128 {
            *at += 1;
            return Some(usize::from(first));
        }
        let four = <[u8; 4]>::try_from(params.get(*at..*at + 4)?).ok()?;
        *at += 4;
        Some((u32::from_be_bytes(four) & 0x7fff_ffff) as usize)
    };
    while at < params.len() {
        let (Some(key), Some(value)) = (length(&mut at), length(&mut at)) else {
            break;
        };
        let (Some(middle), Some(end)) = (at.checked_add(key), at.checked_add(key + value)) else {
            break;
        };
        let (Some(key), Some(value)) = (params.get(at..middle), params.get(middle..end)) else {
            break;
        };
        vars.push((latin1(key), latin1(value)));
        at = end;
    }
    vars
}

/// Reads `length:name\0value\0…,`.
pub(super) fn read_scgi(exchange: &Exchange) -> Reading {
    let refused = Reading::Refused {
        lines: Vec::new(),
        has_unread: false,
        refusal: looks_like(&exchange.head)
            .filter(|protocol| *protocol != "scgi")
            .map(|got| Refusal::WrongProtocol {
                expects: "scgi",
                got,
            }),
    };
    let Some(colon) = exchange.head.iter().take(12).position(|byte| *byte == b':') else {
        return refused;
    };
    let digits = latin1(exchange.head.get(..colon).unwrap_or_default());
    let Ok(length) = digits.parse::<usize>() else {
        return refused;
    };
    let Some(block) = exchange
        .head
        .get(colon + 1..colon.saturating_add(1).saturating_add(length))
    else {
        return Reading::Waiting(None);
    };
    let mut words = block.split(|byte| *byte == 0);
    let mut vars = Vec::new();
    while let (Some(key), Some(value)) = (words.next(), words.next()) {
        vars.push((latin1(key), latin1(value)));
    }
    Reading::Request(Request {
        vars,
        modifier: 0,
        body_bytes: exchange.body_bytes,
        complaint: None,
        is_cgi: true,
    })
}

/// Gives an answer the form of the socket's protocol: records for FastCGI.
pub(super) fn wrap(reply: Reply, protocol: Protocol) -> Reply {
    if protocol != Protocol::FastCgi || reply.bytes.is_empty() {
        return reply;
    }
    let bytes = &reply.bytes;
    let mut records = Vec::with_capacity(bytes.len() + 32);
    for chunk in bytes.chunks(65_535) {
        let length = u16::try_from(chunk.len()).unwrap_or(u16::MAX).to_be_bytes();
        records.extend([1, 6, 0, 1, length[0], length[1], 0, 0]);
        records.extend_from_slice(chunk);
    }
    records.extend([1, 6, 0, 1, 0, 0, 0, 0]);
    records.extend([1, 3, 0, 1, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    Reply {
        bytes: records,
        ..reply
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_read_and_answers_wrapped() {
        assert_eq!(
            read_params(b"\x01\x02Axyz"),
            [("A".to_owned(), "xy".to_owned())],
        );
        let reply = Reply {
            bytes: b"Status: 200 OK\r\n\r\nx".to_vec(),
            ..super::super::closed()
        };
        let scgi = wrap(reply.clone(), Protocol::Scgi).bytes;
        assert_eq!(scgi, reply.bytes);
        assert!(
            wrap(reply, Protocol::FastCgi)
                .bytes
                .starts_with(&[1, 6, 0, 1])
        );
    }
}
