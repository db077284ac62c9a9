//! A word of a command, with the place of every byte.

use std::ops::Range;

use hurdles_source::Span;

/// A word after quotes and expansions, which knows where each of its bytes was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// What the program gets.
    pub text: String,
    /// The characters it was typed as, quotes included.
    pub span: Span,
    /// For each byte of `text` the bytes of the source it comes from; empty when text and source agree byte for byte.
    origins: Vec<(u32, u32)>,
}

impl Word {
    /// A word without quotes or expansions: its bytes are the source's bytes from the span's start on.
    #[must_use]
    pub fn plain(text: &str, span: Span) -> Self {
        let origins = if span.range().len() == text.len() {
            Vec::new()
        } else {
            vec![(span.start, span.end); text.len()]
        };
        Self {
            text: text.to_owned(),
            span,
            origins,
        }
    }

    /// A word whose bytes come from these ranges of the span's source.
    #[must_use]
    pub fn traced(text: String, span: Span, origins: Vec<(u32, u32)>) -> Self {
        debug_assert_eq!(text.len(), origins.len(), "one origin a byte");
        Self {
            text,
            span,
            origins,
        }
    }

    /// Where the byte at `at` was typed.
    #[must_use]
    pub fn origin(&self, at: usize) -> (u32, u32) {
        match self.origins.get(at) {
            Some(origin) => *origin,
            None if self.origins.is_empty() && at < self.text.len() => {
                let byte = self.span.part(at, at.saturating_add(1));
                (byte.start, byte.end)
            }
            None => (self.span.end, self.span.end),
        }
    }

    /// The characters that a part of `text` was typed as; an empty part gives the place between two characters.
    #[must_use]
    pub fn span_of(&self, range: Range<usize>) -> Span {
        let start = self.origin(range.start).0;
        let end = if range.end > range.start {
            self.origin(range.end - 1).1
        } else {
            start
        };
        Span::new(self.span.source, start as usize, end as usize)
    }

    /// The word from byte `at` on, as a word of its own; empty beyond its end or inside a character.
    #[must_use]
    pub fn tail(&self, at: usize) -> Self {
        self.part(at..self.text.len())
    }

    /// A part of the word as a word of its own; empty where the range does not lie on character borders.
    #[must_use]
    pub fn part(&self, range: Range<usize>) -> Self {
        let Some(text) = self.text.get(range.clone()) else {
            return Self::plain("", self.span_of(self.text.len()..self.text.len()));
        };
        let origins = range.clone().map(|at| self.origin(at)).collect();
        Self::traced(text.to_owned(), self.span_of(range), origins)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hurdles_source::Sources;

    #[test]
    fn parts_of_a_plain_word_have_exact_places() {
        let mut sources = Sources::default();
        let id = sources.add("invocation", "uwsgi --mount /=wsgi:app");
        let word = Word::plain("/=wsgi:app", Span::new(id, 14, 24));
        assert_eq!(sources.text_of(word.span_of(2..6)), "wsgi");
        assert_eq!(sources.text_of(word.tail(7).span), "app");
        assert_eq!(word.tail(99).text, "");
        assert_eq!(word.part(2..6).tail(1).span, Span::new(id, 17, 20));
    }

    #[test]
    fn bytes_from_an_expansion_point_to_all_of_it() {
        let mut sources = Sources::default();
        let id = sources.add("invocation", "-s $HOME/x");
        let origins = vec![(3, 8), (3, 8), (8, 9), (9, 10)];
        let word = Word::traced("/h/x".to_owned(), Span::new(id, 3, 10), origins);
        assert_eq!(sources.text_of(word.span_of(0..2)), "$HOME");
        assert_eq!(sources.text_of(word.span_of(1..4)), "$HOME/x");
    }
}
