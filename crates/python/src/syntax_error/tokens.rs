//! A tokenizer that goes wrong where CPython's does, with CPython's words (Parser/tokenizer.c).
//! One state machine, so a few more than 400 lines.

/// What a token is, as far as error messages care.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    Name,
    Number,
    String,
    Operator,
    Newline,
    Indent,
    Dedent,
    End,
}

/// A token and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) start: usize,
    pub(super) end: usize,
    /// How many brackets are open around it.
    pub(super) level: usize,
}

/// An error of the tokenizer.
#[derive(Clone, Debug)]
pub(super) struct LexicalError {
    pub(super) class: &'static str,
    pub(super) message: String,
    pub(super) at: usize,
    /// No column is told: the line alone.
    pub(super) end: Option<usize>,
}

/// All tokens up to the end or the first error, and the brackets that are open there.
pub(super) struct Tokens {
    pub(super) tokens: Vec<Token>,
    pub(super) error: Option<LexicalError>,
    pub(super) open: Vec<(char, usize)>,
}

struct Tokenizer<'a> {
    text: &'a str,
    at: usize,
    minor: u8,
    tokens: Vec<Token>,
    open: Vec<(char, usize)>,
    /// Widths of the open indentations, with tabs to 8 and with tabs as 1.
    indents: Vec<(usize, usize)>,
}

/// Splits a text into tokens.
pub(super) fn tokenize(text: &str, minor: u8) -> Tokens {
    let mut tokenizer = Tokenizer {
        text,
        at: 0,
        minor,
        tokens: Vec::new(),
        open: Vec::new(),
        indents: vec![(0, 0)],
    };
    let error = tokenizer.run().err();
    Tokens {
        tokens: tokenizer.tokens,
        error,
        open: tokenizer.open,
    }
}

