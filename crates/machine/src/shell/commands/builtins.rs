//! cd, export, test and the shell's other own commands.

use super::super::Outcome;
use super::super::run::{Call, Halt, Shell};
use super::options::Saying;
use crate::{Bits, Errno, Machine, NodeKind};

/// `true`, `:` and what has no effect here.
pub(super) fn succeed(_: &mut Shell<'_>, _: &Call<'_>) -> Outcome {
    Outcome::status(0)
}

/// `false`.
pub(super) fn fail(_: &mut Shell<'_>, _: &Call<'_>) -> Outcome {
    Outcome::status(1)
}

/// A program without effect on anything that is simulated.
pub(super) fn nothing(_: &mut Shell<'_>, _: &Call<'_>) -> Option<Outcome> {
    Some(Outcome::status(0))
}

/// A program whose effect is not simulated.
pub(super) fn not_followed(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
    super::processes::not_simulated(shell, call, &format!("`{}`", call.name()));
    Some(Outcome::status(0))
}

/// `/bin/false`.
pub(super) fn nothing_and_fail(_: &mut Shell<'_>, _: &Call<'_>) -> Option<Outcome> {
    Some(Outcome::status(1))
}

/// `cd`.
pub(super) fn change_directory(shell: &mut Shell<'_>, call: &Call<'_>) -> Outcome {
    let target = call
        .argv
        .iter()
        .skip(1)
        .find(|word| !matches!(word.text.as_str(), "-P" | "-L" | "--"));
    let mut saying = Saying::default();
    let target = match target.map(|word| word.text.as_str()) {
        Some("-") => shell.variable("OLDPWD").unwrap_or_default(),
        Some(target) => target.to_owned(),
        None => shell.variable("HOME").unwrap_or_default(),
    };
    let (who, cwd) = (&shell.context.identity, &shell.context.cwd);
    // The shell takes `..` out by text before it asks the kernel (bash(1), "cd -L").
    let logical = Machine::absolute(cwd, &target);
    let walk = shell.machine.walk(who, cwd, &logical, Bits::SEARCH);
    let end = walk.end.and_then(|id| {
        let is_directory = shell.machine.node(id).is_directory();
        is_directory.then_some(id).ok_or(Errno::NotADirectory)
    });
    match end {
        Ok(_) => {
            let old = std::mem::replace(&mut shell.context.cwd, logical.clone());
            shell.context.environment.insert("OLDPWD".to_owned(), old);
            shell.context.environment.insert("PWD".to_owned(), logical);
        }
        Err(errno) => saying.error(&format!("bash: line 1: cd: {target}: {errno}")),
    }
    saying.outcome()
}

/// `pwd`.
pub(super) fn print_directory(shell: &mut Shell<'_>, _: &Call<'_>) -> Outcome {
    let saying = Saying::output(format!("{}\n", shell.context.cwd));
    saying.outcome()
}

/// `export NAME=value`; `declare` and `local` without `-x` set a variable of the shell alone.
pub(super) fn export(shell: &mut Shell<'_>, call: &Call<'_>) -> Outcome {
    let flags = call.argv.iter().skip(1).map(|word| word.text.as_str());
    let is_exported = call.name() == "export" || flags.clone().any(|flag| flag == "-x");
    let takes_back = flags.clone().any(|flag| flag == "-n");
    for word in flags.filter(|word| !word.starts_with('-')) {
        let (name, value) = match word.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (word, shell.variable(word)),
        };
        if takes_back {
            if let Some(value) = shell.context.environment.remove(name) {
                shell.variables.insert(name.to_owned(), value);
            }
        } else if let Some(value) = value {
            if is_exported {
                shell.variables.remove(name);
                shell.context.environment.insert(name.to_owned(), value);
            } else {
                shell.assign(name, &value);
            }
        }
    }
    Outcome::status(0)
}

/// `unset`.
pub(super) fn unset(shell: &mut Shell<'_>, call: &Call<'_>) -> Outcome {
    for word in call.argv.iter().skip(1) {
        shell.context.environment.remove(&word.text);
        shell.variables.remove(&word.text);
    }
    Outcome::status(0)
}

/// `set -e` and `set +e`; other settings change nothing that is simulated.
pub(super) fn set(shell: &mut Shell<'_>, call: &Call<'_>) -> Outcome {
    for word in call.argv.iter().skip(1) {
        if let Some(letters) = word.text.strip_prefix('-') {
            shell.exits_on_error |= letters.contains('e');
        } else if let Some(letters) = word.text.strip_prefix('+') {
            shell.exits_on_error &= !letters.contains('e');
        }
    }
    Outcome::status(0)
}

/// `umask`.
pub(super) fn umask(shell: &mut Shell<'_>, call: &Call<'_>) -> Outcome {
    let mut saying = Saying::default();
    match call.argv.get(1).map(|word| word.text.as_str()) {
        None => saying.out = format!("{:04o}\n", shell.context.umask),
        Some(text) => match u16::from_str_radix(text, 8) {
            Ok(mask) if mask <= 0o777 => shell.context.umask = mask,
            _ => match super::symbolic::parse(text) {
                // A symbolic mask names what is allowed.
                Some(changes) => {
                    let allowed = 0o777 & !shell.context.umask;
                    let allowed = super::symbolic::apply(&changes, allowed, false, 0);
                    shell.context.umask = 0o777 & !allowed;
                }
                None => saying.error(&format!(
                    "bash: line 1: umask: {text}: octal number out of range"
                )),
            },
        },
    }
    saying.outcome()
}

