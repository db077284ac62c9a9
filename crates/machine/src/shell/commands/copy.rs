//! cp.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::Outcome;
use super::super::run::{Call, Shell};
use super::options::{Options, Saying, Syntax, usage};
use super::processes::not_simulated;
use crate::{Bits, Content, Errno, NodeId, NodeKind};

/// Where something goes: into the target where that is a directory, else to the target itself.
pub(super) fn target_path(
    shell: &Shell<'_>,
    call: &Call<'_>,
    source: &str,
    target: &str,
) -> String {
    let (who, cwd) = (&call.context.identity, &call.context.cwd);
    let end = shell.machine.walk(who, cwd, target, Bits::NONE).end;
    if !end.is_ok_and(|id| shell.machine.node(id).is_directory()) {
        return target.to_owned();
    }
    let name = source
        .trim_end_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or(source);
    format!("{}/{name}", target.trim_end_matches('/'))
}

/// The sources and the target among the operands; an error is the outcome.
pub(super) fn sources(name: &str, options: &mut Options) -> Result<(Vec<String>, String), Outcome> {
    let mut operands: Vec<String> = options
        .operands
        .iter()
        .map(|word| word.text.clone())
        .collect();
    let target = match options.value('t') {
        Some(target) => Some(target.to_owned()),
        None => operands.pop(),
    };
    match target {
        None => Err(usage(name, "missing file operand")),
        Some(target) if operands.is_empty() => Err(usage(
            name,
            &format!("missing destination file operand after '{target}'"),
        )),
        Some(target) => Ok((operands, target)),
    }
}

/// Whether several sources have a directory to go to; else the error line.
pub(super) fn check_target(
    shell: &Shell<'_>,
    call: &Call<'_>,
    sources: &[String],
    target: &str,
) -> Option<String> {
    let (who, cwd) = (&call.context.identity, &call.context.cwd);
    let end = shell.machine.walk(who, cwd, target, Bits::NONE).end;
    let is_directory = end.is_ok_and(|id| shell.machine.node(id).is_directory());
    if is_directory || sources.len() < 2 && !target.ends_with('/') {
        return None;
    }
    let name = call.name();
    match end {
        Err(errno) if sources.len() > 1 => Some(format!("{name}: target '{target}': {errno}")),
        Ok(_) if sources.len() > 1 => Some(format!("{name}: target '{target}': Not a directory")),
        _ => None,
    }
}

const CP: Syntax = Syntax {
    short: "abdfHilLnPpRrsS:t:Tuvx#",
    long: &[
        ("archive", 'a'),
        ("recursive", 'r'),
        ("force", 'f'),
        ("preserve", 'K'),
        ("no-preserve", 'N'),
        ("backup", 'b'),
        ("no-clobber", 'n'),
        ("target-directory", 't'),
        ("no-target-directory", 'T'),
        ("dereference", 'L'),
        ("no-dereference", 'P'),
        ("verbose", 'v'),
        ("update", 'u'),
        ("link", 'l'),
        ("symbolic-link", 's'),
    ],
};

/// Says what is taken but not done: `-u` would need the times of files.
fn told_only(shell: &mut Shell<'_>, call: &Call<'_>, options: &Options) {
    for (letter, what) in [
        ('u', "comparing the times of files (`-u`)"),
        ('b', "keeping a backup (`-b`)"),
        ('l', "linking in place of copying (`-l`)"),
        ('s', "linking in place of copying (`-s`)"),
        ('N', "not preserving what is named"),
    ] {
        if options.has(letter) {
            not_simulated(shell, call, what);
        }
    }
    if options
        .value('K')
        .is_some_and(|what| !matches!(what, "" | "all"))
    {
        not_simulated(shell, call, "preserving only what is named");
    }
}

/// cp(1).
pub(super) fn cp(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
    let mut options = match CP.read(call) {
        Ok(options) => options,
        Err(outcome) => return Some(outcome),
    };
    let (sources, target) = match sources("cp", &mut options) {
        Ok(sources) => sources,
        Err(outcome) => return Some(outcome),
    };
    let mut saying = Saying::default();
    if let Some(line) = check_target(shell, call, &sources, &target) {
        saying.error(&line);
        return Some(saying.outcome());
    }
    told_only(shell, call, &options);
    let recursive = ['r', 'R', 'a'].iter().any(|option| options.has(*option));
    let job = Copy {
        recursive,
        follow: options.has('L') || !recursive && !options.has('P') && !options.has('d'),
        preserve: ['a', 'p', 'K'].iter().any(|option| options.has(*option)),
        keep: options.has('n'),
    };
    for source in &sources {
        let path = if options.has('T') {
            target.clone()
        } else {
            target_path(shell, call, source, &target)
        };
        // `cp -r dir/. target` copies what is in the directory.
        let path = path.strip_suffix("/.").unwrap_or(&path).to_owned();
        job.copy(shell, call, source, &path, 0, &mut saying);
    }
    Some(saying.outcome())
}

/// What a copy goes from and to.
#[derive(Clone, Copy)]
struct Way<'w> {
    source: &'w str,
    target: &'w str,
    /// What is copied.
    from: NodeId,
    /// What is at the target already.
    there: Option<NodeId>,
    depth: usize,
}

/// How to copy.
struct Copy {
    recursive: bool,
    follow: bool,
    preserve: bool,
    keep: bool,
}

