//! Laid-out text: pieces with the role that each plays, so that colours can be added later.

/// What role a piece of text plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Ordinary text.
    Plain,
    /// What should be read first.
    Strong,
    /// What is only there for completeness.
    Faint,
    /// Gutters, arrows, titles.
    Place,
    /// An error.
    Error,
    /// A warning.
    Warning,
    /// A remark.
    Info,
    /// What works.
    Good,
    /// A line that a fix takes away.
    Removed,
    /// A line that a fix adds.
    Added,
}

/// Text for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    pieces: Vec<(Style, String)>,
    width: usize,
}

impl Page {
    /// An empty page of so many columns.
    #[must_use]
    pub fn new(width: usize) -> Self {
        Self {
            pieces: Vec::new(),
            width: width.max(40),
        }
    }

    /// The pieces in order; lines end with `\n` within them.
    pub fn pieces(&self) -> impl Iterator<Item = (Style, &str)> {
        self.pieces.iter().map(|(style, text)| (*style, &**text))
    }

    pub(super) fn width(&self) -> usize {
        self.width
    }

    pub(super) fn styled(&mut self, style: Style, text: &str) {
        self.pieces.push((style, printable(text)));
    }

    pub(super) fn plain(&mut self, text: &str) {
        self.styled(Style::Plain, text);
    }

    pub(super) fn end_line(&mut self) {
        self.pieces.push((Style::Plain, "\n".to_owned()));
    }

    /// Wraps `text`, which begins at column `indent`, and ends the line.
    pub(super) fn prose(&mut self, indent: usize, text: &str) {
        let room = self.width.saturating_sub(indent).max(20);
        for (n, line) in wrapped(text, room).iter().enumerate() {
            if n > 0 {
                self.plain(&" ".repeat(indent));
            }
            self.plain(line);
            self.end_line();
        }
    }

    /// A remark below an excerpt: `   = why: …`.
    pub(super) fn note(&mut self, gutter: usize, name: &str, text: &str) {
        for paragraph in text.split('\n').filter(|paragraph| !paragraph.is_empty()) {
            self.styled(Style::Place, &format!("{} = ", " ".repeat(gutter)));
            self.styled(Style::Strong, name);
            self.prose(gutter + 5 + name.len(), &format!(": {paragraph}"));
        }
    }
}

impl std::fmt::Display for Page {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.pieces
            .iter()
            .try_for_each(|(_, text)| f.write_str(text))
    }
}

/// Text without control characters, which could change the terminal; a tab becomes a blank.
fn printable(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            '\t' => ' ',
            other if other.is_control() => '\u{fffd}',
            other => other,
        })
        .collect()
}

/// Breaks at blanks; a word longer than the room stands alone.
fn wrapped(text: &str, room: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut n_columns = 0;
    for word in text.split(' ') {
        let length = word.chars().count();
        if n_columns > 0 && n_columns + 1 + length > room {
            lines.push(String::new());
            n_columns = 0;
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
                n_columns += 1;
            }
            line.push_str(word);
            n_columns += length;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_breaks_at_blanks() {
        assert_eq!(wrapped("a bb ccc", 4), ["a bb", "ccc"]);
        assert_eq!(
            wrapped(": longer than it", 6),
            [":", "longer", "than", "it"]
        );
    }

    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        assert_eq!(printable("a\tb\u{1b}[31m"), "a b\u{fffd}[31m");
    }
}
