//! The lines of a listing, and which of them are typed commands.

use hurdles_source::{SourceId, Span};

/// A line with its place; carriage returns and colour codes are taken off its text.
#[derive(Clone, Debug)]
pub(super) struct Line<'t> {
    pub(super) text: std::borrow::Cow<'t, str>,
    pub(super) span: Span,
}

/// A command that was typed: where, and by whom, as far as the prompt tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Typed {
    pub(super) command: String,
    pub(super) user: Option<String>,
    /// The directory in the prompt, `~` not resolved.
    pub(super) directory: Option<String>,
    pub(super) is_root: bool,
}

/// Splits a text into lines.
pub(super) fn lines(text: &str, source: SourceId) -> impl Iterator<Item = Line<'_>> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |whole| {
        let line = whole.trim_end_matches(['\n', '\r']);
        let span = Span::new(source, start, start + line.len());
        start += whole.len();
        Line {
            text: without_colours(line),
            span,
        }
    })
}

/// Takes terminal control sequences off, as `ls --color` leaves them.
fn without_colours(line: &str) -> std::borrow::Cow<'_, str> {
    if !line.contains('\u{1b}') {
        return line.into();
    }
    let mut result = String::with_capacity(line.len());
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        if c != '\u{1b}' {
            result.push(c);
            continue;
        }
        if chars.next() == Some('[') {
            // Parameters up to the letter that ends the sequence (ECMA-48).
            for c in chars.by_ref() {
                if c.is_ascii_alphabetic() {
                    break;
                }
            }
        }
    }
    result.into()
}

/// The command of a line that begins with a prompt: `$ id`, `ubuntu@host:~/app$ ls -l`, `[root@host app]# ls`.
pub(super) fn typed(line: &str) -> Option<Typed> {
    let line = line.trim_start();
    if let Some(command) = line.strip_prefix("$ ") {
        return Some(Typed {
            command: command.trim().to_owned(),
            user: None,
            directory: None,
            is_root: false,
        });
    }
    if let Some(command) = line.strip_prefix("# ") {
        let command = command.trim();
        let first = command.split_whitespace().next().unwrap_or("");
        // `# file: x` is getfacl's, and other words are a remark.
        return super::is_read(first).then(|| Typed {
            command: command.to_owned(),
            user: None,
            directory: None,
            is_root: true,
        });
    }
    let at = line.find(['$', '#']).filter(|at| *at > 0)?;
    let (prompt, rest) = line.split_at_checked(at)?;
    let command = rest.get(1..).unwrap_or("");
    if !(command.is_empty() || command.starts_with(' ')) || prompt.len() > 200 {
        return None;
    }
    let (user, directory) = prompt_parts(prompt)?;
    Some(Typed {
        command: command.trim().to_owned(),
        is_root: rest.starts_with('#') || user == "root",
        user: Some(user),
        directory,
    })
}

/// User and directory of `(venv) user@host:dir` or `[user@host dir]`.
fn prompt_parts(prompt: &str) -> Option<(String, Option<String>)> {
    let mut prompt = prompt.trim();
    if let Some((_, rest)) = prompt
        .strip_prefix('(')
        .and_then(|rest| rest.split_once(") "))
    {
        prompt = rest.trim();
    }
    let prompt = prompt.trim_start_matches('[').trim_end_matches(']');
    let (user, rest) = prompt.split_once('@')?;
    let is_name = |name: &str| {
        !name.is_empty()
            && name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
    };
    if !is_name(user) {
        return None;
    }
    let (host, directory) = match rest.split_once([':', ' ']) {
        Some((host, directory)) => (host, Some(directory.trim())),
        None => (rest, None),
    };
    if !is_name(host) {
        return None;
    }
    // `[user@host dir]` shows the last name alone, which is no path.
    let directory = directory
        .filter(|directory| directory.starts_with(['/', '~']))
        .map(str::to_owned);
    Some((user.to_owned(), directory))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prompts_tell_command_user_and_directory() {
        for (line, command, user, directory, is_root) in [
            ("$ ls -la /run", "ls -la /run", None, None, false),
            (
                "ubuntu@ip-10-0-0-1:~/app$ ls -l",
                "ls -l",
                Some("ubuntu"),
                Some("~/app"),
                false,
            ),
            (
                "root@vm:/etc/nginx# id",
                "id",
                Some("root"),
                Some("/etc/nginx"),
                true,
            ),
            (
                "(venv) me@box:/srv$ pip list",
                "pip list",
                Some("me"),
                Some("/srv"),
                false,
            ),
            ("[ec2-user@ip app]$ id", "id", Some("ec2-user"), None, false),
            ("# ls -l", "ls -l", None, None, true),
        ] {
            let found = typed(line).unwrap();
            assert_eq!(found.command, command);
            assert_eq!(found.user.as_deref(), user);
            assert_eq!(found.directory.as_deref(), directory);
            assert_eq!(found.is_root, is_root, "{line}");
        }
    }

    #[test]
    fn output_is_no_prompt() {
        for line in [
            "# file: run/uwsgi",
            "drwxr-xr-x 2 root root 40 Jan  1 00:00 a$b",
            "user:www-data:--x\t#effective:---",
            "total 0",
            "uid=0(root) gid=0(root)",
        ] {
            assert_eq!(typed(line), None, "{line}");
        }
    }

    #[test]
    fn colours_are_taken_off() {
        assert_eq!(without_colours("\u{1b}[01;34mapp\u{1b}[0m x"), "app x");
        assert_eq!(without_colours("\u{1b}"), "");
    }
}
