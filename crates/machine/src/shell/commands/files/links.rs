//! ln.

use super::super::super::Outcome;
use super::super::super::run::{Call, Shell};
use super::super::options::{Options, Saying, Syntax, usage};
use crate::{Bits, Errno, Machine, NodeKind};

/// ln(1).
pub(in super::super) fn ln(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
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
                        return Some(usage("ln", "missing file operand"));
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
    let result = if path.ends_with('/') && shell.machine.find(path).is_none() {
        // A slash at the end asks for a directory, and the kernel makes no link by such a name (path_resolution(7)).
        Err(Errno::NotFound)
    } else if symbolic {
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
        refused(symbolic, target, path, errno, saying);
    }
}

/// What ln says of a link that was not made.
fn refused(symbolic: bool, target: &str, path: &str, errno: Errno, saying: &mut Saying) {
    let words = if symbolic {
        "symbolic link"
    } else {
        "hard link"
    };
    let whence = if !symbolic && errno == Errno::NotFound {
        format!(" => '{target}'")
    } else {
        String::new()
    };
    saying.error(&format!(
        "ln: failed to create {words} '{path}'{whence}: {errno}"
    ));
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
