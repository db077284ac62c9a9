//! The header of an answer: a status line or `Status:`, then lines of names and values
//! (`ngx_http_parse_header_line`, http/ngx_http_parse.c).

use crate::build::Version;

/// What reading a header comes to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Lines {
    /// Names and values, and where the body begins.
    Complete(Vec<(String, String)>, usize),
    /// It does not end.
    Incomplete,
    /// A line that is none, in nginx's words.
    Invalid(String),
}

/// Reads header lines up to the empty one.
pub(super) fn lines(bytes: &[u8], version: Version) -> Lines {
    let mut found = Vec::new();
    let mut at = 0;
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        let Some(end) = rest.iter().position(|byte| *byte == b'\n') else {
            // A name may already be wrong before its line ends.
            return invalid_name(rest, version).map_or(Lines::Incomplete, Lines::Invalid);
        };
        let line = rest.get(..end).unwrap_or_default();
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        at += end + 1;
        if line.is_empty() {
            return Lines::Complete(found, at);
        }
        if let Some(text) = invalid_name(line, version) {
            return Lines::Invalid(text);
        }
        let colon = line.iter().position(|byte| *byte == b':');
        let (name, value) = match colon {
            Some(colon) => (
                line.get(..colon).unwrap_or_default(),
                line.get(colon + 1..).unwrap_or_default(),
            ),
            None => (line, &b""[..]),
        };
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
        found.push((text(name), text(value)));
    }
}

/// What nginx says of a line whose name holds a byte that no name may hold.
fn invalid_name(line: &[u8], version: Version) -> Option<String> {
    let name_end = line
        .iter()
        .position(|byte| *byte == b':')
        .unwrap_or(line.len());
    let name = line.get(..name_end)?;
    let bad = if name.is_empty() && line.first() == Some(&b':') {
        Some(0)
    } else {
        name.iter()
            .position(|byte| *byte <= 0x20 && *byte != b'\r' || *byte == 0x7f)
    };
    let bad = bad?;
    if version < Version::V1_22_1 {
        return Some("invalid header".to_owned());
    }
    let before = String::from_utf8_lossy(line.get(..bad)?);
    let byte = line.get(bad)?;
    Some(format!("invalid header: \"{before}\\x{byte:02x}...\""))
}

/// A status line `HTTP/1.x NNN text`: status, and where the next line begins.
pub(super) fn status_line(bytes: &[u8]) -> Option<(u16, usize)> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    let line = std::str::from_utf8(bytes.get(..end)?).ok()?;
    let rest = line.trim_end_matches('\r').strip_prefix("HTTP/")?;
    let (version, rest) = rest.split_once(' ')?;
    let (major, minor) = version.split_once('.')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(major) || !digits(minor) {
        return None;
    }
    let code = rest.get(..3).filter(|code| digits(code))?;
    Some((code.parse().ok()?, end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_read_or_refused() {
        let read = |text: &str| lines(text.as_bytes(), Version::V1_22_1);
        assert_eq!(
            read("A: b\r\nC:d\n\r\nbody"),
            Lines::Complete(
                vec![
                    ("A".to_owned(), "b".to_owned()),
                    ("C".to_owned(), "d".to_owned())
                ],
                12
            )
        );
        assert_eq!(read("A: b\r\n"), Lines::Incomplete);
        assert_eq!(
            read("hello world\n"),
            Lines::Invalid("invalid header: \"hello\\x20...\"".to_owned())
        );
        assert_eq!(
            lines(b"hello world\n", Version::V1_18_0),
            Lines::Invalid("invalid header".to_owned())
        );
    }

    #[test]
    fn status_lines_have_three_digits() {
        let table = [
            ("HTTP/1.1 200 OK\r\n", Some((200, 17))),
            ("HTTP/1.0 400\r\n", Some((400, 14))),
            ("Status: 200 OK\r\n", None),
            ("HTTP/1.1 2x0 OK\r\n", None),
            ("HTTP/1.1 200", None),
        ];
        for (text, expected) in table {
            assert_eq!(status_line(text.as_bytes()), expected, "{text}");
        }
    }
}
