//! mkdir, touch, ln and install.

use super::super::Outcome;
use super::super::run::{Call, Shell};
use super::options::{Options, Saying, Syntax};
use super::symbolic;
use crate::{Bits, Content, Context, Errno, Machine, NodeId, NodeKind};

/// The mode that `-m` asks for, starting from `from`; an error is told.
fn asked_mode(
    name: &str,
    options: &Options,
    from: u16,
    context: &Context,
) -> Result<Option<u16>, Outcome> {
    let Some(text) = options.value('m') else {
        return Ok(None);
    };
    match symbolic::parse(text) {
        Some(changes) => Ok(Some(symbolic::apply(&changes, from, true, context.umask))),
        None => {
            let mut saying = Saying::default();
            saying.error(&format!("{name}: invalid mode ‘{text}’"));
            Err(saying.outcome())
        }
    }
}

/// mkdir(1).
pub(super) fn mkdir(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
    const SYNTAX: Syntax = Syntax {
        short: "m:pvZ",
        long: &[("mode", 'm'), ("parents", 'p'), ("verbose", 'v')],
    };
    let options = match SYNTAX.read(call) {
        Ok(options) => options,
        Err(outcome) => return Some(outcome),
    };
    let mode = match asked_mode("mkdir", &options, 0o777, call.context) {
        Ok(mode) => mode,
        Err(outcome) => return Some(outcome),
    };
    if options.operands.is_empty() {
        return Some(super::options::usage("mkdir", "missing operand"));
    }
    let mut saying = Saying::default();
    for operand in &options.operands {
        let path = operand.text.as_str();
        let made = if options.has('p') {
            make_with_parents(shell, call, path)
        } else {
            shell
                .machine
                .make_directory(call.context, path, call.origin())
                .map(Some)
                .map_err(|errno| (path.to_owned(), errno))
        };
        match made {
            Ok(Some(id)) => {
                if let Some(mode) = mode {
                    shell.machine.node_mut(id).mode = mode;
                }
                if options.has('v') {
                    saying
                        .out
                        .push_str(&format!("mkdir: created directory '{path}'\n"));
                }
            }
            Ok(None) => {}
            Err((path, errno)) => {
                saying.error(&format!("mkdir: cannot create directory ‘{path}’: {errno}"));
            }
        }
    }
    Some(saying.outcome())
}

/// Makes a directory and those above it; what exists is fine. The new one, where there is one.
fn make_with_parents(
    shell: &mut Shell<'_>,
    call: &Call<'_>,
    path: &str,
) -> Result<Option<NodeId>, (String, Errno)> {
    let mut last = None;
    let mut ends: Vec<usize> = path.match_indices('/').map(|(at, _)| at).collect();
    ends.push(path.len());
    for end in ends {
        let prefix = path.get(..end).unwrap_or(path);
        if prefix.is_empty() {
            continue;
        }
        let who = &call.context.identity;
        match shell
            .machine
            .walk(who, &call.context.cwd, prefix, Bits::NONE)
            .end
        {
            Ok(id) if shell.machine.node(id).is_directory() => last = None,
            Ok(_) if end == path.len() => return Err((prefix.to_owned(), Errno::Exists)),
            Ok(_) => return Err((prefix.to_owned(), Errno::NotADirectory)),
            Err(Errno::NotFound) => {
                let made = shell
                    .machine
                    .make_directory(call.context, prefix, call.origin());
                let id = made.map_err(|errno| (prefix.to_owned(), errno))?;
                if end != path.len() {
                    // Whatever the umask, its maker may go on below it (mkdir(1), "--parents").
                    shell.machine.node_mut(id).mode |= 0o300;
                }
                last = Some(id);
            }
            Err(errno) => return Err((prefix.to_owned(), errno)),
        }
    }
    Ok(last)
}

