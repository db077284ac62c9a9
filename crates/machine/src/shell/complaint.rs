//! What the shell could not read or does not simulate.

use std::fmt;

use hurdles_source::Span;

/// A place in a shell text that was not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// Where.
    pub span: Span,
    /// What is the matter.
    pub kind: ComplaintKind,
}

/// What is the matter with a piece of shell text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ComplaintKind {
    /// A quote, bracket or `$(` is never closed.
    Unclosed(String),
    /// A word or operator stands where none can stand.
    Unexpected(String),
    /// No program of this name is on the machine.
    CommandNotFound(String),
    /// A script is there, and the interpreter that its first line names is not: the script, the interpreter.
    InterpreterMissing(String, String),
    /// A program or piece of shell that exists but is not simulated.
    NotSimulated(String),
    /// A loop or expansion grew beyond what is simulated.
    TooMuch,
}

impl ComplaintKind {
    /// Whether the real shell cannot start the program either.
    #[must_use]
    pub fn is_no_program(&self) -> bool {
        matches!(
            self,
            Self::CommandNotFound(_) | Self::InterpreterMissing(..)
        )
    }
}

impl fmt::Display for ComplaintKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unclosed(opening) => write!(f, "`{opening}` is never closed"),
            Self::Unexpected(token) => write!(f, "`{token}` is not expected here"),
            Self::CommandNotFound(name) => write!(f, "there is no command `{name}`"),
            Self::InterpreterMissing(script, interpreter) => write!(
                f,
                "`{script}` is to be run by `{interpreter}`, which is not there"
            ),
            Self::NotSimulated(what) => write!(f, "{what} is not simulated"),
            Self::TooMuch => f.write_str("more steps than are simulated"),
        }
    }
}
