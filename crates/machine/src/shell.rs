//! Shell lines: read with the place of every byte, and run on a machine the way bash and the coreutils do.
//!
//! Programs that the machine itself does not know (`uwsgi`, `nginx`, `curl`, `python3` …) are handed to [`Programs`].

mod commands;
mod complaint;
mod expand;
mod expression;
mod lexer;
mod parser;
mod run;
mod token;
mod tree;
mod word;

use hurdles_source::{SourceId, Span};

pub use complaint::{Complaint, ComplaintKind};
pub use run::execute;
pub use word::Word;

use crate::{Context, Machine, ProcessId, User};
use run::Shell;

/// Where one of a command's output streams goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stream {
    /// To the terminal: it is part of [`Script::output`].
    Terminal,
    /// Into a file, by its absolute path; the shell writes it there.
    File(String),
    /// Into the next command of a pipe or into a `$(…)`.
    Pipe,
}

/// A program about to be started: what execve(2) would get.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// The words after expansion, `argv[0]` as typed.
    pub argv: Vec<Word>,
    /// The file that is executed, after looking through `PATH` and following links; for instance `/usr/bin/uwsgi-core`.
    pub program: String,
    /// Who runs it, where, with which environment (`VAR=x command` included) and umask.
    pub context: Context,
    /// Where its standard output goes.
    pub stdout: Stream,
    /// Where its standard error goes.
    pub stderr: Stream,
    /// Whether the shell does not wait for it: `command &`, `nohup command &`, `setsid command &`.
    pub background: bool,
    /// The characters of the whole command.
    pub span: Span,
}

/// How a program ended, as the shell sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The exit status; `None` when it goes on running, so that in the foreground nothing after it is reached.
    pub status: Option<i32>,
    /// What it wrote to standard output.
    pub stdout: String,
    /// What it wrote to standard error.
    pub stderr: String,
}

impl Outcome {
    /// Ended with this status without a word.
    #[must_use]
    pub fn status(status: i32) -> Self {
        Self {
            status: Some(status),
            stdout: String::new(),
            stderr: String::new(),
        }
    }

    /// Goes on running.
    #[must_use]
    pub fn running() -> Self {
        Self {
            status: None,
            stdout: String::new(),
            stderr: String::new(),
        }
    }
}

/// The programs that the machine does not know itself.
pub trait Programs {
    /// Runs a program; `None` where it is not simulated, which becomes a [`Complaint`].
    fn run(&mut self, machine: &mut Machine, command: &Command) -> Option<Outcome>;

    /// Delivers a signal (`kill`, `pkill`, `killall`), by its number; a program that does nothing else with it ends.
    fn signal(&mut self, machine: &mut Machine, process: ProcessId, signal: i32) {
        let _ = signal;
        machine.end_process(process);
    }

    /// Lets time pass: `sleep`.
    fn pass(&mut self, machine: &mut Machine, seconds: f64) {
        let _ = (machine, seconds);
    }
}

/// No programs beyond the machine's own.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoPrograms;

impl Programs for NoPrograms {
    fn run(&mut self, _: &mut Machine, _: &Command) -> Option<Outcome> {
        None
    }
}

/// One simple command that was run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ran {
    /// Its words.
    pub argv: Vec<String>,
    /// Its characters.
    pub span: Span,
    /// Its exit status; `None` while it runs.
    pub status: Option<i32>,
    /// What it wrote to standard error.
    pub stderr: String,
}

/// What came of a shell text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    /// What a terminal would show.
    pub output: String,
    /// The status of the last command; `None` when a command in the foreground goes on running.
    pub status: Option<i32>,
    /// Where the shell stands afterwards: after `cd`, `export`, `source …/activate`.
    pub context: Context,
    /// The simple commands run, in order.
    pub ran: Vec<Ran>,
    /// What was not understood or not simulated.
    pub complaints: Vec<Complaint>,
}

/// What `user` has right after `su USER -c`: the environment in which an invocation is typed.
///
/// `None` where there is no such user.
#[must_use]
pub fn login(machine: &Machine, user: &str, cwd: &str) -> Option<Context> {
    let account = machine.accounts.user(user)?;
    let mut environment = crate::Environment::new();
    let mut set = |name: &str, value: &str| {
        environment.insert(name.to_owned(), value.to_owned());
    };
    set("HOME", &account.home);
    set("USER", &account.name);
    set("LOGNAME", &account.name);
    set("SHELL", &account.shell);
    set("PATH", PATH);
    set("LC_ALL", "C.UTF-8");
    set("PWD", cwd);
    Some(Context {
        identity: machine.accounts.login(account),
        cwd: cwd.to_owned(),
        environment,
        umask: session_umask(machine, account, 0o022),
    })
}

/// The umask of a new session of `user` (su, sudo, login), from the one before.
pub(crate) fn session_umask(machine: &Machine, user: &User, umask: u16) -> u16 {
    let facts = crate::stock::facts(&machine.system);
    let group = machine.accounts.group_by_id(user.gid);
    let has_own_group = user.uid != 0 && group.is_some_and(|group| group.name == user.name);
    if has_own_group && facts.is_some_and(|facts| facts.session_usergroups) {
        // pam_umask.c, setup_limits_from_gecos: the group's bits become the owner's.
        (umask & !0o070) | ((umask >> 3) & 0o070)
    } else {
        umask
    }
}

/// Where programs are looked for when nothing else is said.
const PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// Runs a whole text as one shell script, as `bash -c` would: what `cd` and `export` do lasts to its end.
pub fn run(
    machine: &mut Machine,
    text: &str,
    source: SourceId,
    context: &Context,
    programs: &mut dyn Programs,
) -> Script {
    let whole = Word::plain(text, Span::new(source, 0, text.len()));
    Shell::new(machine, programs, context, whole).finish()
}

/// Runs each line in a shell of its own, each from `context`: how `setup` and `after` are typed.
pub fn run_lines(
    machine: &mut Machine,
    text: &str,
    source: SourceId,
    context: &Context,
    programs: &mut dyn Programs,
) -> Script {
    let mut all = Script {
        output: String::new(),
        status: Some(0),
        context: context.clone(),
        ran: Vec::new(),
        complaints: Vec::new(),
    };
    let mut start = 0;
    for (n, line) in text.split_inclusive('\n').enumerate() {
        let length = line.trim_end_matches(['\n', '\r']).len();
        let span = Span::new(source, start, start + length);
        start += line.len();
        let line = line.get(..length).unwrap_or("");
        if line.trim().is_empty() {
            continue;
        }
        if n + all.ran.len() >= run::MOST_STEPS {
            let kind = ComplaintKind::TooMuch;
            all.complaints.push(Complaint { span, kind });
            break;
        }
        let script = Shell::new(machine, programs, context, Word::plain(line, span)).finish();
        all.output.push_str(&script.output);
        all.status = script.status;
        all.ran.extend(script.ran);
        all.complaints.extend(script.complaints);
    }
    all
}

#[cfg(test)]
mod tests;
