//! Prompts: who typed a command, where, and what.

use std::collections::BTreeMap;

use super::command::is_known_program;
use super::line::Line;

/// As many bytes as a prompt has at most.
const MOST_BYTES: usize = 160;

/// How sure a prompt is one, and so what may end the output of a command typed behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Shape {
    /// `$ `, `# `, `❯ `: such a line may also stand in a file.
    Plain,
    /// A prefix that stands before several known commands: `web01% `.
    Learned,
    /// `user@host:dir$ `.
    Host,
    /// `PS C:\> `: what follows ran on another machine.
    Windows,
}

/// A line that somebody typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Prompt<'t> {
    pub(super) shape: Shape,
    pub(super) user: Option<&'t str>,
    /// The directory that it shows: `~/app`, `/srv`, or a last name alone.
    pub(super) directory: Option<&'t str>,
    pub(super) is_root: bool,
    /// The virtual environment named in front.
    pub(super) environment: Option<&'t str>,
    /// What was typed.
    pub(super) command: &'t str,
}

/// The prompts of unusual form that this paste shows.
#[derive(Debug, Default)]
pub(super) struct Prompts<'t> {
    learned: BTreeMap<&'t str, bool>,
    /// Whether any line tells user and host.
    has_host: bool,
}

impl<'t> Prompts<'t> {
    /// Looks through the whole paste for the prefixes that stand before known commands.
    pub(super) fn of(lines: &[Line<'t>]) -> Self {
        let mut prompts = Self::default();
        for line in lines {
            let text = line.text.trim_start();
            if host(text).is_some() {
                prompts.has_host = true;
            } else if let Some((prefix, command)) = prefixed(environment(text).1) {
                let program = command.split_whitespace().next().unwrap_or("");
                if is_known_program(program) {
                    prompts.learned.insert(prefix, prefix.ends_with('#'));
                }
            }
        }
        prompts
    }

    /// The prompt at the beginning of a line.
    pub(super) fn at(&self, text: &'t str) -> Option<Prompt<'t>> {
        let text = text.trim_start();
        if let Some(prompt) = windows(text).or_else(|| host(text)) {
            return Some(prompt);
        }
        let (environment, text) = environment(text);
        let prompt = self.learned(text).or_else(|| self.plain(text))?;
        Some(Prompt {
            environment,
            ..prompt
        })
    }

    fn learned(&self, text: &'t str) -> Option<Prompt<'t>> {
        let (prefix, command) = prefixed(text)?;
        let is_root = *self.learned.get(prefix)?;
        Some(Prompt {
            is_root,
            ..plain_prompt(Shape::Learned, command)
        })
    }

    fn plain(&self, text: &'t str) -> Option<Prompt<'t>> {
        let (sign, rest) = text.split_once(' ').unwrap_or((text, ""));
        let command = rest.trim();
        match sign {
            "$" | "❯" => Some(plain_prompt(Shape::Plain, command)),
            "➜" | "➤" => {
                let (directory, rest) = command.split_once(' ').unwrap_or((command, ""));
                let rest = rest.trim_start();
                let rest = match rest.strip_prefix("git:(") {
                    Some(branch) => branch.split_once(')').map_or("", |(_, rest)| rest).trim(),
                    None => rest,
                };
                let command = rest.trim_start_matches(['✗', ' ']);
                Some(Prompt {
                    directory: Some(directory),
                    ..plain_prompt(Shape::Plain, command)
                })
            }
            // A remark in a file looks like root's prompt; only a command that is known tells, where nothing else does.
            "#" if !self.has_host => {
                let mut words = command.split_whitespace();
                let is_command =
                    words.next().is_some_and(is_known_program) && words.next().is_some();
                is_command.then(|| Prompt {
                    is_root: true,
                    ..plain_prompt(Shape::Plain, command)
                })
            }
            _ => None,
        }
    }
}

fn plain_prompt(shape: Shape, command: &str) -> Prompt<'_> {
    Prompt {
        shape,
        user: None,
        directory: None,
        is_root: false,
        environment: None,
        command: command.trim(),
    }
}

/// The virtual environment in front of a prompt, and the rest.
fn environment(text: &str) -> (Option<&str>, &str) {
    match text
        .strip_prefix('(')
        .and_then(|inside| inside.split_once(") "))
    {
        Some((name, rest)) if !name.contains(' ') => (Some(name), rest.trim_start()),
        _ => (None, text),
    }
}

/// One word that ends in a sign, and what stands behind it.
fn prefixed(text: &str) -> Option<(&str, &str)> {
    let end = text.find(' ').unwrap_or(text.len());
    let (prefix, rest) = text.split_at_checked(end)?;
    let is_prompt = prefix.len() > 1
        && prefix.len() < 48
        && prefix.ends_with(['$', '#', '%', '>'])
        && !prefix.starts_with(['<', '-', '"', '\'', '#', '/', '='])
        && !prefix.contains("=>");
    is_prompt.then(|| (prefix, rest.trim_start()))
}

/// `PS C:\Users\x> scp …` and `C:\>dir`.
fn windows(text: &str) -> Option<Prompt<'_>> {
    let path = text.strip_prefix("PS ").unwrap_or(text);
    let mut letters = path.chars();
    let is_drive = letters.next().is_some_and(|c| c.is_ascii_alphabetic())
        && letters.next() == Some(':')
        && letters.next() == Some('\\');
    let command = path.split_once('>').filter(|_| is_drive)?.1;
    Some(plain_prompt(Shape::Windows, command))
}

/// The `user@host:` that a line with a prompt begins with.
pub(super) fn user_and_host(text: &str) -> Option<&str> {
    let length = text.find(':')?;
    let name = text.get(..=length)?;
    let (user, machine) = name.strip_suffix(':')?.split_once('@')?;
    let is_prompt = is_name(user) && is_name(machine) && host(text).is_some();
    is_prompt.then_some(name)
}

/// `(venv) user@host:dir (branch)$ command` and `[user@host dir]# command`.
fn host(text: &str) -> Option<Prompt<'_>> {
    let near = text.get(..text.floor_char_boundary(MOST_BYTES))?;
    if !near.contains('@') {
        return None;
    }
    for (at, sign) in near.match_indices(['$', '#', '%', '>']) {
        let rest = text.get(at + 1..)?;
        if !(rest.is_empty() || rest.starts_with(' ')) {
            continue;
        }
        if let Some(prompt) = text.get(..at).and_then(host_parts) {
            return Some(Prompt {
                is_root: sign == "#" || prompt.user == Some("root"),
                command: rest.trim(),
                ..prompt
            });
        }
    }
    None
}

fn host_parts(prompt: &str) -> Option<Prompt<'_>> {
    let mut prompt = prompt.trim();
    let mut environment = None;
    // The names of environments and the time may stand in front.
    while let Some((inside, rest)) = prompt
        .strip_prefix(['(', '['])
        .and_then(|inside| inside.split_once([')', ']']))
        .filter(|(inside, _)| !inside.contains('@'))
    {
        if prompt.starts_with('(') {
            environment = Some(inside);
        }
        prompt = rest.trim_start();
    }
    let prompt = prompt.strip_prefix('[').map_or(prompt, |inside| {
        inside.trim_end().strip_suffix(']').unwrap_or(inside)
    });
    let (user, rest) = prompt.split_once('@')?;
    let (machine, directory) = match rest.split_once([':', ' ']) {
        Some((machine, directory)) => (machine, Some(directory.trim())),
        None => (rest, None),
    };
    if !is_name(user) || !is_name(machine) {
        return None;
    }
    // A branch may stand behind the directory.
    let directory = directory
        .map(|directory| directory.split(" (").next().unwrap_or(directory).trim())
        .filter(|directory| !directory.is_empty());
    let is_place = directory.is_none_or(|directory| {
        directory.starts_with(['/', '~']) || !directory.contains([' ', ':', ','])
    });
    is_place.then(|| Prompt {
        user: Some(user),
        directory,
        environment,
        ..plain_prompt(Shape::Host, "")
    })
}

fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
}

#[cfg(test)]
mod tests {
    use super::super::line::lines;
    use super::*;

    #[test]
    fn prompts_tell_who_and_where() {
        for (text, user, directory, command) in [
            (
                "lotte@fjord:~/kiln$ cat a",
                Some("lotte"),
                Some("~/kiln"),
                "cat a",
            ),
            ("root@polls:/# # why?", Some("root"), Some("/"), "# why?"),
            ("[app@box srv]$ ls", Some("app"), Some("srv"), "ls"),
            (
                "(venv) t@shelf:~/b (main *)$ git log",
                Some("t"),
                Some("~/b"),
                "git log",
            ),
            ("me@box /srv/app % ls", Some("me"), Some("/srv/app"), "ls"),
            ("me@box ~/app> ls -l", Some("me"), Some("~/app"), "ls -l"),
            ("$ sudo id", None, None, "sudo id"),
            ("➜  app git:(main) ✗ ls -l", None, Some("app"), "ls -l"),
            ("lina@jetty:~$", Some("lina"), Some("~"), ""),
        ] {
            let prompt = Prompts::default().at(text).unwrap();
            assert_eq!(
                (prompt.user, prompt.directory, prompt.command),
                (user, directory, command)
            );
        }
    }

    #[test]
    fn a_prefix_is_learned_from_a_known_command() {
        let paste = "web01% whoami\nnils\nweb01% frobnicate\n50% done\n";
        let prompts = Prompts::of(&lines(paste));
        assert_eq!(
            prompts.at("web01% frobnicate").unwrap().command,
            "frobnicate"
        );
        assert_eq!(prompts.at("50% done"), None);
    }

    #[test]
    fn what_is_no_prompt_stays_text() {
        for text in [
            "# Default server configuration",
            "write to me@example.org > now",
            "user www-data; # as root",
            "    return x@y",
            "total 0",
        ] {
            assert_eq!(Prompts::default().at(text), None, "{text}");
        }
    }
}