/// touch(1).
pub(super) fn touch(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
    const SYNTAX: Syntax = Syntax {
        short: "acd:hmr:t:",
        long: &[
            ("no-create", 'c'),
            ("date", 'd'),
            ("reference", 'r'),
            ("no-dereference", 'h'),
        ],
    };
    let options = match SYNTAX.read(call) {
        Ok(options) => options,
        Err(outcome) => return Some(outcome),
    };
    let mut saying = Saying::default();
    for operand in &options.operands {
        let path = operand.text.as_str();
        let (who, cwd) = (&call.context.identity, &call.context.cwd);
        // An existing file needs write permission unless it is one's own (utimensat(2)).
        let end = match shell.machine.walk(who, cwd, path, Bits::NONE).end {
            Ok(id) if shell.machine.node(id).owner == who.uid => Ok(id),
            Ok(_) => shell.machine.walk(who, cwd, path, Bits::WRITE).end,
            Err(Errno::NotFound) if options.has('c') => continue,
            Err(Errno::NotFound) => {
                let empty = Content::Text("".into(), None);
                shell
                    .machine
                    .write(call.context, path, empty, call.origin())
            }
            Err(errno) => Err(errno),
        };
        if let Err(errno) = end {
            saying.error(&format!("touch: cannot touch '{path}': {errno}"));
        }
    }
    Some(saying.outcome())
}

/// ln(1).
pub(super) fn ln(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
    const SYNTAX: Syntax = Syntax {
        short: "bdFfinLPrst:Tv",
        long: &[
            ("symbolic", 's'),
            ("force", 'f'),
            ("no-dereference", 'n'),
            ("target-directory", 't'),
            ("no-target-directory", 'T'),
            ("relative", 'r'),
            ("verbose", 'v'),
            ("interactive", 'i'),
        ],
    };
    let mut options = match SYNTAX.read(call) {
        Ok(options) => options,
        Err(outcome) => return Some(outcome),
    };
    let (who, cwd) = (&call.context.identity, &call.context.cwd);
    let into = match options.value('t').map(str::to_owned) {
        Some(directory) => Some(directory),
        None if options.operands.len() == 1 => Some(".".to_owned()),
        None => {
            let last = options
                .operands
                .last()
                .map_or("", |word| word.text.as_str());
            let link_itself = options.has('n') || options.has('T');
            let end = if link_itself {
                shell.machine.walk_to_link(who, cwd, last).end
            } else {
                shell.machine.walk(who, cwd, last, Bits::NONE).end
            };
            let is_directory = end.is_ok_and(|id| shell.machine.node(id).is_directory());
            let is_directory = is_directory && !options.has('T');
            let last = options.operands.pop();
            match (is_directory, last) {
                (true, Some(last)) => Some(last.text),
                (_, last) => {
                    let mut saying = Saying::default();
                    if let (Some(target), Some(last)) = (options.operands.first(), last) {
                        link(shell, call, &options, &target.text, &last.text, &mut saying);
                    } else {
                        return Some(super::options::usage("ln", "missing file operand"));
                    }
                    return Some(saying.outcome());
                }
            }
        }
    };
    let directory = into.unwrap_or_default();
    let mut saying = Saying::default();
    for target in &options.operands {
        let target = target.text.as_str();
        let name = target
            .trim_end_matches('/')
            .rsplit('/')
            .next()
            .unwrap_or(target);
        let path = format!("{}/{name}", directory.trim_end_matches('/'));
        let path = if directory == "." {
            format!("./{name}")
        } else {
            path
        };
        link(shell, call, &options, target, &path, &mut saying);
    }
    Some(saying.outcome())
}

fn link(
    shell: &mut Shell<'_>,
    call: &Call<'_>,
    options: &Options,
    target: &str,
    path: &str,
    saying: &mut Saying,
) {
    let (who, cwd) = (&call.context.identity, &call.context.cwd);
    let symbolic = options.has('s');
    let existing = shell.machine.walk_to_link(who, cwd, path).end;
    if options.has('f')
        && let Ok(id) = existing
        && !shell.machine.node(id).is_directory()
        && let Err(errno) = shell.machine.remove(who, cwd, path, false)
    {
        saying.error(&format!("ln: cannot remove '{path}': {errno}"));
        return;
    }
    let result = if symbolic {
        let text = if options.has('r') {
            relative_target(cwd, target, path)
        } else {
            target.to_owned()
        };
        let kind = NodeKind::Symlink(text.into());
        shell
            .machine
            .create(call.context, path, kind, 0o777, call.origin())
            .map(|_| ())
    } else {
        match shell.machine.walk_to_link(who, cwd, target).end {
            Ok(id) if shell.machine.node(id).is_directory() => {
                saying.error(&format!(
                    "ln: {target}: hard link not allowed for directory"
                ));
                return;
            }
            Ok(id) => shell.machine.link(call.context, id, path),
            Err(errno) => {
                saying.error(&format!("ln: failed to access '{target}': {errno}"));
                return;
            }
        }
    };
    if let Err(errno) = result {
        let words = if symbolic {
            "symbolic link"
        } else {
            "hard link"
        };
        saying.error(&format!("ln: failed to create {words} '{path}': {errno}"));
    }
}

