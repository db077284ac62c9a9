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
    if result.is_none() {
        let line = 1 + text
            .text
            .get(..reader.at)
            .unwrap_or_default()
            .matches('\n')
            .count();
        // The library's own words are not simulated, only where it stops.
        return Err(format!("error parsing JSON data: line {line}"));
    }
    if has_section {
        Ok(reader.out)
    } else {
        Err(format!(
            "you must define a object named {wanted} in your JSON data"
        ))
    }
}

struct Reader<'t> {
    text: &'t Substituted,
    at: usize,
    out: Read,
}

type Member<'f, 't> = &'f mut dyn FnMut(&mut Reader<'t>, Given, usize) -> Option<()>;

impl<'t> Reader<'t> {
    fn rest(&self) -> &'t str {
        self.text.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    fn take(&mut self, wanted: char) -> Option<()> {
        self.blanks();
        (self.peek() == Some(wanted)).then(|| self.at += wanted.len_utf8())
    }

    fn object(&mut self, depth: usize, member: Member<'_, 't>) -> Option<()> {
        if depth > DEEPEST {
            return None;
        }
        self.take('{')?;
        self.blanks();
        if self.take('}').is_some() {
            return Some(());
        }
        loop {
            self.blanks();
            let key = self.string()?;
            self.take(':')?;
            self.blanks();
            member(self, key, depth + 1)?;
            if self.take(',').is_none() {
                return self.take('}');
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
                    return self.take(']');
                }
            }
        }
        self.value(key, depth)
    }

    fn value(&mut self, key: &Given, depth: usize) -> Option<()> {
        self.blanks();
        let value = match self.peek()? {
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

    fn word(&mut self) -> Option<&'t str> {
        let rest = self.rest();
        let end = rest
            .find(|c: char| c.is_whitespace() || ",]}:".contains(c))
            .unwrap_or(rest.len());
        let word = rest.get(..end).filter(|word| !word.is_empty())?;
        let is_literal = matches!(word, "true" | "false" | "null");
        (is_literal || word.parse::<f64>().is_ok()).then(|| self.at += end)?;
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
                '\\' => match rest.next()?.1 {
                    'n' => text.push('\n'),
                    't' => text.push('\t'),
                    'u' => text.push('\u{fffd}'),
                    other => text.push(other),
                },
                '\n' => return None,
                other => text.push(other),
            }
        }
        None
    }

    fn skip(&mut self, depth: usize) -> Option<()> {
        self.blanks();
        match self.peek()? {
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
                        return self.take(']');
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
        assert!(pairs("{\"uwsgi\": {").is_err_and(|line| line.starts_with("error parsing")));
        assert!(pairs("{\"a\": 1}").is_err_and(|line| line.starts_with("you must define")));
        assert!(pairs(&"[".repeat(1000)).is_err());
    }
}
