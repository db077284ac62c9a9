//! Parses a module with ruff's parser and lowers its tree to ours. The only file that names ruff's crates, with its children.
//!
//! The crate that knows the names in `"\N{…}"` is replaced by one that answers U+FFFD to each (see the workspace's
//! `patches`), so such a text is not the real one and a wrong name passes.

mod expressions;
mod patterns;
mod statements;

use std::collections::BTreeSet;
use std::rc::Rc;

use ruff_python_ast::PythonVersion;
use ruff_python_parser::{Mode, ParseErrorType, ParseOptions};
use ruff_text_size::{Ranged, TextRange};

use crate::ast::{Body, Name, Scope, TextSpan};

/// What the parser found wrong first.
#[derive(Clone, Debug)]
pub(crate) struct ParseProblem {
    pub(crate) at: TextSpan,
    /// The parser's own kind, as far as it helps to find CPython's words.
    pub(crate) kind: ProblemKind,
}

/// Parse errors, sorted by what CPython says of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ProblemKind {
    UnexpectedIndent,
    ExpectedColon,
    ExpectedElse,
    ExpectedHandler,
    /// After what, in CPython's words: `'if' statement`.
    ExpectedIndentedBlock(String),
    AssignmentTarget,
    DeleteTarget,
    PositionalAfterKeyword,
    UnparenthesizedExcept,
    UnparenthesizedTuple,
    TrailingComma,
    FString(String),
    /// Quotes within an f-string that older versions take for its end.
    ReusedQuote,
    /// A word that begins a statement in newer versions and is a name in this one.
    NewStatement,
    /// Type parameters of a function.
    TypeParameters,
    DefaultOrder,
    DuplicateParameter(String),
    ReturnOutsideFunction,
    YieldOutsideFunction,
    AwaitOutsideFunction,
    AwaitOutsideAsync,
    BreakOutsideLoop,
    ContinueOutsideLoop,
    NonlocalInModule,
    StarInFunction,
    Other,
}

impl ProblemKind {
    /// Whether CPython's compiler finds it, after parsing.
    pub(crate) fn is_semantic(&self) -> bool {
        matches!(
            self,
            Self::DefaultOrder
                | Self::DuplicateParameter(_)
                | Self::ReturnOutsideFunction
                | Self::YieldOutsideFunction
                | Self::AwaitOutsideFunction
                | Self::AwaitOutsideAsync
                | Self::BreakOutsideLoop
                | Self::ContinueOutsideLoop
                | Self::NonlocalInModule
                | Self::StarInFunction
        )
    }
}

/// A module's tree.
#[derive(Debug)]
pub(crate) struct ModuleTree {
    pub(crate) body: Body,
    pub(crate) doc: Option<Name>,
}

/// Parses `text` as Python 3 of this minor version; the first problem where it is not.
pub(crate) fn parse(text: &str, minor: u8) -> Result<ModuleTree, ParseProblem> {
    // The parser knows versions from 3.7 on.
    let version = PythonVersion {
        major: 3,
        minor: minor.clamp(7, 14),
    };
    let options = ParseOptions::from(Mode::Module).with_target_version(version);
    let parsed = match ruff_python_parser::parse(text, options) {
        Ok(parsed) => parsed,
        Err(error) => {
            return Err(ParseProblem {
                at: span(error.location),
                kind: problem_kind(&error.error),
            });
        }
    };
    if let Some(error) = parsed.unsupported_syntax_errors().first() {
        let words = error.to_string();
        let before = text.get(..usize::from(error.range.start())).unwrap_or("");
        let line = before.rsplit('\n').next().unwrap_or("").trim_start();
        let kind = if words.contains("exception") {
            ProblemKind::UnparenthesizedExcept
        } else if words.contains("reuse outer quote") {
            ProblemKind::ReusedQuote
        } else if words.contains("alias statement") {
            ProblemKind::NewStatement
        } else if words.contains("type parameter") && line.starts_with("def ") {
            ProblemKind::TypeParameters
        } else {
            ProblemKind::Other
        };
        return Err(ParseProblem {
            at: span(error.range),
            kind,
        });
    }
    let mut lower = Lower {
        text,
        scopes: vec![Frame::default()],
        problem: None,
    };
    let suite: &[ruff_python_ast::Stmt] = match parsed.syntax() {
        ruff_python_ast::Mod::Module(module) => &module.body,
        ruff_python_ast::Mod::Expression(_) => &[],
    };
    let body = lower.body(suite);
    if let Some(problem) = lower.problem {
        return Err(problem);
    }
    let doc = statements::docstring(suite);
    Ok(ModuleTree { body, doc })
}

