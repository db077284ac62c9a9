//! JSON configurations: one object of scalars and arrays below one name (core/json.c).

use super::file::Pair;
use super::magic::Substituted;
use super::yaml::{Read, Reading};
use crate::Given;

/// Objects and arrays inside one another are followed this deep.
const DEEPEST: usize = 40;

/// Reads the object below `wanted`.
pub(super) fn read(text: &Substituted, wanted: &str) -> Reading {
    let mut reader = Reader {
        text,
        at: 0,
        out: Read::default(),
        fault: None,
    };
    reader.blanks();
    let mut has_section = false;
    let result = reader.object(0, &mut |reader, key, depth| {
        if key.text == wanted && reader.peek() == Some('{') {
            has_section = true;
            return reader.object(depth, &mut |reader, key, depth| reader.option(&key, depth));
        }
        reader.skip(depth)
    });
    reader.blanks();
    let is_whole = reader.rest().is_empty();
    if result.is_some() && !is_whole {
        let _: Option<()> = reader.fail("parse error: trailing garbage");
    }
    if let Some(fault) = reader.fault {
        return Err(complaint(&text.text, fault));
    }
    if has_section {
        Ok(reader.out)
    } else {
        Err(format!(
            "you must define a object named {wanted} in your JSON data"
        ))
    }
}

/// The library's message shows where it believes to be: always at the start of the text (yajl_render_error_string).
fn complaint(text: &str, fault: &str) -> String {
    let start: String = text.chars().take(30).collect();
    let start = start.replace(['\n', '\r'], " ");
    format!(
        "error parsing JSON data: {fault}\n{:40}{start}\n                     (right here) ------^\n",
        ""
    )
}

const UNALLOWED: &str = "parse error: unallowed token at this point in JSON text";
const IN_ARRAY: &str = "parse error: after array element, I expect ',' or ']'";
const IN_MAP: &str = "parse error: after key and value, inside map, I expect ',' or '}'";

struct Reader<'t> {
    text: &'t Substituted,
    at: usize,
    out: Read,
    /// The first thing that is wrong, in yajl's words.
    fault: Option<&'static str>,
}

type Member<'f, 't> = &'f mut dyn FnMut(&mut Reader<'t>, Given, usize) -> Option<()>;

impl<'t> Reader<'t> {
    fn rest(&self) -> &'t str {
        self.text.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Passes over blanks and comments, which yajl allows.
    fn blanks(&mut self) {
        loop {
            let rest = self.rest();
            let body = rest.trim_start();
            self.at += rest.len() - body.len();
            let length = if body.starts_with("//") {
                body.find('\n').unwrap_or(body.len())
            } else if body.starts_with("/*") {
                body.find("*/").map_or(body.len(), |end| end + 2)
            } else {
                return;
            };
            self.at += length;
        }
    }

    /// Notes what is wrong here: the end of the text and characters that begin no token come before `fault`.
    fn fail<T>(&mut self, fault: &'static str) -> Option<T> {
        let fault = match self.peek() {
            None => "parse error: premature EOF",
            Some('t' | 'f' | 'n') if self.word_length() == 0 => {
                "lexical error: invalid string in json text."
            }
            Some(c) if !"{}[]:,\"-tfn".contains(c) && !c.is_ascii_digit() => {
                "lexical error: invalid char in json text."
            }
            Some(_) => fault,
        };
        self.fault.get_or_insert(fault);
        None
    }

    fn need(&mut self, wanted: char, fault: &'static str) -> Option<()> {
        match self.take(wanted) {
            Some(()) => Some(()),
            None => self.fail(fault),
        }
    }

    fn take(&mut self, wanted: char) -> Option<()> {
        self.blanks();
        (self.peek() == Some(wanted)).then(|| self.at += wanted.len_utf8())
    }

    fn object(&mut self, depth: usize, member: Member<'_, 't>) -> Option<()> {
        if depth > DEEPEST {
            return self.fail("parse error: nested too deeply to be followed here");
        }
        self.need('{', UNALLOWED)?;
        self.blanks();
        if self.take('}').is_some() {
            return Some(());
        }
        loop {
            self.blanks();
            if self.peek() != Some('"') {
                return self.fail("parse error: invalid object key (must be a string)");
            }
            let key = self.string()?;
            let colon = "parse error: object key and value must be separated by a colon (':')";
            self.need(':', colon)?;
            self.blanks();
            member(self, key, depth + 1)?;
            if self.take(',').is_none() {
                return self.need('}', IN_MAP);
            }
        }
    }

    /// One option: a scalar, or one for each element of an array.
    fn option(&mut self, key: &Given, depth: usize) -> Option<()> {
        self.blanks();
        if self.peek() == Some('[') {
            self.take('[')?;
            if self.take(']').is_some() {
                return Some(());
            }
            loop {
                self.value(key, depth)?;
                if self.take(',').is_none() {
                    return self.need(']', IN_ARRAY);
                }
            }
        }
        self.value(key, depth)
    }

