//! Words, `;`, `{` and `}`: what `ngx_conf_read_token` (core/ngx_conf_file.c) makes of a text.

use crate::problem::ProblemKind;

/// The size of nginx's reading buffer, and so one more than the longest word (`NGX_CONF_BUFFER`).
const BUFFER: usize = 4096;

/// A word as nginx sees it, with the bytes it was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RawWord {
    pub(crate) text: String,
    /// Without quotes.
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) is_quoted: bool,
}

/// What ended a run of words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Semicolon,
    BlockStart,
    BlockClose,
    Finished,
    Broken(ProblemKind),
}

/// A run of words and what ended it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Statement {
    pub(crate) words: Vec<RawWord>,
    pub(crate) end: End,
    /// Where the last byte read lies: the `;`, `{` or `}`.
    pub(crate) at: usize,
}

/// A place in a text that is being read.
#[derive(Clone, Debug)]
pub(crate) struct Tokenizer {
    position: usize,
    /// The line that nginx would log, from 1.
    pub(crate) line: u32,
    /// Where the buffer has to be filled again.
    buffer_end: usize,
    is_command_line: bool,
}

/// What the bytes read so far of one statement have led to.
#[derive(Default)]
struct State {
    words: Vec<RawWord>,
    start: usize,
    start_line: u32,
    in_word: bool,
    need_space: bool,
    in_comment: bool,
    after_dollar: bool,
    escaped: bool,
    quote: Option<u8>,
    was_quoted: bool,
}

impl Tokenizer {
    /// Starts at the beginning of a text; `is_command_line` for the value of `-g`.
    pub(crate) fn new(is_command_line: bool) -> Self {
        Self {
            position: 0,
            line: 1,
            buffer_end: 0,
            is_command_line,
        }
    }

    /// Reads up to the next `;`, `{`, `}`, the end, or a fault.
    pub(crate) fn next(&mut self, text: &str) -> Statement {
        let bytes = text.as_bytes();
        let mut state = State {
            start: self.position,
            start_line: self.line,
            ..State::default()
        };
        loop {
            let Some(&byte) = bytes.get(self.position) else {
                let end = self.end_of_text(&state);
                return finish(state, end, text.len());
            };
            if self.position >= self.buffer_end {
                if self.position - state.start == BUFFER {
                    self.line = state.start_line;
                    let kind = too_long(&state, text);
                    return finish(state, End::Broken(kind), self.position);
                }
                self.buffer_end = state.start + BUFFER;
            }
            self.position += 1;
            if byte == b'\n' {
                self.line += 1;
                state.in_comment = false;
            }
            if state.in_comment {
                continue;
            }
            if let Some(end) = self.step(&mut state, byte, text) {
                return finish(state, end, self.position - 1);
            }
        }
    }

    fn end_of_text(&self, state: &State) -> End {
        if state.words.is_empty() && !state.in_word && !state.need_space {
            End::Finished
        } else if self.is_command_line {
            End::Broken(ProblemKind::UnexpectedEndOfParameter)
        } else {
            End::Broken(ProblemKind::UnexpectedEndOfFile { in_directive: true })
        }
    }

    fn step(&self, state: &mut State, byte: u8, text: &str) -> Option<End> {
        if std::mem::take(&mut state.escaped) {
            return None;
        }
        if state.need_space {
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' => {
                    state.need_space = false;
                    return None;
                }
                b';' => return Some(End::Semicolon),
                b'{' => return Some(End::BlockStart),
                b')' => state.need_space = false,
                _ => {
                    // nginx prints one byte; a character of several is kept whole here.
                    let shown = text
                        .get(self.position - 1..)
                        .and_then(|rest| rest.chars().next())
                        .unwrap_or(char::REPLACEMENT_CHARACTER);
                    return Some(End::Broken(ProblemKind::UnexpectedCharacter(shown)));
                }
            }
        }
        if state.in_word {
            self.step_in_word(state, byte, text)
        } else {
            self.step_between(state, byte)
        }
    }

    fn step_between(&self, state: &mut State, byte: u8) -> Option<End> {
        state.start = self.position - 1;
        state.start_line = self.line;
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' => return None,
            b';' | b'{' if state.words.is_empty() => {
                return Some(End::Broken(ProblemKind::UnexpectedCharacter(char::from(
                    byte,
                ))));
            }
            b';' => return Some(End::Semicolon),
            b'{' => return Some(End::BlockStart),
            b'}' if state.words.is_empty() => return Some(End::BlockClose),
            b'}' => return Some(End::Broken(ProblemKind::UnexpectedCharacter('}'))),
            b'#' => {
                state.in_comment = true;
                return None;
            }
            b'\\' => state.escaped = true,
            b'"' | b'\'' => {
                state.start += 1;
                state.quote = Some(byte);
                state.was_quoted = true;
            }
            b'$' => state.after_dollar = true,
            _ => {}
        }
        state.in_word = true;
        None
    }

    fn step_in_word(&self, state: &mut State, byte: u8, text: &str) -> Option<End> {
        if byte == b'{' && state.after_dollar {
            return None;
        }
        state.after_dollar = byte == b'$';
        match byte {
            b'\\' => {
                state.escaped = true;
                return None;
            }
            b'$' => return None,
            _ => {}
        }
        let ends = match state.quote {
            Some(quote) => byte == quote,
            None => matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b';' | b'{'),
        };
        if !ends {
            return None;
        }
        let end = self.position - 1;
        state.words.push(RawWord {
            text: unescape(text.get(state.start..end).unwrap_or("")),
            start: state.start,
            end,
            is_quoted: std::mem::take(&mut state.was_quoted),
        });
        state.in_word = false;
        if state.quote.take().is_some() {
            state.need_space = true;
            return None;
        }
        match byte {
            b';' => Some(End::Semicolon),
            b'{' => Some(End::BlockStart),
            _ => None,
        }
    }
}

