//! mv.

use super::super::Outcome;
use super::super::run::{Call, Shell};
use super::copy::{check_target, sources, target_path};
use super::options::{Saying, Syntax};
use crate::Errno;

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
