//! How supervisord starts one process: what it refuses before it forks, and what the child does before it is the program
//! (supervisor/process.py, `get_execv_args` and `_spawn_as_child`).

use hurdles_machine::shell::Word;
use hurdles_machine::{Bits, Context, Errno, Identity, Machine};
use hurdles_source::Span;

use super::super::program::Program;
use super::super::words;
use super::{Child, Children, Daemon, MOST_STARTS, State, Trouble};

/// A program about to be started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spawn {
    /// Its words.
    pub argv: Vec<Word>,
    /// As whom, where, with which environment.
    pub context: Context,
    /// The characters of the command.
    pub span: Span,
}

impl Daemon {
    /// Starts a process, or notes why it cannot be started.
    pub(in crate::supervisor) fn spawn(
        &mut self,
        machine: &mut Machine,
        children: &mut dyn Children,
        at: usize,
    ) {
        let found = self.executable(machine, at);
        let now = self.now;
        let Some(process) = self.processes.get_mut(at) else {
            return;
        };
        if process.n_starts >= MOST_STARTS {
            process.state = State::Fatal;
            return;
        }
        process.n_starts += 1;
        process.child = None;
        process.trouble = None;
        process.state = State::Starting;
        process.due = now + process.program.start_seconds;
        let name = process.program.name.clone();
        let argv = match found {
            Ok(argv) => argv,
            Err(trouble) => {
                let text = trouble.text();
                process.trouble = Some(trouble);
                self.say(&format!("INFO spawnerr: {text}"));
                self.back_off(at);
                return;
            }
        };
        let program = process.program.clone();
        self.say(&format!("INFO spawned: '{name}' with pid PID"));
        let (child, trouble, output) = self.child(machine, children, &program, argv);
        if let Some(process) = self.processes.get_mut(at) {
            process.child = Some(child);
            process.trouble = trouble;
            process.output.push_str(&output);
        }
    }

    /// The words of a command whose program is there and may be executed.
    pub(in crate::supervisor) fn executable(
        &self,
        machine: &Machine,
        at: usize,
    ) -> Result<Vec<Word>, Trouble> {
        let unreadable = |text: String| Err(Trouble::Unreadable(text));
        let Some(process) = self.processes.get(at) else {
            return unreadable("command is empty".to_owned());
        };
        let program = &process.program;
        let Some(span) = program.command_span.or(program.section_span) else {
            return unreadable("command is empty".to_owned());
        };
        let mut argv = match words::split(&program.command, span) {
            Ok(argv) => argv,
            Err(reason) => {
                let command = &program.command;
                return unreadable(format!("can't parse command '{command}': {reason}"));
            }
        };
        let Some(first) = argv.first_mut() else {
            return unreadable("command is empty".to_owned());
        };
        let name = first.text.clone();
        let cwd = &self.context.cwd;
        let path_of = |path: &str| {
            let walk = machine.walk(&Identity::root(), cwd, path, Bits::NONE);
            walk.end.ok()
        };
        let found = if name.contains('/') {
            path_of(&name).map(|id| (name.clone(), id))
        } else {
            let path = self.context.environment.get("PATH");
            let path = path.map_or("/bin:/usr/bin:/usr/local/bin", String::as_str);
            path.split(':').find_map(|directory| {
                let file = format!("{directory}/{name}");
                path_of(&file).map(|id| (file, id))
            })
        };
        let Some((file, id)) = found else {
            return Err(Trouble::NotFound(name));
        };
        let node = machine.node(id);
        if node.is_directory() {
            return Err(Trouble::Directory(file));
        }
        if node.mode & 0o111 == 0 {
            return Err(Trouble::NotExecutable(file));
        }
        if !name.contains('/') {
            *first = Word::plain(&file, first.span);
        }
        Ok(argv)
    }

    /// What the child does: its user, its environment, its directory, its mask, and then the program.
    fn child(
        &self,
        machine: &mut Machine,
        children: &mut dyn Children,
        program: &Program,
        argv: Vec<Word>,
    ) -> (Child, Option<Trouble>, String) {
        let failed = |trouble, why: &str| {
            let output = format!("supervisor: {why}\nsupervisor: child process was not spawned\n");
            (Child::Ended(127), trouble, output)
        };
        let mut context = self.context.clone();
        if let Some(uid) = program.user.filter(|uid| *uid != context.identity.uid) {
            if !context.identity.is_root() {
                let reason = "Can't drop privilege as nonroot user";
                return failed(None, &format!("couldn't setuid to {uid}: {reason}"));
            }
            if let Some(user) = machine.accounts.user_by_id(uid) {
                context.identity = machine.accounts.login(user);
            }
        }
        set_environment(&mut context, program);
        if let Some(directory) = &program.directory {
            let walk = machine.walk(&context.identity, &context.cwd, directory, Bits::SEARCH);
            let end = walk.end.and_then(|id| {
                let is_directory = machine.node(id).is_directory();
                is_directory.then_some(()).ok_or(Errno::NotADirectory)
            });
            if let Err(errno) = end {
                let code = name_of(errno);
                let trouble = Trouble::Chdir(directory.clone(), errno);
                return failed(
                    Some(trouble),
                    &format!("couldn't chdir to {directory}: {code}"),
                );
            }
            context.cwd = Machine::absolute(&context.cwd, directory);
        }
        if let Some(umask) = program.umask {
            context.umask = umask;
        }
        let first = argv.first().map(|first| first.span);
        let Some(span) = program.command_span.or(first) else {
            return failed(None, "couldn't exec");
        };
        let spawn = Spawn {
            argv,
            context,
            span,
        };
        (children.spawn(machine, &spawn), None, String::new())
    }
}

fn set_environment(context: &mut Context, program: &Program) {
    for (name, value) in [
        ("SUPERVISOR_ENABLED", "1"),
        ("SUPERVISOR_SERVER_URL", "unix:///var/run/supervisor.sock"),
        ("SUPERVISOR_PROCESS_NAME", &program.name),
        ("SUPERVISOR_GROUP_NAME", &program.group),
    ] {
        context
            .environment
            .insert(name.to_owned(), value.to_owned());
    }
    context
        .environment
        .extend(program.environment.iter().cloned());
}

/// The name of what chdir(2) may answer, as Python's `errno.errorcode` has it.
fn name_of(errno: Errno) -> &'static str {
    match errno {
        Errno::AccessDenied => "EACCES",
        Errno::NotADirectory => "ENOTDIR",
        Errno::TooManyLinks => "ELOOP",
        Errno::NameTooLong => "ENAMETOOLONG",
        _ => "ENOENT",
    }
}
