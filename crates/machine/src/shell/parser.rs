//! Makes a [`Tree`] of tokens (bash(1), "SHELL GRAMMAR").

mod compound;

use std::ops::Range;

use super::complaint::ComplaintKind;
use super::lexer::{LexError, name_length};
use super::token::{Lexeme, Operator, Piece, Redirection, Token};
use super::tree::{Assignment, Redirect, Simple, Tree};

/// How deep brackets and `if`s may nest.
const DEEPEST: usize = 40;

/// Words that end a list inside `if`, `for` and `{`.
const CLOSERS: [&str; 8] = ["then", "elif", "else", "fi", "do", "done", "}", "esac"];

/// Reads the lists of a text, one for each complete line; an error ends the reading but keeps what came before, as bash does.
pub(super) fn parse(tokens: &[Token], length: usize) -> (Vec<Tree>, Option<LexError>) {
    let mut parser = Parser {
        tokens,
        at: 0,
        depth: 0,
        length,
    };
    let mut lines = Vec::new();
    loop {
        parser.skip_newlines();
        if parser.at >= tokens.len() {
            return (lines, None);
        }
        match parser.list(true) {
            Ok(tree) => lines.push(tree),
            Err(error) => return (lines, Some(error)),
        }
        if parser.at < tokens.len() && parser.operator() != Some(Operator::Newline) {
            return (lines, Some(parser.unexpected()));
        }
    }
}

