//! `%i` and its kin (systemd.unit(5), "Specifiers"; `specifier_printf`, src/shared/specifier.c).

use hurdles_machine::shell::Word;

/// What the specifiers of a unit stand for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Specifiers {
    /// `%n`: the unit's whole name.
    pub(crate) name: String,
    /// `%p`.
    pub(crate) prefix: String,
    /// `%i`; empty where the unit is no instance.
    pub(crate) instance: String,
    /// `%y`: the unit's file.
    pub(crate) fragment: String,
    /// `%H`.
    pub(crate) host: String,
}

/// A `%` and a letter or digit that stand for nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct UnknownSpecifier {
    /// Where in the text it stands.
    pub(crate) at: usize,
}

impl Specifiers {
    /// What a unit of this name and file has.
    #[must_use]
    pub(crate) fn of(name: &str, fragment: &str) -> Self {
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let (prefix, instance) = stem.split_once('@').unwrap_or((stem, ""));
        Self {
            name: name.to_owned(),
            prefix: prefix.to_owned(),
            instance: instance.to_owned(),
            fragment: fragment.to_owned(),
            host: "vm".to_owned(),
        }
    }

    /// What one letter stands for; none where it stands for nothing.
    fn value(&self, letter: char) -> Option<String> {
        let text = |text: &str| Some(text.to_owned());
        match letter {
            'n' => text(&self.name),
            'N' => text(
                self.name
                    .rsplit_once('.')
                    .map_or(&self.name, |(stem, _)| stem),
            ),
            'p' => text(&self.prefix),
            'P' => Some(unescaped(&self.prefix)),
            'i' => text(&self.instance),
            'I' => Some(unescaped(&self.instance)),
            'j' => text(self.prefix.rsplit('-').next().unwrap_or("")),
            'J' => Some(unescaped(self.prefix.rsplit('-').next().unwrap_or(""))),
            'f' => {
                let of = if self.instance.is_empty() {
                    &self.prefix
                } else {
                    &self.instance
                };
                let path = unescaped(of);
                Some(if path.starts_with('/') {
                    path
                } else {
                    format!("/{path}")
                })
            }
            'y' => text(&self.fragment),
            'Y' => text(
                self.fragment
                    .rsplit_once('/')
                    .map_or("", |(directory, _)| directory),
            ),
            't' => text("/run"),
            'S' => text("/var/lib"),
            'C' => text("/var/cache"),
            'L' => text("/var/log"),
            'E' => text("/etc"),
            'T' => text("/tmp"),
            'V' => text("/var/tmp"),
            // The manager's own user, not the unit's.
            'u' | 'g' => text("root"),
            'U' | 'G' => text("0"),
            'h' => text("/root"),
            's' => text("/bin/bash"),
            'H' | 'l' | 'q' => text(&self.host),
            'o' => text("debian"),
            'a' => text("x86-64"),
            'm' | 'b' => text("ID"),
            'v' => text("VERSION"),
            'w' | 'W' | 'B' | 'A' | 'M' | 'd' => text(""),
            _ => None,
        }
    }

    /// A text with its specifiers replaced.
    ///
    /// # Errors
    /// The first `%` with a letter or digit that stands for nothing.
    pub(crate) fn expand(&self, word: &Word) -> Result<Word, UnknownSpecifier> {
        if !word.text.contains('%') {
            return Ok(word.clone());
        }
        let mut text = String::new();
        let mut origins = Vec::new();
        let mut chars = word.text.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let next = (c == '%').then(|| chars.peek().copied()).flatten();
            let (piece, length) = match next {
                None => (c.to_string(), c.len_utf8()),
                Some((_, '%')) => ("%".to_owned(), 2),
                Some((_, letter)) => match self.value(letter) {
                    Some(value) => (value, 1 + letter.len_utf8()),
                    None if letter.is_ascii_alphanumeric() => return Err(UnknownSpecifier { at }),
                    None => ("%".to_owned(), 1),
                },
            };
            if length > 1 && c == '%' {
                chars.next();
            }
            if piece.len() == length {
                origins.extend((at..at + length).map(|at| word.origin(at)));
            } else {
                let whole = (word.origin(at).0, word.origin(at + length - 1).1);
                origins.extend(std::iter::repeat_n(whole, piece.len()));
            }
            text.push_str(&piece);
        }
        Ok(Word::traced(text, word.span, origins))
    }
}

/// `-` as `/` and `\xNN` as the byte, as systemd-escape(1) writes paths.
fn unescaped(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let code = (rest.strip_prefix(b"\\x"))
            .and_then(|digits| digits.get(..2))
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        if let Some(code) = code {
            bytes.push(code);
            rest = rest.get(4..).unwrap_or(&[]);
            continue;
        }
        bytes.push(if *first == b'-' { b'/' } else { *first });
        rest = tail;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use hurdles_source::{Sources, Span};

    fn expanded(text: &str) -> Result<String, UnknownSpecifier> {
        let mut sources = Sources::default();
        let span = Span::new(sources.add("unit", text), 0, text.len());
        let specifiers = Specifiers::of("site@a-b.service", "/etc/systemd/system/site@.service");
        let word = specifiers.expand(&Word::plain(text, span))?;
        assert_eq!(word.text.is_empty(), text.is_empty());
        Ok(word.text)
    }

    #[test]
    fn only_letters_and_digits_make_a_specifier() {
        assert_eq!(expanded("%(method) 100%").unwrap(), "%(method) 100%");
        assert_eq!(expanded("/srv/%i/%I/%%i").unwrap(), "/srv/a-b/a/b/%i");
        assert_eq!(
            expanded("--log-date=%Y").unwrap(),
            "--log-date=/etc/systemd/system"
        );
        assert_eq!(expanded("x%F"), Err(UnknownSpecifier { at: 1 }));
        assert_eq!(expanded("é%5"), Err(UnknownSpecifier { at: 2 }));
    }
}
