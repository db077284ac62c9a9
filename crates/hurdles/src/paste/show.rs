//! Which file a command prints, and how much of it.

use super::command::{Does, Shown};
use super::shell::Simple;

/// `cat x`, `head -20 x`, `sed -n 1,40p x`, `grep -n '' x`, each perhaps with a pipe behind that drops remarks.
pub(super) fn shown(command: &Simple, behind: &[Simple]) -> Does {
    let program = command.program();
    let Some((paths, most_lines)) = operands(command) else {
        return Does::Nothing;
    };
    let is_numbered = matches!(program, "nl" | "bat" | "batcat")
        || ["-n", "-N"].iter().any(|flag| command.has(flag))
            && !matches!(program, "head" | "tail" | "sed");
    let is_cut = behind.iter().any(|command| !drops_remarks(command));
    if paths.iter().any(|path| is_log(path)) {
        return Does::Log;
    }
    match paths.as_slice() {
        [] => Does::Nothing,
        [
            "/etc/os-release"
            | "/etc/passwd"
            | "/etc/group"
            | "/etc/hostname"
            | "/etc/issue"
            | "/etc/debian_version"
            | "/etc/lsb-release"
            | "/etc/redhat-release",
        ] => Does::List,
        [path] if !path.contains(['*', '?']) => Does::Show(Shown {
            path: (*path).to_owned(),
            most_lines,
            is_numbered,
            is_cut,
        }),
        _ => Does::ShowAll,
    }
}

/// The files that are printed, and how many of their lines at most.
fn operands(command: &Simple) -> Option<(Vec<&str>, Option<usize>)> {
    let mut paths: Vec<&str> = command.operands().collect();
    let mut most_lines = None;
    match command.program() {
        "head" | "tail" => {
            most_lines = Some(10);
            let mut words = command.words.iter().skip(1).peekable();
            while let Some(word) = words.next() {
                let number = match word.as_str() {
                    "-n" | "--lines" => words.next().map(String::as_str),
                    word => word
                        .strip_prefix("--lines=")
                        .or_else(|| word.strip_prefix("-n"))
                        .or_else(|| word.strip_prefix('-')),
                };
                let Some(number) = number else { continue };
                if let Ok(n) = number.trim_start_matches('-').parse() {
                    most_lines = Some(n);
                    paths.retain(|path| *path != number);
                }
            }
        }
        "sed" => {
            // `1,40p` prints the beginning; any other range leaves the beginning out.
            let range = paths.first().and_then(|script| script.strip_suffix('p'));
            let range = range.filter(|_| command.has("-n"))?;
            most_lines = match range.split_once(',') {
                Some(("1", "$")) => None,
                Some(("1", last)) => last.parse().ok(),
                None if range.is_empty() => None,
                _ => Some(0),
            };
            paths.remove(0);
        }
        "grep" if !paths.is_empty() => {
            paths.remove(0);
        }
        _ => {}
    }
    Some((paths, most_lines))
}

/// Whether a file is a log by its name.
pub(super) fn is_log(path: &str) -> bool {
    path.starts_with("/var/log/") || path.ends_with(".log") || path.contains(".log.")
}

/// `grep -n ''`, `grep -n .`, `grep -v '^#'`: every line, or every line that is no remark.
pub(super) fn shows_all(command: &Simple) -> bool {
    matches!(command.operands().next(), Some("" | "." | "^")) || drops_remarks(command)
}

fn drops_remarks(command: &Simple) -> bool {
    let is_inverted = command
        .words
        .iter()
        .any(|word| word.starts_with('-') && !word.starts_with("--") && word.contains('v'));
    match command.program() {
        "grep" | "egrep" => {
            is_inverted
                && command
                    .operands()
                    .next()
                    .is_some_and(|p| p.contains(['#', '$']))
        }
        "less" | "more" | "cat" => true,
        _ => false,
    }
}
