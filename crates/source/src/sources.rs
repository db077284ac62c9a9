//! The texts of one scenario, by name.

use std::sync::Arc;

use crate::{LineIndex, Span};

/// Identifies a text within one [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(u32);

/// One named text.
#[derive(Clone, Debug)]
pub struct Source {
    /// `invocation`, `request`, `listing`, `setup`, `after`, or the path of a file.
    pub name: Arc<str>,
    /// The whole text.
    pub text: Arc<str>,
}

/// All texts of one scenario, in the order in which they were added.
#[derive(Clone, Debug, Default)]
pub struct Sources(Vec<Source>);

impl Sources {
    /// Adds a text and returns its id.
    pub fn add(&mut self, name: &str, text: &str) -> SourceId {
        let id = SourceId(u32::try_from(self.0.len()).unwrap_or(u32::MAX));
        self.0.push(Source {
            name: name.into(),
            text: text.into(),
        });
        id
    }

    /// The text with this id; ids come from [`Sources::add`] of the same value.
    #[must_use]
    pub fn get(&self, id: SourceId) -> &Source {
        &self.0[id.0 as usize]
    }

    /// The id of the text with this name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<SourceId> {
        self.iter()
            .find(|(_, source)| &*source.name == name)
            .map(|(id, _)| id)
    }

    /// All texts with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        self.0
            .iter()
            .enumerate()
            .map(|(n, source)| (SourceId(u32::try_from(n).unwrap_or(u32::MAX)), source))
    }

    /// The characters that a span covers; empty when the span does not lie on character borders.
    #[must_use]
    pub fn text_of(&self, span: Span) -> &str {
        self.get(span.source).text.get(span.range()).unwrap_or("")
    }

    /// The line table of one text.
    #[must_use]
    pub fn line_index(&self, id: SourceId) -> LineIndex {
        LineIndex::new(&self.get(id).text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_found_by_name_and_span() {
        let mut sources = Sources::default();
        sources.add("listing", "total 0");
        let id = sources.add("invocation", "uwsgi -s ü.sock");
        assert_eq!(sources.find("invocation"), Some(id));
        assert_eq!(sources.find("after"), None);
        assert_eq!(sources.text_of(Span::new(id, 9, 11)), "ü");
        assert_eq!(
            sources.text_of(Span::new(id, 10, 11)),
            "",
            "inside a character"
        );
        assert_eq!(sources.text_of(Span::new(id, 9, 99)), "", "beyond the end");
    }
}
