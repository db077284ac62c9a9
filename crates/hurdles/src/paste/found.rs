//! What the walk through a paste finds, in its order; what becomes of it is decided afterwards.

use super::Kind;
use super::command::Does;

/// Something found in a paste.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) what: What,
    /// Where it stands in the paste.
    pub(super) from: (usize, usize),
    /// Its text, without quoting, line numbers and the like.
    pub(super) text: String,
    /// Who was where.
    pub(super) place: Place,
}

/// What it is.
#[derive(Clone, Debug)]
pub(super) enum What {
    /// A line that was typed.
    Typed(Does),
    /// The text of a file; without a path where nothing names it.
    File { path: Option<String>, kind: Kind },
    /// The output of a command with its line as it was typed, for the listing.
    Listing { typed: Option<String> },
    /// Lines of a log.
    Log { typed: Option<String> },
    /// Where a program lies.
    Program,
    /// nginx's whole configuration begins: what is not in it is not loaded.
    WholeNginx,
}

/// Who types, and in which directory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) user: Option<String>,
    /// Absolute, or below `~`.
    pub(super) cwd: Option<String>,
    pub(super) is_root: bool,
    /// The name of the virtual environment in the prompt.
    pub(super) environment: Option<String>,
}

impl Place {
    /// A path as seen from here: absolute, below `~`, or as it is where the directory is not known.
    pub(super) fn path(&self, path: &str) -> String {
        if let Some(rest) = path.strip_prefix('~') {
            return match (&self.user, rest) {
                (Some(user), _) if rest.is_empty() || rest.starts_with('/') => {
                    format!("{}{rest}", crate::scenario::home_of(user))
                }
                _ => path.to_owned(),
            };
        }
        if path.starts_with('/') {
            return plain(path);
        }
        match &self.cwd {
            Some(cwd) => plain(&format!("{cwd}/{path}")),
            None => path.strip_prefix("./").unwrap_or(path).to_owned(),
        }
    }
}

/// A path without `.`, `..` and doubled slashes.
pub(super) fn plain(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    let joined = parts.join("/");
    if path.starts_with('/') {
        format!("/{joined}")
    } else {
        joined
    }
}
