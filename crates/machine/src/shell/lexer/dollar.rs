//! Quotes and what begins with `$`.

use std::ops::Range;

use super::super::complaint::ComplaintKind;
use super::super::token::{Fallback, Piece};
use super::{LexError, Lexer, name_length, push_text};

/// How deep `${…:-…}` may nest.
const DEEPEST: usize = 16;

impl Lexer<'_> {
    pub(super) fn single_quotes(&mut self, pieces: &mut Vec<Piece>) -> Result<(), LexError> {
        let start = self.at + 1;
        let inside = self.text.get(start..).unwrap_or("");
        let length = inside
            .find('\'')
            .ok_or_else(|| self.unclosed("'", self.at))?;
        self.take(pieces, start..start + length, true);
        self.at = start + length + 1;
        Ok(())
    }

    /// `$'…'`: backslash escapes as in C.
    pub(super) fn ansi_quotes(&mut self, pieces: &mut Vec<Piece>) -> Result<(), LexError> {
        let opening = self.at;
        self.at += 1;
        push_text(pieces, "", &[], true);
        loop {
            let Some(next) = self.peek() else {
                return Err(self.unclosed("'", opening));
            };
            if next == '\'' {
                self.at += 1;
                return Ok(());
            }
            if next != '\\' {
                self.take_char(pieces, true);
                continue;
            }
            let start = self.at;
            self.at += 1;
            let escaped = self.peek().unwrap_or('\\');
            self.at += escaped.len_utf8().min(self.rest().len());
            let meant = match escaped {
                'n' => "\n".to_owned(),
                't' => "\t".to_owned(),
                'r' => "\r".to_owned(),
                '0' => String::new(),
                other => other.to_string(),
            };
            let origins = vec![self.origin(start..self.at); meant.len()];
            push_text(pieces, &meant, &origins, true);
        }
    }

    /// The inside of double quotes, from behind the opening one.
    pub(super) fn until_quote(
        &mut self,
        pieces: &mut Vec<Piece>,
        opening: usize,
    ) -> Result<(), LexError> {
        loop {
            match self.peek() {
                None => return Err(self.unclosed("\"", opening)),
                Some('"') => {
                    self.at += 1;
                    return Ok(());
                }
                Some('\\') => self.backslash_in_quotes(pieces),
                Some('$' | '`') => self.dollar(pieces, true, 0)?,
                Some(_) => {
                    let length = self.rest().find(['"', '\\', '$', '`']);
                    let end = self.at + length.unwrap_or(self.rest().len());
                    self.take(pieces, self.at..end, true);
                    self.at = end;
                }
            }
        }
    }

    /// In double quotes a backslash is special only before `$`, `` ` ``, `"`, `\` and a newline.
    pub(super) fn backslash_in_quotes(&mut self, pieces: &mut Vec<Piece>) {
        let next = self
            .text
            .get(self.at + 1..)
            .and_then(|rest| rest.chars().next());
        match next {
            Some('\n') => self.at += 2,
            Some('$' | '`' | '"' | '\\') => {
                self.at += 1;
                self.take_char(pieces, true);
            }
            _ => self.take_char(pieces, true),
        }
    }

    /// Something that begins with `$` or a backquote.
    pub(super) fn dollar(
        &mut self,
        pieces: &mut Vec<Piece>,
        quoted: bool,
        depth: usize,
    ) -> Result<(), LexError> {
        let start = self.at;
        let rest = self.rest();
        if rest.starts_with('`') {
            let inside = start + 1;
            let length = self.text.get(inside..).and_then(|text| text.find('`'));
            let length = length.ok_or_else(|| self.unclosed("`", start))?;
            self.at = inside + length + 1;
            return self.substitution(pieces, inside..inside + length, start, quoted);
        }
        if rest.starts_with("$(") {
            let end =
                closing_bracket(self.text, start + 2).ok_or_else(|| self.unclosed("$(", start))?;
            self.at = end + 1;
            return self.substitution(pieces, start + 2..end, start, quoted);
        }
        if rest.starts_with("${") {
            return self.braced(pieces, quoted, depth);
        }
        let after = rest.get(1..).unwrap_or("");
        let length = name_length(after);
        let special = after.starts_with(['?', '$', '!', '#', '@', '*', '-'])
            || after.starts_with(|c: char| c.is_ascii_digit());
        let length = if length == 0 && special { 1 } else { length };
        if length == 0 {
            self.take_char(pieces, quoted);
            return Ok(());
        }
        let name = after.get(..length).unwrap_or("").to_owned();
        self.at += 1 + length;
        pieces.push(Piece::Variable {
            name,
            fallback: None,
            quoted,
            origin: self.origin(start..self.at),
        });
        Ok(())
    }

    fn substitution(
        &self,
        pieces: &mut Vec<Piece>,
        inside: Range<usize>,
        start: usize,
        quoted: bool,
    ) -> Result<(), LexError> {
        pieces.push(Piece::Substitution {
            script: self.word.part(inside),
            quoted,
            origin: self.origin(start..self.at),
        });
        Ok(())
    }

    /// `${NAME}` and `${NAME:-word}`; other forms are not simulated.
    fn braced(
        &mut self,
        pieces: &mut Vec<Piece>,
        quoted: bool,
        depth: usize,
    ) -> Result<(), LexError> {
        let start = self.at;
        self.at += 2;
        let length = name_length(self.rest());
        let name = self.rest().get(..length).unwrap_or("").to_owned();
        self.at += length;
        let signs = [
            (":-", Fallback::Default),
            (":=", Fallback::Assign),
            (":+", Fallback::Alternative),
            ("-", Fallback::Default),
            ("=", Fallback::Assign),
            ("+", Fallback::Alternative),
        ];
        let sign = signs.iter().find(|(sign, _)| self.rest().starts_with(sign));
        let mut word = Vec::new();
        self.at += sign.map_or(0, |(sign, _)| sign.len());
        loop {
            match self.peek() {
                None => return Err(self.unclosed("${", start)),
                Some('}') => break,
                Some(_) if sign.is_none() || name.is_empty() || depth >= DEEPEST => {
                    let length = self.rest().find('}');
                    let length = length.ok_or_else(|| self.unclosed("${", start))?;
                    let range = start..self.at + length + 1;
                    let form = self.text.get(range.clone()).unwrap_or("${").to_owned();
                    let kind = ComplaintKind::NotSimulated(format!("`{form}`"));
                    return Err(LexError { range, kind });
                }
                Some('\'') if !quoted => self.single_quotes(&mut word)?,
                Some('"') => {
                    let opening = self.at;
                    self.at += 1;
                    self.until_quote(&mut word, opening)?;
                }
                Some('\\') => {
                    self.at += 1;
                    self.take_char(&mut word, true);
                }
                Some('$' | '`') => self.dollar(&mut word, quoted, depth + 1)?,
                Some(_) => self.take_char(&mut word, quoted),
            }
        }
        self.at += 1;
        pieces.push(Piece::Variable {
            name,
            fallback: sign.map(|(_, kind)| (*kind, word)),
            quoted,
            origin: self.origin(start..self.at),
        });
        Ok(())
    }
}

/// The bracket that closes one opened before `from`, with quotes and inner brackets skipped.
fn closing_bracket(text: &str, from: usize) -> Option<usize> {
    let mut depth = 0usize;
    let mut quote = None;
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(from) {
        if escaped {
            escaped = false;
            continue;
        }
        match (quote, byte) {
            (Some(b'\''), b'\'') => quote = None,
            (Some(b'\''), _) => {}
            (_, b'\\') => escaped = true,
            (Some(open), close) if open == close => quote = None,
            (Some(_), _) => {}
            (None, b'\'' | b'"') => quote = Some(byte),
            (None, b'(') => depth += 1,
            (None, b')') if depth == 0 => return Some(at),
            (None, b')') => depth -= 1,
            _ => {}
        }
    }
    None
}
