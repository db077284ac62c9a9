//! A text with the characters it was read from.

use hurdles_machine::shell::Word;
use hurdles_source::Span;

/// A word or value, and where it was written.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Given {
    /// What uWSGI sees.
    pub text: String,
    /// The characters that gave it; none where it comes from the environment or a file that nobody pasted.
    pub span: Option<Span>,
    /// The shell's word, where quotes or expansions make text and source differ.
    traced: Option<Word>,
}

impl From<&Word> for Given {
    fn from(word: &Word) -> Self {
        let is_literal = word.span.range().len() == word.text.len();
        Self {
            text: word.text.clone(),
            span: Some(word.span),
            traced: (!is_literal).then(|| word.clone()),
        }
    }
}

impl Given {
    /// Pairs a text with its place.
    #[must_use]
    pub fn new(text: impl Into<String>, span: Option<Span>) -> Self {
        Self {
            text: text.into(),
            span,
            traced: None,
        }
    }

    /// The bytes `from..to` of the text, with their own place where the text stands in the source as it is.
    #[must_use]
    pub fn part(&self, from: usize, to: usize) -> Self {
        if let Some(word) = &self.traced {
            return Self::from(&word.part(from..to));
        }
        let text = self.text.get(from..to).unwrap_or_default().to_owned();
        let span = self.span.map(|span| {
            if span.range().len() == self.text.len() {
                span.part(from, to)
            } else {
                span
            }
        });
        Self::new(text, span)
    }

    /// The words between `separators`, empty ones left out (strtok_r(3), as uWSGI splits its lists).
    #[must_use]
    pub fn tokens(&self, separator: char) -> Vec<Self> {
        let mut tokens = Vec::new();
        let mut start = 0;
        let ends = self
            .text
            .match_indices(separator)
            .map(|(at, _)| at)
            .chain([self.text.len()]);
        for end in ends {
            if end > start {
                tokens.push(self.part(start, end));
            }
            start = end + separator.len_utf8();
        }
        tokens
    }

    /// The same text without blanks at its ends.
    #[must_use]
    pub fn trimmed(&self) -> Self {
        let start = self.text.len() - self.text.trim_start().len();
        let end = self.text.trim_end().len().max(start);
        self.part(start, end)
    }
}

/// C's atoi(3): leading blanks, a sign, digits; everything else ends it.
#[must_use]
pub(crate) fn atoi(text: &str) -> i64 {
    let text = text.trim_start();
    let (sign, digits) = match text.as_bytes().first() {
        Some(b'-') => (-1, text.get(1..).unwrap_or_default()),
        Some(b'+') => (1, text.get(1..).unwrap_or_default()),
        _ => (1, text),
    };
    let end = digits
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(digits.len());
    let digits = digits.get(..end.min(18)).unwrap_or_default();
    sign * digits.parse::<i64>().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use hurdles_source::Sources;

    #[test]
    fn tokens_keep_their_places_and_drop_empty_ones() {
        let mut sources = Sources::default();
        let id = sources.add("invocation", "http,,python3");
        let given = Given::new("http,,python3", Some(Span::new(id, 0, 13)));
        let tokens = given.tokens(',');
        assert_eq!(tokens.len(), 2);
        assert_eq!(sources.text_of(tokens[1].span.unwrap()), "python3");
        assert_eq!(Given::new(" a ", None).trimmed(), Given::new("a", None));
    }

    #[test]
    fn numbers_are_read_as_the_c_library_reads_them() {
        for (text, number) in [("4x", 4), ("abc", 0), ("-3", -3), (" +7 ", 7), ("", 0)] {
            assert_eq!(atoi(text), number, "{text}");
        }
    }
}
