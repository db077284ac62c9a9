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
        let mut line_before = None;
        for label in labels {
            let line = self.index.line_of(label.start);
            let window = self.window(page, line, label, gutter);
            if line_before != Some(line) {
                if line_before.is_some_and(|before| before + 1 < line) {
                    page.styled(Style::Place, &format!("{blank}..."));
                    page.end_line();
                }
                page.styled(Style::Place, &format!("{:>gutter$} | ", line + 1));
                page.plain(&window.shown);
                page.end_line();
            }
            line_before = Some(line);
            let (mark, style) = if label.primary {
                ('^', style)
            } else {
                ('-', Style::Info)
            };
            page.styled(Style::Place, &format!("{blank} | "));
            let marks = mark.to_string().repeat(window.length);
            page.plain(&" ".repeat(window.before));
            page.styled(style, &format!("{marks} "));
            page.prose(gutter + 4 + window.before + window.length, &label.text);
        }
        page.styled(Style::Place, &format!("{blank} |"));
        page.end_line();
    }

    /// The part of a line that fits, with the label in it.
    fn window(&self, page: &Page, line: usize, label: &Label, gutter: usize) -> Window {
        let range = self.index.line_range(line);
        let text = self.text.get(range.clone()).unwrap_or("").trim_end();
        let room = page.width().saturating_sub(gutter + 3).max(20);
        let characters: Vec<char> = text.chars().collect();
        let column = |offset: usize| {
            let inside = offset.saturating_sub(range.start).min(text.len());
            text.char_indices()
                .take_while(|(at, _)| *at < inside)
                .count()
        };
        let (start, end) = (column(label.start), column(label.end.max(label.start)));
        let length = end.saturating_sub(start).max(1);
        if characters.len() <= room {
            return Window {
                shown: text.to_owned(),
                before: start,
                length,
            };
        }
        // Enough before the label to see what it belongs to.
        let from = start
            .saturating_sub(room / 3)
            .min(characters.len().saturating_sub(room));
        let n_shown = room.saturating_sub(2);
        let mut shown = String::new();
        let cut_before = from > 0;
        shown.push(if cut_before { '…' } else { ' ' });
        shown.extend(characters.iter().skip(from).take(n_shown));
        if from + n_shown < characters.len() {
            shown.push('…');
        }
        Window {
            shown,
            before: start - from + 1,
            length: length.min(n_shown.saturating_sub(start - from)).max(1),
        }
    }
}

struct Window {
    shown: String,
    before: usize,
    length: usize,
}
