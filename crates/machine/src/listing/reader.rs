//! Goes through the lines of a listing and gathers what they say.

use hurdles_source::{SourceId, Span};

use super::fact::{AclFact, Fact, Kind, Node};
use super::getfacl::{self, AclLine};
use super::line::{Line, Typed, lines, typed};
use super::stat::{StatBlock, Steps};
use super::{Assumption, Listing, Unread, UnreadReason, identity, is_read, ls, sockets, stat};
use crate::Machine;

/// The most lines that are read.
const MOST_LINES: usize = 20_000;
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
}

impl Reader<'_> {
    fn line(&mut self, line: &Line<'_>) {
        let text = &*line.text;
        if let Some(typed) = typed(text) {
            self.begin(&typed, line.span);
            return;
        }
        if text.trim().is_empty() {
            self.in_packages = false;
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

    /// Takes a typed command in.
    fn begin(&mut self, typed: &Typed, span: Span) {
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
            if !super::is_silent(&command.program) {
                let reason = UnreadReason::CommandNotRead(command.program.clone());
                self.listing.unread.push(Unread { span, reason });
            }
        }
        self.command = Some(command);
    }

    fn command_of(&self, text: &str, span: Span) -> Command {
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
    fn path(&self, path: &str) -> String {
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

    /// Ends the directory being read: what it did not show is not there.
    fn close_directory(&mut self) {
        let Some(directory) = self.directory.take() else {
            return;
        };
        let is_filtered = self
            .command
            .as_ref()
            .is_some_and(|command| command.is_filtered);
        if directory.is_whole && !is_filtered {
            self.facts.push(Fact::Complete {
                directory: directory.path,
                names: directory.names,
                hidden: directory.shows_hidden,
                span: directory.span,
            });
        }
    }

    fn ls_line(&mut self, text: &str, span: Span) -> bool {
        if let Some((path, reason)) = ls::complaint(text) {
            let path = self.path(&path);
            match reason {
                "No such file or directory" | "Not a directory" => {
                    self.facts.push(Fact::Absent(path, span));
                }
                "Permission denied" => self.facts.push(Fact::Refused(path, span)),
                // `getfacl: Removing leading '/' …`, `stat: missing operand` and the like.
                _ => return false,
            }
            return true;
        }
        let is_total = text.strip_prefix("total ").is_some_and(|size| {
            size.trim_end_matches(['K', 'M', 'G'])
                .parse::<f64>()
                .is_ok()
        });
        if is_total {
            self.total(span);
            return true;
        }
        // `dir:` before the entries of one of several directories.
        if let Some(head) = text.strip_suffix(':')
            && (head.starts_with(['/', '.', '~', '\'']) || self.is_operand(head))
        {
            self.close_directory();
            let path = self.path(&ls::unquoted(head));
            self.directory = Some(self.directory_at(path, span, false));
            return true;
        }
        let Some(entry) = ls::entry(text, span) else {
            return false;
        };
        self.add_entry(entry.node);
        true
    }

    fn is_operand(&self, text: &str) -> bool {
        let mut operands = self.command.iter().flat_map(|command| &command.operands);
        operands.any(|operand| operand.trim_end_matches('/') == text.trim_end_matches('/'))
    }

    fn directory_at(&self, path: String, span: Span, is_whole: bool) -> Directory {
        let flags = self
            .command
            .as_ref()
            .map_or("", |command| command.flags.as_str());
        let words = flags.split(' ').filter(|flag| !flag.starts_with('-'));
        let letters = words.flat_map(str::chars);
        Directory {
            path,
            names: Vec::new(),
            is_whole,
            shows_hidden: letters.clone().any(|letter| letter == 'a' || letter == 'A')
                || flags.contains("-all"),
            span,
        }
    }

    fn total(&mut self, span: Span) {
        if let Some(directory) = self
            .directory
            .as_mut()
            .filter(|directory| directory.names.is_empty())
        {
            directory.is_whole = true;
            return;
        }
        self.close_directory();
        let operands = self
            .command
            .as_ref()
            .map(|command| command.operands.as_slice());
        let path = match operands {
            Some([one]) => self.path(one),
            Some(_) => self.cwd.clone(),
            None => {
                let text = format!(
                    "`total` begins the listing of {}, the current directory",
                    self.cwd
                );
                self.listing.assumptions.push(Assumption { span, text });
                self.cwd.clone()
            }
        };
        self.directory = Some(self.directory_at(path, span, true));
    }

    fn add_entry(&mut self, mut node: Node) {
        match &mut self.directory {
            Some(directory) => {
                directory.span = directory.span.to(node.span);
                let name = node.path.clone();
                directory.shows_hidden |= name == ".";
                node.path = Machine::absolute(&directory.path, &name);
                if name != "." && name != ".." {
                    directory.names.push(name);
                }
            }
            None => {
                let is_bare = !node.path.starts_with('/') && self.command.is_none();
                if is_bare && self.listing.assumptions.len() < MOST_UNREAD {
                    let text = format!(
                        "`{}` lies in {}, the current directory",
                        node.path, self.cwd
                    );
                    let span = node.span;
                    self.listing.assumptions.push(Assumption { span, text });
                }
                node.path = self.path(&node.path);
            }
        }
        self.facts.push(Fact::Node(node));
    }

    fn acl_line(&mut self, text: &str, span: Span) -> bool {
        if text.starts_with("getfacl: Removing leading") {
            self.strips_slash = true;
            return true;
        }
        let Some(line) = getfacl::line(text) else {
            return false;
        };
        if let AclLine::File(path) = line {
            let from_root = format!("/{}", path.trim_start_matches('/'));
            let asked = self.command.iter().flat_map(|command| &command.operands);
            let was_absolute = asked
                .clone()
                .any(|operand| operand.trim_end_matches('/') == from_root);
            let here = Machine::absolute(&self.cwd, &path);
            // Without `-p` the leading slash is taken off.
            let path = if path.starts_with('/') {
                path
            } else if was_absolute || self.strips_slash || self.machine.find(&here).is_none() {
                from_root
            } else {
                here
            };
            self.facts.push(Fact::Acl(AclFact {
                path,
                owner: None,
                group: None,
                flags: 0,
                entries: Vec::new(),
                span,
            }));
            return true;
        }
        let Some(Fact::Acl(acl)) = self.facts.last_mut() else {
            return false;
        };
        acl.span = acl.span.to(span);
        match line {
            AclLine::File(_) => {}
            AclLine::Owner(owner) => acl.owner = Some(owner),
            AclLine::Group(group) => acl.group = Some(group),
            AclLine::Flags(flags) => acl.flags = flags,
            AclLine::Entry(entry) => acl.entries.push(entry),
        }
        true
    }

    fn step(&mut self, text: &str, span: Span) -> bool {
        if let Some(steps) = Steps::begin(text, &self.cwd) {
            self.steps = Some(steps);
            return true;
        }
        match self.steps.as_mut().and_then(|steps| steps.take(text, span)) {
            Some(Ok(node)) => self.facts.push(Fact::Node(node)),
            Some(Err((path, reason))) if reason.contains("ermission") => {
                self.facts.push(Fact::Refused(path, span));
            }
            Some(Err((path, _))) => self.facts.push(Fact::Absent(path, span)),
            None => return false,
        }
        true
    }

    fn stat_line(&mut self, text: &str, span: Span) -> bool {
        let command = self
            .command
            .as_ref()
            .filter(|command| command.program == "stat");
        if let Some(format) = command.and_then(|command| command.format.as_deref()) {
            let operands = command.map_or(&[] as &[String], |command| &command.operands);
            let only = if let [one] = operands {
                Some(one.as_str())
            } else {
                None
            };
            if let Some(mut node) = stat::formatted(format, text, span, only) {
                node.path = self.path(&node.path);
                self.facts.push(Fact::Node(node));
                return true;
            }
        }
        match self.stat.take(text, span) {
            Some(Some(mut node)) => {
                node.path = self.path(&node.path);
                self.facts.push(Fact::Node(node));
                true
            }
            Some(None) => true,
            None => false,
        }
    }

    fn account(&mut self, text: &str, span: Span) -> bool {
        if let Some(fact) = identity::fact(text, span) {
            self.facts.push(fact);
            return true;
        }
        if !self.is_program("groups") {
            return false;
        }
        let operand = self
            .command
            .as_ref()
            .and_then(|command| command.operands.first());
        let (user, groups) = match text.split_once(" : ") {
            Some((user, groups)) => (user.trim().to_owned(), groups),
            None => match operand {
                Some(user) => (user.clone(), text),
                None => return true,
            },
        };
        self.facts.push(Fact::Groups {
            user,
            groups: groups.split_whitespace().map(str::to_owned).collect(),
            span,
        });
        true
    }

    fn socket(&mut self, text: &str, span: Span) -> bool {
        match sockets::fact(text, span) {
            Some(fact) => {
                self.facts.extend(fact);
                true
            }
            None => false,
        }
    }

    fn process(&mut self, text: &str, span: Span) -> bool {
        if let Some((before, _)) = text.split_once("nginx: worker process") {
            if let Some(user) = before.split_whitespace().next() {
                self.facts
                    .push(Fact::Worker(user.trim_end_matches('+').to_owned(), span));
            }
            return true;
        }
        // Other processes tell nothing that is simulated.
        let words: Vec<&str> = text.split_whitespace().take(5).collect();
        let is_head = matches!(words.as_slice(), ["USER" | "UID", "PID", ..] | ["PID", ..]);
        let has_pid = words.get(1).is_some_and(|word| word.parse::<u32>().is_ok());
        is_head || text.contains("nginx: master process") || self.is_program("ps") && has_pid
    }

    fn package(&mut self, text: &str, span: Span) -> bool {
        let words: Vec<&str> = text.split_whitespace().collect();
        if let ["Package", "Version", ..] = words.as_slice() {
            self.in_packages = true;
            return true;
        }
        let pip = self.is_program("pip") || self.is_program("pip3") || self.is_program("python3");
        match words.as_slice() {
            [one] => {
                if let Some((name, version)) = one.split_once("==") {
                    let fact = Fact::Package(name.to_owned(), version.to_owned(), span);
                    self.facts.push(fact);
                    return true;
                }
                false
            }
            [dashes, ..] if dashes.starts_with("----") => self.in_packages,
            [name, version, ..]
                if (self.in_packages || pip)
                    && version
                        .trim_matches(['(', ')'])
                        .starts_with(|c: char| c.is_ascii_digit()) =>
            {
                let version = version.trim_matches(['(', ')']).to_owned();
                self.facts
                    .push(Fact::Package((*name).to_owned(), version, span));
                true
            }
            _ => false,
        }
    }

    /// Names of `ls` without `-l`.
    fn short_names(&mut self, text: &str, span: Span) -> bool {
        let Some(command) = self
            .command
            .as_ref()
            .filter(|command| command.program == "ls")
        else {
            return false;
        };
        if command.flags.contains(['l', 'n']) || command.is_filtered {
            return false;
        }
        let names: Vec<String> = text
            .split_whitespace()
            .map(|name| {
                ls::unquoted(name)
                    .trim_end_matches(['/', '=', '*', '@'])
                    .to_owned()
            })
            .collect();
        let is_names = text.contains(['/']) && names.iter().all(|name| name.starts_with('/'));
        if is_names {
            // Operands that are no directories are repeated as they were typed.
            return true;
        }
        let directory = match (&self.directory, command.operands.as_slice()) {
            (Some(directory), _) => directory.path.clone(),
            (None, []) => self.cwd.clone(),
            (None, [one]) => self.path(one),
            (None, _) => return false,
        };
        self.facts.push(Fact::Names {
            directory,
            names,
            span,
        });
        true
    }

    /// Text below `$ cat FILE`.
    fn file_text(&mut self, text: &str, span: Span) {
        let Some(command) = &self.command else { return };
        let [file] = command.operands.as_slice() else {
            return;
        };
        if let Some((path, reason)) = ls::complaint(text)
            && reason == "No such file or directory"
        {
            let path = self.path(&path);
            self.facts.push(Fact::Absent(path, span));
            return;
        }
        let (path, start) = (self.path(file), command.span);
        // Account files are read as what they tell.
        if matches!(path.as_str(), "/etc/passwd" | "/etc/group") {
            self.account(text, span);
            return;
        }
        if let Some(Fact::Text(last, known, place)) = self.facts.last_mut()
            && *last == path
            && *place == start
        {
            known.push_str(text);
            known.push('\n');
            return;
        }
        self.facts
            .push(Fact::Text(path, format!("{text}\n"), start));
    }

    /// Lines that are known and tell nothing.
    fn other(&mut self, text: &str) -> bool {
        let text = text.trim();
        if self.is_program("pwd") && text.starts_with('/') {
            self.cwd = text.to_owned();
            return true;
        }
        let is_remark = text.starts_with('#');
        let is_wrapper =
            matches!(text, "..." | "…" | "[sudo] password") || text.starts_with("[sudo] password");
        is_remark || is_wrapper || self.is_program("whoami") || self.is_program("hostname")
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

/// Whether a kind is one that a format left open.
pub(super) fn is_open(kind: &Kind) -> bool {
    matches!(kind, Kind::Other('?'))
}
