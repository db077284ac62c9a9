//! Places in the texts: lines, words in them, and how long names are shown.

use hurdles_source::Span;

use super::Facts;

/// How many characters of a name a headline has room for.
const LONGEST_NAME: usize = 40;

/// As many places that were not understood as anybody reads.
const MOST_NOT_UNDERSTOOD: usize = 10;

impl Facts<'_> {
    pub(crate) fn text(&self, span: Span) -> &str {
        self.sources().text_of(span)
    }

    /// A name as it fits into a headline: its end, which tells most, where it is long.
    pub(crate) fn short(&self, name: &str) -> String {
        let name: String = name
            .chars()
            .map(|c| if c.is_control() || c == '`' { ' ' } else { c })
            .collect();
        let count = name.chars().count();
        if count <= LONGEST_NAME {
            return name;
        }
        let tail: String = name.chars().skip(count - LONGEST_NAME + 1).collect();
        format!("…{tail}")
    }

    /// The line that a place begins in, without its line break.
    pub(crate) fn line_of(&self, span: Span) -> Span {
        let text = &self.sources().get(span.source).text;
        let at = span.range().start.min(text.len());
        let start = text
            .get(..at)
            .and_then(|before| before.rfind('\n'))
            .map_or(0, |at| at + 1);
        let end = text
            .get(at..)
            .and_then(|rest| rest.find('\n'))
            .map_or(text.len(), |found| at + found);
        let end = end
            - usize::from(
                text.get(start..end)
                    .is_some_and(|line| line.ends_with('\r')),
            );
        Span::new(span.source, start, end)
    }

    /// The line above; the first line stands for itself.
    pub(crate) fn line_before(&self, line: Span) -> Span {
        let start = line.range().start;
        if start == 0 {
            return line;
        }
        self.line_of(Span::new(line.source, start - 1, start - 1))
    }

    /// The line with this number, from 1, of a file of the scenario.
    pub(crate) fn line_number(&self, path: &str, number: u32) -> Option<Span> {
        let file = self.file(path)?;
        let index = self.sources().line_index(file.source);
        let range = index.line_range((number as usize).checked_sub(1)?);
        let text = self.text(Span::new(file.source, range.start, range.end));
        let indent = text.len() - text.trim_start().len();
        let len = text.trim_end().len().max(indent);
        Some(Span::new(
            file.source,
            range.start + indent,
            range.start + len,
        ))
    }

    /// The first line of a file that says something.
    pub(crate) fn first_line(&self, file: Span) -> Span {
        let text = self.text(file);
        let at = text.len() - text.trim_start().len();
        let start = file.range().start + at;
        self.line_of(Span::new(file.source, start, start))
    }

    /// The blanks at the beginning of the line.
    pub(crate) fn indent_of(&self, span: Span) -> String {
        let line = self.text(self.line_of(span));
        let indent = line.len() - line.trim_start().len();
        line.get(..indent).unwrap_or("").to_owned()
    }

    /// Where `word` stands within a place; the place itself where it does not.
    pub(crate) fn word_of(&self, span: Span, word: &str) -> Span {
        self.find_within(span, word).unwrap_or(span)
    }

    fn find_within(&self, span: Span, word: &str) -> Option<Span> {
        let text = self.text(span);
        let is_part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        let mut whole = text.match_indices(word).map(|(at, _)| at).filter(|at| {
            let before = text.get(..*at).and_then(|text| text.chars().next_back());
            let after = text
                .get(at + word.len()..)
                .and_then(|text| text.chars().next());
            !is_part(before) && !is_part(after)
        });
        let at = whole.next().or_else(|| text.find(word))?;
        (!word.is_empty()).then(|| span.part(at, at + word.len()))
    }

    /// Where `word` stands in the line of a place.
    pub(crate) fn find_in_line(&self, span: Span, word: &str) -> Option<Span> {
        self.find_within(self.line_of(span), word)
    }

    /// The first line of any Python file that holds `word`.
    pub(crate) fn line_with(&self, word: &str) -> Option<Span> {
        self.python_files().into_iter().find_map(|file| {
            let at = self.text(file).find(word)?;
            Some(self.trimmed(self.line_of(file.part(at, at + word.len()))))
        })
    }

    /// A place without the blanks at its ends.
    pub(crate) fn trimmed(&self, span: Span) -> Span {
        let text = self.text(span);
        let start = text.len() - text.trim_start().len();
        span.part(start, text.trim_end().len().max(start))
    }

    /// The Python files of the scenario.
    pub(crate) fn python_files(&self) -> Vec<Span> {
        self.files_ending(".py")
    }
}

impl Facts<'_> {
    /// What was typed or pasted and could not be read, with the reason.
    pub(crate) fn not_understood(&self) -> Vec<(Span, String)> {
        let trace = self.trace;
        let scripts = [&trace.setup, &trace.invocation, &trace.after];
        let typed = scripts.into_iter().flat_map(|script| &script.complaints);
        let typed = typed.map(|complaint| (complaint.span, complaint.kind.to_string()));
        let pasted = trace
            .listing
            .unread
            .iter()
            .map(|unread| (unread.span, unread.reason.to_string()));
        typed.chain(pasted).take(MOST_NOT_UNDERSTOOD).collect()
    }
}