/// Parses one expression, as `eval()` takes it.
pub(crate) fn parse_expression(text: &str) -> Option<crate::ast::Expr> {
    let parsed = ruff_python_parser::parse_expression(text).ok()?;
    let mut lower = Lower {
        text,
        scopes: vec![Frame::default()],
        problem: None,
    };
    Some(lower.expr(parsed.expr()))
}

fn problem_kind(error: &ParseErrorType) -> ProblemKind {
    let words = error.to_string();
    match error {
        ParseErrorType::FStringError(_) => {
            let words = words.strip_prefix("f-string: ").unwrap_or(&words);
            ProblemKind::FString(words.replace('`', "'"))
        }
        ParseErrorType::UnexpectedIndentation => ProblemKind::UnexpectedIndent,
        ParseErrorType::InvalidAssignmentTarget
        | ParseErrorType::InvalidNamedAssignmentTarget
        | ParseErrorType::InvalidAugmentedAssignmentTarget
        | ParseErrorType::InvalidAnnotatedAssignmentTarget => ProblemKind::AssignmentTarget,
        ParseErrorType::InvalidDeleteTarget => ProblemKind::DeleteTarget,
        ParseErrorType::PositionalAfterKeywordArgument
        | ParseErrorType::PositionalAfterKeywordUnpacking => ProblemKind::PositionalAfterKeyword,
        ParseErrorType::NonDefaultParamAfterDefaultParam => ProblemKind::DefaultOrder,
        ParseErrorType::UnparenthesizedTupleExpression => ProblemKind::UnparenthesizedTuple,
        ParseErrorType::ExpectedToken { .. } if words.starts_with("Expected `:`") => {
            ProblemKind::ExpectedColon
        }
        ParseErrorType::ExpectedToken { .. } if words.starts_with("Expected `else`") => {
            ProblemKind::ExpectedElse
        }
        ParseErrorType::OtherError(message) => {
            if let Some(what) = message.strip_prefix("Expected an indented block after ") {
                let what = match what {
                    "`class` definition" => "class definition".to_owned(),
                    other => other.replace('`', "'"),
                };
                ProblemKind::ExpectedIndentedBlock(what)
            } else if message.starts_with("Expected `except` or `finally`") {
                ProblemKind::ExpectedHandler
            } else if message.starts_with("Trailing comma") {
                ProblemKind::TrailingComma
            } else {
                ProblemKind::Other
            }
        }
        _ => ProblemKind::Other,
    }
}

fn span(range: TextRange) -> TextSpan {
    TextSpan {
        start: range.start().into(),
        end: range.end().into(),
    }
}

fn at(node: &impl Ranged) -> TextSpan {
    span(node.range())
}

fn name(text: &str) -> Name {
    Rc::from(text)
}

/// What is known of the body being lowered.
#[derive(Default)]
struct Frame {
    scope: Scope,
    yields: bool,
    is_function: bool,
    is_async: bool,
    is_class: bool,
    n_loops: usize,
}

struct Lower<'a> {
    text: &'a str,
    scopes: Vec<Frame>,
    problem: Option<ParseProblem>,
}

impl Lower<'_> {
    fn bind(&mut self, text: &str) -> Name {
        let name = name(text);
        if let Some(frame) = self.scopes.last_mut() {
            frame.scope.bound.insert(name.clone());
        }
        name
    }

    fn note_problem(&mut self, at: TextSpan, kind: ProblemKind) {
        if self
            .problem
            .as_ref()
            .is_none_or(|problem| at.start < problem.at.start)
        {
            self.problem = Some(ParseProblem { at, kind });
        }
    }

    fn close_scope(&mut self) -> Frame {
        let mut frame = self.scopes.pop().unwrap_or_default();
        let scope = &mut frame.scope;
        let outside: BTreeSet<Name> = scope.global.union(&scope.nonlocal).cloned().collect();
        scope.bound.retain(|name| !outside.contains(name));
        frame
    }
}