struct Parser<'a> {
    tokens: &'a [Token],
    at: usize,
    depth: usize,
    length: usize,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<&'a Token> {
        self.tokens.get(self.at)
    }

    fn operator(&self) -> Option<Operator> {
        match self.peek() {
            Some(Token::Operator(operator, _)) => Some(*operator),
            _ => None,
        }
    }

    fn keyword(&self) -> Option<&'a str> {
        match self.peek() {
            Some(Token::Word(word)) => word.bare(),
            _ => None,
        }
    }

    fn skip_newlines(&mut self) {
        while self.operator() == Some(Operator::Newline) {
            self.at += 1;
        }
    }

    fn unexpected(&self) -> LexError {
        let end = self.length;
        let (range, text) = match self.peek() {
            None => (end.saturating_sub(1)..end, "end of the line".to_owned()),
            Some(Token::Operator(operator, range)) => (range.clone(), operator.text().to_owned()),
            Some(Token::Word(word)) => {
                let text = word.bare().unwrap_or("word").to_owned();
                (word.range.clone(), text)
            }
            Some(Token::Redirect { range, .. }) => (range.clone(), "redirection".to_owned()),
        };
        LexError {
            range,
            kind: ComplaintKind::Unexpected(text),
        }
    }

    /// Takes a keyword that must stand here.
    fn expect(
        &mut self,
        keyword: &str,
        opening: &Range<usize>,
        name: &str,
    ) -> Result<(), LexError> {
        self.skip_newlines();
        if self.keyword() == Some(keyword) {
            self.at += 1;
            return Ok(());
        }
        if self.peek().is_none() {
            return Err(LexError {
                range: opening.clone(),
                kind: ComplaintKind::Unclosed(name.to_owned()),
            });
        }
        Err(self.unexpected())
    }

    /// Commands up to a closer; on one line only, for the outermost list.
    fn list(&mut self, one_line: bool) -> Result<Tree, LexError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(LexError {
                kind: ComplaintKind::TooMuch,
                ..self.unexpected()
            });
        }
        let mut items = Vec::new();
        loop {
            if !one_line {
                self.skip_newlines();
            }
            let closed = self.keyword().is_some_and(|word| CLOSERS.contains(&word));
            if self.peek().is_none() || closed && !items.is_empty() {
                break;
            }
            if let Some(Operator::Close | Operator::DoubleSemicolon | Operator::Newline) =
                self.operator()
            {
                break;
            }
            let item = self.and_or()?;
            match self.operator() {
                Some(Operator::Background) => {
                    self.at += 1;
                    items.push((item, true));
                }
                Some(Operator::Semicolon) => {
                    self.at += 1;
                    items.push((item, false));
                }
                Some(Operator::Newline) if !one_line => items.push((item, false)),
                _ => {
                    items.push((item, false));
                    break;
                }
            }
        }
        self.depth -= 1;
        if items.is_empty() {
            return Err(self.unexpected());
        }
        Ok(Tree::Sequence(items))
    }

    fn and_or(&mut self) -> Result<Tree, LexError> {
        let first = self.pipeline()?;
        let mut rest = Vec::new();
        loop {
            let after_success = match self.operator() {
                Some(Operator::And) => true,
                Some(Operator::Or) => false,
                _ => break,
            };
            self.at += 1;
            self.skip_newlines();
            rest.push((after_success, self.pipeline()?));
        }
        if rest.is_empty() {
            return Ok(first);
        }
        Ok(Tree::AndOr {
            first: Box::new(first),
            rest,
        })
    }

    fn pipeline(&mut self) -> Result<Tree, LexError> {
        let mut negated = false;
        while self.keyword() == Some("!") {
            self.at += 1;
            negated = !negated;
        }
        let mut parts = vec![self.command()?];
        while self.operator() == Some(Operator::Pipe) {
            self.at += 1;
            self.skip_newlines();
            parts.push(self.command()?);
        }
        match parts.pop() {
            Some(only) if parts.is_empty() && !negated => Ok(only),
            Some(last) => {
                parts.push(last);
                Ok(Tree::Pipeline { parts, negated })
            }
            None => Err(self.unexpected()),
        }
    }

    fn command(&mut self) -> Result<Tree, LexError> {
        let Some(token) = self.peek() else {
            return Err(self.unexpected());
        };
        let opening = token.range();
        if self.operator() == Some(Operator::Open) {
            self.at += 1;
            let body = Box::new(self.list(false)?);
            if self.operator() != Some(Operator::Close) {
                return Err(self.closing_error(&opening, "("));
            }
            self.at += 1;
            let redirects = self.redirects()?;
            return Ok(Tree::Group {
                body,
                subshell: true,
                redirects,
            });
        }
        let keyword = self.keyword().unwrap_or("").to_owned();
        match keyword.as_str() {
            "{" => {
                self.at += 1;
                let body = Box::new(self.list(false)?);
                self.expect("}", &opening, "{")?;
                let redirects = self.redirects()?;
                Ok(Tree::Group {
                    body,
                    subshell: false,
                    redirects,
                })
            }
            "if" => self.conditional(&opening),
            "for" => self.for_loop(&opening),
            "while" | "until" => self.while_loop(&opening, keyword == "until"),
            "case" | "select" | "function" | "[[" | "coproc" => Err(LexError {
                range: opening,
                kind: ComplaintKind::NotSimulated(format!("`{keyword}`")),
            }),
            closer if CLOSERS.contains(&closer) => Err(self.unexpected()),
            _ => self.simple(),
        }
    }

    fn closing_error(&self, opening: &Range<usize>, name: &str) -> LexError {
        if self.peek().is_some() {
            return self.unexpected();
        }
        LexError {
            range: opening.clone(),
            kind: ComplaintKind::Unclosed(name.to_owned()),
        }
    }

    fn redirects(&mut self) -> Result<Vec<Redirect>, LexError> {
        let mut redirects = Vec::new();
        while let Some(Token::Redirect {
            descriptor, kind, ..
        }) = self.peek()
        {
            redirects.push(self.redirect(*descriptor, *kind)?);
        }
        Ok(redirects)
    }

    /// The redirection whose operator stands here, with its target.
    fn redirect(
        &mut self,
        descriptor: Option<u32>,
        kind: Redirection,
    ) -> Result<Redirect, LexError> {
        self.at += 1;
        let Some(Token::Word(target)) = self.peek().cloned() else {
            return Err(self.unexpected());
        };
        self.at += 1;
        Ok(Redirect {
            descriptor,
            kind,
            target,
        })
    }

    fn simple(&mut self) -> Result<Tree, LexError> {
        let start = self.peek().map_or(self.length, |token| token.range().start);
        let mut simple = Simple {
            assignments: Vec::new(),
            words: Vec::new(),
            redirects: Vec::new(),
            range: start..start,
        };
        while let Some(token) = self.peek() {
            let end = token.range().end;
            match token {
                Token::Word(word) => {
                    let word = word.clone();
                    match assignment(&word).filter(|_| simple.words.is_empty()) {
                        Some(assignment) => simple.assignments.push(assignment),
                        None => simple.words.push(word),
                    }
                    self.at += 1;
                }
                Token::Redirect {
                    descriptor, kind, ..
                } => {
                    let redirect = self.redirect(*descriptor, *kind)?;
                    simple.range.end = redirect.target.range.end;
                    simple.redirects.push(redirect);
                    continue;
                }
                Token::Operator(Operator::Open, range) if simple.words.len() == 1 => {
                    // `name()` begins a function.
                    return Err(LexError {
                        range: range.clone(),
                        kind: ComplaintKind::NotSimulated("a shell function".to_owned()),
                    });
                }
                Token::Operator(..) => break,
            }
            simple.range.end = end;
        }
        if simple.words.is_empty() && simple.assignments.is_empty() && simple.redirects.is_empty() {
            return Err(self.unexpected());
        }
        Ok(Tree::Simple(simple))
    }
}

/// `NAME=value`, where the word is one: the name and `=` unquoted.
pub(super) fn assignment(word: &Lexeme) -> Option<Assignment> {
    let Some(Piece::Text {
        text,
        origins,
        quoted: false,
    }) = word.pieces.first()
    else {
        return None;
    };
    let length = name_length(text);
    if length == 0 || text.as_bytes().get(length) != Some(&b'=') {
        return None;
    }
    let mut value = word.clone();
    if let Some(first) = value.pieces.first_mut() {
        *first = Piece::Text {
            text: text.get(length + 1..)?.to_owned(),
            origins: origins.get(length + 1..)?.to_vec(),
            quoted: false,
        };
    }
    value.range.start = (value.range.start + length + 1).min(value.range.end);
    Some(Assignment {
        name: text.get(..length)?.to_owned(),
        value,
    })
}
