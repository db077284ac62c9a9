//! The text of a unit: sections, keys and values, with the place of every byte (systemd.syntax(7)).
//!
//! Lines are joined as `config_parse` (src/shared/conf-parser.c) does: a comment between two lines of one value is left out,
//! and a backslash at the end of a line becomes a space.

use hurdles_machine::shell::Word;
use hurdles_source::{SourceId, Span};

/// Where a text can be pointed at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// It is a document of its own.
    Source(SourceId),
    /// It was written by something typed: every byte of it points there.
    Typed(Span),
}

/// A unit's file, as far as it can be read; a line that cannot hides nothing else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitFile {
    /// The settings in order.
    pub entries: Vec<Entry>,
    /// Lines that are passed over.
    pub odd: Vec<Odd>,
}

/// One `key=value`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The section that it stands in.
    pub section: String,
    /// The key.
    pub key: String,
    /// The key's characters.
    pub key_span: Span,
    /// The value, each byte with its place.
    pub value: Word,
    /// The number of its last line.
    pub line: usize,
}

/// A line that systemd passes over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Odd {
    /// Its characters.
    pub span: Span,
    /// Its number.
    pub line: usize,
    /// What is odd about it.
    pub kind: OddKind,
}

/// What is odd about a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OddKind {
    /// No `=`.
    NoEquals,
    /// A setting before the first section.
    Outside,
    /// A `[` without its `]`.
    BadHeader,
    /// Nothing before the `=`.
    NoKey,
}

/// One line without its end, and where it begins.
struct Line<'t> {
    text: &'t str,
    at: usize,
}

/// A value being put together from several lines.
#[derive(Default)]
struct Joined {
    text: String,
    origins: Vec<(u32, u32)>,
}

impl Joined {
    fn push(&mut self, text: &str, at: usize, place: Place) {
        self.text.push_str(text);
        let cut = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let origin = |at: usize| match place {
            Place::Source(_) => (cut(at), cut(at + 1)),
            Place::Typed(span) => (span.start, span.end),
        };
        self.origins.extend((at..at + text.len()).map(origin));
    }

    /// The space that stands for a backslash and the end of its line.
    fn push_space(&mut self, at: usize, place: Place) {
        self.push(" ", at, place);
    }

    fn word(&self, range: std::ops::Range<usize>, place: Place) -> Word {
        let source = match place {
            Place::Source(source) => source,
            Place::Typed(span) => span.source,
        };
        let start = self.origins.get(range.start).map_or(0, |origin| origin.0);
        let end = (range.end.checked_sub(1))
            .filter(|last| *last >= range.start)
            .and_then(|last| self.origins.get(last))
            .map_or(start, |origin| origin.1);
        let span = Span::new(source, start as usize, end as usize);
        let text = self.text.get(range.clone()).unwrap_or("").to_owned();
        let origins = self.origins.get(range).unwrap_or(&[]).to_vec();
        Word::traced(text, span, origins)
    }
}

/// The lines of a text: line feed, carriage return and both together end one, as `read_line` takes them.
fn lines(text: &str) -> Vec<Line<'_>> {
    let mut at = 0;
    let mut all = Vec::new();
    for whole in text.split_inclusive('\n') {
        let line = whole.trim_end_matches(['\n', '\r']);
        all.push(Line { text: line, at });
        at += whole.len();
    }
    all
}

/// Reads a unit's text.
#[must_use]
pub fn parse(text: &str, place: Place) -> UnitFile {
    let mut file = UnitFile::default();
    let mut section: Option<String> = None;
    let mut joined: Option<Joined> = None;
    let all = lines(text);
    let last = all.len();
    for (n, line) in all.iter().enumerate() {
        let bare = line.text.trim_start_matches([' ', '\t', '\r']);
        if bare.starts_with(['#', ';']) && n + 1 < last + usize::from(joined.is_none()) {
            continue;
        }
        let backslashes = line.text.bytes().rev().take_while(|b| *b == b'\\').count();
        let goes_on = backslashes % 2 == 1;
        let kept = line.text.len() - usize::from(goes_on);
        let so_far = joined.get_or_insert_with(Joined::default);
        if !bare.starts_with(['#', ';']) {
            so_far.push(line.text.get(..kept).unwrap_or(""), line.at, place);
        }
        if goes_on {
            so_far.push_space(line.at + kept, place);
            if n + 1 < last {
                continue;
            }
        }
        if let Some(whole) = joined.take() {
            read_line(&mut file, &mut section, &whole, place, n + 1);
        }
    }
    file
}

