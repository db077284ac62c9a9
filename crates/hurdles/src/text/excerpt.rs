//! Source lines with the labelled characters underlined.

use hurdles_source::LineIndex;

use super::page::{Page, Style};
use crate::Scenario;
use crate::report::Label;

/// Writes the places of a finding, the primary one's document first; returns the width of the gutter.
pub(super) fn write(page: &mut Page, scenario: &Scenario, labels: &[Label], style: Style) -> usize {
    let mut order: Vec<&Label> = labels.iter().collect();
    order.sort_by_key(|label| !label.primary);
    let mut documents: Vec<&str> = Vec::new();
    for label in &order {
        if !documents.contains(&&*label.document) {
            documents.push(&label.document);
        }
    }
    let texts: Vec<_> = documents
        .iter()
        .map(|name| Document::new(name, scenario.document(name).unwrap_or_default()))
        .collect();
    let last_line = labels.iter().filter_map(|label| {
        let document = texts
            .iter()
            .find(|document| document.name == label.document)?;
        Some(document.index.line_of(label.start) + 1)
    });
    let gutter = last_line.max().unwrap_or(1).to_string().len();
    for (n, document) in texts.iter().enumerate() {
        let of_document = labels
            .iter()
            .filter(|label| label.document == document.name);
        let mut of_document: Vec<_> = of_document.collect();
        of_document.sort_by_key(|label| (label.start, label.end));
        let arrow = if n == 0 { "-->" } else { ":::" };
        document.write(page, &of_document, arrow, gutter, style);
    }
    gutter
}

struct Document<'a> {
    name: &'a str,
    text: String,
    index: LineIndex,
}

impl<'a> Document<'a> {
    fn new(name: &'a str, text: String) -> Self {
        let index = LineIndex::new(&text);
        Self { name, text, index }
    }

    fn write(&self, page: &mut Page, labels: &[&Label], arrow: &str, gutter: usize, style: Style) {
        let blank = " ".repeat(gutter);
        let first = labels.iter().find(|label| label.primary).or(labels.first());
        let Some(first) = first else {
            return;
        };
        let place = self.index.line_column(&self.text, first.start);
        page.styled(Style::Place, &format!("{blank}{arrow} "));
        page.plain(&format!("{}:{}:{}", self.name, place.line, place.column));
        page.end_line();
        page.styled(Style::Place, &format!("{blank} |"));
        page.end_line();
        let mut shown: Option<Window> = None;
        for label in labels {
            let line = self.index.line_of(label.start);
            let (start, end) = self.columns(line, label);
            let window = match shown {
                Some(window) if window.line == line && window.holds(start, end) => window,
                before => {
                    if before.is_some_and(|before| before.line + 1 < line) {
                        page.styled(Style::Place, &format!("{blank}..."));
                        page.end_line();
                    }
                    let room = page.width().saturating_sub(gutter + 3).max(20);
                    let window = self.window(line, start, room);
                    page.styled(Style::Place, &format!("{:>gutter$} | ", line + 1));
                    page.plain(&self.part(window));
                    page.end_line();
                    window
                }
            };
            shown = Some(window);
            let before = start.saturating_sub(window.from) + usize::from(window.from > 0);
            let room = window
                .n_shown
                .saturating_sub(start.saturating_sub(window.from));
            let length = end.saturating_sub(start).min(room).max(1);
            let (mark, style) = if label.primary {
                ('^', style)
            } else {
                ('-', Style::Info)
            };
            page.styled(Style::Place, &format!("{blank} | "));
            let marks = mark.to_string().repeat(length);
            page.plain(&" ".repeat(before));
            page.styled(style, &format!("{marks} "));
            page.prose(gutter + 4 + before + length, &label.text);
        }
        page.styled(Style::Place, &format!("{blank} |"));
        page.end_line();
    }

    /// The columns of a label within a line, in characters from 0.
    fn columns(&self, line: usize, label: &Label) -> (usize, usize) {
        let range = self.index.line_range(line);
        let text = self.text.get(range.clone()).unwrap_or("").trim_end();
        let column = |offset: usize| {
            let inside = offset.saturating_sub(range.start).min(text.len());
            let before = text.char_indices().take_while(|(at, _)| *at < inside);
            before.count()
        };
        let start = column(label.start);
        (start, column(label.end).max(start))
    }

    /// The part of a line that fits, with the label's beginning in it.
    fn window(&self, line: usize, start: usize, room: usize) -> Window {
        let length = self.line(line).chars().count();
        if length <= room {
            return Window {
                line,
                from: 0,
                n_shown: length,
            };
        }
        // Enough before the label to see what it belongs to; a column each is left for the marks of the cuts.
        let n_shown = room.saturating_sub(2);
        let from = start.saturating_sub(room / 3).min(length - n_shown);
        Window {
            line,
            from,
            n_shown,
        }
    }

    fn line(&self, line: usize) -> &str {
        let range = self.index.line_range(line);
        self.text.get(range).unwrap_or("").trim_end()
    }

    /// The characters of a window, with `…` where the line goes on.
    fn part(&self, window: Window) -> String {
        let line = self.line(window.line);
        let mut characters = line.chars().skip(window.from);
        let mut part = String::from(if window.from > 0 { "…" } else { "" });
        part.extend(characters.by_ref().take(window.n_shown));
        if characters.next().is_some() {
            part.push('…');
        }
        part
    }
}

/// A part of a line, in characters.
#[derive(Clone, Copy)]
struct Window {
    line: usize,
    from: usize,
    n_shown: usize,
}

impl Window {
    fn holds(self, start: usize, end: usize) -> bool {
        start >= self.from && end <= self.from + self.n_shown
    }
}
