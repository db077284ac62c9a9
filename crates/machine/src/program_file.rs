//! Program files that are not the distribution's: which program a file is follows from what is in it, not from its name.

use std::sync::Arc;

/// A program that an installer such as pip put somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProgramFile {
    /// The interpreter that its first line names, where it is a script.
    pub interpreter: Option<Arc<str>>,
    /// What runs.
    pub runs: Runs,
    /// Its size in bytes.
    pub size: u64,
}

/// What a program file does when it is executed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Runs {
    /// pip itself.
    Pip,
    /// A uWSGI that is not the distribution's.
    Uwsgi(UwsgiBuild),
    /// A command of a Python package, by its name: `flask`, `django-admin`.
    Other(Arc<str>),
}

/// A build of uWSGI with its default plugins inside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UwsgiBuild {
    /// How it was made.
    pub kind: UwsgiKind,
    /// `2.0.31`.
    pub version: Arc<str>,
    /// Whether it was compiled with PCRE.
    pub has_pcre: bool,
}

/// How a uWSGI from the Python Package Index was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UwsgiKind {
    /// `pip install uwsgi`: a program of its own, compiled on the machine.
    Pip,
    /// `pip install pyuwsgi`: a module of Python's, compiled elsewhere, and a script that imports it.
    Pyuwsgi,
}

impl ProgramFile {
    /// The script that pip writes for a command: it imports a function of a module and calls it.
    #[must_use]
    pub fn script(interpreter: &str, runs: Runs, module: &str, function: &str) -> Self {
        // The rest of the text has 175 characters (pip 23.0.1, seen in a run).
        let size = interpreter.len() + module.len() + 2 * function.len() + 175;
        Self {
            interpreter: Some(interpreter.into()),
            runs,
            size: size as u64,
        }
    }
}
