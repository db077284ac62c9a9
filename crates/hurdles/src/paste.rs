//! Sorts what somebody pasted, a terminal's scroll-back or anything else, into a scenario, and says what became of each piece.
//!
//! The lines are walked once (`walk`), what is found is put together (`assemble`). Nothing is lost: every byte of the paste is in
//! a piece or in what is left.

mod assemble;
mod command;
mod extent;
mod found;
mod here;
mod line;
mod log_line;
mod names;
mod numbers;
mod output;
mod prepare;
mod prompt;
mod request;
mod shell;
mod show;
mod sniff;
mod start;
mod starts;
mod system;
mod walk;

use serde::{Serialize, Serializer};

use crate::Scenario;

/// What became of a paste.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paste {
    /// The scenario, which is partial.
    pub scenario: Scenario,
    /// What was understood, in the order of the paste.
    pub pieces: Vec<Piece>,
    /// What was not, in the same order.
    pub left: Vec<Left>,
}

/// A part of the paste and where it went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// What it is.
    pub kind: Kind,
    /// Its path on the machine, for files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The document of the scenario that holds it.
    pub document: String,
    /// Where it begins there, in bytes.
    pub start: usize,
    /// Where it ends there.
    pub end: usize,
    /// Where it begins in the paste.
    pub from_start: usize,
    /// Where it ends in the paste.
    pub from_end: usize,
}

/// A part of the paste that went nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Left {
    /// Where it begins in the paste.
    pub from_start: usize,
    /// Where it ends.
    pub from_end: usize,
}

/// What a piece is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// What was typed: what starts uWSGI, what prepares the machine, what asks for the page.
    Invocation,
    /// A file of nginx's configuration.
    Nginx,
    /// A unit of systemd.
    Unit,
    /// A configuration of uWSGI's.
    Ini,
    /// A Python file.
    Python,
    /// Any other file.
    File,
    /// What a listing is read for.
    Listing,
    /// Lines of a log.
    Log,
}

impl Kind {
    /// The word that the contract has for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Invocation => "invocation",
            Self::Nginx => "nginx",
            Self::Unit => "unit",
            Self::Ini => "ini",
            Self::Python => "python",
            Self::File => "file",
            Self::Listing => "listing",
            Self::Log => "log",
        }
    }

    /// What a file is by its path alone.
    fn of_path(path: &str) -> Self {
        const UNITS: [&str; 6] = [
            ".service", ".socket", ".path", ".timer", ".target", ".mount",
        ];
        let is_unit = UNITS.iter().any(|ending| path.ends_with(ending));
        if path.ends_with(".py") || path.ends_with(".wsgi") {
            Self::Python
        } else if path.starts_with("/etc/nginx/") || path.ends_with("nginx.conf") {
            Self::Nginx
        } else if is_unit || path.contains("/systemd/") && path.ends_with(".conf") {
            Self::Unit
        } else if path.ends_with(".ini") && !path.contains("/supervisor") {
            Self::Ini
        } else {
            Self::File
        }
    }
}

impl Serialize for Kind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

/// The members of the JSON form.
#[derive(Serialize)]
struct Written<'a> {
    scenario: &'a Scenario,
    pieces: &'a [Piece],
    left: &'a [Left],
}

impl Paste {
    /// The JSON form, on one line.
    #[must_use]
    pub fn to_json(&self) -> String {
        let written = Written {
            scenario: &self.scenario,
            pieces: &self.pieces,
            left: &self.left,
        };
        serde_json::to_string(&written).unwrap_or_default()
    }
}

/// Sorts a paste.
#[must_use]
pub fn paste(text: &str) -> Paste {
    assemble::assemble(
        text,
        walk::walk(line::broken_before_prompts(line::lines(text))),
    )
}

#[cfg(test)]
mod tests;
