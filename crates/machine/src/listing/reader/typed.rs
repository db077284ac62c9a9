//! Typed commands between the output.

use hurdles_source::Span;

use super::super::fact::Fact;
use super::super::prompt::Typed;
use super::super::stat::StatBlock;
use super::super::{Unread, UnreadReason, is_read, is_silent};
use super::{Command, Reader};
use crate::Machine;

impl Reader<'_> {
    /// Takes a typed command in.
    pub(super) fn begin(&mut self, typed: &Typed, span: Span) {
        self.close_directory();
        self.end_of_output();
        self.in_packages = false;
        self.strips_slash = false;
        self.steps = None;
        self.stat = StatBlock::default();
        if let Some(directory) = &typed.directory {
            let user = typed.user.as_deref().unwrap_or("");
            let home = self
                .machine
                .accounts
                .user(user)
                .map(|user| user.home.clone());
            self.cwd = match directory.strip_prefix('~') {
                Some(rest) => {
                    let home = home.unwrap_or_else(|| format!("/home/{user}"));
                    Machine::absolute(&home, rest.trim_start_matches('/'))
                }
                None => Machine::absolute(&self.cwd, directory),
            };
        }
        self.tells_unread = true;
        let mut last: Option<Command> = None;
        // `cd x && ls -l` moves; the last command is the one whose output follows.
        for part in typed.command.split("&&").flat_map(|part| part.split(';')) {
            let command = self.command_of(part, span);
            if command.program == "cd" {
                let target = command.operands.first().map_or("~", String::as_str);
                self.cwd = self.path(target);
            } else {
                last = Some(command);
            }
        }
        let Some(command) = last.filter(|command| !command.program.is_empty()) else {
            self.command = None;
            return;
        };
        let typist = typed
            .user
            .clone()
            .or(typed.is_root.then(|| "root".to_owned()));
        let command = Command {
            user: command.user.clone().or(typist),
            ..command
        };
        self.awaited = asked_account(&command).map(|name| (name, span));
        if !is_read(&command.program) {
            self.tells_unread = false;
            if !is_silent(&command.program) {
                let reason = UnreadReason::CommandNotRead(command.program.clone());
                self.listing.unread.push(Unread { span, reason });
            }
        }
        self.command = Some(command);
    }

    /// Takes in that a command printed nothing: getent(1) does so where there is none of that name.
    fn end_of_output(&mut self) {
        if let Some((name, span)) = self.awaited.take() {
            self.facts.push(Fact::NoUser(name, span));
        }
    }

    pub(super) fn command_of(&self, text: &str, span: Span) -> Command {
        let (before_pipe, piped) = match text.split_once('|') {
            Some((before, _)) => (before, true),
            None => (text, false),
        };
        let mut words = quoted_words(before_pipe)
            .into_iter()
            .filter(|word| !word.starts_with("2>"));
        let (program, user) = program_and_user(&mut words);
        let program = program.rsplit('/').next().unwrap_or("").to_owned();
        let (mut operands, mut flags, mut format) = (Vec::new(), String::new(), None);
        while let Some(word) = words.next() {
            match word.strip_prefix('-').filter(|flag| !flag.is_empty()) {
                Some("c" | "-format" | "-printf") if program == "stat" => format = words.next(),
                Some(flag) if program == "stat" && flag.starts_with(['c', '-']) => {
                    let value = flag
                        .strip_prefix("-format=")
                        .or_else(|| flag.strip_prefix("-printf="))
                        .or_else(|| flag.strip_prefix('c'));
                    format = value.map(str::to_owned).or(format);
                }
                Some(flag) => {
                    flags.push_str(flag);
                    flags.push(' ');
                }
                None => operands.push(word),
            }
        }
        let shows_parts = matches!(program.as_str(), "find" | "head" | "tail");
        let has_pattern = operands.iter().any(|word| word.contains(['*', '?', '[']));
        Command {
            is_filtered: piped || has_pattern || shows_parts,
            program,
            user,
            operands,
            flags,
            format,
            span,
        }
    }

    /// An absolute path; `~` is the home of the user who has the current directory, if any has.
    pub(super) fn path(&self, path: &str) -> String {
        if let Some(rest) = path.strip_prefix('~') {
            let length = rest.find('/').unwrap_or(rest.len());
            let name = rest.get(..length).unwrap_or("");
            let accounts = &self.machine.accounts;
            let home = if name.is_empty() {
                let mut users = accounts.users.iter().rev();
                users.find(|user| user.uid >= 1000 && user.uid < 60_000)
            } else {
                accounts.user(name)
            };
            if let Some(user) = home {
                let rest = rest.get(length..).unwrap_or("").trim_start_matches('/');
                return Machine::absolute(&user.home, rest);
            }
        }
        Machine::absolute(&self.cwd, path)
    }
}

/// The account that getent(1) is asked for.
fn asked_account(command: &Command) -> Option<String> {
    match (&*command.program, &*command.operands) {
        ("getent", [database, name]) if matches!(&**database, "passwd" | "group") => {
            Some(name.clone())
        }
        _ => None,
    }
}

/// The program that runs, with the user that sudo runs it as.
fn program_and_user(words: &mut impl Iterator<Item = String>) -> (String, Option<String>) {
    let mut user = None;
    let mut in_sudo = false;
    while let Some(word) = words.next() {
        match word.as_str() {
            "sudo" | "doas" => {
                in_sudo = true;
                user = Some("root".to_owned());
            }
            "-u" | "-g" | "--user" | "-p" if in_sudo => {
                let value = words.next();
                if word.ends_with(['u', 'r']) {
                    user = value;
                }
            }
            option if in_sudo && option.starts_with('-') => {
                let value = option
                    .strip_prefix("--user=")
                    .or_else(|| option.strip_prefix("-u"));
                user = value.map(str::to_owned).or(user);
            }
            "time" | "command" | "env" => {}
            word if word.contains('=') => {}
            _ => return (word, user),
        }
    }
    (String::new(), user)
}

/// Words as the shell splits them, without their quotes.
fn quoted_words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut quote = None;
    let mut in_word = false;
    for c in text.chars() {
        match (c, quote) {
            (c, Some(open)) if c == open => quote = None,
            ('\'' | '"', None) => (quote, in_word) = (Some(c), begun(&mut words, in_word)),
            (c, None) if c.is_whitespace() => in_word = false,
            (c, _) => {
                in_word = begun(&mut words, in_word);
                if let Some(word) = words.last_mut() {
                    word.push(c);
                }
            }
        }
    }
    words
}

/// Makes sure that a word is begun.
fn begun(words: &mut Vec<String>, in_word: bool) -> bool {
    if !in_word {
        words.push(String::new());
    }
    true
}
