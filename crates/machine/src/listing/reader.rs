//! Goes through the lines of a listing and gathers what they say.

mod directories;
mod outputs;
mod typed;

use hurdles_source::{SourceId, Span};

use super::fact::{Fact, Kind};
use super::line::{Line, lines};
use super::prompt::{bare, typed};
use super::stat::{StatBlock, Steps};
use super::{Listing, Unread, UnreadReason, ls};
use crate::Machine;

/// The most lines that are read.
const MOST_LINES: usize = 10_000;
/// The most lines that are told to be unread.
const MOST_UNREAD: usize = 100;

/// Reads all lines; what they say in order, with what could not be read in `listing`.
pub(super) fn gather(
    machine: &Machine,
    text: &str,
    source: SourceId,
    cwd: &str,
    listing: &mut Listing,
) -> Vec<Fact> {
    let mut reader = Reader {
        machine,
        listing,
        facts: Vec::new(),
        cwd: cwd.to_owned(),
        command: None,
        directory: None,
        stat: StatBlock::default(),
        steps: None,
        in_packages: false,
        tells_unread: true,
        strips_slash: false,
        awaited: None,
    };
    for (n, line) in lines(text, source).enumerate() {
        if n >= MOST_LINES {
            let reason = UnreadReason::TooLong;
            let span = line.span;
            reader.listing.unread.push(Unread { span, reason });
            break;
        }
        reader.line(&line);
    }
    reader.close_directory();
    reader.facts
}

/// A command whose output is being read.
struct Command {
    program: String,
    /// Who runs it, where that shows.
    user: Option<String>,
    /// What is no option, as paths.
    operands: Vec<String>,
    /// All options, letters and long names.
    flags: String,
    /// Whether a pipe or a pattern may hide lines.
    is_filtered: bool,
    /// The format of `stat -c`.
    format: Option<String>,
    span: Span,
}

/// A directory whose entries are being read.
struct Directory {
    path: String,
    names: Vec<String>,
    /// Whether `total` was seen: then all names are shown.
    is_whole: bool,
    shows_hidden: bool,
    span: Span,
}

struct Reader<'r> {
    machine: &'r Machine,
    listing: &'r mut Listing,
    facts: Vec<Fact>,
    cwd: String,
    command: Option<Command>,
    directory: Option<Directory>,
    stat: StatBlock,
    steps: Option<Steps>,
    in_packages: bool,
    /// Whether lines that cannot be read are told; not below a command whose output is not read at all.
    tells_unread: bool,
    /// Whether getfacl said that it takes the leading slash off.
    strips_slash: bool,
    /// An account that getent(1) was asked for and has not shown yet.
    awaited: Option<(String, Span)>,
}

impl Reader<'_> {
    fn line(&mut self, line: &Line<'_>) {
        let text = &*line.text;
        let typed = typed(text).or_else(|| bare(text).filter(|_| !self.is_text()));
        if let Some(typed) = typed {
            self.begin(&typed, line.span);
            return;
        }
        if text.trim().is_empty() || is_fence(text) {
            self.in_packages = false;
            return;
        }
        if is_noise(text) {
            return;
        }
        self.awaited = None;
        let program = self.command.as_ref().map_or("", |command| &command.program);
        if self.listing.security.line(text, program, line.span) {
            return;
        }
        if self.is_program("cat") {
            self.file_text(text, line.span);
            return;
        }
        let known = self.ls_line(text, line.span)
            || self.acl_line(text, line.span)
            || self.step(text, line.span)
            || self.stat_line(text, line.span)
            || self.account(text, line.span)
            || self.socket(text, line.span)
            || self.process(text, line.span)
            || self.package(text, line.span)
            || self.address(text)
            || self.short_names(text, line.span)
            || self.other(text);
        if !known {
            self.unread(text, line.span);
        }
    }

    fn is_program(&self, name: &str) -> bool {
        self.command
            .as_ref()
            .is_some_and(|command| command.program == name)
    }

    /// Whether a file of which every line may stand for anything is being shown.
    fn is_text(&self) -> bool {
        let is_account_file = |path: &String| matches!(path.as_str(), "/etc/passwd" | "/etc/group");
        self.command.as_ref().is_some_and(|command| {
            command.program == "cat" && !command.operands.iter().any(is_account_file)
        })
    }

    /// Whether an option of this letter was given.
    fn has_flag(&self, letter: char) -> bool {
        let flags = self.command.as_ref().map_or("", |command| &command.flags);
        let mut words = flags.split(' ').filter(|word| !word.starts_with('-'));
        words.any(|word| word.contains(letter))
    }

    /// Lines that are known and tell nothing.
    fn other(&mut self, text: &str) -> bool {
        let text = text.trim();
        if self.is_program("pwd") && text.starts_with('/') {
            self.cwd = text.to_owned();
            return true;
        }
        let is_remark = text.starts_with('#');
        is_remark || self.is_program("whoami") || self.is_program("hostname")
    }

    fn unread(&mut self, text: &str, span: Span) {
        if !self.tells_unread || self.listing.unread.len() >= MOST_UNREAD {
            return;
        }
        let looks_like_entry = ls::mode_word(text.trim_start()).is_ok();
        let reason = if looks_like_entry {
            UnreadReason::BadField("owner, size or date")
        } else {
            UnreadReason::NotKnown
        };
        self.listing.unread.push(Unread { span, reason });
    }
}

/// Lines that come between the output and belong to nothing.
fn is_noise(text: &str) -> bool {
    let text = text.trim();
    matches!(text, "..." | "…" | "^C" | "logout" | "exit")
        || text.starts_with("[sudo] password")
        || text.starts_with("sudo: unable to resolve host")
        || text.ends_with(": command not found")
}

/// The marks that put a piece of text in a page of Markdown.
fn is_fence(text: &str) -> bool {
    let text = text.trim();
    text.starts_with("```") || text.starts_with("~~~")
}

/// Whether a kind is one that a format left open.
pub(super) fn is_open(kind: &Kind) -> bool {
    matches!(kind, Kind::Other('?'))
}
