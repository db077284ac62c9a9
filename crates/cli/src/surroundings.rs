//! Everything outside the program: arguments, files, streams, environment. The one file that touches them.

#![expect(
    clippy::disallowed_methods,
    reason = "the one file of the workspace's programs that reads the disk and the environment"
)]

use std::io::{IsTerminal, Read, Write};

/// What the process was started with, and where it prints.
pub(crate) struct Surroundings {
    /// The words after the program's name.
    pub(crate) arguments: Vec<String>,
    /// Whether standard output is a terminal that shows colours.
    pub(crate) colours: bool,
    /// How many columns it has.
    pub(crate) width: usize,
}

impl Surroundings {
    pub(crate) fn of_this_process() -> Self {
        let set = |name| std::env::var(name).is_ok_and(|value| !value.is_empty());
        let columns = std::env::var("COLUMNS").ok();
        Self {
            arguments: std::env::args().skip(1).collect(),
            colours: std::io::stdout().is_terminal() && !set("NO_COLOR"),
            width: columns.and_then(|n| n.parse().ok()).unwrap_or(100),
        }
    }

    /// The text of a file, or of standard input for `-`.
    pub(crate) fn read(&self, file: &str) -> Result<String, String> {
        let bytes = Self::bytes(file)?;
        String::from_utf8(bytes).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            format!("not UTF-8 text: the byte at offset {at} belongs to no character")
        })
    }

    /// The same of a file that nobody wrote for this program: bytes that are no UTF-8 are replaced.
    pub(crate) fn read_anything(&self, file: &str) -> Result<String, String> {
        Self::bytes(file).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    }

    fn bytes(file: &str) -> Result<Vec<u8>, String> {
        let bytes = if file == "-" {
            let mut bytes = Vec::new();
            let read = std::io::stdin().read_to_end(&mut bytes);
            read.map(|_| bytes)
        } else {
            std::fs::read(file)
        };
        bytes.map_err(|error| error.to_string())
    }

    /// Writes to standard output; whoever closes it has seen enough.
    pub(crate) fn print(&mut self, text: &str) {
        let _ = std::io::stdout().write_all(text.as_bytes());
    }

    /// Writes a line to standard error.
    pub(crate) fn complain(&mut self, text: &str) {
        let _ = writeln!(std::io::stderr(), "hurdles: {text}");
    }
}
