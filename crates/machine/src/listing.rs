//! Terminal output that was pasted: `ls`, `id`, `getfacl`, `namei`, `stat`, `ps`, `ss` and others, read into a machine.

mod addresses;
mod apply;
mod fact;
mod getfacl;
mod identity;
mod line;
mod ls;
mod programs;
mod prompt;
mod reader;
mod recognise;
mod security;
mod sockets;
mod stat;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use hurdles_source::{SourceId, Span, Spanned};

use crate::Machine;
pub use programs::take_for_uwsgi;
pub use security::{Denial, Security, Target, is_of_security};

/// What a listing said beyond what it changed on the machine.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// Lines that could not be read.
    pub unread: Vec<Unread>,
    /// What was taken for granted to make sense of a line.
    pub assumptions: Vec<Assumption>,
    /// What the listing leaves open, with the command that would tell.
    pub unknown: Vec<Unknown>,
    /// The user that nginx's workers are shown to run as.
    pub nginx_worker: Option<Spanned<String>>,
    /// Python packages from `pip list` or `pip freeze`: name and version.
    pub packages: Vec<Spanned<(String, String)>>,
    /// Directories whose names were all shown, each with whether hidden ones were.
    pub whole: BTreeMap<String, bool>,
    /// Paths at which nothing lies.
    pub absent: BTreeSet<String>,
    /// Users and groups that do not exist.
    pub no_accounts: BTreeSet<String>,
    /// What is told of SELinux and AppArmor.
    pub security: Security,
}

/// A line that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// The line.
    pub span: Span,
    /// Why.
    pub reason: UnreadReason,
}

/// Why a line could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnreadReason {
    /// It is not output of any command that is known.
    NotKnown,
    /// It is output of this command, which is not read.
    CommandNotRead(String),
    /// It looks like a line of `ls -l` but a field is broken.
    BadField(&'static str),
    /// The listing is longer than is read; the rest begins here.
    TooLong,
}

impl fmt::Display for UnreadReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotKnown => f.write_str("this line is not output of a command that is read"),
            Self::CommandNotRead(name) => write!(f, "output of `{name}` is not read"),
            Self::TooLong => f.write_str("a listing this long is not read to its end"),
            Self::BadField(field) => write!(f, "the {field} of this line cannot be read"),
        }
    }
}

/// Something taken for granted about a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assumption {
    /// The lines it is about.
    pub span: Span,
    /// What was assumed, a sentence without its final stop.
    pub text: String,
}

/// A fact that the listing leaves open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// The line that leaves it open.
    pub span: Span,
    /// What is not known: `the ACL of /run/app`.
    pub what: String,
    /// The command that would tell: `getfacl -p /run/app`.
    pub tell: String,
}

/// Reads a pasted listing into the machine; what it shows overrides what the machine had.
///
/// Names without a directory are below `cwd`.
pub fn read(machine: &mut Machine, text: &str, source: SourceId, cwd: &str) -> Listing {
    let mut listing = Listing::default();
    let facts = reader::gather(machine, text, source, cwd, &mut listing);
    apply::apply(machine, &facts, &mut listing);
    machine.shut = listing.security.shut().into();
    listing
}

/// A line of a listing without its colours and the margin that all lines have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlainLine {
    /// Its text.
    pub text: String,
    /// Where it stands, margin and all.
    pub span: Span,
}

/// The lines of a listing, as [`read`] sees them.
pub fn plain_lines(text: &str, source: SourceId) -> impl Iterator<Item = PlainLine> {
    line::lines(text, source).map(|line| PlainLine {
        text: line.text.into_owned(),
        span: line.span,
    })
}

/// The command of a line that begins with a prompt.
#[must_use]
pub fn typed_command(line: &str) -> Option<String> {
    prompt::typed(line).map(|typed| typed.command)
}

/// Whether a line without a prompt looks like a command whose output is read.
#[must_use]
pub fn looks_typed(line: &str) -> bool {
    prompt::bare(line).is_some()
}

/// Whether output of this program is read.
fn is_read(program: &str) -> bool {
    matches!(
        program,
        "ls" | "ll"
            | "dir"
            | "id"
            | "getfacl"
            | "namei"
            | "stat"
            | "groups"
            | "getent"
            | "ps"
            | "ss"
            | "netstat"
            | "pip"
            | "pip3"
            | "python"
            | "python3"
            | "cat"
            | "head"
            | "tail"
            | "less"
            | "find"
            | "pwd"
            | "whoami"
            | "hostname"
            | "ip"
            | "ifconfig"
            | "grep"
            | "sudo"
            | "getenforce"
            | "sestatus"
            | "ausearch"
    )
}

/// Whether a program says nothing and changes nothing that a listing is read for; some of them print logs, which are read as
/// evidence.
fn is_silent(program: &str) -> bool {
    matches!(
        program,
        "^C" | "cd"
            | "clear"
            | "exit"
            | "logout"
            | "source"
            | "."
            | "true"
            | "date"
            | "history"
            | "journalctl"
            | "systemctl"
            | "service"
            | "supervisorctl"
            | "nginx"
            | "curl"
            | "dmesg"
            | "ausearch"
            | "docker"
            | "uwsgi"
    )
}

#[cfg(test)]
mod tests;
