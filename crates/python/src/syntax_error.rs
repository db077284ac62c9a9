//! What CPython says of text that is not Python, in the order in which its parser decides (Parser/pegen_errors.c and the
//! `invalid_` rules of its grammar): errors of the tokenizer anywhere in the file, brackets never closed, then the parser's.

mod extent;
mod rules;
mod tokens;

use tokens::{Token, TokenKind, Tokens};

use crate::lower::ParseProblem;

/// A `SyntaxError` or one of its kin.
#[derive(Debug)]
pub(crate) struct Explained {
    pub(crate) class: &'static str,
    pub(crate) message: String,
    pub(crate) line: u32,
    pub(crate) text: Option<String>,
    /// First column and one past the last, from 1; none where no marker is printed.
    pub(crate) columns: Option<(u32, u32)>,
    /// Byte range of the place.
    pub(crate) range: (usize, usize),
}

/// What is wrong and where, before it is laid out.
pub(super) struct Verdict {
    class: &'static str,
    message: String,
    start: usize,
    end: usize,
    marked: bool,
}

impl Verdict {
    fn new(message: impl Into<String>, start: usize, end: usize) -> Self {
        Self {
            class: "SyntaxError",
            message: message.into(),
            start,
            end,
            marked: true,
        }
    }
}

/// Finds CPython's words for a parser's problem.
pub(crate) fn explain(text: &str, problem: &ParseProblem, minor: u8) -> Explained {
    let lexed = tokens::tokenize(text, minor);
    let verdict = verdict(text, problem, minor, &lexed);
    lay_out(text, verdict)
}

fn verdict(text: &str, problem: &ParseProblem, minor: u8, lexed: &Tokens) -> Verdict {
    if problem.kind.is_semantic() {
        return rules::semantic(problem, minor);
    }
    let start = problem.at.start as usize;
    if let Some(error) = &lexed.error {
        // A mismatched bracket hides nothing before it; older parsers stop at their own error first.
        let first = minor >= 9 || error.at <= start;
        if first {
            return Verdict {
                class: error.class,
                message: error.message.clone(),
                start: error.at,
                end: error.end.unwrap_or(error.at),
                marked: error.end.is_some(),
            };
        }
    }
    let failing = lexed.failing(start);
    if let Some((bracket, at)) = lexed.open.last()
        && lexed.error.is_none()
    {
        let line_of = |at: usize| text.get(..at).unwrap_or("").matches('\n').count();
        let later = failing.kind == TokenKind::End || line_of(failing.start) > line_of(*at);
        if later && minor >= 10 {
            return Verdict::new(format!("'{bracket}' was never closed"), *at, *at);
        }
        if failing.kind == TokenKind::End {
            let end = text.trim_end_matches('\n').len();
            return Verdict::new("unexpected EOF while parsing", end, end);
        }
    }
    rules::parser_error(text, problem, minor, lexed, failing)
}

impl Tokens {
    /// The token at or after a place; the end where there is none.
    fn failing(&self, at: usize) -> Token {
        let found = self.tokens.iter().find(|token| {
            token.end > at || (token.start == at && token.kind == TokenKind::Newline)
        });
        found.copied().unwrap_or(Token {
            kind: TokenKind::End,
            start: at,
            end: at,
            level: 0,
        })
    }
}

fn lay_out(text: &str, verdict: Verdict) -> Explained {
    let lines = hurdles_source::LineIndex::new(text);
    // The end of the text belongs to its last line that holds something.
    let start = verdict.start.min(text.trim_end_matches('\n').len());
    let line = lines.line_of(start);
    let range = lines.line_range(line);
    let line_text = text
        .get(range.clone())
        .unwrap_or("")
        .trim_end_matches(['\n', '\r']);
    let column = |at: usize| {
        let before = text.get(range.start..at.clamp(range.start, range.start + line_text.len()));
        u32::try_from(before.unwrap_or("").chars().count() + 1).unwrap_or(u32::MAX)
    };
    let first = column(start);
    let last = if verdict.end > range.end {
        column(range.end)
    } else {
        column(verdict.end)
    };
    Explained {
        class: verdict.class,
        message: verdict.message,
        line: u32::try_from(line + 1).unwrap_or(u32::MAX),
        text: Some(line_text.to_owned()),
        columns: verdict.marked.then_some((first, last.max(first))),
        range: (verdict.start, verdict.end.max(verdict.start)),
    }
}
