//! Ini files as uWSGI reads them: no inline comments, no quotes, no continuation (core/ini.c).

use hurdles_source::Span;

use super::magic::Substituted;
use crate::Given;

/// A key in a section.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) key: Given,
    pub(super) value: Given,
}

/// What a file holds for one section.
#[derive(Clone, Debug, Default)]
pub(super) struct Ini {
    pub(super) lines: Vec<Line>,
    /// Every header, in order.
    pub(super) sections: Vec<(String, Option<Span>)>,
    pub(super) has_section: bool,
}

const BLANKS: [char; 3] = [' ', '\t', '\r'];

/// Reads the lines of section `wanted`; it counts as found only once it has a key.
pub(super) fn read(text: &Substituted, wanted: &str) -> Ini {
    let mut ini = Ini::default();
    let mut section = String::new();
    let mut start = 0;
    for line in text.text.split('\n') {
        let line_start = start;
        start += line.len() + 1;
        let lead = line.len() - line.trim_start_matches(BLANKS).len();
        let body = line.trim_matches(BLANKS);
        let at = line_start + lead;
        match body.chars().next() {
            None | Some(';' | '#') => {}
            Some('[') => {
                // The last character is cut, whatever it is.
                let mut name = body.get(1..).unwrap_or_default().to_owned();
                name.pop();
                section = name;
                let header = text.span(at, at + body.len());
                ini.sections.push((section.clone(), header));
            }
            Some(_) if section == wanted => {
                ini.has_section = true;
                ini.lines.push(read_pair(text, body, at));
            }
            Some(_) => {}
        }
    }
    ini
}

fn read_pair(text: &Substituted, body: &str, at: usize) -> Line {
    let (key, value_at) = match body.find('=') {
        Some(equals) => (body.get(..equals).unwrap_or(body), equals + 1),
        None => (body, body.len()),
    };
    let value = body.get(value_at..).unwrap_or_default();
    let lead = value.len() - value.trim_start_matches(BLANKS).len();
    let value = value.trim_matches(BLANKS);
    let key = key.trim_end_matches(BLANKS);
    let from = at + value_at + lead;
    Line {
        key: Given::new(key, text.span(at, at + key.len())),
        value: Given::new(value, text.span(from, from + value.len())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(text: &str, wanted: &str) -> Vec<(String, String)> {
        let ini = read(&Substituted::literal(text, None), wanted);
        let pair = |line: Line| (line.key.text, line.value.text);
        ini.lines.into_iter().map(pair).collect()
    }

    #[test]
    fn only_whole_lines_are_comments() {
        let text = "[uwsgi]\r\n; x\n  # y\nsocket = a.sock ; x\r\nmaster\n\tp=\"4\"\n";
        let expected = [("socket", "a.sock ; x"), ("master", ""), ("p", "\"4\"")];
        let read = pairs(text, "uwsgi");
        let read: Vec<_> = read.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        assert_eq!(read, expected);
    }

    #[test]
    fn a_header_loses_its_last_character_and_must_match_to_the_letter() {
        assert_eq!(pairs("[uwsgix\na=1\n", "uwsgi").len(), 1);
        assert_eq!(pairs("[uwsgi ]\na=1\n", "uwsgi").len(), 0);
        assert_eq!(pairs("\u{feff}[uwsgi]\na=1\n", "uwsgi").len(), 0);
        assert_eq!(pairs("[a]\nx=1\n[uwsgi]\ny=1\n[a]\nz=1", "a").len(), 2);
    }
}
