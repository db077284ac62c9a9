//! Lines and columns, for display only.

/// A place as people count it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// Where the lines of a text begin.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<usize>,
    len: usize,
}

impl LineIndex {
    /// Reads the line starts of `text`; a line ends with `\n`.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let starts = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(at, _)| at + 1))
            .collect();
        Self {
            starts,
            len: text.len(),
        }
    }

    /// How many lines there are; a final line break opens one more, empty line.
    #[must_use]
    pub fn n_lines(&self) -> usize {
        self.starts.len()
    }

    /// The index, from 0, of the line that holds this byte offset.
    #[must_use]
    pub fn line_of(&self, offset: usize) -> usize {
        self.starts
            .partition_point(|&start| start <= offset)
            .saturating_sub(1)
    }

    /// The bytes of line `line` (from 0) with its line break; empty beyond the last one.
    #[must_use]
    pub fn line_range(&self, line: usize) -> std::ops::Range<usize> {
        let start = self.starts.get(line).copied().unwrap_or(self.len);
        start..self.starts.get(line + 1).copied().unwrap_or(self.len)
    }

    /// Line and column of a byte offset in `text`, which must be the text this index was made from.
    #[must_use]
    pub fn line_column(&self, text: &str, offset: usize) -> LineColumn {
        let offset = offset.min(text.len());
        let line = self.line_of(offset);
        let before = text
            .as_bytes()
            .get(self.line_range(line).start..offset)
            .unwrap_or_default();
        // Counting the bytes that begin a character is safe even inside one.
        let n_characters = before.iter().filter(|byte| (**byte & 0xC0) != 0x80).count();
        let count = |n: usize| u32::try_from(n + 1).unwrap_or(u32::MAX);
        LineColumn {
            line: count(line),
            column: count(n_characters),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_tabs_as_one() {
        let text = "a\tb\r\nüx\n";
        let index = LineIndex::new(text);
        assert_eq!(index.n_lines(), 3);
        let at = |offset| index.line_column(text, offset);
        assert_eq!(at(2), LineColumn { line: 1, column: 3 });
        assert_eq!(at(7), LineColumn { line: 2, column: 2 });
        assert_eq!(at(text.len()), LineColumn { line: 3, column: 1 });
        assert_eq!(at(999), LineColumn { line: 3, column: 1 });
        assert_eq!(index.line_range(1), 5..9);
        assert_eq!(index.line_range(7), 9..9);
    }
}
