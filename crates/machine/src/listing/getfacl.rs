//! Blocks of getfacl.

use super::fact::AclEntry;

/// A line of a getfacl block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum AclLine {
    File(String),
    Owner(String),
    Group(String),
    Flags(u16),
    Entry(AclEntry),
}

/// Reads a line of getfacl; `None` where it is something else.
pub(super) fn line(line: &str) -> Option<AclLine> {
    let line = line.trim();
    if let Some(rest) = line.strip_prefix("# ") {
        let (key, value) = rest.split_once(':')?;
        let value = value.trim();
        return Some(match key {
            "file" => AclLine::File(unescaped(value)),
            "owner" => AclLine::Owner(value.to_owned()),
            "group" => AclLine::Group(value.to_owned()),
            "flags" => {
                let bits = value.chars().zip([4, 2, 1]);
                AclLine::Flags(bits.filter(|(c, _)| *c != '-').map(|(_, bit)| bit).sum())
            }
            _ => return None,
        });
    }
    // `#effective:` says what follows from the mask; it is worked out anew.
    let entry = line.split('#').next().unwrap_or("").trim();
    let (is_default, entry) = match entry.strip_prefix("default:") {
        Some(rest) => (true, rest),
        None => (false, entry),
    };
    let mut fields = entry.split(':');
    let (tag, name, bits) = (fields.next()?, fields.next()?, fields.next()?);
    if fields.next().is_some() || !matches!(tag, "user" | "group" | "mask" | "other") {
        return None;
    }
    Some(AclLine::Entry(AclEntry {
        is_default,
        tag: tag.to_owned(),
        name: unescaped(name),
        bits: bits_of(bits)?,
    }))
}

/// `r-x` as 5.
fn bits_of(text: &str) -> Option<u8> {
    let mut letters = text.chars();
    let mut bits = 0;
    for (wanted, bit) in [('r', 4), ('w', 2), ('x', 1)] {
        match letters.next()? {
            '-' => {}
            letter if letter == wanted => bits |= bit,
            _ => return None,
        }
    }
    letters.next().is_none().then_some(bits)
}

/// getfacl writes odd characters as three octal digits behind a backslash.
fn unescaped(text: &str) -> String {
    if !text.contains('\\') {
        return text.to_owned();
    }
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let octal = after
            .get(..3)
            .and_then(|digits| std::str::from_utf8(digits).ok());
        let octal = octal.and_then(|digits| u8::from_str_radix(digits, 8).ok());
        match octal.filter(|_| *first == b'\\') {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(3..).unwrap_or(&[]);
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_and_heads_are_read() {
        assert_eq!(
            line("# file: run/a\\040b"),
            Some(AclLine::File("run/a b".to_owned()))
        );
        assert_eq!(line("# flags: -s-"), Some(AclLine::Flags(2)));
        let Some(AclLine::Entry(entry)) = line("default:user:www-data:rw-\t#effective:r--") else {
            panic!("an entry");
        };
        assert_eq!(
            (entry.is_default, entry.bits, entry.name.as_str()),
            (true, 6, "www-data")
        );
        for other in [
            "# a remark",
            "www-data:x:33:",
            "user::rwz",
            "user::rwxx",
            "mask",
        ] {
            assert_eq!(line(other), None, "{other}");
        }
    }
}
