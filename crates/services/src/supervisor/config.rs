//! The ini dialect of Python's `configparser.RawConfigParser` with supervisor's settings: `;` and `#` after white space begin
//! a comment anywhere, sections and keys may come twice (supervisor/options.py, `UnhosedConfigParser`).

use hurdles_source::{SourceId, Span};

/// One `key = value`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The key, in lower case.
    pub key: String,
    /// The value; continuation lines are joined with line breaks.
    pub value: String,
    /// The characters of the key.
    pub key_span: Option<Span>,
    /// The characters of the value's first line.
    pub span: Option<Span>,
}

/// One section, from all files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Its name, without brackets.
    pub name: String,
    /// The file where it came up first.
    pub file: String,
    /// The characters of its first header.
    pub span: Option<Span>,
    /// Its entries; a later one of the same key has replaced the earlier one.
    pub entries: Vec<Entry>,
}

impl Section {
    /// The entry of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    fn set(&mut self, entry: Entry) {
        match self.entries.iter_mut().find(|old| old.key == entry.key) {
            Some(old) => *old = entry,
            None => self.entries.push(entry),
        }
    }
}

/// Everything that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// The sections, in the order of their first headers.
    pub sections: Vec<Section>,
}

/// A text that Python's parser refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refused {
    /// What Python says.
    pub(super) message: String,
    pub(super) span: Option<Span>,
}

impl Config {
    /// The section of a name.
    #[must_use]
    pub fn section(&self, name: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.name == name)
    }

    /// Reads one more file.
    pub(super) fn read(
        &mut self,
        file: &str,
        text: &str,
        source: Option<SourceId>,
    ) -> Result<(), Refused> {
        let mut reader = Reader {
            config: self,
            file,
            source,
            section: None,
            entry: None,
            indent: 0,
            broken: Vec::new(),
        };
        let mut start = 0;
        for (n, line) in text.split_inclusive('\n').enumerate() {
            reader.line(n + 1, line, start)?;
            start += line.len();
        }
        reader.finish();
        let broken = reader.broken;
        let Some((_, _, span)) = broken.first() else {
            return Ok(());
        };
        let mut message = format!("Source contains parsing errors: '{file}'");
        for (n, line, _) in &broken {
            message.push_str(&format!("\n\t[line {n:2}]: {}", quoted(line)));
        }
        Err(Refused {
            message,
            span: *span,
        })
    }
}

struct Reader<'a> {
    config: &'a mut Config,
    file: &'a str,
    source: Option<SourceId>,
    /// The section that lines go to: its index.
    section: Option<usize>,
    /// The entry that continuation lines go to.
    entry: Option<Entry>,
    indent: usize,
    broken: Vec<(usize, String, Option<Span>)>,
}

impl Reader<'_> {
    fn span(&self, start: usize, length: usize) -> Option<Span> {
        Some(Span::new(self.source?, start, start + length))
    }

    fn line(&mut self, n: usize, line: &str, start: usize) -> Result<(), Refused> {
        let text = without_comment(line);
        let value = text.trim();
        let indent = line.len() - line.trim_start().len();
        if value.is_empty() {
            // An empty line within a value belongs to it; one that holds a comment does not end it.
            if line.trim().is_empty()
                && let Some(entry) = &mut self.entry
            {
                entry.value.push('\n');
            } else if line.trim().is_empty() {
                self.indent = usize::MAX;
            }
            return Ok(());
        }
        if self.section.is_some()
            && indent > self.indent
            && let Some(entry) = &mut self.entry
        {
            entry.value.push('\n');
            entry.value.push_str(value);
            return Ok(());
        }
        self.indent = indent;
        self.finish();
        let at = start + indent;
        if let Some(header) = value.strip_prefix('[')
            && let Some((name, _)) = header.rsplit_once(']').filter(|(name, _)| !name.is_empty())
        {
            self.header(name, self.span(at, value.len()));
            return Ok(());
        }
        if self.section.is_none() {
            return Err(Refused {
                message: format!(
                    "File contains no section headers.\nfile: '{}', line: {n}\n{}",
                    self.file,
                    quoted(line)
                ),
                span: self.span(at, value.len()),
            });
        }
        let Some(delimiter) = value.find(['=', ':']).filter(|at| *at > 0) else {
            let span = self.span(at, value.len());
            self.broken.push((n, line.to_owned(), span));
            return Ok(());
        };
        let (key, rest) = value.split_at(delimiter);
        let rest = rest.get(1..).unwrap_or("");
        let behind = at + delimiter + 1 + (rest.len() - rest.trim_start().len());
        self.entry = Some(Entry {
            key: key.trim_end().to_lowercase(),
            value: rest.trim().to_owned(),
            key_span: self.span(at, key.trim_end().len()),
            span: self.span(behind, rest.trim().len()),
        });
        Ok(())
    }

    fn header(&mut self, name: &str, span: Option<Span>) {
        let sections = &mut self.config.sections;
        let at = sections.iter().position(|section| section.name == name);
        self.section = Some(at.unwrap_or(sections.len()));
        if at.is_none() {
            sections.push(Section {
                name: name.to_owned(),
                file: self.file.to_owned(),
                span,
                entries: Vec::new(),
            });
        }
    }

    /// Closes the entry that is being read.
    fn finish(&mut self) {
        let section = self.section.and_then(|at| self.config.sections.get_mut(at));
        if let (Some(mut entry), Some(section)) = (self.entry.take(), section) {
            entry.value.truncate(entry.value.trim_end().len());
            section.set(entry);
        }
    }
}

