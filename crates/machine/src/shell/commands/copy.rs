//! cp and mv.

use super::super::Outcome;
use super::super::run::{Call, Shell};
use super::options::{Options, Saying, Syntax, usage};
use crate::{Bits, Errno, NodeId, NodeKind};

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
fn sources(name: &str, options: &mut Options) -> Result<(Vec<String>, String), Outcome> {
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
fn check_target(
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
    short: "abdfHilLnPpRrsS:t:Tuvx",
    long: &[
        ("archive", 'a'),
        ("recursive", 'r'),
        ("force", 'f'),
        ("preserve", 'p'),
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
    let recursive = ['r', 'R', 'a'].iter().any(|option| options.has(*option));
    let job = Copy {
        recursive,
        follow: options.has('L') || !recursive && !options.has('P') && !options.has('d'),
        preserve: options.has('a') || options.has('p'),
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

/// How to copy.
struct Copy {
    recursive: bool,
    follow: bool,
    preserve: bool,
    keep: bool,
}

impl Copy {
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
        let id = match found {
            Ok(id) => id,
            Err(errno) => {
                saying.error(&format!("cp: cannot stat '{source}': {errno}"));
                return;
            }
        };
        let existing = shell.machine.walk(who, cwd, target, Bits::NONE).end.ok();
        if self.keep && existing.is_some() && !shell.machine.node(id).is_directory() {
            return;
        }
        let node = shell.machine.node(id).clone();
        match &node.kind {
            NodeKind::Directory(entries) => {
                if !self.recursive {
                    saying.error(&format!(
                        "cp: -r not specified; omitting directory '{source}'"
                    ));
                    return;
                }
                if depth > 100 || existing == Some(id) {
                    saying.error(&format!(
                        "cp: cannot copy a directory, '{source}', into itself, '{target}'"
                    ));
                    return;
                }
                if !shell.machine.check(who, source, id, Bits(5)).granted {
                    saying.error(&format!("cp: cannot access '{source}': Permission denied"));
                    return;
                }
                let made = match existing {
                    Some(existing) if shell.machine.node(existing).is_directory() => None,
                    Some(_) => {
                        saying.error(&format!("cp: cannot overwrite non-directory '{target}' with directory '{source}'"));
                        return;
                    }
                    None => {
                        let kind = NodeKind::Directory(std::collections::BTreeMap::new());
                        let mode = node.mode & 0o777 | 0o700;
                        match shell
                            .machine
                            .create(call.context, target, kind, mode, call.origin())
                        {
                            Ok(made) => Some(made),
                            Err(errno) => {
                                saying.error(&format!(
                                    "cp: cannot create directory '{target}': {errno}"
                                ));
                                return;
                            }
                        }
                    }
                };
                for (name, below) in entries {
                    // A directory copied into itself does not copy its own copy.
                    if Some(*below) == made {
                        continue;
                    }
                    let inner = |path: &str| format!("{}/{name}", path.trim_end_matches('/'));
                    self.copy(
                        shell,
                        call,
                        &inner(source),
                        &inner(target),
                        depth + 1,
                        saying,
                    );
                }
                if let Some(made) = made {
                    let mode = node.mode & 0o777 & !call.context.umask;
                    if !self.preserve && node.mode & 0o700 != 0o700 {
                        shell.machine.node_mut(made).mode = mode;
                    }
                    self.finish(shell, call, id, made);
                }
            }
            NodeKind::Symlink(text) => {
                let _ = shell.machine.remove(who, cwd, target, false);
                let kind = NodeKind::Symlink(text.clone());
                match shell
                    .machine
                    .create(call.context, target, kind, 0o777, call.origin())
                {
                    Ok(made) => self.finish(shell, call, id, made),
                    Err(errno) => {
                        saying.error(&format!(
                            "cp: cannot create symbolic link '{target}': {errno}"
                        ));
                    }
                }
            }
            NodeKind::File(content) => {
                if existing == Some(id) {
                    saying.error(&format!("cp: '{source}' and '{target}' are the same file"));
                    return;
                }
                if !shell.machine.check(who, source, id, Bits::READ).granted {
                    saying.error(&format!(
                        "cp: cannot open '{source}' for reading: Permission denied"
                    ));
                    return;
                }
                let content = content.clone();
                let made = match existing {
                    Some(existing) if shell.machine.node(existing).is_directory() => {
                        saying.error(&format!("cp: cannot overwrite directory '{target}' with non-directory '{source}'"));
                        return;
                    }
                    Some(_) => shell
                        .machine
                        .write(call.context, target, content, call.origin()),
                    None => {
                        let (kind, mode) = (NodeKind::File(content), node.mode & 0o777);
                        shell
                            .machine
                            .create(call.context, target, kind, mode, call.origin())
                    }
                };
                match made {
                    Ok(made) => {
                        self.finish(shell, call, id, made);
                        shell.after_write(made);
                    }
                    Err(errno) => {
                        saying.error(&format!(
                            "cp: cannot create regular file '{target}': {errno}"
                        ));
                    }
                }
            }
            NodeKind::Socket(_) | NodeKind::Other(_) => {
                saying.error(&format!(
                    "cp: cannot open '{source}' for reading: No such device or address"
                ));
            }
        }
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

/// mv(1).
pub(super) fn mv(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
    const SYNTAX: Syntax = Syntax {
        short: "bfinS:t:Tuv",
        long: &[
            ("force", 'f'),
            ("no-clobber", 'n'),
            ("target-directory", 't'),
            ("no-target-directory", 'T'),
            ("verbose", 'v'),
        ],
    };
    let mut options = match SYNTAX.read(call) {
        Ok(options) => options,
        Err(outcome) => return Some(outcome),
    };
    let (sources, target) = match sources("mv", &mut options) {
        Ok(sources) => sources,
        Err(outcome) => return Some(outcome),
    };
    let mut saying = Saying::default();
    if let Some(line) = check_target(shell, call, &sources, &target) {
        saying.error(&line);
        return Some(saying.outcome());
    }
    for source in &sources {
        let (who, cwd) = (&call.context.identity, &call.context.cwd);
        if let Err(errno) = shell.machine.walk_to_link(who, cwd, source).end {
            saying.error(&format!("mv: cannot stat '{source}': {errno}"));
            continue;
        }
        let path = if options.has('T') {
            target.clone()
        } else {
            target_path(shell, call, source, &target)
        };
        let there = shell.machine.walk_to_link(who, cwd, &path).end;
        if options.has('n') && there.is_ok() {
            continue;
        }
        match shell.machine.rename(who, cwd, source, &path) {
            Ok(id) => {
                shell.machine.node_mut(id).origin = call.origin();
                shell.after_write(id);
            }
            Err(Errno::Invalid) => saying.error(&format!(
                "mv: cannot move '{source}' to a subdirectory of itself, '{path}'"
            )),
            Err(errno) => {
                saying.error(&format!("mv: cannot move '{source}' to '{path}': {errno}"));
            }
        }
    }
    Some(saying.outcome())
}
