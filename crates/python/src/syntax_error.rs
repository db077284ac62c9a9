//! What CPython says of text that is not Python.

use crate::lower::{ParseProblem, ProblemKind};

/// A `SyntaxError` or one of its kin.
pub(crate) struct Explained {
    pub(crate) class: &'static str,
    pub(crate) message: String,
    pub(crate) line: u32,
    pub(crate) text: Option<String>,
    pub(crate) columns: Option<(u32, u32)>,
}

/// Finds CPython's words for a parser's problem.
pub(crate) fn explain(text: &str, problem: &ParseProblem, minor: u8) -> Explained {
    let lines = hurdles_source::LineIndex::new(text);
    let at = problem.at.start as usize;
    let line = lines.line_of(at);
    let range = lines.line_range(line);
    let column = lines.line_column(text, at).column;
    Explained {
        class: "SyntaxError",
        message: match &problem.kind {
            ProblemKind::ExpectedColon if minor >= 10 => "expected ':'".to_owned(),
            ProblemKind::ReturnOutsideFunction => "'return' outside function".to_owned(),
            _ => "invalid syntax".to_owned(),
        },
        line: u32::try_from(line + 1).unwrap_or(u32::MAX),
        text: Some(
            text.get(range)
                .unwrap_or("")
                .trim_end_matches('\n')
                .to_owned(),
        ),
        columns: Some((column, column + 1)),
    }
}
