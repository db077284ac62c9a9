//! Output of all other programs.

use hurdles_source::Span;

use super::super::fact::{AclFact, Fact};
use super::super::getfacl::{self, AclLine};
use super::super::stat::Steps;
use super::super::{addresses, identity, ls, sockets, stat};
use super::Reader;
use crate::Machine;

impl Reader<'_> {
    pub(super) fn acl_line(&mut self, text: &str, span: Span) -> bool {
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
            let was_asked = |wanted: &str| {
                asked
                    .clone()
                    .any(|word| word.trim_end_matches('/') == wanted)
            };
            let (was_absolute, was_relative) = (was_asked(&from_root), was_asked(&path));
            let here = Machine::absolute(&self.cwd, &path);
            // Without `-p` the leading slash is taken off.
            let path = if path.starts_with('/') {
                path
            } else if was_absolute
                || self.strips_slash
                || !was_relative && self.machine.find(&here).is_none()
            {
                from_root
            } else {
                here
            };
            self.facts.push(Fact::Acl(AclFact::of(path, span)));
            return true;
        }
        self.begin_headless_acl(span);
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

    /// `getfacl -c` leaves the head with the path out.
    fn begin_headless_acl(&mut self, span: Span) {
        let command = self.command.as_ref().filter(|command| {
            command.program == "getfacl"
                && (command.flags.contains("omit-header") || self.has_flag('c'))
        });
        let Some([path]) = command.map(|command| command.operands.as_slice()) else {
            return;
        };
        let path = self.path(path);
        let is_begun = matches!(self.facts.last(), Some(Fact::Acl(acl)) if acl.path == path);
        if !is_begun {
            self.facts.push(Fact::Acl(AclFact::of(path, span)));
        }
    }

    /// A line of `ip`, `ifconfig` or `hostname -I`; without one of these commands before it, one with an address.
    pub(super) fn address(&mut self, text: &str) -> bool {
        let asks_all = self.is_program("hostname") && (self.has_flag('I') || self.has_flag('i'));
        let found = if asks_all {
            addresses::alone(text)
        } else {
            addresses::of_line(text)
        };
        let is_known = !found.is_empty() || self.is_program("ip") || self.is_program("ifconfig");
        let is_known = is_known || addresses::is_of_an_interface(text);
        self.facts.extend(found.into_iter().map(Fact::Address));
        is_known
    }

    pub(super) fn step(&mut self, text: &str, span: Span) -> bool {
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

    pub(super) fn stat_line(&mut self, text: &str, span: Span) -> bool {
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

    pub(super) fn account(&mut self, text: &str, span: Span) -> bool {
        if let Some(fact) = identity::fact(text, span) {
            self.facts.push(fact);
            return true;
        }
        let is_groups = self.is_program("groups")
            || self.is_program("id") && self.has_flag('n') && self.has_flag('G');
        if !is_groups {
            return false;
        }
        let command = self.command.as_ref();
        let operand = command.and_then(|command| command.operands.first());
        let typist = command.and_then(|command| command.user.as_ref());
        let (user, groups) = match text.split_once(" : ") {
            Some((user, groups)) => (user.trim().to_owned(), groups),
            None => match operand.or(typist) {
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

    pub(super) fn socket(&mut self, text: &str, span: Span) -> bool {
        match sockets::fact(text, span) {
            Some(fact) => {
                self.facts.extend(fact);
                true
            }
            None => false,
        }
    }

    pub(super) fn process(&mut self, text: &str, span: Span) -> bool {
        let words: Vec<&str> = text.split_whitespace().collect();
        let user = words.first().copied().unwrap_or("");
        if text.contains("nginx: worker process") {
            self.facts
                .push(Fact::Worker(user.trim_end_matches('+').to_owned(), span));
            return true;
        }
        if !self.is_program("ps") {
            let is_head = matches!(words.as_slice(), ["USER" | "UID", "PID", ..] | ["PID", ..]);
            return is_head || text.contains("nginx: master process");
        }
        // Where the title is not shown, the worker is the nginx that is not root's.
        let is_nginx = words.last().is_some_and(|word| *word == "nginx")
            && (words.len() == 2 || words.get(1).is_some_and(|word| is_number(word)))
            || words.len() == 1 && self.is_ps_of_nginx();
        if is_nginx && user != "root" && !is_number(user) {
            self.facts.push(Fact::Worker(user.to_owned(), span));
        }
        // Other processes tell nothing that is simulated.
        true
    }

    /// `ps -o user= -C nginx` shows nothing but users.
    fn is_ps_of_nginx(&self) -> bool {
        let command = self
            .command
            .as_ref()
            .filter(|command| command.flags.contains('C'));
        command.is_some_and(|command| command.operands.iter().any(|word| word == "nginx"))
    }

    pub(super) fn package(&mut self, text: &str, span: Span) -> bool {
        let words: Vec<&str> = text.split_whitespace().collect();
        if let ["Package", "Version", ..] = words.as_slice() {
            self.in_packages = true;
            return true;
        }
        let pip = ["pip", "pip3", "python", "python3"]
            .iter()
            .any(|name| self.is_program(name));
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

    /// Text below `$ cat FILE`.
    pub(super) fn file_text(&mut self, text: &str, span: Span) {
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
}

fn is_number(word: &str) -> bool {
    word.parse::<u32>().is_ok()
}
