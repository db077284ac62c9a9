//! `python3 -c "import socket; …bind(…)"`: how people leave a socket file behind that nobody listens on.

use super::super::Outcome;
use super::super::run::{Call, Shell};
use crate::Program;

/// `python3 -c` with nothing but the statements that bind a Unix socket: its file stays behind when Python ends, with
/// nobody listening. Any other statement is left to the other programs.
pub(super) fn leave_socket(shell: &mut Shell<'_>, call: &Call<'_>, code: &str) -> Option<Outcome> {
    let mut path = None;
    for statement in code.split([';', '\n']).map(str::trim) {
        let is_setup = statement.is_empty()
            || matches!(statement, "import socket" | "import socket as s")
            || statement.starts_with("from socket import ")
            || statement.ends_with(".close()")
            || statement.contains(".listen(");
        let makes = || statement.contains("socket(") && statement.contains("AF_UNIX");
        if let Some((before, bound)) = statement.split_once(".bind(") {
            let bound = bound.strip_suffix(')')?.trim();
            let quote = bound.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            let inside = bound.strip_prefix(quote)?.strip_suffix(quote)?;
            let is_plain = !inside.contains([quote, '\\']);
            let has_socket = !before.contains('(') || before.contains("AF_UNIX");
            path = Some(inside).filter(|_| is_plain && has_socket && path.is_none());
            path?;
        } else if !is_setup && !makes() {
            return None;
        }
    }
    let path = path.filter(|path| !path.is_empty() && code.contains("AF_UNIX"))?;
    let process = shell
        .machine
        .start_process(Program::Other("python3".to_owned()), call.context);
    let bound = shell
        .machine
        .bind_unix(call.context, path, process, 0, Some(call.span));
    shell.machine.end_process(process);
    Some(match bound {
        Ok(_) => Outcome::status(0),
        Err(errno) => Outcome {
            stderr: format!("OSError: [Errno {}] {errno}\n", errno.number()),
            ..Outcome::status(1)
        },
    })
}