/// One line with all that continues it.
fn read_line(
    file: &mut UnitFile,
    section: &mut Option<String>,
    whole: &Joined,
    place: Place,
    line: usize,
) {
    let blank = [' ', '\t', '\n', '\r'];
    let start = whole.text.len() - whole.text.trim_start_matches(blank).len();
    let end = whole.text.trim_end_matches(blank).len();
    if start >= end {
        return;
    }
    let text = whole.text.get(start..end).unwrap_or("");
    let odd = |kind| Odd {
        span: whole.word(start..end, place).span,
        line,
        kind,
    };
    if let Some(header) = text.strip_prefix('[') {
        match header.strip_suffix(']') {
            Some(name) => *section = Some(name.to_owned()),
            None => file.odd.push(odd(OddKind::BadHeader)),
        }
        return;
    }
    let Some(section) = section else {
        file.odd.push(odd(OddKind::Outside));
        return;
    };
    let Some(equals) = text.find('=') else {
        file.odd.push(odd(OddKind::NoEquals));
        return;
    };
    let key = text.get(..equals).unwrap_or("").trim_end_matches(blank);
    if key.is_empty() {
        file.odd.push(odd(OddKind::NoKey));
        return;
    }
    let rest = text.get(equals + 1..).unwrap_or("");
    let value_start = start + equals + 1 + (rest.len() - rest.trim_start_matches(blank).len());
    file.entries.push(Entry {
        section: section.clone(),
        key: key.to_owned(),
        key_span: whole.word(start..start + key.len(), place).span,
        value: whole.word(value_start.min(end)..end, place),
        line,
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use hurdles_source::Sources;

    fn parsed(text: &str) -> (UnitFile, Sources) {
        let mut sources = Sources::default();
        let id = sources.add("unit", text);
        (parse(text, Place::Source(id)), sources)
    }

    #[test]
    fn continued_lines_leave_comments_out_and_keep_places() {
        let (file, sources) =
            parsed("[Service]\nExecStart=/bin/x \\\n# why\n  --a 'b' \\\n  --c\nUser = jo \n");
        let [exec, user] = &file.entries[..] else {
            panic!("{file:?}")
        };
        assert_eq!(exec.value.text, "/bin/x    --a 'b'    --c");
        assert_eq!(exec.line, 5);
        let at = exec.value.text.find("--c").unwrap();
        assert_eq!(sources.text_of(exec.value.span_of(at..at + 3)), "--c");
        assert_eq!((&*user.key, &*user.value.text), ("User", "jo"));
        assert_eq!(sources.text_of(user.value.span), "jo");
    }

    #[test]
    fn carriage_returns_end_lines_and_odd_lines_are_passed_over() {
        let (file, _) = parsed("early=1\r\n[Unit]\r\nDescription=x\r\nnothing\r\n[Ser\r\n=3\r\n");
        assert_eq!(file.entries.len(), 1);
        assert_eq!(file.entries[0].value.text, "x");
        let kinds: Vec<_> = file.odd.iter().map(|odd| (odd.line, &odd.kind)).collect();
        assert_eq!(
            kinds,
            [
                (1, &OddKind::Outside),
                (4, &OddKind::NoEquals),
                (5, &OddKind::BadHeader),
                (6, &OddKind::NoKey)
            ]
        );
    }

    #[test]
    fn any_text_is_read() {
        for text in [
            "",
            "\\",
            "[",
            "[]",
            "=",
            "#\\\n",
            "[a]\nb=\\",
            "[a]\nb=c\\\n#",
            "é\\\né",
        ] {
            parsed(text);
        }
    }
}
