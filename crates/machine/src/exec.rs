//! Executing a file, as execve(2) does: who may, what a first line `#!` asks for, and what goes wrong.

use crate::{Bits, Content, Context, Errno, Machine, NodeKind, ProgramFile};

/// A file that can be executed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Executable {
    /// Its path, after links.
    pub path: String,
    /// The interpreter that its first line names, as written there.
    pub interpreter: Option<String>,
}

/// Why a file is not executed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExecFailure {
    /// What execve(2) returns.
    pub errno: Errno,
    /// The interpreter of the first line, where it is the one that is missing or refused.
    pub interpreter: Option<String>,
}

impl From<Errno> for ExecFailure {
    fn from(errno: Errno) -> Self {
        Self {
            errno,
            interpreter: None,
        }
    }
}

/// Looks whether whoever has this context may execute the file at `path`.
///
/// # Errors
/// As execve(2); a missing interpreter gives `ENOENT` as a missing file does.
pub fn executable(
    machine: &Machine,
    context: &Context,
    path: &str,
) -> Result<Executable, ExecFailure> {
    let file = resolve(machine, context, path)?;
    let Some(interpreter) = interpreter(machine, &file) else {
        return Ok(Executable {
            path: file,
            interpreter: None,
        });
    };
    match resolve(machine, context, &interpreter) {
        Ok(_) => Ok(Executable {
            path: file,
            interpreter: Some(interpreter),
        }),
        Err(errno) => Err(ExecFailure {
            errno,
            interpreter: Some(interpreter),
        }),
    }
}

/// The program that an installer put at this path, which has no links left.
#[must_use]
pub fn program_file<'m>(machine: &'m Machine, path: &str) -> Option<&'m ProgramFile> {
    match &machine.node(machine.find(path)?).kind {
        NodeKind::File(Content::Program(program)) => Some(program),
        _ => None,
    }
}

/// The path after links, where it leads to something that may be executed.
fn resolve(machine: &Machine, context: &Context, path: &str) -> Result<String, Errno> {
    let walk = machine.walk(&context.identity, &context.cwd, path, Bits::SEARCH);
    let id = walk.end?;
    if machine.node(id).is_directory() {
        return Err(Errno::AccessDenied);
    }
    let last = walk.steps.last().map(|step| step.path.clone());
    Ok(last.unwrap_or_else(|| Machine::absolute(&context.cwd, path)))
}

/// What the first line asks for, to the first blank (binfmt_script.c).
fn interpreter(machine: &Machine, path: &str) -> Option<String> {
    match &machine.node(machine.find(path)?).kind {
        NodeKind::File(Content::Program(program)) => {
            program.interpreter.as_deref().map(str::to_owned)
        }
        NodeKind::File(Content::Text(text, _)) => {
            let line = text.split('\n').next()?.strip_prefix("#!")?;
            let words = line.trim_start_matches([' ', '\t']);
            let end = words.find([' ', '\t']).unwrap_or(words.len());
            words.get(..end).map(str::to_owned)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Identity, NodeKind, Origin, Runs, stock};

    fn found(first_line: &str) -> Result<Executable, ExecFailure> {
        let mut machine = stock::machine("debian-12").unwrap();
        let context = Context {
            identity: Identity::root(),
            cwd: "/root".to_owned(),
            environment: crate::Environment::new(),
            umask: 0o022,
        };
        let text = Content::Text(format!("{first_line}\nexit\n").into(), None);
        let kind = NodeKind::File(text);
        let path = "/root/start";
        machine
            .create(&context, path, kind, 0o755, Origin::Made)
            .unwrap();
        executable(&machine, &context, "start")
    }

    #[test]
    fn the_interpreter_of_the_first_line_must_be_there() {
        let ok = found("#! /bin/sh -e").unwrap();
        assert_eq!(ok.interpreter.as_deref(), Some("/bin/sh"));
        assert_eq!(found("exit").unwrap().interpreter, None);
        let failure = found("#!/bin/bash\r").unwrap_err();
        assert_eq!(failure.errno, Errno::NotFound);
        assert_eq!(failure.interpreter.as_deref(), Some("/bin/bash\r"));
    }

    #[test]
    fn the_scripts_of_pip_have_the_sizes_of_real_ones() {
        let pip = ProgramFile::script(
            "/srv/a/vpy/bin/python3",
            Runs::Pip,
            "pip._internal.cli.main",
            "main",
        );
        assert_eq!(pip.size, 227);
    }
}
