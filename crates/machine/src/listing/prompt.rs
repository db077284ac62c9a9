//! Which lines of a listing are typed commands, by the prompt in front of them or by their own look.

/// A command that was typed: where, and by whom, as far as the prompt tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Typed {
    pub(super) command: String,
    pub(super) user: Option<String>,
    /// The directory in the prompt, `~` not resolved.
    pub(super) directory: Option<String>,
    pub(super) is_root: bool,
}

/// Signs that end a prompt.
const SIGNS: [char; 10] = ['$', '#', '%', '>', '❯', '➜', '➤', '✗', 'λ', '»'];

/// As many words as a prompt of no known form may have.
const MOST_WORDS: usize = 4;

/// As many bytes as a prompt has at most, and as are looked at of what follows to know a command by its first words.
const MOST_BYTES: usize = 200;

/// The command of a line that begins with a prompt: `$ id`, `ubuntu@host:~/app$ ls -l`, `[root@host app]# ls`, `bash-5.2$ ls`.
pub(super) fn typed(line: &str) -> Option<Typed> {
    let line = line.trim();
    if let Some(command) = line.strip_prefix("$ ") {
        return Some(plain(command, false));
    }
    if let Some(command) = line.strip_prefix("# ") {
        let command = command.trim();
        // `# file: x` is getfacl's, and other words are a remark.
        return super::is_read(program_of(command)).then(|| plain(command, true));
    }
    with_user(line).or_else(|| unusual(line))
}

/// The command of a line that has no prompt but looks typed: `ls -ld /run`, `**id www-data**`, ``Output of `ls -l`:``.
pub(super) fn bare(line: &str) -> Option<Typed> {
    let line = line.trim().trim_matches('*').trim_end_matches(':').trim();
    let inside = line.split('`').nth(1).filter(|_| line.ends_with('`'));
    let command = inside.unwrap_or(line).trim();
    let command = command.strip_prefix("$ ").unwrap_or(command);
    looks_typed(command).then(|| plain(command, false))
}

fn plain(command: &str, is_root: bool) -> Typed {
    Typed {
        command: without_remark(command).to_owned(),
        user: None,
        directory: None,
        is_root,
    }
}

/// A command without what stands behind ` #`.
fn without_remark(command: &str) -> &str {
    let end = command.find(" #").unwrap_or(command.len());
    command.get(..end).unwrap_or(command).trim()
}

/// The first word of a command, `sudo` and its options aside.
fn program_of(command: &str) -> &str {
    let mut words = command.split_whitespace();
    let first = words.next().unwrap_or("");
    if first != "sudo" {
        return first;
    }
    let mut words = words.skip_while(|word| word.starts_with('-')).peekable();
    let next = words.next().unwrap_or(first);
    // `sudo -u NAME ls`: the name is no program.
    match words.peek() {
        Some(after) if !super::is_read(next) && super::is_read(after) => after,
        _ => next,
    }
}

/// `user@host`, a directory, a sign, and any command.
fn with_user(line: &str) -> Option<Typed> {
    let at = line.find(['$', '#', '%', '>']).filter(|at| *at > 0)?;
    let (prompt, rest) = line.split_at_checked(at)?;
    let command = rest.get(1..).unwrap_or("");
    if !(command.is_empty() || command.starts_with(' ')) || prompt.len() > MOST_BYTES {
        return None;
    }
    let (user, directory) = prompt_parts(prompt)?;
    Some(Typed {
        command: without_remark(command).to_owned(),
        is_root: rest.starts_with('#') || user == "root",
        user: Some(user),
        directory,
    })
}

/// A prompt of another form, in front of a command that is known.
fn unusual(line: &str) -> Option<Typed> {
    let signs = line
        .char_indices()
        .take_while(|(at, _)| *at <= MOST_BYTES)
        .filter(|(_, c)| SIGNS.contains(c));
    let behind = signs.filter_map(|(at, sign)| {
        let prompt = line.get(..at)?;
        let command = line.get(at + sign.len_utf8()..)?.trim_start();
        let is_short = prompt.split_whitespace().count() <= MOST_WORDS;
        // An arrow stands in front of the directory.
        let command = match sign {
            '➜' | '➤' => command
                .split_once(' ')
                .filter(|_| !super::is_read(program_of(beginning(command))))
                .map_or(command, |(_, rest)| rest.trim_start()),
            _ => command,
        };
        let program = program_of(beginning(command));
        let is_known = super::is_read(program) || super::is_silent(program) && program.len() > 1;
        (is_short && is_known).then(|| plain(command, sign == '#'))
    });
    let is_empty_prompt =
        line.starts_with(['➜', '➤', '❯']) && line.split_whitespace().nth(MOST_WORDS - 1).is_none();
    let command = behind.into_iter().next();
    command.or_else(|| is_empty_prompt.then(|| plain("", false)))
}

