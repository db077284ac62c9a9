//! Parses a module with ruff's parser and lowers its tree to ours. The only file that names ruff's crates, with its children.
//!
//! The crate that knows the names in `"\N{…}"` is replaced by one that answers U+FFFD to each (see the workspace's
//! `patches`), so such a text is not the real one and a wrong name passes.

mod expressions;
mod patterns;
mod statements;

use std::collections::BTreeSet;
use std::rc::Rc;

use ruff_python_parser::ParseErrorType;
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
    UnterminatedString { triple: bool, f_string: bool },
    Indentation { unexpected: bool },
    Dedent,
    ExpectedColon,
    ExpectedIndentedBlock,
    CharacterAfterBackslash,
    UnrecognizedCharacter(char),
    AssignmentTarget,
    PositionalAfterKeyword,
    DefaultOrder,
    DuplicateParameter(String),
    ReturnOutsideFunction,
    Other(String),
}

/// A module's tree.
#[derive(Debug)]
pub(crate) struct ModuleTree {
    pub(crate) body: Body,
    pub(crate) doc: Option<Name>,
}

/// Parses `text`; the first problem where it is not Python 3.
pub(crate) fn parse(text: &str) -> Result<ModuleTree, ParseProblem> {
    let parsed = match ruff_python_parser::parse_module(text) {
        Ok(parsed) => parsed,
        Err(error) => {
            return Err(ParseProblem {
                at: span(error.location),
                kind: problem_kind(&error.error),
            });
        }
    };
    let mut lower = Lower {
        text,
        scopes: vec![Frame::default()],
        problem: None,
    };
    let body = lower.body(parsed.suite());
    if let Some(problem) = lower.problem {
        return Err(problem);
    }
    let doc = statements::docstring(parsed.suite());
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
    use ruff_python_parser::LexicalErrorType as Lexical;
    let words = error.to_string();
    match error {
        ParseErrorType::Lexical(lexical) => match lexical {
            Lexical::UnclosedStringError => ProblemKind::UnterminatedString {
                triple: words.contains("triple"),
                f_string: false,
            },
            Lexical::IndentationError => ProblemKind::Dedent,
            Lexical::LineContinuationError => ProblemKind::CharacterAfterBackslash,
            Lexical::UnrecognizedToken { tok } => ProblemKind::UnrecognizedCharacter(*tok),
            Lexical::StringError if words.contains("nterminated") => {
                ProblemKind::UnterminatedString {
                    triple: words.contains("triple"),
                    f_string: false,
                }
            }
            _ => ProblemKind::Other(words),
        },
        ParseErrorType::FStringError(_) if words.contains("unterminated") => {
            ProblemKind::UnterminatedString {
                triple: words.contains("triple"),
                f_string: true,
            }
        }
        ParseErrorType::UnexpectedIndentation => ProblemKind::Indentation { unexpected: true },
        ParseErrorType::InvalidAssignmentTarget
        | ParseErrorType::InvalidNamedAssignmentTarget
        | ParseErrorType::InvalidAugmentedAssignmentTarget
        | ParseErrorType::InvalidAnnotatedAssignmentTarget => ProblemKind::AssignmentTarget,
        ParseErrorType::PositionalAfterKeywordArgument
        | ParseErrorType::PositionalAfterKeywordUnpacking => ProblemKind::PositionalAfterKeyword,
        ParseErrorType::NonDefaultParamAfterDefaultParam => ProblemKind::DefaultOrder,
        ParseErrorType::ExpectedToken { .. } if words.starts_with("Expected `:`") => {
            ProblemKind::ExpectedColon
        }
        ParseErrorType::ExpectedToken { .. } if words.starts_with("Expected ':'") => {
            ProblemKind::ExpectedColon
        }
        ParseErrorType::OtherError(message) if message.contains("ndented block") => {
            ProblemKind::ExpectedIndentedBlock
        }
        _ => ProblemKind::Other(words),
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
