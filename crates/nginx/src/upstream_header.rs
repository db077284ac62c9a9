//! An HTTP answer as a browser reads it from bytes.

/// Status, header lines and body; none where the bytes are no HTTP/1 answer.
pub(crate) fn read(bytes: &[u8]) -> Option<(u16, Vec<String>, Vec<u8>)> {
    let end = bytes
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .map(|at| (at, at + 4))
        .or_else(|| {
            let at = bytes.windows(2).position(|window| window == b"\n\n")?;
            Some((at, at + 2))
        });
    let (head_end, body_start) = end.unwrap_or((bytes.len(), bytes.len()));
    let head = String::from_utf8_lossy(bytes.get(..head_end)?).into_owned();
    let mut lines = head.lines();
    let status_line = lines.next()?;
    let rest = status_line.strip_prefix("HTTP/1.")?;
    let status = rest.split(' ').nth(1)?.parse().ok()?;
    let headers: Vec<String> = lines.map(str::to_owned).collect();
    let mut body = bytes.get(body_start..).unwrap_or_default().to_vec();
    let length = headers.iter().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length")
            .then(|| value.trim().parse::<usize>().ok())?
    });
    if let Some(length) = length {
        body.truncate(length);
    }
    Some((status, headers, body))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_up_to_their_length() {
        let (status, headers, body) =
            read(b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nabc").unwrap();
        assert_eq!(
            (status, headers.len(), body.as_slice()),
            (200, 1, &b"ab"[..])
        );
        assert!(read(b"hello").is_none());
        assert_eq!(read(b"HTTP/1.1 404 x\n\ny").unwrap().2, b"y");
    }
}
