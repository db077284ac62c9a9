//! What systemd finds odd about a unit's text.

use hurdles_source::Span;

use crate::exec_line::ExecError;
use crate::unit_file::OddKind;

/// One thing that systemd finds odd.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The characters.
    pub span: Span,
    /// The number of the line.
    pub line: usize,
    /// The file.
    pub path: String,
    /// What it is.
    pub kind: ProblemKind,
    /// systemd's words for it.
    pub message: String,
}

/// What is odd.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// A key that does not exist in this section.
    UnknownKey {
        /// The one that was probably meant.
        nearest: Option<String>,
    },
    /// A section that does not exist.
    UnknownSection,
    /// A line that is none.
    Line(OddKind),
    /// A value that cannot be read, and is passed over.
    Value,
    /// A command that is refused; the unit is not started.
    Command(ExecError),
    /// A value for whose sake the unit is not started.
    Fatal,
}

impl Problem {
    /// Whether the unit cannot be started for it.
    #[must_use]
    pub fn is_fatal(&self) -> bool {
        matches!(
            self.kind,
            ProblemKind::Command(_) | ProblemKind::Fatal | ProblemKind::Line(OddKind::BadHeader)
        )
    }

    /// The line in the journal.
    #[must_use]
    pub fn log_line(&self) -> String {
        format!("{}:{}: {}", self.path, self.line, self.message)
    }
}

/// systemd's words for a line that is none.
pub(crate) fn odd_message(kind: &OddKind, text: &str) -> String {
    match kind {
        OddKind::NoEquals => "Missing '=', ignoring line.".to_owned(),
        OddKind::Outside => "Assignment outside of section. Ignoring.".to_owned(),
        OddKind::BadHeader => format!("Invalid section header '{text}'"),
        OddKind::NoKey => "Missing key name before '=', ignoring line.".to_owned(),
    }
}
