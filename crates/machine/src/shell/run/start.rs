//! Starts a program: the shell's own, the machine's own, or one of [`Programs`].

use hurdles_source::Span;

use super::{Shell, Sink, Streams};
use crate::exec::{self, ExecFailure};
use crate::shell::commands;
use crate::shell::complaint::ComplaintKind;
use crate::shell::word::Word;
use crate::shell::{Command, Outcome, Stream};
use crate::{Bits, Content, Context, Errno, NodeKind, Origin, Runs};

/// A program to be started.
#[derive(Clone, Copy)]
pub(in crate::shell) struct Call<'a> {
    pub(in crate::shell) argv: &'a [Word],
    /// With `NAME=value program` taken in.
    pub(in crate::shell) context: &'a Context,
    pub(in crate::shell) streams: &'a Streams,
    /// The characters of the whole command.
    pub(in crate::shell) span: Span,
    pub(in crate::shell) in_background: bool,
}

impl Call<'_> {
    /// The program's name as typed; empty for an empty call.
    pub(in crate::shell) fn name(&self) -> &str {
        self.argv.first().map_or("", |word| word.text.as_str())
    }

    /// What changes by this command are put down to.
    pub(in crate::shell) fn origin(&self) -> Origin {
        Origin::Typed(self.span)
    }

    /// What it reads on standard input.
    pub(in crate::shell) fn input(&self) -> &str {
        &self.streams.input
    }
}

/// What a name leads to.
enum Found {
    /// The file that is executed, after links.
    Program(String),
    /// Nothing of this name, or why it may not be executed.
    Nothing(ExecFailure),
}

/// Programs that come from elsewhere and run others in environments of their own.
const BRINGERS: [&str; 8] = [
    "pipenv",
    "poetry",
    "conda",
    "mamba",
    "uv",
    "pyenv",
    "workon",
    "mkvirtualenv",
];

/// How many wrappers (`sudo env nice …`) may stand before a program.
const MOST_WRAPPERS: usize = 20;

