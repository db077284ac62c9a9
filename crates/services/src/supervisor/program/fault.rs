//! Why supervisord does not take a configuration.

use hurdles_source::Span;

/// Why supervisord does not take a configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What it says.
    pub message: String,
    /// Where.
    pub span: Option<Span>,
    /// What it is about.
    pub kind: FaultKind,
}

/// What a configuration is refused for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// A percent sign that is no expansion.
    Percent,
    /// A user that does not exist.
    UnknownUser,
    /// The directory of a log file that does not exist.
    LogDirectory,
    /// Anything else.
    Other,
}

impl Fault {
    pub(super) fn new(kind: FaultKind, message: String, span: Option<Span>) -> Self {
        Self {
            message,
            span,
            kind,
        }
    }
}
