//! The lines of a listing without what was put around them on their way: colours, quote marks, numbers, indentation.

use std::borrow::Cow;

use hurdles_source::{SourceId, Span};

/// A line with its place; what does not belong to the output is taken off its text.
#[derive(Clone, Debug)]
pub(super) struct Line<'t> {
    pub(super) text: Cow<'t, str>,
    pub(super) span: Span,
}

/// What stands in front of every line where a whole listing was quoted, numbered or indented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Margin {
    /// `> ` of a quotation.
    Quoted,
    /// `1: `, `2: ` and so on.
    Numbered,
    /// As many blanks.
    Blanks(usize),
}

/// Splits a text into lines.
pub(super) fn lines(text: &str, source: SourceId) -> impl Iterator<Item = Line<'_>> {
    let mut start = 0;
    let margin = margin_of(text);
    let has_entities = ["&gt;", "&lt;", "&amp;", "&nbsp;"]
        .iter()
        .any(|entity| text.contains(entity));
    text.split_inclusive('\n').map(move |whole| {
        let line = whole.trim_end_matches(['\n', '\r']);
        let span = Span::new(source, start, start + line.len());
        start += whole.len();
        let mut text = without_colours(line);
        if has_entities && text.contains('&') {
            text = without_entities(&text).into();
        }
        if text.contains(is_odd_blank) {
            text = text.replace(is_odd_blank, " ").into();
        }
        if text.contains(['–', '—']) {
            text = with_plain_dashes(&text).into();
        }
        Line {
            text: trimmed(text, margin),
            span,
        }
    })
}

/// Blanks that web pages put in place of plain ones.
fn is_odd_blank(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{2007}' | '\u{202f}' | '\u{feff}')
}

/// What all lines that are not empty begin with.
fn margin_of(text: &str) -> Margin {
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    if lines.len() > 1 && lines.iter().all(|line| line.starts_with('>')) {
        return Margin::Quoted;
    }
    let numbers: Option<Vec<u32>> = lines
        .iter()
        .map(|line| numbered(line).map(|(number, _)| number))
        .collect();
    let counts_up = |numbers: Vec<u32>| {
        numbers.len() > 1 && numbers.iter().copied().eq((1..).take(numbers.len()))
    };
    if numbers.is_some_and(counts_up) {
        return Margin::Numbered;
    }
    let blanks = |line: &&str| line.chars().take_while(|c| c.is_whitespace()).count();
    Margin::Blanks(lines.iter().map(blanks).min().unwrap_or(0))
}

/// The number in front of a line, and what is behind it and its sign.
fn numbered(line: &str) -> Option<(u32, &str)> {
    let line = line.trim_start();
    let digits = line.chars().take_while(char::is_ascii_digit).count();
    let number = line.get(..digits)?.parse().ok()?;
    let rest = line.get(digits..)?;
    if rest.is_empty() {
        return Some((number, rest));
    }
    let rest = rest
        .strip_prefix([':', '.', ')', '|'])
        .or_else(|| rest.starts_with([' ', '\t']).then_some(rest))?;
    Some((number, rest.strip_prefix([' ', '\t']).unwrap_or(rest)))
}

/// A line without its margin and the blanks at its end.
fn trimmed(text: Cow<'_, str>, margin: Margin) -> Cow<'_, str> {
    let without = |line: &str| -> usize {
        let rest = match margin {
            Margin::Quoted => {
                let rest = line.trim_start().trim_start_matches('>');
                rest.strip_prefix(' ').unwrap_or(rest)
            }
            Margin::Numbered => numbered(line).map_or(line, |(_, rest)| rest),
            Margin::Blanks(n) => {
                let at = line.char_indices().nth(n).map_or(line.len(), |(at, _)| at);
                line.get(at..)
                    .filter(|_| !line.trim().is_empty())
                    .unwrap_or("")
            }
        };
        line.len() - rest.len()
    };
    let start = without(&text);
    let end = text.trim_end().len().max(start);
    match text {
        Cow::Borrowed(text) => text.get(start..end).unwrap_or(text).into(),
        Cow::Owned(text) => text.get(start..end).unwrap_or(&text).to_owned().into(),
    }
}

/// Modes, options and list entries with the dashes that a page made one.
fn with_plain_dashes(line: &str) -> String {
    let plain = |word: &str| {
        let is_mode = |c: char| "rwxsStTdlbcp-–—+.@:".contains(c);
        let text = word.trim();
        let belongs =
            text.starts_with(['–', '—']) || text.contains(':') || text.chars().all(is_mode);
        if belongs && text.chars().count() > 1 {
            word.replace('–', "--").replace('—', "---")
        } else {
            word.to_owned()
        }
    };
    line.split_inclusive(char::is_whitespace)
        .map(plain)
        .collect()
}

/// Characters that a web page wrote as entities.
fn without_entities(line: &str) -> String {
    let entities = [
        ("&gt;", ">"),
        ("&lt;", "<"),
        ("&nbsp;", " "),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ];
    entities
        .iter()
        .fold(line.to_owned(), |line, (entity, c)| line.replace(entity, c))
}

/// Takes terminal control sequences off, as `ls --color` leaves them.
fn without_colours(line: &str) -> std::borrow::Cow<'_, str> {
    if !line.contains('\u{1b}') {
        return line.into();
    }
    let mut result = String::with_capacity(line.len());
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        if c != '\u{1b}' {
            result.push(c);
            continue;
        }
        if chars.next() == Some('[') {
            // Parameters up to the letter that ends the sequence (ECMA-48).
            for c in chars.by_ref() {
                if c.is_ascii_alphabetic() {
                    break;
                }
            }
        }
    }
    result.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use hurdles_source::Sources;

    fn read(text: &str) -> Vec<String> {
        let mut sources = Sources::default();
        let id = sources.add("listing", text);
        lines(text, id).map(|line| line.text.into_owned()).collect()
    }

    #[test]
    fn margins_of_whole_listings_are_taken_off() {
        for text in [
            "$ id\n  a\n",
            "> $ id\n>   a\n",
            "1: $ id\n2:   a\n3: \n",
            "    $ id\n      a  \n",
            "\t$ id\n\t  a\n",
            "$\u{a0}id\r\n  a\r\n",
        ] {
            assert_eq!(read(text).get(..2).unwrap(), ["$ id", "  a"], "{text:?}");
        }
        assert_eq!(read("$ ls\n> x\n"), ["$ ls", "> x"]);
        assert_eq!(read("17 a\n12 b\n13 c\n"), ["17 a", "12 b", "13 c"]);
        assert_eq!(read("l -&gt; m &amp; n"), ["l -> m & n"]);
        assert_eq!(read("-rw–r–– a – b"), ["-rw--r---- a – b"]);
        assert_eq!(read(""), [] as [&str; 0]);
        assert_eq!(read("\n \n"), ["", ""]);
    }

    #[test]
    fn colours_are_taken_off() {
        assert_eq!(without_colours("\u{1b}[01;34mapp\u{1b}[0m x"), "app x");
        assert_eq!(without_colours("\u{1b}"), "");
    }
}
