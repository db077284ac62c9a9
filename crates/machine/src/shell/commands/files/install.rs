//! install.

use super::super::super::Outcome;
use super::super::super::run::{Call, Shell};
use super::super::options::{Saying, Syntax};
use super::super::processes::not_simulated;
use super::{asked_mode, make_with_parents};
use crate::{Bits, Content, NodeId};

/// install(1): directories with `-d`, or copies.
pub(in super::super) fn install(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
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
    if options.has('b') {
        not_simulated(shell, call, "keeping a backup (`-b`)");
    }
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
        return Some(super::super::options::usage(
            "install",
            "missing file operand",
        ));
    };
    if options.has('D')
        && let Some((above, _)) = target.rsplit_once('/')
    {
        let _ = make_with_parents(shell, call, above);
    }
    for source in sources {
        let path = super::super::copy::target_path(shell, call, source, target);
        let (who, cwd) = (&call.context.identity, &call.context.cwd);
        let content = match shell.machine.read(who, cwd, source) {
            // The way to an empty file with an owner and a mode.
            _ if source == "/dev/null" => Ok(Content::Text("".into(), None)),
            read => read,
        };
        let copied = content.and_then(|content| {
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
