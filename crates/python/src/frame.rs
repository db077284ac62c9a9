//! Frames, and where a body stands while it is suspended.

use std::rc::Rc;

use hurdles_source::Span;

use crate::ast::{Body, Expr, For, Name, TextSpan, Try, While};
use crate::heap::{ClassId, CodeFile, DictId, InstanceId};
use crate::value::{Stop, Value};

/// What is being executed in a frame: a byte range, and the operator or brackets within it that a marker line points out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Position {
    pub(crate) at: TextSpan,
    /// End of the left operand and start of the search for the operator's end; for a subscript the brackets.
    pub(crate) anchors: Option<(u32, u32)>,
    /// For a call, where the called expression ends.
    pub(crate) callee: Option<u32>,
}

/// One line of a traceback.
#[derive(Clone, Debug)]
pub(crate) struct TraceEntry {
    pub(crate) file: Rc<str>,
    pub(crate) line: u32,
    pub(crate) function: Name,
    /// The source line as it stands in the file.
    pub(crate) text: Option<Rc<str>>,
    /// Columns in characters of that line: start, end, and the anchors.
    pub(crate) columns: Option<(usize, usize)>,
    pub(crate) anchors: Option<(usize, usize)>,
    /// For a call, the column of its bracket: what 3.13 points out.
    pub(crate) bracket: Option<usize>,
    pub(crate) span: Option<Span>,
}

/// What kind of body a frame runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FrameKind {
    Module,
    Class,
    Function,
}

/// A running or suspended body.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    pub(crate) file: Rc<CodeFile>,
    pub(crate) name: Name,
    pub(crate) qualname: Name,
    pub(crate) kind: FrameKind,
    pub(crate) globals: DictId,
    pub(crate) locals: DictId,
    pub(crate) enclosing: Rc<[DictId]>,
    pub(crate) function: Option<Rc<crate::ast::Function>>,
    pub(crate) scope: Option<Rc<crate::ast::Class>>,
    pub(crate) position: Position,
    /// The class whose body defined the function, for `super()`.
    pub(crate) class: Option<ClassId>,
}

/// A body with the blocks that are open in it.
#[derive(Clone, Debug)]
pub(crate) struct Execution {
    pub(crate) frame: Frame,
    pub(crate) blocks: Vec<Block>,
    pub(crate) resume: Resume,
    /// Exceptions being handled in it when it was suspended.
    pub(crate) handled: Vec<InstanceId>,
}

/// What to do with the value that `send()` brings.
#[derive(Clone, Debug)]
pub(crate) enum Resume {
    Discard,
    Assign(Body, usize),
    Return,
}

/// An open block.
#[derive(Clone, Debug)]
pub(crate) enum Block {
    Body(Body, usize),
    While(Rc<While>),
    For(Rc<For>, Value),
    Try(Rc<Try>, TryPhase),
    /// `with`: the exit method and where the statement stands.
    With(Value, TextSpan),
    /// `yield from`: the iterator, and the statement that takes its result.
    YieldFrom(Value, Resume),
}

/// How far a `try` statement is.
#[derive(Clone, Debug)]
pub(crate) enum TryPhase {
    Body,
    Else,
    /// In the handler with this number.
    Handler(usize),
    /// In `finally`, with what happens after it.
    Finally(Option<Flow>),
}

/// How a statement leaves its place.
#[derive(Clone, Debug)]
pub(crate) enum Flow {
    Next,
    Break,
    Continue,
    Return(Value),
    Raise(Stop),
    Yield(Value),
}

/// How a run of a body ended.
#[derive(Clone, Debug)]
pub(crate) enum Ended {
    Returned(Value),
    Yielded(Value),
}

impl Position {
    /// A place without anchors.
    pub(crate) fn plain(at: TextSpan) -> Self {
        Self {
            at,
            anchors: None,
            callee: None,
        }
    }

    /// A binary operation: CPython points out the operator (traceback.c, extract_anchors_from_expr).
    pub(crate) fn binary(at: TextSpan, left: &Expr, right: &Expr) -> Self {
        Self {
            at,
            anchors: Some((left.at.end, right.at.start)),
            callee: None,
        }
    }
}
