//! A configuration as read from a machine: its tree, its faults, and what it means for requests.

use std::sync::Arc;

use hurdles_source::Span;

use crate::build::Build;
use crate::http::Http;
use crate::problem::Problem;
use crate::tree::{ConfigFile, Tree};

/// A fact that would decide and is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// What is not known.
    pub what: String,
    /// The command that would tell.
    pub tell: String,
    /// Where the question arises.
    pub span: Option<Span>,
}

/// Everything read at a test, a start or a reload.
#[derive(Clone, Debug)]
pub struct Configuration {
    /// Which nginx read it.
    pub build: Build,
    /// The main file's path.
    pub path: Arc<str>,
    /// All directives; incomplete after a fault, but never empty because of one.
    pub tree: Tree,
    /// The files read, in order.
    pub files: Vec<ConfigFile>,
    /// What nginx complains of, in order; the first fatal one ends the test.
    pub problems: Vec<Problem>,
    /// What could not be known.
    pub unknown: Vec<Unknown>,
    /// Where relative names of `root`, logs and modules start; with a slash at its end.
    pub(crate) prefix: String,
    pub(crate) zones_used: Vec<String>,
    /// What requests need; none after a fault.
    pub(crate) http: Option<Http>,
}

impl Configuration {
    /// The fault that ends the test.
    #[must_use]
    pub fn fault(&self) -> Option<&Problem> {
        self.problems.iter().find(|problem| problem.is_fatal())
    }

    /// Whether a file of this path was read.
    #[must_use]
    pub fn has_read(&self, path: &str) -> bool {
        self.files.iter().any(|file| &*file.path == path)
    }
}
