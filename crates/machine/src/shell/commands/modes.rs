//! chmod, chown and chgrp.

use super::super::Outcome;
use super::super::run::{Call, Shell};
use super::super::word::Word;
use super::options::{Options, Saying, Syntax, usage};
use super::processes::not_simulated;
use super::symbolic;
use crate::{Bits, Identity, Machine, NodeId, NodeKind, Origin};

/// The nodes that a recursive command meets, parents first; symbolic links below are not followed.
pub(super) fn below(
    machine: &Machine,
    path: &str,
    top: NodeId,
    recursive: bool,
) -> Vec<(String, NodeId)> {
    let mut found = vec![(path.to_owned(), top)];
    let mut at = 0;
    while recursive && let Some((path, id)) = found.get(at).cloned() {
        at += 1;
        if let NodeKind::Directory(entries) = &machine.node(id).kind {
            let join = |name: &str| format!("{}/{name}", path.trim_end_matches('/'));
            found.extend(entries.iter().map(|(name, id)| (join(name), *id)));
        }
    }
    found
}

/// Whether this user may look into a directory at all.
fn may_enter(machine: &Machine, who: &Identity, path: &str, id: NodeId) -> bool {
    !machine.node(id).is_directory() || machine.check(who, path, id, Bits(5)).granted
}

const CHMOD: Syntax = Syntax {
    short: "cfRv#:",
    long: &[
        ("recursive", 'R'),
        ("reference", '#'),
        ("verbose", 'v'),
        ("changes", 'c'),
        ("silent", 'f'),
        ("quiet", 'f'),
    ],
};

/// chmod(1).
pub(super) fn chmod(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
    // `-x` and the like are modes, not options; they are told apart before getopt sees them.
    let is_mode = |word: &&Word| {
        let letters = word.text.strip_prefix('-').unwrap_or("");
        !letters.is_empty() && letters.chars().all(|c| "rwxXstugo".contains(c))
    };
    let minus_mode = call.argv.iter().skip(1).find(is_mode).cloned();
    let mut argv = call.argv.to_vec();
    argv.retain(|word| Some(word) != minus_mode.as_ref());
    let read = CHMOD.read(&Call {
        argv: &argv,
        ..*call
    });
    let mut options = match read {
        Ok(options) => options,
        Err(outcome) => return Some(outcome),
    };
    let (who, cwd) = (&call.context.identity, &call.context.cwd);
    let mut saying = Saying::default();
    let changes = match mode_changes(shell.machine, call, minus_mode, &mut options) {
        Ok(changes) => changes,
        Err(outcome) => return Some(outcome),
    };
    if options.operands.is_empty() {
        let last = call.argv.last().map_or("", |word| word.text.as_str());
        return Some(usage("chmod", &format!("missing operand after ‘{last}’")));
    }
    for operand in &options.operands {
        let path = operand.text.as_str();
        let top = match shell.machine.walk(who, cwd, path, Bits::NONE).end {
            Ok(id) => id,
            Err(errno) => {
                saying.error(&format!("chmod: cannot access '{path}': {errno}"));
                continue;
            }
        };
        for (path, id) in below(shell.machine, path, top, options.has('R')) {
            let node = shell.machine.node(id);
            if matches!(node.kind, NodeKind::Symlink(_)) {
                continue;
            }
            let is_directory = node.is_directory();
            let mode = symbolic::apply(&changes, node.mode, is_directory, call.context.umask);
            match shell.machine.change_mode(who, id, mode) {
                Ok(()) => shell.machine.node_mut(id).origin = call.origin(),
                Err(errno) => {
                    saying.error(&format!("chmod: changing permissions of '{path}': {errno}"));
                }
            }
        }
    }
    Some(saying.outcome())
}

/// The changes asked for; the operand that names them is taken off.
fn mode_changes(
    machine: &Machine,
    call: &Call<'_>,
    minus_mode: Option<Word>,
    options: &mut Options,
) -> Result<Vec<symbolic::Change>, Outcome> {
    if let Some(reference) = options.value('#') {
        let (who, cwd) = (&call.context.identity, &call.context.cwd);
        let end = machine.walk(who, cwd, reference, Bits::NONE).end;
        return match end {
            Ok(id) => Ok(vec![symbolic::Change::Octal(machine.node(id).mode, 5)]),
            Err(errno) => {
                let mut saying = Saying::default();
                saying.error(&format!(
                    "chmod: failed to get attributes of '{reference}': {errno}"
                ));
                Err(saying.outcome())
            }
        };
    }
    let mode = match minus_mode {
        Some(mode) => mode.text,
        None if options.operands.is_empty() => return Err(usage("chmod", "missing operand")),
        None => options.operands.remove(0).text,
    };
    symbolic::parse(&mode).ok_or_else(|| usage("chmod", &format!("invalid mode: ‘{mode}’")))
}

