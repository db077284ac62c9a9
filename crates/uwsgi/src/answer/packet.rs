//! uWSGI's own protocol: four bytes, then names and values, each with its length (proto/uwsgi.c, core/protocol.c).

use hurdles_machine::Exchange;

use super::{Reading, Request, looks_like};
use crate::event::Refusal;

/// Reads a packet; `limit` is `buffer-size`, `n_most` how many variables fit.
pub(super) fn read(exchange: &Exchange, limit: u32, n_most: usize) -> Reading {
    let head = &exchange.head;
    let Some([modifier, low, high, _]) = head
        .get(..4)
        .and_then(|four| <[u8; 4]>::try_from(four).ok())
    else {
        return Reading::Waiting(None);
    };
    let announced = u32::from(u16::from_le_bytes([low, high]));
    let all = (head.len() as u64).saturating_add(exchange.body_bytes);
    // One read takes as much as the buffer holds.
    let taken = all.min(u64::from(limit) + 4);
    let wrong = looks_like(head).filter(|protocol| *protocol != "uwsgi");
    if taken.saturating_sub(4) < u64::from(announced) {
        if announced > limit {
            let refusal = Refusal::BlockTooLarge {
                announced,
                limit,
                looks_like: wrong,
            };
            return Reading::Refused {
                lines: vec![format!(
                    "invalid request block size: {announced} (max {limit})...skip"
                )],
                has_unread: all > taken,
                refusal: Some(refusal),
            };
        }
        let refusal = wrong.map(|got| Refusal::WrongProtocol {
            expects: "uwsgi",
            got,
        });
        return Reading::Waiting(refusal);
    }
    let block = head.get(4..).unwrap_or_default();
    let block = block.get(..announced as usize).unwrap_or(block);
    let (vars, complaint) = read_vars(block, n_most);
    Reading::Request(Request {
        vars,
        modifier,
        is_cgi: false,
        body_bytes: exchange.body_bytes,
        complaint: if announced == 0 {
            Some("Empty python request. skip.".to_owned())
        } else {
            complaint
        },
    })
}

/// Reads names and values until the block ends or breaks off.
fn read_vars(block: &[u8], n_most: usize) -> (Vec<(String, String)>, Option<String>) {
    let mut vars = Vec::new();
    let mut at = 0;
    let size_at = |at: usize| {
        let two = block.get(at..at + 2)?;
        <[u8; 2]>::try_from(two)
            .ok()
            .map(|two| usize::from(u16::from_le_bytes(two)))
    };
    let broken = |size: usize| {
        Some(format!(
            "invalid uwsgi request (current strsize: {size}). skip."
        ))
    };
    let mut size = 0;
    while at < block.len() {
        let Some(key_size) = size_at(at).filter(|_| at + 2 < block.len()) else {
            return (vars, broken(size));
        };
        size = key_size;
        if size == 0 {
            return (
                vars,
                Some("uwsgi key cannot be null. skip this var.".to_owned()),
            );
        }
        at += 2;
        let Some(key) = block.get(at..at + size).filter(|_| at + size < block.len()) else {
            // A key that runs over the end is read as the next size, as uWSGI does.
            continue;
        };
        at += size;
        let Some(value_size) = size_at(at) else {
            return (vars, broken(size));
        };
        size = value_size;
        at += 2;
        let Some(value) = block.get(at..at + size) else {
            return (vars, broken(size));
        };
        at += size;
        if vars.len() >= n_most {
            return (
                vars,
                Some("max vec size reached. skip this var.".to_owned()),
            );
        }
        vars.push((latin1(key), latin1(value)));
    }
    (vars, None)
}

/// Bytes as Python's environ has them: one character each.
pub(super) fn latin1(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exchange(head: &[u8]) -> Exchange {
        Exchange {
            head: head.to_vec(),
            body_bytes: 0,
        }
    }

    #[test]
    fn http_on_a_uwsgi_socket_is_read_as_a_block_size() {
        let text = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n";
        let Reading::Refused {
            lines, has_unread, ..
        } = read(&exchange(text), 4096, 128)
        else {
            panic!("a request");
        };
        assert_eq!(
            lines,
            ["invalid request block size: 21573 (max 4096)...skip"]
        );
        assert!(!has_unread);
    }

    #[test]
    fn variables_are_read_and_broken_ones_told() {
        let block = b"\x00\x0b\x00\x00\x01\x00A\x01\x00b\x01\x00C\x00\x00";
        let mut block = block.to_vec();
        block[1] = 11;
        let Reading::Request(request) = read(&exchange(&block), 4096, 128) else {
            panic!("no request");
        };
        assert_eq!(request.text("A"), "b");
        assert_eq!(request.var("C"), Some(""));
        assert_eq!(
            read_vars(b"\x00\x00x", 9).1.as_deref(),
            Some("uwsgi key cannot be null. skip this var.")
        );
        assert!(read_vars(b"\x09\x00ab\x00\x00\x00", 9).1.is_some());
    }
}
