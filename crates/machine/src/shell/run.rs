//! Runs trees on a machine.

mod control;
mod exec;
mod redirect;
mod start;

use std::collections::BTreeMap;
use std::ops::Range;

use hurdles_source::Span;

use super::complaint::{Complaint, ComplaintKind};
use super::lexer::{LexError, lex};
use super::parser::parse;
use super::tree::Simple;
use super::word::Word;
use super::{Programs, Ran, Script};
use crate::{Context, Machine, NodeId};
pub use exec::execute;
pub(super) use start::Call;

/// The most simple commands that one text may run.
pub(super) const MOST_STEPS: usize = 2_000;
/// The most bytes of output that are kept.
const MOST_OUTPUT: usize = 1 << 20;
/// How deep scripts may start scripts.
const DEEPEST: usize = 12;

/// Where output goes.
#[derive(Clone, Debug)]
pub(super) enum Sink {
    Terminal,
    /// Into a pipe or `$(…)`: an index into [`Shell::buffers`].
    Buffer(usize),
    /// Into a file: its path, and the node where it is a regular file.
    File(String, Option<NodeId>),
}

/// What a command reads from and writes to.
#[derive(Clone, Debug)]
pub(super) struct Streams {
    pub(super) input: std::rc::Rc<str>,
    pub(super) output: Sink,
    pub(super) error: Sink,
}

impl Streams {
    fn terminal() -> Self {
        Self {
            input: "".into(),
            output: Sink::Terminal,
            error: Sink::Terminal,
        }
    }
}

/// Why nothing more of a script runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Halt {
    /// `exit`, or an error under `set -e`.
    Exit,
    /// A command in the foreground goes on running.
    Running,
    /// The limit of steps is reached.
    TooMuch,
    /// `break` and `continue`.
    Break,
    Continue,
}

/// A shell at work.
pub(super) struct Shell<'m> {
    pub(super) machine: &'m mut Machine,
    pub(super) programs: &'m mut dyn Programs,
    pub(super) context: Context,
    /// Variables that are not exported.
    pub(super) variables: BTreeMap<String, String>,
    /// `$?`.
    pub(super) status: i32,
    pub(super) halt: Option<Halt>,
    /// `set -e`.
    pub(super) exits_on_error: bool,
    /// How many conditions we are in, where `set -e` does not apply.
    conditions: usize,
    /// The text whose trees are being run.
    text: std::rc::Rc<Word>,
    terminal: String,
    buffers: Vec<String>,
    ran: Vec<Ran>,
    complaints: Vec<Complaint>,
    steps: usize,
    depth: usize,
}

impl<'m> Shell<'m> {
    pub(super) fn new(
        machine: &'m mut Machine,
        programs: &'m mut dyn Programs,
        context: &Context,
        text: Word,
    ) -> Self {
        Self {
            machine,
            programs,
            context: context.clone(),
            variables: BTreeMap::new(),
            status: 0,
            halt: None,
            exits_on_error: false,
            conditions: 0,
            text: text.into(),
            terminal: String::new(),
            buffers: Vec::new(),
            ran: Vec::new(),
            complaints: Vec::new(),
            steps: 0,
            depth: 0,
        }
    }

    /// Runs the text it was made for.
    pub(super) fn finish(mut self) -> Script {
        let text = self.text.clone();
        self.script(&text, &Streams::terminal());
        Script {
            output: self.terminal,
            status: (self.halt != Some(Halt::Running)).then_some(self.status),
            context: self.context,
            ran: self.ran,
            complaints: self.complaints,
        }
    }

    pub(super) fn complain(&mut self, span: Span, kind: ComplaintKind) {
        self.complaints.push(Complaint { span, kind });
    }

    pub(super) fn span_of(&self, range: Range<usize>) -> Span {
        self.text.span_of(range)
    }

    /// A variable's value, exported or not; `$?` and the like too.
    pub(super) fn variable(&self, name: &str) -> Option<String> {
        match name {
            "?" => return Some(self.status.to_string()),
            "$" => return Some("2".to_owned()),
            "#" => return Some("0".to_owned()),
            "0" => return Some("bash".to_owned()),
            "UID" | "EUID" => return Some(self.context.identity.uid.to_string()),
            "HOSTNAME" => {
                return self
                    .machine
                    .text_of("/etc/hostname")
                    .map(|name| name.trim().to_owned());
            }
            _ => {}
        }
        let exported = self.context.environment.get(name);
        exported.or_else(|| self.variables.get(name)).cloned()
    }