/// A line up to the first `;` or `#` that stands at its beginning or behind white space.
fn without_comment(line: &str) -> &str {
    let mut before = ' ';
    for (at, c) in line.char_indices() {
        if matches!(c, ';' | '#') && before.is_whitespace() {
            return line.get(..at).unwrap_or("");
        }
        before = c;
    }
    line
}

/// A text as Python's `repr` shows it.
pub(super) fn quoted(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') {
        '"'
    } else {
        '\''
    };
    let mut shown = String::from(quote);
    for c in text.chars() {
        match c {
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            '\\' => shown.push_str("\\\\"),
            c if c == quote => {
                shown.push('\\');
                shown.push(c);
            }
            c if c.is_control() => shown.push_str(&format!("\\x{:02x}", u32::from(c))),
            c => shown.push(c),
        }
    }
    shown.push(quote);
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use hurdles_source::Sources;

    fn read(text: &str) -> Result<Vec<(String, String)>, String> {
        let mut config = Config::default();
        let source = Sources::default().add("a.conf", text);
        config
            .read("/a.conf", text, Some(source))
            .map_err(|refused| refused.message)?;
        let entries = config
            .sections
            .into_iter()
            .flat_map(|section| section.entries);
        Ok(entries
            .map(|entry| {
                if let Some(first) = entry.value.lines().next() {
                    assert_eq!(&text[entry.span.unwrap().range()], first);
                }
                (entry.key, entry.value)
            })
            .collect())
    }

    #[test]
    fn values_are_read_as_python_reads_them() {
        for (text, key, value) in [
            ("[a]\nCommand = x y ; z\n", "command", "x y"),
            (
                "[a]\ncommand:x=y\n",
                "command",
                "x:y=".trim_start_matches("x:y=").trim(),
            ),
            ("[a]\nk=a;b#c\n", "k", "a;b#c"),
            ("[a]\nk=a\n  b\n\n  c\nx=1\n", "k", "a\nb\n\nc"),
            ("[a]\nk=a\nk = b\n", "k", "b"),
            ("[a]\nk=\n", "k", ""),
        ] {
            let entries = read(text).unwrap();
            if key == "command" && value.is_empty() {
                assert_eq!(entries[0], ("command".to_owned(), "x=y".to_owned()));
                continue;
            }
            let entry = entries.iter().find(|(name, _)| name == key).unwrap();
            assert_eq!(entry.1, value, "{text}");
        }
    }

    #[test]
    fn what_python_refuses_is_refused_in_its_words() {
        assert_eq!(
            read("x=1\n[a]\n").unwrap_err(),
            "File contains no section headers.\nfile: '/a.conf', line: 1\n'x=1\\n'"
        );
        assert_eq!(
            read("[a]\nnonsense\n").unwrap_err(),
            "Source contains parsing errors: '/a.conf'\n\t[line  2]: 'nonsense\\n'"
        );
    }
}
