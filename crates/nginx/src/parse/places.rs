//! Where statements stand, and where a `;` most likely is missing.

use std::sync::Arc;

use hurdles_source::{SourceId, Span};

use super::Reading;
use crate::directive_table;
use crate::place::Place;
use crate::tokenizer::{RawWord, Statement};

impl Reading<'_> {
    /// The place of a statement: nginx's line is the one of its end.
    pub(super) fn place_at(&self, statement: &Statement, text: &str) -> Place {
        let Some(file) = self.open.last() else {
            return Place {
                path: "".into(),
                line: 1,
                span: None,
            };
        };
        let start = statement.words.first().map_or(statement.at, |word| {
            word.start.saturating_sub(usize::from(word.is_quoted))
        });
        let mut end = (statement.at + 1).min(text.len());
        while !text.is_char_boundary(end) {
            end += 1;
        }
        Place {
            path: Arc::clone(&file.path),
            line: file.tokenizer.line,
            span: file.source.map(|id| Span::new(id, start, end)),
        }
    }

    pub(super) fn after_last_word(&self, statement: &Statement) -> Option<Span> {
        let source = self.open.last()?.source?;
        let word = statement.words.last()?;
        Some(after(source, word))
    }

    /// The end of the word before the one that begins a line and names a directive: there a `;` most likely is missing.
    pub(super) fn missing_semicolon(&self, statement: &Statement, text: &str) -> Option<Span> {
        let source = self.open.last()?.source?;
        statement.words.windows(2).find_map(|pair| {
            let [before, word] = pair else { return None };
            let between = text.get(before.end..word.start)?;
            let begins_line = between.contains('\n') && !word.is_quoted;
            (begins_line && directive_table::directive_names_like(&word.text).is_some())
                .then(|| after(source, before))
        })
    }
}

/// The empty place right after a word and its closing quote.
fn after(source: SourceId, word: &RawWord) -> Span {
    let end = word.end + usize::from(word.is_quoted);
    Span::new(source, end, end)
}