impl Tokenizer<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn push(&mut self, kind: TokenKind, start: usize, end: usize) {
        let level = self.open.len();
        self.tokens.push(Token {
            kind,
            start,
            end,
            level,
        });
    }

    fn fail<T>(&self, message: impl Into<String>, at: usize) -> Result<T, LexicalError> {
        Err(LexicalError {
            class: "SyntaxError",
            message: message.into(),
            at,
            end: Some(at),
        })
    }

    // An arm for each kind of token: more than 60 lines.
    fn run(&mut self) -> Result<(), LexicalError> {
        let mut line_starts = true;
        while self.at < self.text.len() {
            if line_starts && self.open.is_empty() {
                line_starts = false;
                if !self.indentation()? {
                    line_starts = true;
                    continue;
                }
            }
            let Some(c) = self.rest().chars().next() else {
                break;
            };
            let start = self.at;
            match c {
                ' ' | '\t' | '\x0c' | '\r' => self.at += 1,
                '\n' => {
                    self.at += 1;
                    if self.open.is_empty() {
                        self.push(TokenKind::Newline, start, start);
                        line_starts = true;
                    }
                }
                '#' => self.at += self.rest().find('\n').unwrap_or(self.rest().len()),
                '\\' => {
                    let after = self.rest().get(1..).unwrap_or("");
                    if let Some(rest) = after.strip_prefix('\n').or(after.strip_prefix("\r\n")) {
                        self.at = self.text.len() - rest.len();
                    } else {
                        return self.fail(
                            "unexpected character after line continuation character",
                            start + 1,
                        );
                    }
                }
                '"' | '\'' => self.string(start)?,
                c if c.is_ascii_digit()
                    || (c == '.'
                        && self
                            .rest()
                            .as_bytes()
                            .get(1)
                            .is_some_and(u8::is_ascii_digit)) =>
                {
                    self.number(start)?;
                }
                c if c.is_alphabetic() || c == '_' || (!c.is_ascii() && c.is_alphanumeric()) => {
                    let len = self
                        .rest()
                        .find(|c: char| !(c.is_alphanumeric() || c == '_'))
                        .unwrap_or(self.rest().len());
                    let word = &self.rest()[..len];
                    let quoted = self.rest()[len..].starts_with(['"', '\'']);
                    let is_prefix = word.len() <= 2 && word.chars().all(|c| "rRbBuUfF".contains(c));
                    self.at += len;
                    if quoted && is_prefix {
                        self.string(start)?;
                    } else {
                        self.push(TokenKind::Name, start, self.at);
                    }
                }
                c if c.is_ascii() => self.operator(c, start)?,
                c => {
                    let code = c as u32;
                    let printable = !(c.is_whitespace()
                        || c.is_control()
                        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}'));
                    let message = match (self.minor, printable) {
                        (9.., true) => format!("invalid character '{c}' (U+{code:04X})"),
                        (9.., false) => format!("invalid non-printable character U+{code:04X}"),
                        _ => "invalid character in identifier".to_owned(),
                    };
                    return self.fail(message, start);
                }
            }
        }
        let end = self.text.trim_end_matches(['\n', '\r', ' ', '\t']).len();
        if self.open.is_empty() {
            if self
                .tokens
                .last()
                .is_some_and(|token| token.kind != TokenKind::Newline)
            {
                self.push(TokenKind::Newline, end, end);
            }
            while self.indents.len() > 1 {
                self.indents.pop();
                self.push(TokenKind::Dedent, end, end);
            }
        }
        self.push(TokenKind::End, end, end);
        Ok(())
    }

    /// Reads a line's indentation; false where the line is blank or a comment.
    // An arm for each kind of token: more than 60 lines.
    fn indentation(&mut self) -> Result<bool, LexicalError> {
        let (mut column, mut alternative) = (0, 0);
        let start = self.at;
        while let Some(c) = self.rest().chars().next() {
            match c {
                ' ' => (column, alternative) = (column + 1, alternative + 1),
                '\t' => (column, alternative) = ((column / 8 + 1) * 8, alternative + 1),
                '\x0c' => (column, alternative) = (0, 0),
                _ => break,
            }
            self.at += 1;
        }
        if let Some(c) = self.rest().chars().next()
            && matches!(c, '#' | '\n' | '\r')
        {
            self.at += self
                .rest()
                .find('\n')
                .map_or(self.rest().len(), |at| at + 1);
            return Ok(false);
        }
        if self.rest().is_empty() {
            return Ok(false);
        }
        let tabs = |at: usize| LexicalError {
            class: "TabError",
            message: "inconsistent use of tabs and spaces in indentation".to_owned(),
            at,
            end: None,
        };
        let (top, top_alternative) = self.indents.last().copied().unwrap_or((0, 0));
        if column == top {
            if alternative != top_alternative {
                return Err(tabs(start));
            }
        } else if column > top {
            if alternative <= top_alternative {
                return Err(tabs(start));
            }
            self.indents.push((column, alternative));
            self.push(TokenKind::Indent, start, self.at);
        } else {
            while self
                .indents
                .last()
                .is_some_and(|(width, _)| column < *width)
            {
                self.indents.pop();
                self.push(TokenKind::Dedent, self.at, self.at);
            }
            let (width, other) = self.indents.last().copied().unwrap_or((0, 0));
            if width != column {
                let line_end = self.at + self.rest().find('\n').unwrap_or(self.rest().len());
                return Err(LexicalError {
                    class: "IndentationError",
                    message: "unindent does not match any outer indentation level".to_owned(),
                    at: line_end,
                    end: Some(line_end),
                });
            }
            if other != alternative {
                return Err(tabs(start));
            }
        }
        Ok(true)
    }

    fn string(&mut self, start: usize) -> Result<(), LexicalError> {
        let quote = self.rest().chars().next().unwrap_or('"');
        let triple: String = std::iter::repeat_n(quote, 3).collect();
        let is_triple = self.rest().starts_with(&triple);
        self.at += if is_triple { 3 } else { 1 };
        let line_of = |at: usize| self.text.get(..at).unwrap_or("").matches('\n').count() + 1;
        loop {
            let Some(c) = self.rest().chars().next() else {
                if is_triple {
                    let last = line_of(self.text.trim_end_matches('\n').len());
                    let message = match self.minor {
                        10.. => format!(
                            "unterminated triple-quoted string literal (detected at line {last})"
                        ),
                        _ => "EOF while scanning triple-quoted string literal".to_owned(),
                    };
                    return self.fail(message, start);
                }
                return self.fail(self.unterminated(line_of(start)), start);
            };
            match c {
                '\\' => {
                    self.at += 1;
                    self.at += self.rest().chars().next().map_or(0, char::len_utf8);
                }
                '\n' if !is_triple => return self.fail(self.unterminated(line_of(self.at)), start),
                c if c == quote && (!is_triple || self.rest().starts_with(&triple)) => {
                    self.at += if is_triple { 3 } else { 1 };
                    self.push(TokenKind::String, start, self.at);
                    return Ok(());
                }
                c => self.at += c.len_utf8(),
            }
        }
    }

    fn unterminated(&self, line: usize) -> String {
        match self.minor {
            10.. => format!("unterminated string literal (detected at line {line})"),
            _ => "EOL while scanning string literal".to_owned(),
        }
    }

    fn number(&mut self, start: usize) -> Result<(), LexicalError> {
        let rest = self.rest().as_bytes();
        let radix = matches!(
            rest.get(..2),
            Some([b'0', b'x' | b'X' | b'o' | b'O' | b'b' | b'B'])
        );
        let mut len = if radix { 2 } else { 0 };
        while let Some(byte) = rest.get(len) {
            let exponent = !radix
                && matches!(byte, b'e' | b'E')
                && rest
                    .get(len + 1)
                    .is_some_and(|next| next.is_ascii_digit() || matches!(next, b'+' | b'-'));
            let belongs = byte.is_ascii_digit()
                || matches!(byte, b'_' | b'.')
                || (radix && byte.is_ascii_hexdigit())
                || exponent;
            if !belongs {
                break;
            }
            len += if exponent { 2 } else { 1 };
        }
        if matches!(rest.get(len), Some(b'j' | b'J')) {
            len += 1;
        }
        let digits = self.rest().get(..len).unwrap_or("");
        let whole = digits.bytes().all(|byte| byte.is_ascii_digit());
        if whole
            && digits.len() > 1
            && digits.starts_with('0')
            && digits.bytes().any(|byte| byte != b'0')
        {
            let zeros = digits.len() - digits.trim_start_matches('0').len();
            let message = if self.minor >= 8 {
                "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers"
            } else {
                "invalid token"
            };
            return Err(LexicalError {
                class: "SyntaxError",
                message: message.to_owned(),
                at: start,
                end: Some(start + zeros),
            });
        }
        let after = self.rest().get(len..).unwrap_or("");
        let letter = after
            .chars()
            .next()
            .is_some_and(|c| c.is_alphabetic() || c == '_');
        let keyword = ["and", "else", "for", "if", "in", "is", "not", "or"]
            .iter()
            .any(|word| after.starts_with(word));
        if letter && !keyword && self.minor >= 9 && !radix {
            return self.fail("invalid decimal literal", start + len.saturating_sub(1));
        }
        self.at += len.max(1);
        self.push(TokenKind::Number, start, self.at);
        Ok(())
    }

    fn operator(&mut self, c: char, start: usize) -> Result<(), LexicalError> {
        const LONG: [&str; 25] = [
            "**=", "//=", ">>=", "<<=", "...", "!=", "->", ":=", "+=", "-=", "*=", "/=", "%=",
            "&=", "|=", "^=", "@=", "==", "<=", ">=", "<>", "**", "//", ">>", "<<",
        ];
        let len = LONG
            .iter()
            .find(|long| self.rest().starts_with(**long))
            .map_or(1, |long| long.len());
        match c {
            '(' | '[' | '{' => {
                self.at += 1;
                self.open.push((c, start));
                self.push(TokenKind::Operator, start, self.at);
                if let Some(last) = self.tokens.last_mut() {
                    last.level -= 1;
                }
                return Ok(());
            }
            ')' | ']' | '}' => {
                let Some((opened, at)) = self.open.pop() else {
                    return self.fail(format!("unmatched '{c}'"), start);
                };
                if !matches!((opened, c), ('(', ')') | ('[', ']') | ('{', '}')) {
                    let line_of =
                        |at: usize| self.text.get(..at).unwrap_or("").matches('\n').count() + 1;
                    let place = if line_of(at) == line_of(start) {
                        String::new()
                    } else {
                        format!(" on line {}", line_of(at))
                    };
                    return self.fail(
                        format!("closing parenthesis '{c}' does not match opening parenthesis '{opened}'{place}"),
                        start,
                    );
                }
            }
            _ => {}
        }
        self.at += len;
        self.push(TokenKind::Operator, start, self.at);
        Ok(())
    }
}
