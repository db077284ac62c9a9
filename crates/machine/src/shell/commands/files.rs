//! mkdir and touch; ln and install below.

mod install;
mod links;

use super::super::Outcome;
use super::super::run::{Call, Shell};
use super::options::{Options, Saying, Syntax};
use super::symbolic;
use crate::{Bits, Content, Context, Errno, NodeId};
pub(super) use install::install;
pub(super) use links::ln;

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
