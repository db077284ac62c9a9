//! Expands words: braces, tilde, variables, `$(…)`, splitting and file names, in bash's order (bash(1), "EXPANSION").

mod braces;
use hurdles_source::Span;

use super::complaint::ComplaintKind;
use super::run::Shell;
use super::token::{Fallback, Lexeme, Piece};
use super::word::Word;
use crate::glob;

/// A word in the making: each byte with its origin and whether it was quoted.
#[derive(Clone, Debug, Default)]
pub(super) struct Field {
    text: String,
    origins: Vec<(u32, u32)>,
    quoted: Vec<bool>,
    /// Whether it stays even when empty, because quotes were typed.
    explicit: bool,
}

impl Field {
    fn push(&mut self, text: &str, origins: impl IntoIterator<Item = (u32, u32)>, quoted: bool) {
        self.text.push_str(text);
        self.origins.extend(origins);
        self.quoted.resize(self.text.len(), quoted);
        self.origins.resize(self.text.len(), (0, 0));
        self.explicit |= quoted;
    }

    fn is_dropped(&self) -> bool {
        self.text.is_empty() && !self.explicit
    }

    fn into_word(self, span: Span) -> Word {
        Word::traced(self.text, span, self.origins)
    }
}

/// What a variable becomes.
enum Value {
    Text(String),
    Fields(Vec<Field>),
}

/// The most bytes that one word may grow to.
const LONGEST: usize = 1 << 20;

impl Shell<'_> {
    /// The arguments that a word becomes.
    pub(super) fn words_of(&mut self, lexeme: &Lexeme) -> Vec<Word> {
        let span = self.span_of(lexeme.range.clone());
        let mut words = Vec::new();
        for pieces in braces::expand(&lexeme.pieces) {
            for field in self.fields(&pieces, true, span) {
                if let Some(names) = self.file_names(&field) {
                    let origin = (span.start, span.end);
                    words.extend(names.into_iter().map(|name| {
                        let origins = vec![origin; name.len()];
                        Word::traced(name, span, origins)
                    }));
                } else if !field.is_dropped() {
                    words.push(field.into_word(span));
                }
            }
        }
        words
    }

    /// The one word that a value or the target of a redirection becomes: no splitting, no file names.
    pub(super) fn word_of(&mut self, lexeme: &Lexeme) -> Word {
        let span = self.span_of(lexeme.range.clone());
        let mut fields = self.fields(&lexeme.pieces, false, span);
        match fields.pop() {
            Some(field) => field.into_word(span),
            None => Word::plain("", span),
        }
    }

    /// Expands pieces; without `split` all stays one field.
    fn fields(&mut self, pieces: &[Piece], split: bool, span: Span) -> Vec<Field> {
        let mut fields = vec![Field::default()];
        for (n, piece) in pieces.iter().enumerate() {
            match piece {
                Piece::Text {
                    text,
                    origins,
                    quoted,
                } => {
                    let tilde = (n == 0 && !quoted).then(|| self.tilde(text)).flatten();
                    let mut from = 0;
                    if let Some((length, home)) = tilde {
                        let first = origins.first().map_or(0, |origin| origin.0);
                        let last = origins.get(length - 1).map_or(first, |origin| origin.1);
                        append(&mut fields, &home, (first, last), true, false);
                        from = length;
                    }
                    push(&mut fields, text, origins, from, *quoted);
                }
                Piece::Variable {
                    name,
                    fallback,
                    quoted,
                    origin,
                } => {
                    let split = split && !quoted;
                    match self.value(name, fallback.as_ref(), split, span) {
                        Value::Text(value) => append(&mut fields, &value, *origin, *quoted, split),
                        Value::Fields(inner) => join(&mut fields, inner),
                    }
                }
                Piece::Substitution {
                    script,
                    quoted,
                    origin,
                } => {
                    let output = self.capture(script);
                    let output = output.trim_end_matches('\n');
                    append(&mut fields, output, *origin, *quoted, split && !quoted);
                }
            }
            let bytes: usize = fields.iter().map(|field| field.text.len()).sum();
            if bytes > LONGEST {
                self.complain(span, ComplaintKind::TooMuch);
                return vec![Field::default()];
            }
        }
        fields
    }

    /// What a variable becomes: its value, or the word that stands in for it.
    fn value(
        &mut self,
        name: &str,
        fallback: Option<&(Fallback, Vec<Piece>)>,
        split: bool,
        span: Span,
    ) -> Value {
        let value = self.variable(name);
        let Some((kind, word)) = fallback else {
            return Value::Text(value.unwrap_or_default());
        };
        let value = value.filter(|value| !value.is_empty());
        match (kind, value) {
            (Fallback::Default | Fallback::Assign, Some(value)) => Value::Text(value),
            (Fallback::Alternative, None) => Value::Text(String::new()),
            (Fallback::Default, None) | (Fallback::Alternative, Some(_)) => {
                Value::Fields(self.fields(word, split, span))
            }
            (Fallback::Assign, None) => {
                let inner = self.fields(word, false, span);
                if let Some(field) = inner.first() {
                    self.assign(name, &field.text);
                }
                Value::Fields(inner)
            }
        }
    }

    /// The home that an unquoted `~` or `~user` at the start means, and the bytes it stands for.
    fn tilde(&self, text: &str) -> Option<(usize, String)> {
        let rest = text.strip_prefix('~')?;
        let length = rest.find('/').unwrap_or(rest.len());
        let name = rest.get(..length)?;
        let home = if name.is_empty() {
            self.variable("HOME")
        } else {
            self.machine
                .accounts
                .user(name)
                .map(|user| user.home.clone())
        };
        home.map(|home| (length + 1, home))
    }

    /// The names that a word with unquoted `*`, `?` or `[` matches; `None` where there are none or it has no pattern.
    fn file_names(&self, field: &Field) -> Option<Vec<String>> {
        if !glob::has_special(&field.text, &field.quoted) {
            return None;
        }
        let (who, cwd) = (&self.context.identity, &self.context.cwd);
        let found = glob::paths_partly_quoted(self.machine, who, cwd, &field.text, &field.quoted);
        (!found.is_empty()).then_some(found)
    }
}