    /// Sets a variable; one that is exported stays so.
    pub(super) fn assign(&mut self, name: &str, value: &str) {
        let exported = self.context.environment.get_mut(name);
        match exported {
            Some(old) => value.clone_into(old),
            None => {
                self.variables.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    /// Runs a text line by line; `self.text` is this text meanwhile.
    pub(super) fn script(&mut self, text: &std::rc::Rc<Word>, streams: &Streams) {
        if self.depth >= DEEPEST {
            self.complain(text.span, ComplaintKind::TooMuch);
            self.halt = Some(Halt::TooMuch);
            return;
        }
        self.depth += 1;
        let outer = std::mem::replace(&mut self.text, text.clone());
        let (tokens, lex_error) = lex(text);
        let (lines, parse_error) = parse(&tokens, text.text.len());
        for line in &lines {
            self.tree(line, streams);
            if self.halt.is_some() {
                break;
            }
        }
        // An unclosed quote makes what follows unreadable, so it is the better explanation.
        if let Some(error) = lex_error.or(parse_error) {
            self.syntax_error(error, streams);
        }
        self.text = outer;
        self.depth -= 1;
    }

    fn syntax_error(&mut self, error: LexError, streams: &Streams) {
        let text = &self.text.text;
        let (mut start, end) = (error.range.start.min(text.len()), error.range.end);
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        let span = self.span_of(start..end);
        let before = self.text.text.get(..start).unwrap_or("");
        let line = before.matches('\n').count() + 1;
        let words = match &error.kind {
            ComplaintKind::Unclosed(opening) if opening == "'" || opening == "\"" => {
                format!("unexpected EOF while looking for matching `{opening}'")
            }
            ComplaintKind::Unclosed(_) => "syntax error: unexpected end of file".to_owned(),
            ComplaintKind::Unexpected(token) => {
                format!("syntax error near unexpected token `{token}'")
            }
            _ => String::new(),
        };
        if self.halt.is_none() {
            if !words.is_empty() {
                self.emit(&streams.error, &format!("bash: -c: line {line}: {words}\n"));
            }
            self.status = 2;
        }
        self.complain(span, error.kind);
    }

    /// Writes to a sink.
    pub(super) fn emit(&mut self, sink: &Sink, text: &str) {
        let kept = match sink {
            Sink::Terminal => &mut self.terminal,
            Sink::Buffer(at) => match self.buffers.get_mut(*at) {
                Some(buffer) => buffer,
                None => return,
            },
            Sink::File(_, None) => return,
            Sink::File(_, Some(node)) => {
                let node = *node;
                self.append_to(node, text);
                return;
            }
        };
        if kept.len() + text.len() <= MOST_OUTPUT {
            kept.push_str(text);
        }
    }

    /// Runs something whose `cd`, variables and `exit` do not outlast it.
    fn in_subshell(&mut self, body: impl FnOnce(&mut Self)) {
        let context = self.context.clone();
        let variables = self.variables.clone();
        body(self);
        self.context = context;
        self.variables = variables;
        if matches!(self.halt, Some(Halt::Exit | Halt::Break | Halt::Continue)) {
            self.halt = None;
        }
    }

    /// What a text prints when it is run in a subshell: `$(…)`.
    pub(super) fn capture(&mut self, script: &Word) -> String {
        if !self.may_go_on(script.span) {
            return String::new();
        }
        let buffer = self.buffers.len();
        self.buffers.push(String::new());
        let streams = Streams {
            output: Sink::Buffer(buffer),
            ..Streams::terminal()
        };
        let script = std::rc::Rc::new(script.clone());
        self.in_subshell(|shell| shell.script(&script, &streams));
        self.buffers.pop().unwrap_or_default()
    }

    /// Counts a step; whether there may be one more.
    fn may_go_on(&mut self, span: Span) -> bool {
        self.steps += 1;
        if self.steps <= MOST_STEPS {
            return true;
        }
        if self.halt != Some(Halt::TooMuch) {
            self.complain(span, ComplaintKind::TooMuch);
            self.halt = Some(Halt::TooMuch);
        }
        false
    }

    fn simple(&mut self, simple: &Simple, streams: &Streams, in_background: bool) {
        let span = self.span_of(simple.range.clone());
        if !self.may_go_on(span) {
            return;
        }
        let argv: Vec<Word> = simple
            .words
            .iter()
            .flat_map(|word| self.words_of(word))
            .collect();
        if argv.is_empty() && simple.words.is_empty() {
            self.status = 0;
        }
        let Some(streams) = self.redirected(&simple.redirects, streams) else {
            return;
        };
        if argv.is_empty() {
            for assignment in &simple.assignments {
                let value = self.word_of(&assignment.value).text;
                self.assign(&assignment.name, &value);
            }
            return;
        }
        // Each value sees the ones before it; all are gone when the command ends.
        let outer = self.context.clone();
        for assignment in &simple.assignments {
            let value = self.word_of(&assignment.value).text;
            let environment = &mut self.context.environment;
            environment.insert(assignment.name.clone(), value);
        }
        let context = std::mem::replace(&mut self.context, outer);
        // `$_` is the last argument of the command before (bash(1), "Special Parameters").
        if let Some(last) = argv.last() {
            self.variables.insert("_".to_owned(), last.text.clone());
        }
        let status = self.start(Call {
            argv: &argv,
            context: &context,
            streams: &streams,
            span,
            in_background,
        });
        match status {
            Some(status) => self.status = status,
            None if in_background => self.status = 0,
            None => self.halt = self.halt.or(Some(Halt::Running)),
        }
    }

    /// Notes a command that was run.
    pub(super) fn note(&mut self, call: &Call<'_>, status: Option<i32>, stderr: &str) {
        self.ran.push(Ran {
            argv: call.argv.iter().map(|word| word.text.clone()).collect(),
            span: call.span,
            status,
            stderr: stderr.to_owned(),
        });
    }
}
