//! The request target: is it one, and what does it come to (`ngx_http_parse_complex_uri`, http/ngx_http_parse.c).

/// A request target taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    /// Decoded, slashes merged, dots resolved; what locations and files are looked up by.
    pub(crate) path: String,
    /// What follows the `?`.
    pub(crate) arguments: String,
}

/// Normalises a target that begins with `/`; none where nginx answers 400.
pub(crate) fn normalise(target: &str, merges_slashes: bool) -> Option<Target> {
    let raw = target.split('#').next().unwrap_or("");
    let (raw, arguments) = raw.split_once('?').unwrap_or((raw, ""));
    if !raw.starts_with('/') {
        return None;
    }
    let decoded = decode(raw)?;
    let mut segments: Vec<&[u8]> = Vec::new();
    let parts: Vec<&[u8]> = decoded.split(|byte| *byte == b'/').skip(1).collect();
    let last = parts.len().saturating_sub(1);
    for (n, part) in parts.iter().enumerate() {
        match *part {
            b"." => {
                if n == last {
                    segments.push(b"");
                }
            }
            b".." => {
                segments.pop()?;
                if n == last {
                    segments.push(b"");
                }
            }
            b"" if n != last && merges_slashes => {}
            part => segments.push(part),
        }
    }
    let mut path = Vec::with_capacity(decoded.len());
    for segment in segments {
        path.push(b'/');
        path.extend_from_slice(segment);
    }
    if path.is_empty() {
        path.push(b'/');
    }
    Some(Target {
        path: String::from_utf8_lossy(&path).into_owned(),
        arguments: arguments.to_owned(),
    })
}

/// Decodes `%XX`; none for a broken one and for a zero byte.
fn decode(text: &str) -> Option<Vec<u8>> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            decoded.push(byte);
            continue;
        }
        let mut digit = || char::from(bytes.next()?).to_digit(16);
        let value = digit()? * 16 + digit()?;
        let value = u8::try_from(value).ok().filter(|value| *value != 0)?;
        decoded.push(value);
    }
    Some(decoded)
}

/// Encodes what may not stand in a URI (`ngx_escape_uri` with `NGX_ESCAPE_URI`).
pub(crate) fn escape(path: &str) -> String {
    let mut text = String::with_capacity(path.len());
    for byte in path.bytes() {
        let plain = (0x21..0x7f).contains(&byte)
            && !matches!(
                byte,
                b'#' | b'%' | b'?' | b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}'
            );
        if plain {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

/// The path of an `X-Accel-Redirect` (`ngx_http_parse_unsafe_uri`): percent signs are undone; none where it leads upwards.
pub(crate) fn unsafe_path(path: &str) -> Option<String> {
    let decoded = percent_encoding(path);
    let leads_up = decoded.split('/').any(|part| part == "..");
    let is_good = !decoded.is_empty() && !leads_up && !decoded.contains('\0');
    is_good.then_some(decoded)
}

/// Undoes `%XX`; what is no such thing stays.
fn percent_encoding(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let hex = after.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        let byte = hex
            .filter(|_| *first == b'%')
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = after
            .get(if byte.is_some() { 2 } else { 0 }..)
            .unwrap_or_default();
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Whether a `Host` is one (`ngx_http_validate_host`); lower-cased, without port and final dot.
pub(crate) fn host(value: &str) -> Option<String> {
    let mut name = value;
    if value.starts_with('[') {
        let end = value.find(']')?;
        name = value.get(..=end)?;
    } else if let Some((before, _)) = value.split_once(':') {
        name = before;
    }
    let name = name.strip_suffix('.').unwrap_or(name);
    let bad = name.is_empty()
        || name.contains("..")
        || value
            .bytes()
            .any(|byte| byte <= 0x20 || byte == 0x7f || byte == b'/');
    (!bad).then(|| name.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_decoded_and_resolved() {
        let table = [
            ("/", Some("/")),
            ("/a//b///", Some("/a/b/")),
            ("/a/./b/../c", Some("/a/c")),
            ("/a/..", Some("/")),
            ("/..", None),
            ("/a%2fb%20c", Some("/a/b c")),
            ("/%zz", None),
            ("/%00", None),
            ("/%", None),
            ("x", None),
            ("/a/.", Some("/a/")),
            ("/%2e%2e/", None),
        ];
        for (target, expected) in table {
            let found = normalise(target, true).map(|target| target.path);
            assert_eq!(found.as_deref(), expected, "{target}");
        }
        let target = normalise("/a?b=/../c", true).unwrap();
        assert_eq!(target.arguments, "b=/../c");
        assert_eq!(normalise("//a", false).unwrap().path, "//a");
    }

    #[test]
    fn hosts_lose_port_and_case() {
        let table = [
            ("LocalHost:80", Some("localhost")),
            ("a.b.", Some("a.b")),
            ("[::1]:80", Some("[::1]")),
            ("a..b", None),
            ("a/b", None),
            ("", None),
        ];
        for (value, expected) in table {
            assert_eq!(host(value).as_deref(), expected, "{value}");
        }
    }
}