/// Appends literal text from byte `from` on to the last field.
fn push(fields: &mut [Field], text: &str, origins: &[(u32, u32)], from: usize, quoted: bool) {
    if let Some(field) = fields.last_mut() {
        let origins = origins.get(from..).unwrap_or(&[]).iter().copied();
        field.push(text.get(from..).unwrap_or(""), origins, quoted);
    }
}

/// Appends a value; with `split`, blanks in it begin new fields.
fn append(fields: &mut Vec<Field>, value: &str, origin: (u32, u32), quoted: bool, split: bool) {
    let add = |fields: &mut Vec<Field>, text: &str| {
        if let Some(field) = fields.last_mut() {
            field.push(text, std::iter::repeat_n(origin, text.len()), quoted);
        }
    };
    if !split {
        add(fields, value);
        return;
    }
    let blank = |c: char| matches!(c, ' ' | '\t' | '\n');
    if value.starts_with(blank) && fields.last().is_some_and(|field| !field.is_dropped()) {
        fields.push(Field::default());
    }
    for (n, part) in value
        .split(blank)
        .filter(|part| !part.is_empty())
        .enumerate()
    {
        if n > 0 {
            fields.push(Field::default());
        }
        add(fields, part);
    }
    if value.ends_with(blank) && fields.last().is_some_and(|field| !field.is_dropped()) {
        fields.push(Field::default());
    }
}

/// Continues the last field with the first of `inner`.
fn join(fields: &mut Vec<Field>, inner: Vec<Field>) {
    let mut inner = inner.into_iter();
    if let (Some(last), Some(first)) = (fields.last_mut(), inner.next()) {
        last.text.push_str(&first.text);
        last.origins.extend(first.origins);
        last.quoted.extend(first.quoted);
        last.explicit |= first.explicit;
    }
    fields.extend(inner);
}
