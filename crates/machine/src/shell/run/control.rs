//! Lists, pipes, conditions and loops.

use super::{Halt, Shell, Sink, Streams};
use crate::shell::complaint::ComplaintKind;
use crate::shell::token::Lexeme;
use crate::shell::tree::Tree;
use crate::shell::word::Word;

/// The most rounds of one loop.
const MOST_ROUNDS: usize = 1_000;

impl Shell<'_> {
    /// Runs a command of any kind.
    pub(in crate::shell) fn tree(&mut self, tree: &Tree, streams: &Streams) {
        if self.halt.is_some() {
            return;
        }
        match tree {
            Tree::Simple(simple) => self.simple(simple, streams, false),
            Tree::Sequence(items) => {
                for (item, in_background) in items {
                    self.item(item, *in_background, streams);
                    if self.halt.is_some() {
                        return;
                    }
                }
            }
            Tree::AndOr { first, rest } => self.and_or(first, rest, streams),
            Tree::Pipeline { parts, negated } => self.pipeline(parts, *negated, streams),
            Tree::Group { redirects, .. }
            | Tree::If { redirects, .. }
            | Tree::For { redirects, .. }
            | Tree::While { redirects, .. } => {
                if let Some(streams) = self.redirected(redirects, streams) {
                    self.compound(tree, &streams);
                }
            }
        }
    }

    /// Runs a group, condition or loop whose redirections are in place.
    fn compound(&mut self, tree: &Tree, streams: &Streams) {
        match tree {
            Tree::Group {
                body,
                subshell: true,
                ..
            } => self.in_subshell(|shell| shell.tree(body, streams)),
            Tree::Group { body, .. } => self.tree(body, streams),
            Tree::If {
                branches,
                otherwise,
                ..
            } => self.branches(branches, otherwise.as_deref(), streams),
            Tree::For {
                variable,
                words,
                body,
                ..
            } => self.each(variable, words, body, streams),
            Tree::While {
                condition,
                body,
                until,
                ..
            } => self.while_holds(condition, body, *until, streams),
            _ => {}
        }
    }

    fn and_or(&mut self, first: &Tree, rest: &[(bool, Tree)], streams: &Streams) {
        self.condition(first, streams);
        let mut pending = rest.iter().peekable();
        while let Some((after_success, part)) = pending.next() {
            if self.halt.is_some() {
                return;
            }
            if (self.status == 0) != *after_success {
                continue;
            }
            if pending.peek().is_some() {
                self.condition(part, streams);
            } else {
                self.tree(part, streams);
            }
        }
    }

    fn each(&mut self, variable: &str, words: &[Lexeme], body: &Tree, streams: &Streams) {
        let words: Vec<Word> = words.iter().flat_map(|word| self.words_of(word)).collect();
        for (round, word) in words.into_iter().enumerate() {
            self.assign(variable, &word.text);
            if !self.round(round, body, streams) {
                break;
            }
        }
    }

    fn while_holds(&mut self, condition: &Tree, body: &Tree, until: bool, streams: &Streams) {
        for round in 0.. {
            self.condition(condition, streams);
            let goes_on = (self.status == 0) != until;
            if !goes_on || self.halt.is_some() || !self.round(round, body, streams) {
                break;
            }
        }
        if self.halt.is_none() {
            self.status = 0;
        }
    }

    /// One round of a loop; whether there may be a next.
    fn round(&mut self, round: usize, body: &Tree, streams: &Streams) -> bool {
        if round >= MOST_ROUNDS {
            self.complain(self.text.span, ComplaintKind::TooMuch);
            self.halt = Some(Halt::TooMuch);
            return false;
        }
        self.tree(body, streams);
        match self.halt {
            Some(Halt::Break) => {
                self.halt = None;
                false
            }
            Some(Halt::Continue) => {
                self.halt = None;
                true
            }
            Some(_) => false,
            None => true,
        }
    }

    fn branches(&mut self, branches: &[(Tree, Tree)], otherwise: Option<&Tree>, streams: &Streams) {
        for (condition, body) in branches {
            self.condition(condition, streams);
            if self.halt.is_some() {
                return;
            }
            if self.status == 0 {
                self.tree(body, streams);
                return;
            }
        }
        self.status = 0;
        if let Some(body) = otherwise {
            self.tree(body, streams);
        }
    }

    /// Runs a tree whose failure `set -e` forgives.
    fn condition(&mut self, tree: &Tree, streams: &Streams) {
        self.conditions += 1;
        self.tree(tree, streams);
        self.conditions -= 1;
    }

    fn item(&mut self, item: &Tree, in_background: bool, streams: &Streams) {
        match item {
            Tree::Simple(simple) if in_background => self.simple(simple, streams, true),
            _ if in_background => self.in_subshell(|shell| shell.tree(item, streams)),
            _ => self.tree(item, streams),
        }
        if in_background {
            self.status = 0;
            if self.halt == Some(Halt::Running) {
                self.halt = None;
            }
            return;
        }
        let may_exit = self.exits_on_error && self.conditions == 0;
        let ended_badly = self.status != 0 && !matches!(item, Tree::AndOr { .. });
        if may_exit && ended_badly && self.halt.is_none() {
            self.halt = Some(Halt::Exit);
        }
    }

    fn pipeline(&mut self, parts: &[Tree], negated: bool, streams: &Streams) {
        let mut input = streams.input.clone();
        let mut is_running = false;
        for (n, part) in parts.iter().enumerate() {
            let mut own = streams.clone();
            own.input = input.clone();
            let is_last = n + 1 == parts.len();
            let buffer = self.buffers.len();
            if !is_last {
                self.buffers.push(String::new());
                own.output = Sink::Buffer(buffer);
            }
            if parts.len() == 1 {
                self.condition(part, &own);
            } else {
                self.in_subshell(|shell| shell.tree(part, &own));
            }
            // All parts of a pipe run side by side: one that goes on does not keep the next from starting.
            if self.halt == Some(Halt::Running) && !is_last {
                self.halt = None;
                is_running = true;
            }
            if !is_last {
                input = self.buffers.pop().unwrap_or_default().into();
            }
        }
        if negated && self.halt.is_none() {
            self.status = i32::from(self.status == 0);
        }
        if is_running && self.halt.is_none() {
            self.halt = Some(Halt::Running);
        }
    }
}
