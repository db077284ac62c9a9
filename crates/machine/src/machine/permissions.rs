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
        let mut steps = Vec::new();
        let stop = |steps, errno, missing| Walk {
            steps,
            end: Err(errno),
            missing,
        };
        if path.is_empty() {
            return stop(steps, Errno::NotFound, None);
        }
        let mut links = 0;
        // Components still to go, the next one last.
        let mut ahead: Vec<String> = Vec::new();
        let push_path = |ahead: &mut Vec<String>, path: &str| {
            let must_be_directory = path.ends_with('/');
            let mut parts: Vec<String> = path
                .split('/')
                .filter(|part| !part.is_empty())
                .map(str::to_owned)
                .collect();
            if must_be_directory {
                parts.push(".".to_owned());
            }
            ahead.extend(parts.into_iter().rev());
        };
        push_path(&mut ahead, path);
        if !path.starts_with('/') {
            push_path(&mut ahead, cwd.trim_end_matches('/'));
        }
        // Where we are: directories from `/` down, with their paths.
        let mut trail: Vec<(String, NodeId)> = vec![("/".to_owned(), self.root())];
        while let Some(part) = ahead.pop() {
            let (here_path, here) = trail
                .last()
                .cloned()
                .unwrap_or_else(|| ("/".to_owned(), self.root()));
            let NodeKind::Directory(entries) = &self.node(here).kind else {
                return stop(steps, Errno::NotADirectory, None);
            };
            let step = self.check(who, &here_path, here, Bits::SEARCH);
            let granted = step.granted;
            if steps.last().is_none_or(|last: &Step| last.node != here) {
                steps.push(step);
            }
            if !granted {
                return stop(steps, Errno::AccessDenied, None);
            }
            match part.as_str() {
                "." => continue,
                ".." => {
                    if trail.len() > 1 {
                        trail.pop();
                    }
                    continue;
                }
                name if name.len() > 255 => return stop(steps, Errno::NameTooLong, None),
                _ => {}
            }
            let next_path = if here_path == "/" {
                format!("/{part}")
            } else {
                format!("{here_path}/{part}")
            };
            let Some(&next) = entries.get(part.as_str()) else {
                return stop(steps, Errno::NotFound, Some(next_path));
            };
            if let NodeKind::Symlink(target) = &self.node(next).kind
                && (!ahead.is_empty() || follow_last)
            {
                links += 1;
                if links > MOST_LINKS {
                    return stop(steps, Errno::TooManyLinks, None);
                }
                if target.starts_with('/') {
                    trail.truncate(1);
                }
                push_path(&mut ahead, target);
                continue;
            }
            trail.push((next_path, next));
        }
        let (end_path, end) = trail.pop().unwrap_or_else(|| ("/".to_owned(), self.root()));
        let step = self.check(who, &end_path, end, want);
        let granted = step.granted;
        match steps.last_mut() {
            Some(last) if last.node == end => {
                last.need = Bits(last.need.0 | want.0);
                last.granted &= granted;
            }
            _ => steps.push(step),
        }
        Walk {
            steps,
            end: if granted {
                Ok(end)
            } else {
                Err(Errno::AccessDenied)
            },
            missing: None,
        }
    }
}