impl Shell<'_> {
    /// Starts a program and says how it ended; `None` where it goes on running.
    pub(in crate::shell) fn start(&mut self, call: Call<'_>) -> Option<i32> {
        let Some(first) = call.argv.first() else {
            return Some(0);
        };
        self.depth += 1;
        let status = if self.depth > MOST_WRAPPERS {
            self.complain(call.span, ComplaintKind::TooMuch);
            Some(1)
        } else if let Some(starter) = commands::builtin_starter(&first.text) {
            starter(self, &call)
        } else if let Some(builtin) = commands::builtin(&first.text) {
            let outcome = builtin(self, &call);
            self.told(&call, outcome)
        } else {
            self.start_file(call, first)
        };
        self.depth -= 1;
        status
    }

    /// Writes out what a program said.
    fn told(&mut self, call: &Call<'_>, outcome: Outcome) -> Option<i32> {
        self.emit(&call.streams.output, &outcome.stdout);
        self.emit(&call.streams.error, &outcome.stderr);
        self.note(call, outcome.status, &outcome.stderr);
        outcome.status
    }

    pub(super) fn start_file(&mut self, call: Call<'_>, first: &Word) -> Option<i32> {
        let program = match self.lookup(&call, &first.text) {
            Found::Program(program) => program,
            Found::Nothing(failure) => return self.not_found(&call, first, &failure),
        };
        // The name typed decides where several programs are one file, the file where a link has a name of its own.
        let typed = first.text.rsplit('/').next().unwrap_or("");
        let file = program.rsplit('/').next().unwrap_or("");
        let is_system = ["/usr/bin/", "/usr/sbin/", "/bin/", "/sbin/", "/usr/local/"];
        let is_system = is_system.iter().any(|place| program.starts_with(place));
        if is_system && let Some(starter) = commands::starter(typed) {
            return starter(self, &call);
        }
        if is_system
            && let Some(tool) = commands::tool(typed).or_else(|| commands::tool(file))
            && let Some(outcome) = tool(self, &call)
        {
            return self.told(&call, outcome);
        }
        if let Some(Runs::Pip) = exec::program_file(self.machine, &program).map(|file| &file.runs) {
            let outcome = commands::pip(self, &call);
            return self.told(&call, outcome);
        }
        if let Some(script) = self.shell_script(&program) {
            return self.start_script(&call, &program, script);
        }
        let stream = |sink: &Sink| match sink {
            Sink::Terminal => Stream::Terminal,
            Sink::Buffer(_) => Stream::Pipe,
            Sink::File(path, _) => Stream::File(path.clone()),
        };
        let command = Command {
            argv: call.argv.to_vec(),
            program,
            context: call.context.clone(),
            stdout: stream(&call.streams.output),
            stderr: stream(&call.streams.error),
            background: call.in_background,
            span: call.span,
        };
        match self.programs.run(self.machine, &command) {
            Some(outcome) => self.told(&call, outcome),
            None => {
                let name = first.text.clone();
                self.complain(first.span, ComplaintKind::NotSimulated(format!("`{name}`")));
                self.note(&call, Some(0), "");
                Some(0)
            }
        }
    }

    /// Whether there is a file to execute for a name, a shell's own command or not.
    pub(in crate::shell) fn is_program(&self, call: &Call<'_>, name: &str) -> bool {
        matches!(self.lookup(call, name), Found::Program(_))
    }

    /// Why the file of this name cannot be executed, where its interpreter is what is missing or refused.
    pub(in crate::shell) fn dead_interpreter(
        &self,
        call: &Call<'_>,
        name: &str,
    ) -> Option<ExecFailure> {
        match self.lookup(call, name) {
            Found::Nothing(failure) if failure.interpreter.is_some() => Some(failure),
            _ => None,
        }
    }

    fn not_found(&mut self, call: &Call<'_>, first: &Word, failure: &ExecFailure) -> Option<i32> {
        let name = &first.text;
        if failure.errno == Errno::NotFound && BRINGERS.contains(&name.as_str()) {
            // Whoever types it has it, and where it keeps its environments does not show.
            let what = format!("`{name}`");
            self.complain(first.span, ComplaintKind::NotSimulated(what));
            self.note(call, Some(0), "");
            return Some(0);
        }
        let (status, reason) = match (failure.errno, &failure.interpreter) {
            // bash since 5.2 no longer looks for the interpreter's name (execute_cmd.c, shell_execve).
            (Errno::NotFound, Some(_)) if self.has_bash_5_2() => {
                (127, "cannot execute: required file not found".to_owned())
            }
            (errno, Some(interpreter)) => {
                let interpreter = interpreter.replace('\r', "^M");
                (126, format!("{interpreter}: bad interpreter: {errno}"))
            }
            (Errno::NotFound, None) if !name.contains('/') => (127, "command not found".to_owned()),
            (Errno::NotFound, None) => (127, failure.errno.text().to_owned()),
            (_, None) if self.is_directory(call, name) => {
                (126, Errno::IsADirectory.text().to_owned())
            }
            (other, None) => (126, other.text().to_owned()),
        };
        if let Some(interpreter) = &failure.interpreter {
            let kind = ComplaintKind::InterpreterMissing(name.clone(), interpreter.clone());
            self.complain(first.span, kind);
        } else if status == 127 {
            self.complain(first.span, ComplaintKind::CommandNotFound(name.clone()));
        }
        let outcome = Outcome {
            status: Some(status),
            stdout: String::new(),
            stderr: format!("bash: line 1: {name}: {reason}\n"),
        };
        self.told(call, outcome)
    }

    fn is_directory(&self, call: &Call<'_>, name: &str) -> bool {
        let (who, cwd) = (&call.context.identity, &call.context.cwd);
        let end = self.machine.walk(who, cwd, name, Bits::NONE).end;
        name.contains('/') && end.is_ok_and(|id| self.machine.node(id).is_directory())
    }

    /// Debian 11 and the Ubuntus before 23.04 have older ones.
    fn has_bash_5_2(&self) -> bool {
        !matches!(
            &*self.machine.system,
            "debian-11" | "ubuntu-16.04" | "ubuntu-20.04" | "ubuntu-22.04"
        )
    }

    /// Looks for a program along `PATH` (execvp(3)).
    fn lookup(&self, call: &Call<'_>, name: &str) -> Found {
        let try_path = |path: &str| exec::executable(self.machine, call.context, path);
        if name.contains('/') {
            return match try_path(name) {
                Ok(file) => Found::Program(file.path),
                Err(failure) => Found::Nothing(failure),
            };
        }
        let path = call.context.environment.get("PATH");
        let path = path.map_or(crate::shell::PATH, String::as_str);
        let mut refused = ExecFailure::from(Errno::NotFound);
        for directory in path.split(':') {
            let directory = if directory.is_empty() { "." } else { directory };
            match try_path(&format!("{directory}/{name}")) {
                Ok(file) => return Found::Program(file.path),
                // The shell takes the first file that may be executed, whatever its first line says.
                Err(failure) if failure.interpreter.is_some() => return Found::Nothing(failure),
                Err(failure) if failure.errno == Errno::AccessDenied => refused = failure,
                Err(_) => {}
            }
        }
        Found::Nothing(refused)
    }

    /// The text of a script for the shell.
    fn shell_script(&self, program: &str) -> Option<Word> {
        let id = self.machine.find(program)?;
        let NodeKind::File(Content::Text(text, source)) = &self.machine.node(id).kind else {
            return None;
        };
        let first = text.lines().next().unwrap_or("");
        let is_shell = match first.strip_prefix("#!") {
            Some(interpreter) => interpreter
                .split(['/', ' '])
                .any(|part| matches!(part.trim(), "sh" | "bash" | "dash")),
            None => true,
        };
        let source = (*source)?;
        let span = Span::new(source, 0, text.len());
        is_shell.then(|| Word::plain(text, span))
    }

    fn start_script(&mut self, call: &Call<'_>, program: &str, script: Word) -> Option<i32> {
        let _ = program;
        self.nested(call.context.clone(), &script, call.streams)
    }

    /// Runs a text in a shell of its own, with this context; `None` where it goes on running.
    pub(in crate::shell) fn nested(
        &mut self,
        context: Context,
        script: &Word,
        streams: &Streams,
    ) -> Option<i32> {
        let outer = std::mem::replace(&mut self.context, context);
        let variables = std::mem::take(&mut self.variables);
        let status = self.status;
        self.status = 0;
        self.script(&std::rc::Rc::new(script.clone()), streams);
        self.context = outer;
        self.variables = variables;
        let ended = self.status;
        self.status = status;
        match self.halt {
            Some(super::Halt::Running) => {
                self.halt = None;
                None
            }
            Some(super::Halt::TooMuch) => Some(1),
            _ => {
                self.halt = None;
                Some(ended)
            }
        }
    }
}