    fn value(&mut self, key: &Given, depth: usize) -> Option<()> {
        self.blanks();
        let Some(first) = self.peek() else {
            return self.fail(UNALLOWED);
        };
        let value = match first {
            '"' => self.string()?,
            '{' | '[' => {
                self.out
                    .not_read
                    .push(format!("the JSON value of `{}`", key.text));
                return self.skip(depth);
            }
            _ => {
                let from = self.at;
                let word = self.word()?;
                let text = match word {
                    "true" => "1",
                    "false" | "null" => "0",
                    number => number,
                };
                Given::new(text, self.text.span(from, from + word.len()))
            }
        };
        self.out.pairs.push(Pair {
            key: key.clone(),
            value: Some(value),
        });
        Some(())
    }

    /// How long the literal or number here is.
    fn word_length(&self) -> usize {
        let rest = self.rest();
        let literals = ["true", "false", "null"];
        let literal = literals.iter().find(|literal| rest.starts_with(**literal));
        let is_number_part = |c: char| c.is_ascii_digit() || "-+.eE".contains(c);
        literal.map_or_else(
            || rest.find(|c| !is_number_part(c)).unwrap_or(rest.len()),
            |literal| literal.len(),
        )
    }

    fn word(&mut self) -> Option<&'t str> {
        let word = self.rest().get(..self.word_length()).unwrap_or_default();
        let is_literal = matches!(word, "true" | "false" | "null");
        if !is_literal && word.parse::<f64>().is_err() {
            return self.fail(UNALLOWED);
        }
        self.at += word.len();
        Some(word)
    }

    fn string(&mut self) -> Option<Given> {
        let from = self.at;
        self.take('"')?;
        let mut text = String::new();
        let mut rest = self.rest().char_indices();
        while let Some((at, character)) = rest.next() {
            match character {
                '"' => {
                    self.at += at + 1;
                    let span = self.text.span(from + 1, self.at - 1);
                    return Some(Given::new(text, span));
                }
                '\\' => match rest.next().map_or(' ', |(_, escaped)| escaped) {
                    'n' => text.push('\n'),
                    't' => text.push('\t'),
                    'u' => text.push('\u{fffd}'),
                    other => text.push(other),
                },
                '\n' => {
                    self.fault
                        .get_or_insert("lexical error: invalid character inside string.");
                    return None;
                }
                other => text.push(other),
            }
        }
        self.fault.get_or_insert("parse error: premature EOF");
        None
    }

    fn skip(&mut self, depth: usize) -> Option<()> {
        self.blanks();
        let Some(first) = self.peek() else {
            return self.fail(UNALLOWED);
        };
        match first {
            '"' => self.string().map(|_| ()),
            '{' => self.object(depth, &mut |reader, _, depth| reader.skip(depth)),
            '[' if depth < DEEPEST => {
                self.take('[')?;
                if self.take(']').is_some() {
                    return Some(());
                }
                loop {
                    self.skip(depth + 1)?;
                    if self.take(',').is_none() {
                        return self.need(']', IN_ARRAY);
                    }
                }
            }
            _ => self.word().map(|_| ()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(text: &str) -> Result<Vec<(String, String)>, String> {
        let read = read(&Substituted::literal(text, None), "uwsgi")?;
        let pair = |pair: Pair| (pair.key.text, pair.value.unwrap_or_default().text);
        Ok(read.pairs.into_iter().map(pair).collect())
    }

    #[test]
    fn truth_values_become_numbers_and_arrays_are_repeated() {
        let text = r#"{"x": [1, {}], "uwsgi": {"master": true, "env": ["A=1", "B=2"], "p": 4}}"#;
        let expected = [("master", "1"), ("env", "A=1"), ("env", "B=2"), ("p", "4")];
        let expected = expected.map(|(k, v)| (k.to_owned(), v.to_owned()));
        assert_eq!(pairs(text), Ok(expected.to_vec()));
    }

    #[test]
    fn broken_text_and_missing_objects_are_told_apart() {
        let fault = |text: &str| {
            let line = pairs(text).err().unwrap_or_default();
            line.lines().next().unwrap_or_default().to_owned()
        };
        for (text, expected) in [
            ("{\"uwsgi\": {", "parse error: premature EOF"),
            (
                "{\"a\": 1,}",
                "parse error: invalid object key (must be a string)",
            ),
            ("{\"a\": }", UNALLOWED),
            (
                "{\"a\" 1}",
                "parse error: object key and value must be separated by a colon (':')",
            ),
            ("{\"a\": 1 \"b\": 2}", IN_MAP),
            ("{\"a\": [1 2]}", IN_ARRAY),
            ("{\"a\": yes}", "lexical error: invalid char in json text."),
            ("{\"a\": 1} x", "lexical error: invalid char in json text."),
        ] {
            assert_eq!(fault(text), format!("error parsing JSON data: {expected}"));
        }
        assert!(pairs("{\"a\": 1}").is_err_and(|line| line.starts_with("you must define")));
        assert!(pairs(&"[".repeat(1000)).is_err());
    }
}