/// chown(1) and chgrp(1).
pub(super) fn chown(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
    const SYNTAX: Syntax = Syntax {
        short: "cfHhLPRv#:%:",
        long: &[
            ("recursive", 'R'),
            ("no-dereference", 'h'),
            ("reference", '#'),
            ("from", '%'),
            ("verbose", 'v'),
            ("changes", 'c'),
            ("silent", 'f'),
            ("quiet", 'f'),
        ],
    };
    let program = call.name().rsplit('/').next().unwrap_or("chown").to_owned();
    let mut options = match SYNTAX.read(call) {
        Ok(options) => options,
        Err(outcome) => return Some(outcome),
    };
    let mut saying = Saying::default();
    let needed = if options.has('#') { 1 } else { 2 };
    if options.operands.len() < needed {
        return Some(usage(&program, "missing operand"));
    }
    let wanted = match ids(shell.machine, call, &program, &mut options) {
        Ok(ids) => ids,
        Err(message) => {
            saying.error(&message);
            return Some(saying.outcome());
        }
    };
    let from = match options.value('%') {
        Some(spec) => read_owners(shell.machine, &program, spec),
        None => Ok((None, None)),
    };
    let from = match from {
        Ok(from) => from,
        Err(message) => {
            saying.error(&message);
            return Some(saying.outcome());
        }
    };
    if options.has('R') && options.has('L') {
        not_simulated(shell, call, "following the symbolic links below (`-L`)");
    }
    let owners = Owners { wanted, from };
    for operand in &options.operands {
        let path = operand.text.as_str();
        change(shell, call, &options, &owners, path, &mut saying);
    }
    Some(saying.outcome())
}

/// The ids asked for; the operand that names them is taken off.
fn ids(
    machine: &Machine,
    call: &Call<'_>,
    program: &str,
    options: &mut Options,
) -> Result<(Option<u32>, Option<u32>), String> {
    let accounts = &machine.accounts;
    if let Some(reference) = options.value('#') {
        let (who, cwd) = (&call.context.identity, &call.context.cwd);
        let end = machine.walk(who, cwd, reference, Bits::NONE).end;
        let id = end.map_err(|errno| {
            format!("{program}: failed to get attributes of '{reference}': {errno}")
        })?;
        let node = machine.node(id);
        return Ok((Some(node.owner), Some(node.group)));
    }
    let spec = options.operands.remove(0).text;
    if program == "chgrp" {
        let gid = accounts.group_id(&spec);
        let gid = gid.ok_or_else(|| format!("chgrp: invalid group: ‘{spec}’"))?;
        return Ok((None, Some(gid)));
    }
    read_owners(machine, program, &spec)
}

/// `user:group`, either of which may be left out.
fn read_owners(
    machine: &Machine,
    program: &str,
    spec: &str,
) -> Result<(Option<u32>, Option<u32>), String> {
    let accounts = &machine.accounts;
    // A dot is still taken for a colon where no user has that name.
    let (user, group) = match spec.split_once(':') {
        Some((user, group)) => (user, Some(group)),
        None if accounts.user(spec).is_none() => match spec.split_once('.') {
            Some((user, group)) => (user, Some(group)),
            None => (spec, None),
        },
        None => (spec, None),
    };
    let uid = match user {
        "" => None,
        name => Some(
            accounts
                .user_id(name)
                .ok_or_else(|| format!("{program}: invalid user: ‘{spec}’"))?,
        ),
    };
    let gid = match group {
        None => None,
        // `user:` means the user's login group.
        Some("") => match uid {
            Some(uid) => Some(
                accounts
                    .user_by_id(uid)
                    .map(|user| user.gid)
                    .ok_or_else(|| format!("{program}: invalid spec: ‘{spec}’"))?,
            ),
            None => None,
        },
        Some(name) => Some(
            accounts
                .group_id(name)
                .ok_or_else(|| format!("{program}: invalid group: ‘{spec}’"))?,
        ),
    };
    Ok((uid, gid))
}

/// Whom things are to belong to, and only where they belong to whom.
struct Owners {
    wanted: (Option<u32>, Option<u32>),
    from: (Option<u32>, Option<u32>),
}

fn change(
    shell: &mut Shell<'_>,
    call: &Call<'_>,
    options: &Options,
    owners: &Owners,
    path: &str,
    saying: &mut Saying,
) {
    let program = call.name().rsplit('/').next().unwrap_or("chown");
    let (uid, gid) = owners.wanted;
    let (who, cwd) = (&call.context.identity, &call.context.cwd);
    // `-R` changes a link that is named itself, unless `-H` or `-L` says to follow it (chown(1)).
    let enters_links = options.has('H') || options.has('L');
    let top = if options.has('h') || options.has('R') && !enters_links {
        shell.machine.walk_to_link(who, cwd, path).end
    } else {
        shell.machine.walk(who, cwd, path, Bits::NONE).end
    };
    let top = match top {
        Ok(id) => id,
        Err(errno) => {
            saying.error(&format!("{program}: cannot access '{path}': {errno}"));
            return;
        }
    };
    for (path, id) in below(shell.machine, path, top, options.has('R')) {
        // Links met below are changed themselves.
        if options.has('R') && !may_enter(shell.machine, who, &path, id) {
            saying.error(&format!(
                "{program}: cannot read directory '{path}': Permission denied"
            ));
        }
        let node = shell.machine.node(id);
        let is_from = |wanted: Option<u32>, is: u32| wanted.is_none_or(|id| id == is);
        if !is_from(owners.from.0, node.owner) || !is_from(owners.from.1, node.group) {
            continue;
        }
        match shell.machine.change_owner(who, id, uid, gid) {
            Ok(()) => {
                let node = shell.machine.node_mut(id);
                // The mode is still that of the line that set it.
                if !matches!(node.origin, Origin::Typed(_)) {
                    node.origin = Origin::Typed(call.span);
                }
                // Ownership taken from a program takes its setuid and setgid bits along (chown(2)).
                if matches!(node.kind, NodeKind::File(_)) && node.mode & 0o111 != 0 {
                    node.mode &= 0o1777;
                }
            }
            Err(errno) => {
                let what = if uid.is_some() { "ownership" } else { "group" };
                saying.error(&format!("{program}: changing {what} of '{path}': {errno}"));
            }
        }
    }
}