/// The part of a long text that is looked at.
fn beginning(text: &str) -> &str {
    text.get(..text.floor_char_boundary(MOST_BYTES))
        .unwrap_or(text)
}

/// Whether a text is a command that is often typed, with words behind it that go with it.
fn looks_typed(command: &str) -> bool {
    let words: Vec<&str> = command
        .split_whitespace()
        .skip_while(|word| *word == "sudo")
        .collect();
    let [program, arguments @ ..] = words.as_slice() else {
        return false;
    };
    let is_path = |word: &&str| word.starts_with(['-', '/', '~', '.', '*', '\'', '"']);
    match *program {
        "ls" | "ll" | "stat" | "namei" | "getfacl" => {
            arguments.is_empty() && *program != "stat" || arguments.iter().any(is_path)
        }
        "ps" | "ss" | "netstat" => arguments
            .first()
            .is_some_and(|word| word.starts_with('-') || word.starts_with("au")),
        "cat" | "grep" => arguments.iter().any(|word| word.contains('/')),
        "id" | "groups" => arguments.len() < 2,
        "getent" => matches!(arguments.first(), Some(&("passwd" | "group"))),
        "pip" | "pip3" => matches!(arguments.first(), Some(&("list" | "freeze"))),
        _ => false,
    }
}

/// User and directory of `(venv) user@host:dir` or `[user@host dir]`.
fn prompt_parts(prompt: &str) -> Option<(String, Option<String>)> {
    let mut prompt = prompt.trim();
    // The names of environments and the time may stand in front.
    while let Some(inside) = prompt.strip_prefix(['(', '[']) {
        match inside.split_once([')', ']']) {
            Some((inside, rest)) if !inside.contains('@') => prompt = rest.trim_start(),
            _ => break,
        }
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
            (
                "(env)me@box:/srv$ id",
                "id",
                Some("me"),
                Some("/srv"),
                false,
            ),
            ("[10:15] me@box:~$ id", "id", Some("me"), Some("~"), false),
            ("me@box app % ls -l", "ls -l", Some("me"), None, false),
            ("$ls -l /run  # here", "ls -l /run", None, None, false),
            ("bash-5.2$ stat x", "stat x", None, None, false),
            ("sh-4.2# sudo -u app id", "sudo -u app id", None, None, true),
            ("➜  app git:(main) ✗ ls -l", "ls -l", None, None, false),
            ("➜  app ls -l", "ls -l", None, None, false),
            ("box:app me$ id", "id", None, None, false),
        ] {
            let found = typed(line).unwrap();
            assert_eq!(found.command, command);
            assert_eq!(found.user.as_deref(), user);
            assert_eq!(found.directory.as_deref(), directory);
            assert_eq!(found.is_root, is_root, "{line}");
        }
    }

    #[test]
    fn commands_without_a_prompt_are_told_by_their_look() {
        for (line, command) in [
            ("ls -ld /run:", "ls -ld /run"),
            ("**sudo ls -la**", "sudo ls -la"),
            ("Output of `id www-data`:", "id www-data"),
            ("`ps aux | grep nginx`", "ps aux | grep nginx"),
        ] {
            assert_eq!(
                bare(line).map(|typed| typed.command).as_deref(),
                Some(command)
            );
        }
        for line in [
            "ls shows this",
            "ls: cannot access 'x'",
            "pip 23.0.1",
            "groups of mine here",
            "id of the user",
            "ps",
        ] {
            assert_eq!(bare(line), None, "{line}");
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
            "root 1 0 10:00 ? 00:00:00 sh -c $ ls",
            "total 100%",
        ] {
            assert_eq!(typed(line), None, "{line}");
        }
    }
}
