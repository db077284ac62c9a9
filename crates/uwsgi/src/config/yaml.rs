//! YAML as far as uWSGI's configurations use it: a mapping of scalars, lists and `key: value` lists below one name.

use super::file::Pair;
use super::magic::Substituted;
use crate::Given;

/// What a reader made of a file, or the line that uWSGI prints before it gives up.
pub(super) type Reading = Result<Read, String>;

/// The keys of the section, and what was passed over because it is not simulated.
#[derive(Default)]
pub(super) struct Read {
    pub(super) pairs: Vec<Pair>,
    pub(super) not_read: Vec<String>,
}

/// Reads the mapping below `wanted`.
pub(super) fn read(text: &Substituted, wanted: &str) -> Reading {
    let mut out = Read::default();
    let mut is_inside = false;
    let mut key: Option<Given> = None;
    let mut at = 0;
    for line in text.text.split('\n') {
        let line_at = at;
        at += line.len() + 1;
        let body = without_comment(line).trim_end();
        let lead = body.len() - body.trim_start().len();
        if line.get(..lead).is_some_and(|lead| lead.contains('\t')) && !body.trim_start().is_empty()
        {
            // libyaml: only blanks indent.
            return Err(
                "error parsing YAML file: found character that cannot start any token (u)"
                    .to_owned(),
            );
        }
        let body = body.trim_start();
        if body.is_empty() || body == "---" || body == "..." {
            continue;
        }
        let start = line_at + lead;
        if lead == 0 {
            is_inside = split_pair(body).is_some_and(|(name, _)| unquote(name).0 == wanted);
            key = None;
            continue;
        }
        if !is_inside {
            continue;
        }
        if let Some(item) = body.strip_prefix('-') {
            let item_at = start + 1 + (item.len() - item.trim_start().len());
            out.push_item(text, item_at, key.as_ref(), item);
            continue;
        }
        match split_pair(body) {
            Some((name, "")) => {
                let (name, offset) = unquote(name);
                let from = start + offset;
                key = Some(Given::new(name, text.span(from, from + name.len())));
            }
            Some((name, value)) if value.starts_with(['|', '>', '&', '*', '{', '[']) => {
                let name = name.to_owned();
                out.not_read.push(format!("the YAML value of `{name}`"));
                key = None;
            }
            Some((name, value)) => {
                out.push(text, start, name, value);
                key = None;
            }
            None => out.not_read.push(format!("the YAML line `{body}`")),
        }
    }
    Ok(out)
}

impl Read {
    /// An element of a list: of the key before it, or an option of its own.
    fn push_item(&mut self, text: &Substituted, at: usize, key: Option<&Given>, item: &str) {
        let item = item.trim();
        match (key, split_pair(item)) {
            (None, Some((name, value))) => self.push(text, at, name, value),
            (Some(key), _) => {
                let value = Some(scalar(text, item, at));
                let key = key.clone();
                self.pairs.push(Pair { key, value });
            }
            _ => self.not_read.push(format!("the YAML line `- {item}`")),
        }
    }

    fn push(&mut self, text: &Substituted, at: usize, name: &str, value: &str) {
        let (plain, offset) = unquote(name);
        let key_at = at + offset;
        let key = Given::new(plain, text.span(key_at, key_at + plain.len()));
        let line = text.text.get(at..).unwrap_or_default();
        let value_at = line
            .get(name.len()..)
            .and_then(|rest| rest.find(value))
            .map_or(at, |offset| at + name.len() + offset);
        let value = Some(scalar(text, value, value_at));
        self.pairs.push(Pair { key, value });
    }
}

fn scalar(text: &Substituted, value: &str, at: usize) -> Given {
    let (plain, offset) = unquote(value);
    let from = at + offset;
    Given::new(plain, text.span(from, from + plain.len()))
}

/// A key and its value around `: `, or a key that ends the line.
fn split_pair(body: &str) -> Option<(&str, &str)> {
    if let Some(name) = body.strip_suffix(':')
        && !name.contains(": ")
    {
        return Some((name.trim(), ""));
    }
    let (name, value) = body.split_once(": ")?;
    Some((name.trim(), value.trim()))
}

fn unquote(text: &str) -> (&str, usize) {
    for quote in ['"', '\''] {
        let inner = text
            .strip_prefix(quote)
            .and_then(|rest| rest.strip_suffix(quote));
        if let Some(inner) = inner {
            return (inner, 1);
        }
    }
    (text, 0)
}

/// A `#` begins a comment at the start of a line or after a blank, outside quotes.
fn without_comment(line: &str) -> &str {
    let (mut quote, mut after_blank) = (None, true);
    for (at, character) in line.char_indices() {
        match (quote, character) {
            (None, '#') if after_blank => return line.get(..at).unwrap_or(line),
            (None, '"' | '\'') => quote = Some(character),
            (Some(open), _) if open == character => quote = None,
            _ => {}
        }
        after_blank = character.is_whitespace();
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tab_does_not_indent() {
        let text = Substituted::literal("uwsgi:\n\tmaster: true\n", None);
        let told = read(&text, "uwsgi").err().unwrap_or_default();
        assert!(told.contains("cannot start any token"), "{told}");
    }

    #[test]
    fn scalars_lists_and_comments_are_read() {
        let text = "other:\n  a: 1\nuwsgi:\n  socket: /tmp/a.sock # here\n  master: true\n  \
                    env:\n    - A=1\n    - B=2\n  - wsgi-file: \"app.py\"\n";
        let read = read(&Substituted::literal(text, None), "uwsgi").unwrap_or_default();
        let pairs: Vec<_> = read
            .pairs
            .iter()
            .map(|pair| {
                (
                    pair.key.text.as_str(),
                    pair.value.as_ref().map_or("", |v| &v.text),
                )
            })
            .collect();
        let expected = [
            ("socket", "/tmp/a.sock"),
            ("master", "true"),
            ("env", "A=1"),
            ("env", "B=2"),
        ];
        assert_eq!(pairs.get(..4), Some(&expected[..]));
    }
}