/// The target of `ln -r`: the way from the link's directory.
fn relative_target(cwd: &str, target: &str, path: &str) -> String {
    let target = Machine::absolute(cwd, target);
    let path = Machine::absolute(cwd, path);
    let above = path.rsplit_once('/').map_or("", |(above, _)| above);
    let to: Vec<&str> = target.split('/').skip(1).collect();
    let from: Vec<&str> = above
        .split('/')
        .skip(1)
        .filter(|part| !part.is_empty())
        .collect();
    let same = to.iter().zip(&from).take_while(|(a, b)| a == b).count();
    let mut parts = vec![".."; from.len() - same];
    parts.extend(to.get(same..).unwrap_or(&[]));
    parts.join("/")
}

/// install(1): directories with `-d`, or copies.
pub(super) fn install(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
    const SYNTAX: Syntax = Syntax {
        short: "bcCdDg:m:o:pst:Tv",
        long: &[
            ("directory", 'd'),
            ("group", 'g'),
            ("mode", 'm'),
            ("owner", 'o'),
            ("target-directory", 't'),
            ("verbose", 'v'),
        ],
    };
    let options = match SYNTAX.read(call) {
        Ok(options) => options,
        Err(outcome) => return Some(outcome),
    };
    let mode = match asked_mode("install", &options, 0, call.context) {
        Ok(mode) => mode.unwrap_or(0o755),
        Err(outcome) => return Some(outcome),
    };
    let mut saying = Saying::default();
    let accounts = &shell.machine.accounts;
    let owner = options
        .value('o')
        .map(|name| accounts.user_id(name).ok_or(name));
    let group = options
        .value('g')
        .map(|name| accounts.group_id(name).ok_or(name));
    let ids = match (owner.transpose(), group.transpose()) {
        (Ok(owner), Ok(group)) => (owner, group),
        (Err(name), _) => {
            saying.error(&format!("install: invalid user: ‘{name}’"));
            return Some(saying.outcome());
        }
        (_, Err(name)) => {
            saying.error(&format!("install: invalid group: ‘{name}’"));
            return Some(saying.outcome());
        }
    };
    let settle = |shell: &mut Shell<'_>, id: NodeId, path: &str, saying: &mut Saying| {
        let who = &call.context.identity;
        if let Err(errno) = shell.machine.change_owner(who, id, ids.0, ids.1) {
            saying.error(&format!(
                "install: cannot change ownership of '{path}': {errno}"
            ));
        }
        let _ = shell.machine.change_mode(who, id, mode);
    };
    if options.has('d') {
        for operand in &options.operands {
            let path = operand.text.as_str();
            match make_with_parents(shell, call, path) {
                Ok(made) => {
                    let who = &call.context.identity;
                    let there = shell
                        .machine
                        .walk(who, &call.context.cwd, path, Bits::NONE)
                        .end;
                    if let Some(id) = made.or(there.ok()) {
                        settle(shell, id, path, &mut saying);
                    }
                }
                Err((path, errno)) => {
                    saying.error(&format!(
                        "install: cannot create directory ‘{path}’: {errno}"
                    ));
                }
            }
        }
        return Some(saying.outcome());
    }
    let mut sources: Vec<&str> = options
        .operands
        .iter()
        .map(|word| word.text.as_str())
        .collect();
    let target = options.value('t').or_else(|| sources.pop());
    let Some(target) = target.filter(|_| !sources.is_empty()) else {
        return Some(super::options::usage("install", "missing file operand"));
    };
    if options.has('D')
        && let Some((above, _)) = target.rsplit_once('/')
    {
        let _ = make_with_parents(shell, call, above);
    }
    for source in sources {
        let path = super::copy::target_path(shell, call, source, target);
        let (who, cwd) = (&call.context.identity, &call.context.cwd);
        let copied = shell.machine.read(who, cwd, source).and_then(|content| {
            let _ = shell.machine.remove(who, cwd, &path, false);
            shell
                .machine
                .write(call.context, &path, content, call.origin())
        });
        match copied {
            Ok(id) => settle(shell, id, &path, &mut saying),
            Err(errno) => saying.error(&format!("install: cannot stat '{source}': {errno}")),
        }
    }
    Some(saying.outcome())
}
