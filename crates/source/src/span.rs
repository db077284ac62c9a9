//! Byte ranges in a source.

use crate::SourceId;

/// A half-open byte range `start..end` in one source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The text it lies in.
    pub source: SourceId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The range `start..end` of `source`; offsets beyond 4 GiB are cut to it.
    #[must_use]
    pub fn new(source: SourceId, start: usize, end: usize) -> Self {
        let cut = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self {
            source,
            start: cut(start),
            end: cut(end.max(start)),
        }
    }

    /// The smallest span that covers both; the other one is ignored if it lies in another source.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        if self.source != other.source {
            return self;
        }
        Self {
            start: self.start.min(other.start),
            end: self.end.max(other.end),
            ..self
        }
    }

    /// The part `from..to`, counted from this span's start and cut to its end.
    #[must_use]
    pub fn part(self, from: usize, to: usize) -> Self {
        let at = |offset: usize| {
            (self.start as usize)
                .saturating_add(offset)
                .min(self.end as usize)
        };
        Self::new(self.source, at(from), at(to))
    }

    /// Its bytes as a range for slicing.
    #[must_use]
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A value with the place it was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spanned<T> {
    /// What was read.
    pub value: T,
    /// Where.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// Pairs `value` with `span`.
    #[must_use]
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Sources;

    #[test]
    fn a_part_never_leaves_its_span() {
        let mut sources = Sources::default();
        let id = sources.add("invocation", "uwsgi --socket a");
        let span = Span::new(id, 6, 14);
        assert_eq!(span.part(2, 8).range(), 8..14);
        assert_eq!(span.part(2, 99).range(), 8..14);
        assert_eq!(span.part(usize::MAX, usize::MAX).range(), 14..14);
    }

    #[test]
    fn joining_spans_of_two_sources_keeps_the_first() {
        let mut sources = Sources::default();
        let (a, b) = (sources.add("a", "xx"), sources.add("b", "yy"));
        assert_eq!(
            Span::new(a, 0, 1).to(Span::new(b, 0, 2)),
            Span::new(a, 0, 1)
        );
        assert_eq!(
            Span::new(a, 1, 2).to(Span::new(a, 0, 1)),
            Span::new(a, 0, 2)
        );
    }
}
