//! Following a path and asking the bits: path_resolution(7) and the check of acl(5).

use crate::{Bits, Class, Errno, Identity, Machine, Node, NodeId, NodeKind, Step, Walk};

/// As many symbolic links as Linux follows in one path (path_resolution(7)).
const MOST_LINKS: usize = 40;

impl Machine {
    /// Follows `path` from `cwd` as `who`: search permission on every directory, then `want` on what it leads to.
    ///
    /// Symbolic links are followed, the last one too. `steps` holds one entry for each component met.
    #[must_use]
    pub fn walk(&self, who: &Identity, cwd: &str, path: &str, want: Bits) -> Walk {
        self.follow(who, cwd, path, want, true)
    }

    /// The same, without following a symbolic link at the very end.
    #[must_use]
    pub fn walk_to_link(&self, who: &Identity, cwd: &str, path: &str) -> Walk {
        self.follow(who, cwd, path, Bits::NONE, false)
    }

    /// Which entry of a node decides for `who`, what it gives, and the mask that cuts it.
    #[must_use]
    pub fn deciding_class(
        &self,
        who: &Identity,
        node: &Node,
        need: Bits,
    ) -> (Class, Bits, Option<Bits>) {
        let bits = |shift: u16| Bits(u8::try_from((node.mode >> shift) & 7).unwrap_or(0));
        if who.is_root() {
            return (Class::Root, bits(0), None);
        }
        if who.uid == node.owner {
            return (Class::Owner, bits(6), None);
        }
        let Some(acl) = &node.acl else {
            return if who.is_in_group(node.group) {
                (Class::Group, bits(3), None)
            } else {
                (Class::Other, bits(0), None)
            };
        };
        let mask = bits(3);
        if let Some((uid, given)) = acl.users.iter().find(|(uid, _)| *uid == who.uid) {
            return (Class::NamedUser(*uid), Bits(*given), Some(mask));
        }
        // The first group entry that gives enough decides; if none does, the first that matches is named as the refusal.
        let own = who
            .is_in_group(node.group)
            .then_some((Class::Group, Bits(acl.group_obj)));
        let named = acl.groups.iter().filter(|(gid, _)| who.is_in_group(*gid));
        let mut candidates = own
            .into_iter()
            .chain(named.map(|(gid, given)| (Class::NamedGroup(*gid), Bits(*given))));
        let Some(first) = candidates.next() else {
            return (Class::Other, bits(0), None);
        };
        let enough = |given: Bits| given.0 & mask.0 & need.0 == need.0;
        let chosen = if enough(first.1) {
            first
        } else {
            candidates
                .find(|(_, given)| enough(*given))
                .unwrap_or(first)
        };
        (chosen.0, chosen.1, Some(mask))
    }

    /// Whether `who` has `need` on this node, with the entry that decides, as a step of a walk.
    #[must_use]
    pub fn check(&self, who: &Identity, path: &str, id: NodeId, need: Bits) -> Step {
        let node = self.node(id);
        let (class, has, mask) = self.deciding_class(who, node, need);
        let granted = match class {
            // Root may do all but execute a file that nobody may execute (capabilities(7), CAP_DAC_OVERRIDE).
            Class::Root => need.0 & 1 == 0 || node.is_directory() || node.mode & 0o111 != 0,
            _ => has.0 & mask.map_or(7, |mask| mask.0) & need.0 == need.0,
        };
        Step {
            path: path.to_owned(),
            node: id,
            need,
            class,
            has,
            mask,
            granted,
        }
    }

    fn follow(&self, who: &Identity, cwd: &str, path: &str, want: Bits, follow_last: bool) -> Walk {
        let mut way = Way {
            machine: self,
            who,
            steps: Vec::new(),
            ahead: Vec::new(),
            trail: vec![("/".to_owned(), self.root())],
            links: 0,
        };
        let refused = if path.is_empty() {
            Some(Refusal(Errno::NotFound, None))
        } else {
            way.push(path);
            if !path.starts_with('/') {
                way.push(cwd.trim_end_matches('/'));
            }
            way.walk(follow_last).err()
        };
        if let Some(Refusal(errno, missing)) = refused {
            return Walk {
                steps: way.steps,
                end: Err(errno),
                missing,
            };
        }
        way.arrive(want)
    }
}

