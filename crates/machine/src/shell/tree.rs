//! What a shell text says to do.

use std::ops::Range;

use super::token::{Lexeme, Redirection};

/// A command of any kind.
#[derive(Clone, Debug)]
pub(super) enum Tree {
    /// `NAME=value program words >file`.
    Simple(Simple),
    /// `a | b`, or `! a`.
    Pipeline { parts: Vec<Tree>, negated: bool },
    /// `a && b || c`: whether each of the rest runs after success.
    AndOr {
        first: Box<Tree>,
        rest: Vec<(bool, Tree)>,
    },
    /// `a; b & c`: whether each runs in the background.
    Sequence(Vec<(Tree, bool)>),
    /// `( … )`, or `{ …; }` which shares the shell's variables.
    Group {
        body: Box<Tree>,
        subshell: bool,
        redirects: Vec<Redirect>,
    },
    /// `if …; then …; elif …; else …; fi`.
    If {
        branches: Vec<(Tree, Tree)>,
        otherwise: Option<Box<Tree>>,
        redirects: Vec<Redirect>,
    },
    /// `for NAME in words; do …; done`.
    For {
        variable: String,
        words: Vec<Lexeme>,
        body: Box<Tree>,
        redirects: Vec<Redirect>,
    },
    /// `while …; do …; done`, or `until`.
    While {
        condition: Box<Tree>,
        body: Box<Tree>,
        until: bool,
        redirects: Vec<Redirect>,
    },
}

/// A program with its words.
#[derive(Clone, Debug)]
pub(super) struct Simple {
    /// `NAME=value` before the program; the name's length in the first piece is kept by the lexeme itself.
    pub(super) assignments: Vec<Assignment>,
    pub(super) words: Vec<Lexeme>,
    pub(super) redirects: Vec<Redirect>,
    /// Its bytes in the text that was read.
    pub(super) range: Range<usize>,
}

/// `NAME=value`.
#[derive(Clone, Debug)]
pub(super) struct Assignment {
    pub(super) name: String,
    pub(super) value: Lexeme,
}

/// `2>file`.
#[derive(Clone, Debug)]
pub(super) struct Redirect {
    pub(super) descriptor: Option<u32>,
    pub(super) kind: Redirection,
    pub(super) target: Lexeme,
}
