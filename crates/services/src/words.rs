//! Words as systemd cuts them: quotes and C's escapes, and nothing else of a shell (`extract_first_word`,
//! src/basic/extract-word.c).

use hurdles_machine::shell::Word;

/// Why a line cannot be cut into words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CutError {
    /// A quote that is not closed; where it opens.
    Unbalanced(usize),
}

/// The words of a value, quotes taken away.
///
/// # Errors
/// A quote that is not closed.
pub(crate) fn cut(value: &Word) -> Result<Vec<Word>, CutError> {
    let mut words = Vec::new();
    let mut at = 0;
    while let Some((word, end)) = first(value, at)? {
        words.push(word);
        at = end;
    }
    Ok(words)
}

/// The next word from byte `at` on, and where it ends.
fn first(value: &Word, at: usize) -> Result<Option<(Word, usize)>, CutError> {
    let text = value.text.as_str();
    let rest = text.get(at..).unwrap_or("");
    let trimmed = rest.trim_start_matches(is_blank);
    if trimmed.is_empty() {
        return Ok(None);
    }
    let start = at + rest.len() - trimmed.len();
    let mut out = String::new();
    let mut origins = Vec::new();
    let mut quote: Option<(char, usize)> = None;
    let mut end = text.len();
    let mut chars = trimmed.char_indices().peekable();
    while let Some((n, c)) = chars.next() {
        let here = start + n;
        let mut push = |piece: &str, length: usize| {
            let whole = (value.origin(here).0, value.origin(here + length - 1).1);
            out.push_str(piece);
            origins.extend(std::iter::repeat_n(whole, piece.len()));
        };
        match (c, quote) {
            ('\\', _) => {
                let tail = trimmed.get(n + 1..).unwrap_or("");
                let (piece, length) = escape(tail);
                push(&piece, length + 1);
                while chars.peek().is_some_and(|(next, _)| *next < n + 1 + length) {
                    chars.next();
                }
            }
            (c, Some((open, _))) if c == open => quote = None,
            ('\'' | '"', None) => quote = Some((c, here)),
            (c, None) if is_blank(c) => {
                end = here;
                break;
            }
            (c, _) => push(c.encode_utf8(&mut [0; 4]), c.len_utf8()),
        }
    }
    if let Some((_, opened)) = quote {
        return Err(CutError::Unbalanced(opened));
    }
    let span = value.span_of(start..end);
    Ok(Some((Word::traced(out, span, origins), end)))
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

/// What follows a backslash: the bytes that it stands for, and how many bytes of the text that takes. An escape that is not
/// known stays as it is written (`EXTRACT_CUNESCAPE_RELAX`).
fn escape(tail: &str) -> (String, usize) {
    let Some(letter) = tail.chars().next() else {
        return ("\\".to_owned(), 0);
    };
    let code = |from: usize, length: usize, radix: u32| {
        let digits = tail.get(from..from + length)?;
        let value = u32::from_str_radix(digits, radix)
            .ok()
            .filter(|value| *value != 0)?;
        char::from_u32(value).map(|c| (c.to_string(), from + length))
    };
    let known = match letter {
        'a' => "\u{7}",
        'b' => "\u{8}",
        'f' => "\u{c}",
        'n' => "\n",
        'r' => "\r",
        't' => "\t",
        'v' => "\u{b}",
        '\\' => "\\",
        '"' => "\"",
        '\'' => "'",
        's' => " ",
        _ => "",
    };
    if !known.is_empty() {
        return (known.to_owned(), 1);
    }
    let coded = match letter {
        'x' => code(1, 2, 16),
        'u' => code(1, 4, 16),
        'U' => code(1, 8, 16),
        '0'..='3' => code(0, 3, 8),
        _ => None,
    };
    coded.unwrap_or_else(|| (format!("\\{letter}"), letter.len_utf8()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use hurdles_source::{Sources, Span};

    fn words(text: &str) -> Result<Vec<String>, CutError> {
        let mut sources = Sources::default();
        let span = Span::new(sources.add("unit", text), 0, text.len());
        Ok(cut(&Word::plain(text, span))?
            .into_iter()
            .map(|word| word.text)
            .collect())
    }

    #[test]
    fn quotes_and_escapes_are_taken_away_and_nothing_is_expanded() {
        assert_eq!(
            words(r#"/bin/x "a b" 'c "d"' e\x20f g\s~ *.py && y"#).unwrap(),
            ["/bin/x", "a b", "c \"d\"", "e f", "g ~", "*.py", "&&", "y"]
        );
        assert_eq!(
            words(r"a\qb \; é\é").unwrap(),
            [r"a\qb", r"\;", "éé"].map(|w| if w == "éé" { r"é\é" } else { w })
        );
        assert_eq!(words("\"\"").unwrap(), [""]);
        assert_eq!(words("a 'b"), Err(CutError::Unbalanced(2)));
    }
}