/// `exit`.
pub(super) fn exit(shell: &mut Shell<'_>, call: &Call<'_>) -> Outcome {
    let status = call.argv.get(1).and_then(|word| word.text.parse().ok());
    shell.halt = Some(Halt::Exit);
    Outcome::status(status.unwrap_or(shell.status))
}

/// `break`.
pub(super) fn leave_loop(shell: &mut Shell<'_>, _: &Call<'_>) -> Outcome {
    shell.halt = Some(Halt::Break);
    Outcome::status(0)
}

/// `continue`.
pub(super) fn next_round(shell: &mut Shell<'_>, _: &Call<'_>) -> Outcome {
    shell.halt = Some(Halt::Continue);
    Outcome::status(0)
}

/// `type` and `hash`.
pub(super) fn locate(shell: &mut Shell<'_>, call: &Call<'_>) -> Outcome {
    which(shell, call).unwrap_or_else(|| Outcome::status(0))
}

/// which(1).
pub(super) fn which(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
    let mut saying = Saying::default();
    let path = shell.variable("PATH").unwrap_or_default();
    for word in call
        .argv
        .iter()
        .skip(1)
        .filter(|word| !word.text.starts_with('-'))
    {
        let mut places = path
            .split(':')
            .map(|directory| format!("{directory}/{}", word.text));
        let found = places.find(|place| {
            let walk = shell
                .machine
                .walk(&call.context.identity, "/", place, Bits::SEARCH);
            walk.end
                .is_ok_and(|id| !shell.machine.node(id).is_directory())
        });
        match found {
            Some(place) => saying.out.push_str(&format!("{place}\n")),
            None => saying.status = 1,
        }
    }
    Some(saying.outcome())
}

/// `test` and `[`.
pub(super) fn test(shell: &mut Shell<'_>, call: &Call<'_>) -> Outcome {
    let mut words: Vec<&str> = call
        .argv
        .iter()
        .skip(1)
        .map(|word| word.text.as_str())
        .collect();
    let mut saying = Saying::default();
    if call.name() == "[" && words.pop() != Some("]") {
        saying.error("bash: line 1: [: missing `]'");
        saying.status = 2;
        return saying.outcome();
    }
    match either(shell, call, &words) {
        Some(holds) => saying.status = i32::from(!holds),
        None => {
            saying.error("bash: line 1: test: too many arguments");
            saying.status = 2;
        }
    }
    saying.outcome()
}

/// `a -o b`.
fn either(shell: &Shell<'_>, call: &Call<'_>, words: &[&str]) -> Option<bool> {
    if words.len() > 3 {
        for (operator, is_or) in [("-o", true), ("-a", false)] {
            if let Some(at) = words
                .iter()
                .position(|word| *word == operator)
                .filter(|at| *at > 0)
            {
                let left = either(shell, call, words.get(..at)?)?;
                let right = either(shell, call, words.get(at + 1..)?)?;
                return Some(if is_or { left || right } else { left && right });
            }
        }
    }
    match words {
        [] => Some(false),
        [one] => Some(!one.is_empty()),
        ["!", rest @ ..] => either(shell, call, rest).map(|holds| !holds),
        [operator, operand] => unary(shell, call, operator, operand),
        [left, operator, right] => binary(left, operator, right),
        _ => None,
    }
}

fn unary(shell: &Shell<'_>, call: &Call<'_>, operator: &str, operand: &str) -> Option<bool> {
    let machine = &*shell.machine;
    let (who, cwd) = (&call.context.identity, &shell.context.cwd);
    let node = || machine.walk(who, cwd, operand, Bits::NONE).end.ok();
    let kind = |fits: fn(&NodeKind) -> bool| node().is_some_and(|id| fits(&machine.node(id).kind));
    let may = |bits| machine.walk(who, cwd, operand, bits).end.is_ok();
    Some(match operator {
        "-n" => !operand.is_empty(),
        "-z" => operand.is_empty(),
        "-e" | "-a" => node().is_some(),
        "-f" => kind(|kind| matches!(kind, NodeKind::File(_))),
        "-d" => kind(|kind| matches!(kind, NodeKind::Directory(_))),
        "-S" => kind(|kind| matches!(kind, NodeKind::Socket(_))),
        "-L" | "-h" => {
            let end = machine.walk_to_link(who, cwd, operand).end;
            end.is_ok_and(|id| matches!(machine.node(id).kind, NodeKind::Symlink(_)))
        }
        "-r" => may(Bits::READ),
        "-w" => may(Bits::WRITE),
        "-x" => may(Bits::SEARCH),
        "-s" => node().is_some_and(|id| machine.file_size(id) > 0),
        "-v" => shell.variable(operand).is_some(),
        _ => return None,
    })
}

fn binary(left: &str, operator: &str, right: &str) -> Option<bool> {
    let numbers = || Some((left.parse::<i64>().ok()?, right.parse::<i64>().ok()?));
    Some(match operator {
        "=" | "==" => left == right,
        "!=" => left != right,
        "-eq" => numbers().is_some_and(|(a, b)| a == b),
        "-ne" => numbers().is_some_and(|(a, b)| a != b),
        "-lt" => numbers().is_some_and(|(a, b)| a < b),
        "-le" => numbers().is_some_and(|(a, b)| a <= b),
        "-gt" => numbers().is_some_and(|(a, b)| a > b),
        "-ge" => numbers().is_some_and(|(a, b)| a >= b),
        "-a" => !left.is_empty() && !right.is_empty(),
        "-o" => !left.is_empty() || !right.is_empty(),
        _ => return None,
    })
}
