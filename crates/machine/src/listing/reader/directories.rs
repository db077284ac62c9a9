//! Output of `ls`, directory by directory.

use hurdles_source::Span;

use super::super::fact::{Fact, Node};
use super::super::{Assumption, ls};
use super::{Directory, MOST_UNREAD, Reader};
use crate::Machine;

impl Reader<'_> {
    /// Ends the directory being read: what it did not show is not there.
    pub(super) fn close_directory(&mut self) {
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

    pub(super) fn ls_line(&mut self, text: &str, span: Span) -> bool {
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
        if ls::is_total(text) {
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

    pub(super) fn is_operand(&self, text: &str) -> bool {
        let mut operands = self.command.iter().flat_map(|command| &command.operands);
        operands.any(|operand| operand.trim_end_matches('/') == text.trim_end_matches('/'))
    }

    pub(super) fn directory_at(&self, path: String, span: Span, is_whole: bool) -> Directory {
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

    pub(super) fn total(&mut self, span: Span) {
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

    pub(super) fn add_entry(&mut self, mut node: Node) {
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
                node.path = self.below_operand(node.path);
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

    /// A name of `ls -l DIRECTORY | grep x`, from which the head of the directory is gone.
    fn below_operand(&self, name: String) -> String {
        let asked = self
            .command
            .as_ref()
            .filter(|command| command.program == "ls");
        let operand = match asked.map(|command| command.operands.as_slice()) {
            Some([one]) if !self.has_flag('d') && !one.contains(['*', '?', '[']) => one,
            _ => return name,
        };
        if name.contains('/') || *operand == name {
            return name;
        }
        format!("{}/{name}", operand.trim_end_matches('/'))
    }

    /// Names of `ls` without `-l`.
    pub(super) fn short_names(&mut self, text: &str, span: Span) -> bool {
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
}