/// Why a way ends early, and the path of a component that is missing.
struct Refusal(Errno, Option<String>);

/// A path being followed.
struct Way<'w> {
    machine: &'w Machine,
    who: &'w Identity,
    steps: Vec<Step>,
    /// Components still to go, the next one last.
    ahead: Vec<String>,
    /// Where we are: directories from `/` down, with their paths.
    trail: Vec<(String, NodeId)>,
    links: usize,
}

impl Way<'_> {
    /// Puts a path's components before those still to go; one that ends in a slash must lead to a directory.
    fn push(&mut self, path: &str) {
        if path.ends_with('/') {
            self.ahead.push(".".to_owned());
        }
        let parts = path.split('/').rev().filter(|part| !part.is_empty());
        self.ahead.extend(parts.map(str::to_owned));
    }

    fn here(&self) -> (String, NodeId) {
        let root = || ("/".to_owned(), self.machine.root());
        self.trail.last().cloned().unwrap_or_else(root)
    }

    /// Goes on until no component is left.
    fn walk(&mut self, follow_last: bool) -> Result<(), Refusal> {
        while let Some(part) = self.ahead.pop() {
            self.component(&part, follow_last)?;
        }
        Ok(())
    }

    fn component(&mut self, part: &str, follow_last: bool) -> Result<(), Refusal> {
        let (here_path, here) = self.here();
        let NodeKind::Directory(entries) = &self.machine.node(here).kind else {
            return Err(Refusal(Errno::NotADirectory, None));
        };
        let step = self.machine.check(self.who, &here_path, here, Bits::SEARCH);
        let granted = step.granted;
        if self.steps.last().is_none_or(|last| last.node != here) {
            self.steps.push(step);
        }
        if !granted {
            return Err(Refusal(Errno::AccessDenied, None));
        }
        match part {
            "." => return Ok(()),
            ".." => {
                if self.trail.len() > 1 {
                    self.trail.pop();
                }
                return Ok(());
            }
            name if name.len() > 255 => return Err(Refusal(Errno::NameTooLong, None)),
            _ => {}
        }
        let next_path = format!("{}/{part}", here_path.trim_end_matches('/'));
        let Some(&next) = entries.get(part) else {
            return Err(Refusal(Errno::NotFound, Some(next_path)));
        };
        if let NodeKind::Symlink(target) = &self.machine.node(next).kind
            && (!self.ahead.is_empty() || follow_last)
        {
            self.links += 1;
            if self.links > MOST_LINKS {
                return Err(Refusal(Errno::TooManyLinks, None));
            }
            if target.starts_with('/') {
                self.trail.truncate(1);
            }
            self.push(target);
            return Ok(());
        }
        let next = self.who.view.instead(&next_path).unwrap_or(next);
        self.trail.push((next_path, next));
        Ok(())
    }

    /// Asks for `want` on what the path led to.
    fn arrive(mut self, want: Bits) -> Walk {
        let (path, end) = self.here();
        let step = self.machine.check(self.who, &path, end, want);
        let granted = step.granted;
        match self.steps.last_mut() {
            Some(last) if last.node == end => {
                last.need = Bits(last.need.0 | want.0);
                last.granted &= granted;
            }
            _ => self.steps.push(step),
        }
        // Devices and sockets may be written to wherever they lie (path_resolution(7)).
        let is_kept = matches!(
            self.machine.node(end).kind,
            NodeKind::File(_) | NodeKind::Directory(_)
        );
        let is_shut = is_kept && want.0 & Bits::WRITE.0 != 0 && self.who.view.is_read_only(&path);
        Walk {
            steps: self.steps,
            end: match granted {
                true if is_shut => Err(Errno::ReadOnly),
                true => Ok(end),
                false => Err(Errno::AccessDenied),
            },
            missing: None,
        }
    }
}

#[cfg(test)]
mod tests;
