//! `if`, `for`, `while` and `until`.

use std::ops::Range;

use super::super::lexer::{LexError, name_length};
use super::super::token::{Operator, Token};
use super::super::tree::Tree;
use super::Parser;

impl Parser<'_> {
    pub(super) fn conditional(&mut self, opening: &Range<usize>) -> Result<Tree, LexError> {
        let mut branches = Vec::new();
        let mut otherwise = None;
        self.at += 1;
        loop {
            let condition = self.list(false)?;
            self.expect("then", opening, "if")?;
            branches.push((condition, self.list(false)?));
            self.skip_newlines();
            match self.keyword() {
                Some("elif") => self.at += 1,
                Some("else") => {
                    self.at += 1;
                    otherwise = Some(Box::new(self.list(false)?));
                    break;
                }
                _ => break,
            }
        }
        self.expect("fi", opening, "if")?;
        let redirects = self.redirects()?;
        Ok(Tree::If {
            branches,
            otherwise,
            redirects,
        })
    }

    pub(super) fn for_loop(&mut self, opening: &Range<usize>) -> Result<Tree, LexError> {
        self.at += 1;
        let variable = self.keyword().unwrap_or("").to_owned();
        if variable.is_empty() || name_length(&variable) != variable.len() {
            return Err(self.unexpected());
        }
        self.at += 1;
        self.skip_newlines();
        let mut words = Vec::new();
        if self.keyword() == Some("in") {
            self.at += 1;
            while let Some(Token::Word(word)) = self.peek() {
                words.push(word.clone());
                self.at += 1;
            }
        }
        if self.operator() == Some(Operator::Semicolon) {
            self.at += 1;
        }
        self.expect("do", opening, "for")?;
        let body = Box::new(self.list(false)?);
        self.expect("done", opening, "for")?;
        let redirects = self.redirects()?;
        Ok(Tree::For {
            variable,
            words,
            body,
            redirects,
        })
    }

    pub(super) fn while_loop(
        &mut self,
        opening: &Range<usize>,
        until: bool,
    ) -> Result<Tree, LexError> {
        let name = if until { "until" } else { "while" };
        self.at += 1;
        let condition = Box::new(self.list(false)?);
        self.expect("do", opening, name)?;
        let body = Box::new(self.list(false)?);
        self.expect("done", opening, name)?;
        let redirects = self.redirects()?;
        Ok(Tree::While {
            condition,
            body,
            until,
            redirects,
        })
    }
}
