//! What happened, as typed facts: who reads them never has to read a traceback.

use hurdles_machine::{Errno, Walk};
use hurdles_source::Span;

use crate::PathEntry;

/// One frame of a traceback, outermost first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The file's name as Python prints it.
    pub file: String,
    /// Its line, from 1.
    pub line: u32,
    /// `<module>` or the function's name.
    pub function: String,
    /// The statement or expression, where the file is one of the scenario's.
    pub span: Option<Span>,
}

/// An exception that left Python.
#[derive(Clone, Debug, PartialEq)]
pub struct Raised {
    /// What `PyErr_Print` prints, with its line breaks; empty for `SystemExit` without a message.
    pub text: String,
    /// The class, as the last line names it: `ModuleNotFoundError`.
    pub class: String,
    /// The words after the class.
    pub message: String,
    /// Frames, outermost first; empty when C code raised with no Python frame.
    pub frames: Vec<Frame>,
    /// The innermost place in a file of the scenario.
    pub span: Option<Span>,
    /// The failed import, where that is the reason.
    pub import: Option<ImportFailure>,
    /// The name that was not there, where that is the reason (`NameError`, `AttributeError`, `cannot import name`).
    pub missing: Option<MissingName>,
    /// `SystemExit`: the status with which the process ends.
    pub exit: Option<i32>,
    /// `KeyError` of `os.environ`: the variable's name.
    pub environment_variable: Option<String>,
    /// `PermissionError` and its like: the path that was opened and the walk to it.
    pub path: Option<(String, Errno, Walk)>,
    /// Nothing was raised and nothing comes back: the code waits for ever, as a server of its own does.
    pub waits: bool,
    /// Set when the outcome rests on something that is not simulated; the words say on what.
    pub unknown: Option<String>,
}

/// A name that a module, class or object does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingName {
    /// The name.
    pub name: String,
    /// The module (or type) that lacks it.
    pub holder: String,
    /// The module's file, where there is one.
    pub file: Option<String>,
    /// The holder was still being imported: a circular import.
    pub partially_initialized: bool,
    /// The names that it does have, in order of definition.
    pub candidates: Vec<String>,
}

/// Why an import failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImportProblem {
    /// No entry of the path has it.
    NotFound,
    /// The parent was found but is a module, not a package.
    ParentIsNotAPackage,
    /// The file is there and may not be read.
    Unreadable,
    /// A relative import without, or beyond, the top-level package.
    Relative,
}

/// An import that failed and where Python looked.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportFailure {
    /// The module's full name.
    pub module: String,
    /// What went wrong.
    pub problem: ImportProblem,
    /// The import statement, where it stands in a file of the scenario.
    pub importer: Option<Span>,
    /// The entries of the search path in order, up to where the search ended.
    pub tried: Vec<Tried>,
    /// The file that is the parent (or shadows another module), where that is the problem.
    pub parent_file: Option<String>,
    /// A module of the standard library or a stock package that has the same name and was hidden.
    pub shadows: Option<String>,
    /// Modules in the midst of being imported, outermost first: the chain that led here.
    pub chain: Vec<String>,
}

/// One entry of the search path and what was met there.
#[derive(Clone, Debug, PartialEq)]
pub struct Tried {
    /// The entry.
    pub entry: PathEntry,
    /// What was met.
    pub outcome: TriedOutcome,
}

/// What an entry of the search path held for a name.
#[derive(Clone, Debug, PartialEq)]
pub enum TriedOutcome {
    /// Nothing of that name.
    Nothing,
    /// The directory itself is missing.
    Absent,
    /// The directory could not be searched or listed; the walk shows where and why.
    Closed(Walk),
    /// Something of that name lies there, but may not be searched or read.
    Unreadable(String, Walk),
    /// Something of that name lies below a closed directory; only root sees it.
    Hidden(String, Walk),
    /// The file that was taken.
    Found(String),
}

/// Why a file could not be loaded as a module.
#[derive(Clone, Debug, PartialEq)]
pub enum FileFailure {
    /// It could not be opened.
    Unopened(Errno, Walk),
    /// It does not compile; the exception is a `SyntaxError`.
    NotCompiled(Raised),
    /// Running it raised.
    Raised(Raised),
}

/// A value that is not simulated and on which something rested.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// What is not known, in words that follow "not simulated:".
    pub what: String,
    /// Where it mattered.
    pub span: Option<Span>,
}
