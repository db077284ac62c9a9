//! `%d`, `%n` and the like: replaced one character at a time while a file is read (core/utils.c:magic_sub).

use std::collections::BTreeMap;

use hurdles_machine::Machine;
use hurdles_source::{SourceId, Span};

use crate::Instance;

impl Instance {
    /// Sets the letters that tell of the host and the start.
    pub(crate) fn set_magic_letters(&mut self, values: impl IntoIterator<Item = (char, String)>) {
        for (letter, value) in values {
            self.config.magic.set(letter, value);
        }
    }
}

/// What each letter stands for now.
#[derive(Clone, Debug, Default)]
pub(crate) struct Magic {
    table: BTreeMap<char, String>,
    is_first_done: bool,
}

impl Magic {
    /// Sets a letter that stays the same for all files.
    pub(crate) fn set(&mut self, letter: char, value: impl Into<String>) {
        self.table.insert(letter, value.into());
    }

    /// Whether the capitals, which tell of the first file, are set already.
    pub(crate) fn keep_capitals(&mut self, is_first_done: bool) -> bool {
        std::mem::replace(&mut self.is_first_done, is_first_done)
    }

    /// Fills in the letters of one file (core/uwsgi.c:config_magic_table_fill).
    pub(crate) fn fill(&mut self, name: &str, full: &str, section: &str, inode: &str) {
        self.set('o', name);
        let (directory, file) = full.rsplit_once('/').unwrap_or(("", full));
        let (stem, extension) = file.rsplit_once('.').unwrap_or((file, ""));
        let parts: Vec<&str> = directory
            .split('/')
            .filter(|part| !part.is_empty())
            .collect();
        self.set('p', full);
        self.set('s', file);
        self.set('d', format!("{directory}/"));
        self.set('n', stem);
        self.set('e', extension);
        self.set('c', parts.last().copied().unwrap_or_default());
        for digit in 0..10 {
            let letter = char::from_digit(digit, 10).unwrap_or('0');
            let part = parts.get(digit as usize).copied().unwrap_or_default();
            self.set(letter, part);
        }
        self.set('i', inode);
        // The hash of the path tells nothing to anyone; its width is kept.
        self.set('j', "00000000");
        self.fill_section(section);
        if !std::mem::replace(&mut self.is_first_done, true) {
            for (capital, letter) in "ODSPCENXIJ".chars().zip("odspcenxij".chars()) {
                let value = self.table.get(&letter).cloned().unwrap_or_default();
                self.set(capital, value);
            }
        }
    }

    /// Sets `%x`, the section asked for.
    pub(crate) fn fill_section(&mut self, section: &str) {
        self.set('x', section);
    }

    /// Replaces every pair in `text`. A pair that stands for nothing disappears; `%(` and a lone `%` at the end stay.
    pub(crate) fn substitute(&self, text: &str, source: Option<SourceId>) -> Substituted {
        let mut out = Substituted {
            text: String::with_capacity(text.len()),
            origins: Vec::new(),
            source,
        };
        if !text.contains('%') {
            text.clone_into(&mut out.text);
            return out;
        }
        let mut rest = text.char_indices().peekable();
        while let Some((at, character)) = rest.next() {
            let next = rest.peek().copied();
            match (character, next) {
                ('%', Some((_, '('))) | ('%', None) => out.keep(at, character),
                ('%', Some((next_at, letter))) if letter.is_ascii() => {
                    rest.next();
                    let value = self.table.get(&letter).map_or("", String::as_str);
                    let value = if letter == '%' { "%" } else { value };
                    out.replace(at, next_at + 1, value);
                }
                _ => out.keep(at, character),
            }
        }
        out
    }

    /// The number of the node, as `%i` shows it.
    pub(crate) fn inode(machine: &Machine, path: &str) -> String {
        // The simulated numbers differ from any real ones, so only their presence is kept.
        machine
            .find(path)
            .map_or_else(String::new, |_| "0".to_owned())
    }
}

/// A text after replacement, with the place of every byte in the text before it.
#[derive(Clone, Debug)]
pub(crate) struct Substituted {
    /// The text that the parser sees.
    pub(crate) text: String,
    /// For each byte the range it comes from; empty when nothing was replaced.
    origins: Vec<(u32, u32)>,
    source: Option<SourceId>,
}

impl Substituted {
    /// A text that is its own origin.
    #[cfg(test)]
    pub(crate) fn literal(text: &str, source: Option<SourceId>) -> Self {
        Self {
            text: text.to_owned(),
            origins: Vec::new(),
            source,
        }
    }

    fn keep(&mut self, at: usize, character: char) {
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        self.text.push(character);
        for byte in 0..character.len_utf8() {
            self.origins
                .push((offset(at + byte), offset(at + byte + 1)));
        }
    }

    fn replace(&mut self, from: usize, to: usize, value: &str) {
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        self.text.push_str(value);
        let origin = (offset(from), offset(to));
        self.origins.extend(value.bytes().map(|_| origin));
    }

    /// The characters of the file that the bytes `from..to` of the text were read from.
    pub(crate) fn span(&self, from: usize, to: usize) -> Option<Span> {
        let source = self.source?;
        if self.origins.is_empty() {
            return Some(Span::new(source, from, to));
        }
        let start = self
            .origins
            .get(from)
            .map_or_else(|| self.origins.last().map_or(0, |last| last.1), |o| o.0);
        let last = to.checked_sub(1).filter(|last| *last >= from);
        let end = last
            .and_then(|last| self.origins.get(last))
            .map_or(start, |origin| origin.1);
        Some(Span::new(source, start as usize, end as usize))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_that_stands_for_nothing_disappears() {
        let mut magic = Magic::default();
        magic.fill("app.ini", "/srv/my/app.ini", "", "1");
        let read = |text: &str| magic.substitute(text, None).text;
        assert_eq!(read("p%40ss"), "p0ss", "no fifth directory");
        assert_eq!(
            read("%d/%n.sock %0 %1 %c %e"),
            "/srv/my//app.sock srv my my ini"
        );
        assert_eq!(read("100%% %(x) %z %"), "100% %(x)  %");
    }

    #[test]
    fn replaced_characters_keep_their_place() {
        let mut sources = hurdles_source::Sources::default();
        let id = sources.add("app.ini", "socket = %n.sock");
        let mut magic = Magic::default();
        magic.fill("app.ini", "/srv/app.ini", "", "1");
        let out = magic.substitute("socket = %n.sock", Some(id));
        assert_eq!(out.text, "socket = app.sock");
        let span = out.span(9, 17).unwrap();
        assert_eq!(sources.text_of(span), "%n.sock");
        assert_eq!(sources.text_of(out.span(0, 6).unwrap()), "socket");
    }
}
