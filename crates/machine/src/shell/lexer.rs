//! Splits shell text into words and operators (bash(1), "QUOTING" and "DEFINITIONS"). Expansion comes later.

mod dollar;
mod here_document;

use std::ops::Range;

use super::complaint::ComplaintKind;
use super::token::{Lexeme, Operator, Piece, Redirection, Token};
use super::word::Word;

/// The signs of redirections, longer ones first.
const REDIRECTIONS: [(&str, Redirection); 11] = [
    ("<<<", Redirection::HereString),
    ("<<-", Redirection::HereDocument),
    ("<<", Redirection::HereDocument),
    ("<&", Redirection::Duplicate),
    (">&", Redirection::Duplicate),
    (">>", Redirection::Append),
    (">|", Redirection::Write),
    ("<", Redirection::Read),
    (">", Redirection::Write),
    ("&>>", Redirection::AppendBoth),
    ("&>", Redirection::WriteBoth),
];

/// The signs between commands, longer ones first.
const OPERATORS: [(&str, Operator); 9] = [
    ("&&", Operator::And),
    ("||", Operator::Or),
    (";;", Operator::DoubleSemicolon),
    (";", Operator::Semicolon),
    ("|&", Operator::Pipe),
    ("|", Operator::Pipe),
    ("&", Operator::Background),
    ("(", Operator::Open),
    (")", Operator::Close),
];

/// A part of the text that could not be read.
#[derive(Clone, Debug)]
pub(super) struct LexError {
    pub(super) range: Range<usize>,
    pub(super) kind: ComplaintKind,
}

/// Tokens of one text, with what could not be read; the tokens before an unclosed quote stay.
pub(super) fn lex(text: &Word) -> (Vec<Token>, Option<LexError>) {
    let mut lexer = Lexer {
        word: text,
        text: &text.text,
        at: 0,
        tokens: Vec::new(),
        documents: Vec::new(),
    };
    let error = lexer.run().err();
    (lexer.tokens, error)
}

/// `<<` operators whose text is still to come: the token of the delimiter, and whether tabs are taken off.
struct Document {
    token: usize,
    strip_tabs: bool,
}

/// The longest word that is read, but for its last piece.
const LONGEST_WORD: usize = 1 << 16;
/// The most tokens that are read.
const MOST_TOKENS: usize = 6_000;

