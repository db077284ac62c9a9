//! Words before expansion, operators and redirections: what the lexer makes and the parser reads.

use std::ops::Range;

use super::word::Word;

/// A part of a word that expansion treats alike.
#[derive(Clone, Debug)]
pub(super) enum Piece {
    /// Characters as they are.
    Text {
        text: String,
        origins: Vec<(u32, u32)>,
        quoted: bool,
    },
    /// `$NAME`, `${NAME}`, `${NAME:-word}`.
    Variable {
        name: String,
        fallback: Option<(Fallback, Vec<Piece>)>,
        quoted: bool,
        origin: (u32, u32),
    },
    /// `$(…)` or `` `…` ``.
    Substitution {
        script: Word,
        quoted: bool,
        origin: (u32, u32),
    },
}

/// What `${NAME…}` does where the variable is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fallback {
    /// `:-` and `-`: the word instead.
    Default,
    /// `:=` and `=`: the word instead, and assign it.
    Assign,
    /// `:+` and `+`: the word where the variable is set.
    Alternative,
}

/// A word before expansion.
#[derive(Clone, Debug)]
pub(super) struct Lexeme {
    pub(super) pieces: Vec<Piece>,
    /// Its bytes in the text that was read.
    pub(super) range: Range<usize>,
}

impl Lexeme {
    /// The word where it is unquoted text alone: what a keyword must be.
    pub(super) fn bare(&self) -> Option<&str> {
        match self.pieces.as_slice() {
            [
                Piece::Text {
                    text,
                    quoted: false,
                    ..
                },
            ] => Some(text),
            _ => None,
        }
    }
}

/// What stands between words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    And,
    Or,
    Semicolon,
    DoubleSemicolon,
    Background,
    Pipe,
    Open,
    Close,
    Newline,
}

impl Operator {
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::And => "&&",
            Self::Or => "||",
            Self::Semicolon => ";",
            Self::DoubleSemicolon => ";;",
            Self::Background => "&",
            Self::Pipe => "|",
            Self::Open => "(",
            Self::Close => ")",
            Self::Newline => "newline",
        }
    }
}

/// How a redirection opens its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Redirection {
    Read,
    Write,
    Append,
    /// `>&` and `<&`: the target is a descriptor.
    Duplicate,
    /// `&>` and `&>>`: both streams.
    WriteBoth,
    AppendBoth,
    /// `<<<`.
    HereString,
    /// `<<`, with the text that follows.
    HereDocument,
}

/// One token.
#[derive(Clone, Debug)]
pub(super) enum Token {
    Word(Lexeme),
    Operator(Operator, Range<usize>),
    Redirect {
        descriptor: Option<u32>,
        kind: Redirection,
        range: Range<usize>,
    },
}

impl Token {
    pub(super) fn range(&self) -> Range<usize> {
        match self {
            Self::Word(word) => word.range.clone(),
            Self::Operator(_, range) | Self::Redirect { range, .. } => range.clone(),
        }
    }
}