fn finish(state: State, end: End, at: usize) -> Statement {
    Statement {
        words: state.words,
        end,
        at,
    }
}

fn too_long(state: &State, text: &str) -> ProblemKind {
    match state.quote {
        Some(quote) => ProblemKind::UnclosedQuote(char::from(quote)),
        None => {
            let start = text.as_bytes().get(state.start..).unwrap_or_default();
            let first = start.get(..10).unwrap_or(start);
            ProblemKind::TooLongParameter(String::from_utf8_lossy(first).into_owned())
        }
    }
}

/// Takes backslashes away where nginx does; any other `\x` keeps its backslash.
fn unescape(raw: &str) -> String {
    if !raw.contains('\\') {
        return raw.to_owned();
    }
    let mut text = String::with_capacity(raw.len());
    let mut characters = raw.chars().peekable();
    while let Some(character) = characters.next() {
        let replaced = match (character, characters.peek()) {
            ('\\', Some(&next @ ('"' | '\'' | '\\'))) => Some(next),
            ('\\', Some('t')) => Some('\t'),
            ('\\', Some('r')) => Some('\r'),
            ('\\', Some('n')) => Some('\n'),
            _ => None,
        };
        if replaced.is_some() {
            characters.next();
        }
        text.push(replaced.unwrap_or(character));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> (Vec<String>, End, u32) {
        let mut tokenizer = Tokenizer::new(false);
        let statement = tokenizer.next(text);
        let words = statement.words.into_iter().map(|word| word.text).collect();
        (words, statement.end, tokenizer.line)
    }

    #[test]
    fn words_split_as_nginx_splits_them() {
        let table: &[(&str, &[&str], End)] = &[
            ("listen 80}x;", &["listen", "80}x"], End::Semicolon),
            ("foo#bar;", &["foo#bar"], End::Semicolon),
            ("# c\n a b{", &["a", "b"], End::BlockStart),
            ("a ${b}c;", &["a", "${b}c"], End::Semicolon),
            ("a \"b;{#\n\" '';", &["a", "b;{#\n", ""], End::Semicolon),
            ("a b\\ c \\t\\d;", &["a", "b\\ c", "\t\\d"], End::Semicolon),
            (
                "if ($a = \"b\"){",
                &["if", "($a", "=", "b", ")"],
                End::BlockStart,
            ),
            (
                "location ~ a{2} {",
                &["location", "~", "a"],
                End::BlockStart,
            ),
            ("}", &[], End::BlockClose),
            ("  # only\n", &[], End::Finished),
            (
                "a \"b\"y;",
                &["a", "b"],
                End::Broken(ProblemKind::UnexpectedCharacter('y')),
            ),
            (
                "a }",
                &["a"],
                End::Broken(ProblemKind::UnexpectedCharacter('}')),
            ),
            (
                ";;",
                &[],
                End::Broken(ProblemKind::UnexpectedCharacter(';')),
            ),
            (
                "a b",
                &["a"],
                End::Broken(ProblemKind::UnexpectedEndOfFile { in_directive: true }),
            ),
        ];
        for (text, expected, end) in table {
            let (found, found_end, _) = words(text);
            assert_eq!(
                (found.as_slice(), &found_end),
                (expected.map_to_owned().as_slice(), end),
                "{text}"
            );
        }
    }

    trait MapToOwned {
        fn map_to_owned(&self) -> Vec<String>;
    }
    impl MapToOwned for &[&str] {
        fn map_to_owned(&self) -> Vec<String> {
            self.iter().map(|word| (*word).to_owned()).collect()
        }
    }

    #[test]
    fn a_word_of_4096_bytes_is_too_long() {
        let (_, end, _) = words(&format!("a {};", "x".repeat(4095)));
        assert_eq!(end, End::Semicolon);
        let (_, end, line) = words(&format!("\na\n {};\n", "x".repeat(4096)));
        assert_eq!(
            end,
            End::Broken(ProblemKind::TooLongParameter("xxxxxxxxxx".to_owned()))
        );
        assert_eq!(line, 3);
        let (_, end, _) = words(&format!("a \"{}\n", "x".repeat(5000)));
        assert_eq!(end, End::Broken(ProblemKind::UnclosedQuote('"')));
    }

    #[test]
    fn lines_count_line_feeds_only() {
        assert_eq!(words("a\r\nb\r\n;").2, 3);
        assert_eq!(words("a\n\n").2, 3);
    }
}
