//! Typed commands between the output.

use hurdles_source::Span;

use super::super::line::Typed;
use super::super::stat::StatBlock;
use super::super::{Unread, UnreadReason, is_read, is_silent, ls};
use super::{Command, Reader};
use crate::Machine;

impl Reader<'_> {
    /// Takes a typed command in.
    pub(super) fn begin(&mut self, typed: &Typed, span: Span) {
        self.close_directory();
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
        let mut last = None;
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
        if !is_read(&command.program) {
            self.tells_unread = false;
            if !is_silent(&command.program) {
                let reason = UnreadReason::CommandNotRead(command.program.clone());
                self.listing.unread.push(Unread { span, reason });
            }
        }
        self.command = Some(command);
    }

    pub(super) fn command_of(&self, text: &str, span: Span) -> Command {
        let (before_pipe, piped) = match text.split_once('|') {
            Some((before, _)) => (before, true),
            None => (text, false),
        };
        let mut words = before_pipe
            .split_whitespace()
            .map(ls::unquoted)
            .skip_while(|word| matches!(word.as_str(), "sudo" | "-u" | "-H") || word.contains('='))
            .filter(|word| !word.starts_with("2>"))
            .peekable();
        let program = words.next().unwrap_or_default();
        let program = program.rsplit('/').next().unwrap_or("").to_owned();
        let (mut operands, mut flags, mut format) = (Vec::new(), String::new(), None);
        while let Some(word) = words.next() {
            match word.strip_prefix('-').filter(|flag| !flag.is_empty()) {
                Some("c" | "-format" | "-printf") if program == "stat" => {
                    let quoted = before_pipe.split(['\'', '"']).nth(1);
                    match quoted {
                        Some(inside) if before_pipe.contains(['\'', '"']) => {
                            format = Some(inside.to_owned());
                            let count = inside.split_whitespace().count();
                            for _ in 0..count {
                                words.next();
                            }
                        }
                        _ => format = words.next(),
                    }
                }
                Some(flag) => {
                    flags.push_str(flag);
                    flags.push(' ');
                }
                None => operands.push(word),
            }
        }
        let has_pattern = operands.iter().any(|word| word.contains(['*', '?', '[']));
        Command {
            program,
            operands,
            flags,
            is_filtered: piped || has_pattern,
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