impl Copy {
    /// Copies one thing, and what is below it.
    fn copy(
        &self,
        shell: &mut Shell<'_>,
        call: &Call<'_>,
        source: &str,
        target: &str,
        depth: usize,
        saying: &mut Saying,
    ) {
        let (who, cwd) = (&call.context.identity, &call.context.cwd);
        let found = if self.follow {
            shell.machine.walk(who, cwd, source, Bits::NONE).end
        } else {
            shell.machine.walk_to_link(who, cwd, source).end
        };
        let from = match found {
            Ok(id) => id,
            Err(errno) => {
                saying.error(&format!("cp: cannot stat '{source}': {errno}"));
                return;
            }
        };
        let there = shell.machine.walk(who, cwd, target, Bits::NONE).end.ok();
        if self.keep && there.is_some() && !shell.machine.node(from).is_directory() {
            return;
        }
        let way = Way {
            source,
            target,
            from,
            there,
            depth,
        };
        let kind = shell.machine.node(from).kind.clone();
        let copied = match kind {
            NodeKind::Directory(entries) => self.directory(shell, call, way, &entries, saying),
            NodeKind::Symlink(text) => {
                let _ = shell.machine.remove(who, cwd, target, false);
                let kind = NodeKind::Symlink(text);
                let made = shell
                    .machine
                    .create(call.context, target, kind, 0o777, call.origin());
                made.map_err(|errno| format!("cp: cannot create symbolic link '{target}': {errno}"))
            }
            NodeKind::File(content) => Self::file(shell, call, way, content),
            NodeKind::Socket(_) | NodeKind::Other(_) => Err(format!(
                "cp: cannot open '{source}' for reading: No such device or address"
            )),
        };
        match copied {
            Ok(made) if there.is_none() || !shell.machine.node(made).is_directory() => {
                self.finish(shell, call, from, made);
                shell.after_write(made);
            }
            Ok(_) => {}
            Err(line) => saying.error(&line),
        }
    }

    /// Copies a directory and all that is in it.
    fn directory(
        &self,
        shell: &mut Shell<'_>,
        call: &Call<'_>,
        way: Way<'_>,
        entries: &BTreeMap<Arc<str>, NodeId>,
        saying: &mut Saying,
    ) -> Result<NodeId, String> {
        let (source, target) = (way.source, way.target);
        if !self.recursive {
            return Err(format!(
                "cp: -r not specified; omitting directory '{source}'"
            ));
        }
        if way.depth > 100 || way.there == Some(way.from) {
            return Err(format!(
                "cp: cannot copy a directory, '{source}', into itself, '{target}'"
            ));
        }
        let who = &call.context.identity;
        if !shell.machine.check(who, source, way.from, Bits(5)).granted {
            return Err(format!("cp: cannot access '{source}': Permission denied"));
        }
        let old_mode = shell.machine.node(way.from).mode;
        let made = match way.there {
            Some(there) if shell.machine.node(there).is_directory() => there,
            Some(_) => {
                return Err(format!(
                    "cp: cannot overwrite non-directory '{target}' with directory '{source}'"
                ));
            }
            None => {
                let kind = NodeKind::Directory(BTreeMap::new());
                let mode = old_mode & 0o777 | 0o700;
                let made = shell
                    .machine
                    .create(call.context, target, kind, mode, call.origin());
                made.map_err(|errno| format!("cp: cannot create directory '{target}': {errno}"))?
            }
        };
        // A directory copied into itself does not copy its own copy.
        for (name, _) in entries.iter().filter(|(_, below)| **below != made) {
            let inner = |path: &str| format!("{}/{name}", path.trim_end_matches('/'));
            self.copy(
                shell,
                call,
                &inner(source),
                &inner(target),
                way.depth + 1,
                saying,
            );
        }
        if way.there.is_none() && !self.preserve && old_mode & 0o700 != 0o700 {
            shell.machine.node_mut(made).mode = old_mode & 0o777 & !call.context.umask;
        }
        Ok(made)
    }

    fn file(
        shell: &mut Shell<'_>,
        call: &Call<'_>,
        way: Way<'_>,
        content: Content,
    ) -> Result<NodeId, String> {
        let (source, target) = (way.source, way.target);
        if way.there == Some(way.from) {
            return Err(format!("cp: '{source}' and '{target}' are the same file"));
        }
        let who = &call.context.identity;
        if !shell
            .machine
            .check(who, source, way.from, Bits::READ)
            .granted
        {
            return Err(format!(
                "cp: cannot open '{source}' for reading: Permission denied"
            ));
        }
        if way.there.is_none() && target.ends_with('/') {
            let errno = Errno::NotADirectory;
            return Err(format!(
                "cp: cannot create regular file '{target}': {errno}"
            ));
        }
        let made = match way.there {
            Some(there) if shell.machine.node(there).is_directory() => {
                return Err(format!(
                    "cp: cannot overwrite directory '{target}' with non-directory '{source}'"
                ));
            }
            Some(_) => shell
                .machine
                .write(call.context, target, content, call.origin()),
            None => {
                let mode = shell.machine.node(way.from).mode & 0o777;
                let kind = NodeKind::File(content);
                shell
                    .machine
                    .create(call.context, target, kind, mode, call.origin())
            }
        };
        made.map_err(|errno| format!("cp: cannot create regular file '{target}': {errno}"))
    }

    /// Gives the copy the mode and owner of what it is a copy of, where that is asked for.
    fn finish(&self, shell: &mut Shell<'_>, call: &Call<'_>, from: NodeId, to: NodeId) {
        if !self.preserve {
            return;
        }
        let node = shell.machine.node(from).clone();
        let who = &call.context.identity;
        let both = shell
            .machine
            .change_owner(who, to, Some(node.owner), Some(node.group));
        if both.is_err() {
            let _ = shell.machine.change_owner(who, to, None, Some(node.group));
        }
        let copy = shell.machine.node_mut(to);
        copy.mode = node.mode;
        copy.acl = node.acl;
        copy.default_acl = node.default_acl;
    }
}
