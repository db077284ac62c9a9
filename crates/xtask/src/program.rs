//! Starting other programs, and saying what went wrong.

use std::ffi::OsStr;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::tree;

/// How many of its last lines a failed program is quoted with.
const LINES_QUOTED: usize = 60;

/// Why a chore stopped.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// The chore was not called rightly.
    Usage(String),
    /// Something did not hold.
    Failed(String),
    /// Something is not on this machine and could not be brought.
    Missing { what: String, how: String },
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(text) => f.write_str(text.trim_end()),
            Self::Failed(text) => f.write_str(text),
            Self::Missing { what, how } => write!(f, "missing: {what}. {how}"),
        }
    }
}

impl From<std::io::Error> for Trouble {
    fn from(error: std::io::Error) -> Self {
        Self::Failed(error.to_string())
    }
}

impl From<serde_json::Error> for Trouble {
    fn from(error: serde_json::Error) -> Self {
        Self::Failed(error.to_string())
    }
}

/// Prepares a program to be run in the project's folder, with the project's own tools before the machine's.
pub(crate) fn program(name: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(name);
    let mut folders: Vec<PathBuf> = vec![
        tree::cache().join("tools/bin"),
        tree::path("web/editor/node_modules/.bin"),
    ];
    folders.extend(std::env::split_paths(
        &std::env::var_os("PATH").unwrap_or_default(),
    ));
    let path = std::env::join_paths(folders).unwrap_or_default();
    command
        .args(arguments)
        .current_dir(tree::root())
        .env("PATH", &path)
        .stdin(Stdio::null());
    // A program's name is looked up before its environment is set, so a tool of ours is named by its path.
    let own = tree::cache().join("tools/bin").join(name);
    if own.is_file() {
        let mut by_path = Command::new(own);
        by_path
            .args(arguments)
            .current_dir(tree::root())
            .env("PATH", path)
            .stdin(Stdio::null());
        return by_path;
    }
    command
}

/// Runs a program and gives what it printed on both streams, or fails with its last lines.
pub(crate) fn output_of(command: &mut Command) -> Result<String, Trouble> {
    let described = describe(command);
    let output = command.output().map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Trouble::Missing {
            what: described.clone(),
            how: "The program is not installed here".to_owned(),
        },
        _ => Trouble::Failed(format!("{described}: {error}")),
    })?;
    let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.push_str(&String::from_utf8_lossy(&output.stderr));
    if output.status.success() {
        return Ok(text);
    }
    let lines: Vec<&str> = text.lines().collect();
    let tail = lines
        .get(lines.len().saturating_sub(LINES_QUOTED)..)
        .unwrap_or_default()
        .join("\n");
    Err(Trouble::Failed(format!(
        "{tail}\n{described}: {}",
        output.status
    )))
}

/// Runs a program whose output goes straight to the terminal.
pub(crate) fn run_visibly(command: &mut Command) -> Result<(), Trouble> {
    let described = describe(command);
    let status = command
        .status()
        .map_err(|error| Trouble::Failed(format!("{described}: {error}")))?;
    if status.success() {
        Ok(())
    } else {
        Err(Trouble::Failed(format!("{described}: {status}")))
    }
}

/// Tells whether a program of this name can be started.
pub(crate) fn is_installed(name: &str) -> bool {
    tree::cache().join("tools/bin").join(name).is_file()
        || std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())
            .any(|folder| folder.join(name).is_file())
}

/// Tells whether whoever runs this is root on a Debian machine.
pub(crate) fn is_root_on_debian() -> bool {
    let is_root = output_of(&mut program("id", &["-u"])).is_ok_and(|id| id.trim() == "0");
    is_root && Path::new("/etc/debian_version").is_file()
}

/// Tells whether this is the continuous build, where nothing may be left out.
pub(crate) fn in_ci() -> bool {
    std::env::var_os("CI")
        .is_some_and(|value| value != OsStr::new("") && value != OsStr::new("false"))
}

fn describe(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words
        .map(OsStr::to_string_lossy)
        .collect::<Vec<_>>()
        .join(" ")
}