struct Lexer<'a> {
    word: &'a Word,
    text: &'a str,
    at: usize,
    tokens: Vec<Token>,
    documents: Vec<Document>,
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn origin(&self, range: Range<usize>) -> (u32, u32) {
        let last = range.end.saturating_sub(1).max(range.start);
        (self.word.origin(range.start).0, self.word.origin(last).1)
    }

    fn unclosed(&self, opening: &str, start: usize) -> LexError {
        LexError {
            range: start..start + opening.len(),
            kind: ComplaintKind::Unclosed(opening.to_owned()),
        }
    }

    fn run(&mut self) -> Result<(), LexError> {
        while let Some(next) = self.peek() {
            if self.tokens.len() >= MOST_TOKENS {
                return Err(LexError {
                    range: self.at..self.text.len(),
                    kind: ComplaintKind::TooMuch,
                });
            }
            match next {
                ' ' | '\t' | '\r' => self.at += 1,
                '\\' if self.rest().starts_with("\\\n") => self.at += 2,
                '\\' if self.rest().starts_with("\\\r\n") => self.at += 3,
                '#' => self.at += self.rest().find('\n').unwrap_or(self.rest().len()),
                '\n' => {
                    self.operator(Operator::Newline, 1);
                    self.read_documents();
                }
                _ if self.read_operator() => {}
                _ => self.read_word()?,
            }
        }
        self.read_documents();
        Ok(())
    }

    fn operator(&mut self, operator: Operator, length: usize) {
        let range = self.at..self.at + length;
        self.at += length;
        self.tokens.push(Token::Operator(operator, range));
    }

    /// Reads an operator or redirection, with the number of a descriptor before it.
    fn read_operator(&mut self) -> bool {
        if self.read_redirection() {
            return true;
        }
        let rest = self.rest();
        let Some((sign, operator)) = OPERATORS.iter().find(|(sign, _)| rest.starts_with(sign))
        else {
            return false;
        };
        self.operator(*operator, sign.len());
        true
    }

    fn read_redirection(&mut self) -> bool {
        let rest = self.rest();
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let after = rest.get(digits..).unwrap_or("");
        // Before `&>` a digit is a word of its own.
        let fits = |(sign, _): &&(&str, Redirection)| {
            after.starts_with(sign) && (digits == 0 || !sign.starts_with('&'))
        };
        let Some((sign, kind)) = REDIRECTIONS.iter().find(fits) else {
            return false;
        };
        let descriptor = rest.get(..digits).and_then(|digits| digits.parse().ok());
        let range = self.at..self.at + digits + sign.len();
        self.at = range.end;
        if *kind == Redirection::HereDocument {
            self.documents.push(Document {
                token: self.tokens.len() + 1,
                strip_tabs: *sign == "<<-",
            });
        }
        self.tokens.push(Token::Redirect {
            descriptor,
            kind: *kind,
            range,
        });
        true
    }

    fn read_word(&mut self) -> Result<(), LexError> {
        let start = self.at;
        let mut pieces = Vec::new();
        while let Some(next) = self.peek() {
            if self.at - start > LONGEST_WORD {
                return Err(LexError {
                    range: start..self.text.len(),
                    kind: ComplaintKind::TooMuch,
                });
            }
            match next {
                ' ' | '\t' | '\r' | '\n' | ';' | '&' | '|' | '(' | ')' | '<' | '>' => break,
                '\'' => self.single_quotes(&mut pieces)?,
                '"' => {
                    let opening = self.at;
                    self.at += 1;
                    push_text(&mut pieces, "", &[], true);
                    self.until_quote(&mut pieces, opening)?;
                }
                '\\' if self.rest().starts_with("\\\n") => self.at += 2,
                '\\' => {
                    self.at += 1;
                    self.take_char(&mut pieces, true);
                }
                '$' if self.rest().starts_with("$'") || self.rest().starts_with("$\"") => {
                    self.at += 1;
                    if self.peek() == Some('\'') {
                        self.ansi_quotes(&mut pieces)?;
                    }
                }
                '$' | '`' => self.dollar(&mut pieces, false, 0)?,
                _ => {
                    let special = |c: char| " \t\r\n;&|()<>'\"\\$`".contains(c);
                    let length = self.rest().find(special).unwrap_or(self.rest().len());
                    let end = self.at + length.min(2 * LONGEST_WORD);
                    // A cut must not fall inside a character; the next round ends the word.
                    let end = (end..=self.text.len())
                        .find(|end| self.text.is_char_boundary(*end))
                        .unwrap_or(self.text.len());
                    self.take(&mut pieces, self.at..end, false);
                    self.at = end;
                }
            }
        }
        self.tokens.push(Token::Word(Lexeme {
            pieces,
            range: start..self.at,
        }));
        Ok(())
    }

    /// Takes the next character as it is; at the end of the text a lone backslash stands for itself.
    fn take_char(&mut self, pieces: &mut Vec<Piece>, quoted: bool) {
        match self.peek() {
            Some(next) => {
                let end = self.at + next.len_utf8();
                self.take(pieces, self.at..end, quoted);
                self.at = end;
            }
            None => self.take(pieces, self.at.saturating_sub(1)..self.at, quoted),
        }
    }

    /// Appends a range of the text to the pieces.
    fn take(&self, pieces: &mut Vec<Piece>, range: Range<usize>, quoted: bool) {
        let text = self.text.get(range.clone()).unwrap_or("");
        let more = range.map(|at| self.word.origin(at));
        if let Some(Piece::Text {
            text: known,
            origins,
            quoted: was_quoted,
        }) = pieces.last_mut()
            && *was_quoted == quoted
        {
            known.push_str(text);
            origins.extend(more);
            return;
        }
        pieces.push(Piece::Text {
            text: text.to_owned(),
            origins: more.collect(),
            quoted,
        });
    }
}

/// Appends text to the last piece where that is text of the same kind.
fn push_text(pieces: &mut Vec<Piece>, more: &str, more_origins: &[(u32, u32)], is_quoted: bool) {
    if let Some(Piece::Text {
        text,
        origins,
        quoted,
    }) = pieces.last_mut()
        && *quoted == is_quoted
    {
        text.push_str(more);
        origins.extend_from_slice(more_origins);
        return;
    }
    pieces.push(Piece::Text {
        text: more.to_owned(),
        origins: more_origins.to_vec(),
        quoted: is_quoted,
    });
}

/// How many bytes of the text are a variable's name.
pub(super) fn name_length(text: &str) -> usize {
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        return 0;
    }
    text.bytes()
        .take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
        .count()
}
