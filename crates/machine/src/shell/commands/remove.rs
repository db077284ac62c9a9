//! rm and rmdir.

use super::super::Outcome;
use super::super::run::{Call, Shell};
use super::options::{Saying, Syntax, usage};
use crate::{Errno, NodeKind};

/// rm(1) and unlink(1).
pub(super) fn rm(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
    const SYNTAX: Syntax = Syntax {
        short: "dfIirRv",
        long: &[
            ("force", 'f'),
            ("recursive", 'r'),
            ("dir", 'd'),
            ("verbose", 'v'),
            ("interactive", 'i'),
        ],
    };
    let options = match SYNTAX.read(call) {
        Ok(options) => options,
        Err(outcome) => return Some(outcome),
    };
    if options.operands.is_empty() && !options.has('f') {
        return Some(usage("rm", "missing operand"));
    }
    let recursive = options.has('r') || options.has('R');
    let mut saying = Saying::default();
    for operand in &options.operands {
        let path = operand.text.as_str();
        let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or("");
        if matches!(last, "." | "..") {
            saying.error(&format!(
                "rm: refusing to remove '.' or '..' directory: skipping '{path}'"
            ));
            continue;
        }
        let (who, cwd) = (&call.context.identity, &call.context.cwd);
        let end = shell.machine.walk_to_link(who, cwd, path).end;
        match end {
            Err(Errno::NotFound | Errno::NotADirectory) if options.has('f') => {}
            Err(errno) => saying.error(&format!("rm: cannot remove '{path}': {errno}")),
            Ok(id) if shell.machine.node(id).is_directory() && !recursive => {
                let removed = if options.has('d') {
                    shell.machine.remove(who, cwd, path, true)
                } else {
                    Err(Errno::IsADirectory)
                };
                if let Err(errno) = removed {
                    saying.error(&format!("rm: cannot remove '{path}': {errno}"));
                }
            }
            Ok(id) if id == shell.machine.root() => {
                saying.error("rm: it is dangerous to operate recursively on '/'");
                saying.error("rm: use --no-preserve-root to override this failsafe");
            }
            Ok(_) if is_link_with_slash(shell, call, path) => {
                empty_behind_link(shell, call, path, options.has('f'), &mut saying);
            }
            Ok(_) => {
                remove_tree(shell, call, path, 0, &mut saying);
            }
        }
    }
    Some(saying.outcome())
}

/// Whether a path is a symbolic link with a slash behind it.
fn is_link_with_slash(shell: &Shell<'_>, call: &Call<'_>, path: &str) -> bool {
    let (who, cwd) = (&call.context.identity, &call.context.cwd);
    let bare = path.trim_end_matches('/');
    let end = shell.machine.walk_to_link(who, cwd, bare).end;
    let is_link = |id| matches!(shell.machine.node(id).kind, NodeKind::Symlink(_));
    bare != path && end.is_ok_and(is_link)
}

/// `rm -r link/` empties the directory that the link leads to; the link and the directory stay, and `-f` says nothing of it.
fn empty_behind_link(
    shell: &mut Shell<'_>,
    call: &Call<'_>,
    path: &str,
    is_silent: bool,
    saying: &mut Saying,
) {
    let (who, cwd) = (&call.context.identity, &call.context.cwd);
    match shell.machine.list(who, cwd, path) {
        Ok(names) => {
            for name in names {
                let below = format!("{}/{name}", path.trim_end_matches('/'));
                remove_tree(shell, call, &below, 1, saying);
            }
        }
        Err(errno) => saying.error(&format!("rm: cannot remove '{path}': {errno}")),
    }
    if !is_silent {
        saying.error(&format!(
            "rm: cannot remove '{path}': {}",
            Errno::NotADirectory
        ));
    }
}

/// Removes what is below, then the thing itself; what may not be removed is told and stays.
fn remove_tree(
    shell: &mut Shell<'_>,
    call: &Call<'_>,
    path: &str,
    depth: usize,
    saying: &mut Saying,
) {
    let (who, cwd) = (&call.context.identity, &call.context.cwd);
    let Ok(id) = shell.machine.walk_to_link(who, cwd, path).end else {
        return;
    };
    let is_filled = match &shell.machine.node(id).kind {
        NodeKind::Directory(entries) => !entries.is_empty(),
        _ => false,
    };
    if is_filled && depth < 200 {
        // One who may do everything needs no look at each file.
        if who.is_root() {
            if let Err(errno) = shell.machine.erase(&crate::Machine::absolute(cwd, path)) {
                saying.error(&format!("rm: cannot remove '{path}': {errno}"));
            }
            return;
        }
        match shell.machine.list(who, cwd, path) {
            Ok(names) => {
                for name in names {
                    let below = format!("{}/{name}", path.trim_end_matches('/'));
                    remove_tree(shell, call, &below, depth + 1, saying);
                }
            }
            Err(errno) => {
                saying.error(&format!("rm: cannot remove '{path}': {errno}"));
                return;
            }
        }
    }
    if let Err(errno) = shell.machine.remove(who, cwd, path, true) {
        saying.error(&format!("rm: cannot remove '{path}': {errno}"));
    }
}

/// rmdir(1).
pub(super) fn rmdir(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
    const SYNTAX: Syntax = Syntax {
        short: "pv",
        long: &[
            ("parents", 'p'),
            ("verbose", 'v'),
            ("ignore-fail-on-non-empty", 'v'),
        ],
    };
    let options = match SYNTAX.read(call) {
        Ok(options) => options,
        Err(outcome) => return Some(outcome),
    };
    let mut saying = Saying::default();
    for operand in &options.operands {
        let mut path = operand.text.as_str();
        loop {
            let (who, cwd) = (&call.context.identity, &call.context.cwd);
            let end = shell.machine.walk_to_link(who, cwd, path).end;
            let removed = end.and_then(|id| {
                if shell.machine.node(id).is_directory() {
                    shell.machine.remove(who, cwd, path, true)
                } else {
                    Err(Errno::NotADirectory)
                }
            });
            if let Err(errno) = removed {
                saying.error(&format!("rmdir: failed to remove '{path}': {errno}"));
                break;
            }
            match path.trim_end_matches('/').rsplit_once('/') {
                Some((above, _)) if options.has('p') && !above.is_empty() => path = above,
                _ => break,
            }
        }
    }
    Some(saying.outcome())
}
