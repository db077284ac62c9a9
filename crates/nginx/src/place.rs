//! Where a directive stands.

use std::sync::Arc;

use hurdles_source::Span;

/// A directive's place: file and line as nginx counts it, and its characters where the file is the scenario's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The configuration file.
    pub path: Arc<str>,
    /// The line on which it ends, from 1, as nginx logs it.
    pub line: u32,
    /// Its characters, from the name to the `;` or `{`; none in a stock file.
    pub span: Option<Span>,
}
