//! ls, readlink, basename and dirname.

use super::super::Outcome;
use super::super::run::{Call, Shell};
use super::options::{Options, Saying, Syntax};
use crate::{Bits, Machine, NodeId, NodeKind};

const LS: Syntax = Syntax {
    short: "aAbBcCdfFghHiklLmnNopqQrRsStuUvxX1Z",
    long: &[
        ("all", 'a'),
        ("directory", 'd'),
        ("recursive", 'R'),
        ("color", 'b'),
        ("human-readable", 'h'),
    ],
};

/// ls(1): names, or with `-l` what [`Machine::ls_fields`] tells, which leaves out link counts and dates.
pub(super) fn ls(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
    let options = match LS.read(call) {
        Ok(options) => options,
        Err(outcome) => return Some(outcome),
    };
    let mut saying = Saying::default();
    let mut paths: Vec<String> = options
        .operands
        .iter()
        .map(|word| word.text.clone())
        .collect();
    if paths.is_empty() {
        paths.push(".".to_owned());
    }
    let mut directories = Vec::new();
    for path in &paths {
        let (who, cwd) = (&call.context.identity, &call.context.cwd);
        let end = if options.has('d') || options.has('l') {
            shell.machine.walk_to_link(who, cwd, path).end
        } else {
            shell.machine.walk(who, cwd, path, Bits::NONE).end
        };
        match end {
            Ok(id) if shell.machine.node(id).is_directory() && !options.has('d') => {
                directories.push(path.clone());
            }
            Ok(id) => entry(shell.machine, &options, id, path, &mut saying),
            Err(errno) => {
                saying.error(&format!("ls: cannot access '{path}': {errno}"));
                saying.status = 2;
            }
        }
    }
    let with_heads = paths.len() > 1 || options.has('R');
    let mut ahead: Vec<String> = directories.into_iter().rev().collect();
    let mut shown = 0;
    while let Some(path) = ahead.pop() {
        shown += 1;
        if shown > 1000 {
            break;
        }
        directory(
            shell,
            call,
            &options,
            &path,
            with_heads,
            &mut ahead,
            &mut saying,
        );
    }
    Some(saying.outcome())
}

fn entry(machine: &Machine, options: &Options, id: NodeId, name: &str, saying: &mut Saying) {
    let line = if options.has('l') || options.has('n') {
        machine.ls_fields(id, name)
    } else {
        name.to_owned()
    };
    saying.out.push_str(&format!("{line}\n"));
}

fn directory(
    shell: &Shell<'_>,
    call: &Call<'_>,
    options: &Options,
    path: &str,
    with_head: bool,
    ahead: &mut Vec<String>,
    saying: &mut Saying,
) {
    let (who, cwd) = (&call.context.identity, &call.context.cwd);
    let names = match shell.machine.list(who, cwd, path) {
        Ok(names) => names,
        Err(errno) => {
            saying.error(&format!("ls: cannot open directory '{path}': {errno}"));
            saying.status = 2;
            return;
        }
    };
    if with_head {
        let gap = if saying.out.is_empty() { "" } else { "\n" };
        saying.out.push_str(&format!("{gap}{path}:\n"));
    }
    if options.has('l') {
        saying.out.push_str("total 0\n");
    }
    let hidden = options.has('a') || options.has('A');
    let mut below = Vec::new();
    let walk = shell.machine.walk(who, cwd, path, Bits::NONE).end;
    for name in names.iter().filter(|name| hidden || !name.starts_with('.')) {
        let Some(id) = walk
            .ok()
            .and_then(|directory| shell.machine.entry(directory, name))
        else {
            continue;
        };
        entry(shell.machine, options, id, name, saying);
        if options.has('R') && shell.machine.node(id).is_directory() {
            below.push(format!("{}/{name}", path.trim_end_matches('/')));
        }
    }
    ahead.extend(below.into_iter().rev());
}

/// readlink(1) and realpath(1).
pub(super) fn readlink(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
    let mut saying = Saying::default();
    let words = call.argv.iter().skip(1).map(|word| word.text.as_str());
    let follows =
        call.name() == "realpath" || words.clone().any(|word| matches!(word, "-f" | "-e" | "-m"));
    for path in words.filter(|word| !word.starts_with('-')) {
        let (who, cwd) = (&call.context.identity, &call.context.cwd);
        let machine = &*shell.machine;
        if follows {
            let walk = machine.walk(who, cwd, path, Bits::NONE);
            match walk.steps.last().filter(|_| walk.end.is_ok()) {
                Some(step) => saying.out.push_str(&format!("{}\n", step.path)),
                None => saying.status = 1,
            }
            continue;
        }
        let end = machine.walk_to_link(who, cwd, path).end;
        match end.ok().map(|id| &machine.node(id).kind) {
            Some(NodeKind::Symlink(target)) => saying.out.push_str(&format!("{target}\n")),
            _ => saying.status = 1,
        }
    }
    Some(saying.outcome())
}

/// basename(1) and dirname(1).
pub(super) fn path_part(_: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
    let path = call.argv.get(1).map_or("", |word| word.text.as_str());
    let path = path.trim_end_matches('/');
    let part = if call.name().ends_with("basename") {
        let name = path.rsplit('/').next().unwrap_or("");
        let suffix = call.argv.get(2).map_or("", |word| word.text.as_str());
        format!("{}\n", name.strip_suffix(suffix).unwrap_or(name))
    } else {
        match path.rsplit_once('/') {
            Some(("", _)) => "/\n".to_owned(),
            Some((above, _)) => format!("{above}\n"),
            None => ".\n".to_owned(),
        }
    };
    Some(Saying::output(part).outcome())
}
