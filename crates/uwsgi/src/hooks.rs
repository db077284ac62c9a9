//! Commands and hooks that run at certain places of the start: `exec-…` and `hook-…` (core/hooks.c, core/uwsgi.c).

use hurdles_machine::shell::{self, NoPrograms};
use hurdles_machine::{Bits, Errno, Machine};

use crate::event::ExitCause;
use crate::instance::{Exit, Step};
use crate::{Given, Instance};

/// A place of the start with its hooks first and its commands after them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moment {
    /// When the options have been read.
    Asap,
    /// Before anything is started.
    PreJail,
    /// First thing of the start itself.
    InJail,
    /// Before rights are dropped.
    AsRoot,
    /// After rights were dropped.
    AsUser,
    /// Before apps are loaded.
    PreApp,
    /// After apps are loaded.
    PostApp,
    /// In each worker, once it is there.
    PostFork,
    /// In each worker, when it is about to accept requests.
    Accepting,
    /// The same, but not when the worker is started again.
    AcceptingOnce,
    /// In the first worker alone.
    AcceptingFirst,
    /// In the first worker alone, and not when it is started again.
    AcceptingFirstOnce,
}

impl Moment {
    /// The options' endings and the words in the log.
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Asap => ("asap", "asap"),
            Self::PreJail => ("pre-jail", "pre-jail"),
            Self::InJail => ("in-jail", "in-jail"),
            Self::AsRoot => ("as-root", "as root"),
            Self::AsUser => ("as-user", "as user"),
            Self::PreApp => ("pre-app", "pre app"),
            Self::PostApp => ("post-app", "post app"),
            Self::PostFork => ("post-fork", "post-fork"),
            Self::Accepting => ("accepting", "accepting"),
            Self::AcceptingOnce => ("accepting-once", "accepting-once"),
            Self::AcceptingFirst => ("accepting1", "accepting1"),
            Self::AcceptingFirstOnce => ("accepting1-once", "accepting1-once"),
        }
    }
}

impl Instance {
    /// Runs what was asked for at this place; a failure ends the start.
    pub(crate) fn run_hooks(&mut self, machine: &mut Machine, moment: Moment) -> Step {
        let (option, phase) = moment.names();
        for hook in self.list(&format!("hook-{option}")) {
            self.run_hook(machine, &hook, option, phase)?;
        }
        for command in self.list(&format!("exec-{option}")) {
            let text = &command.text;
            let identity = &self.context.identity;
            let line = if moment == Moment::AsUser {
                let (uid, gid) = (identity.uid, identity.gid);
                format!("running \"{text}\" (as uid: {uid} gid: {gid}) ...")
            } else {
                format!("running \"{text}\" ({phase})...")
            };
            self.log.say_at(line, command.span);
            if self.run_command(machine, &command) != 0 {
                return Err(failed(&format!("exec-{option}"), command));
            }
        }
        Ok(())
    }

    fn run_hook(&mut self, machine: &mut Machine, hook: &Given, option: &str, phase: &str) -> Step {
        let option = format!("hook-{option}");
        let Some(colon) = hook.text.find(':') else {
            self.log
                .say_at("invalid hook syntax, must be hook:args", hook.span);
            return Err(failed(&option, hook.clone()));
        };
        const ACTIONS: &str = include_str!("../data/hook_actions.txt");
        let action = hook.text.get(..colon).unwrap_or_default().to_owned();
        let action = action.trim_start_matches('!');
        if !ACTIONS.lines().any(|known| known == action) {
            let line = format!("hook action not found: {action}");
            self.log.say_at(line, hook.span);
            return Err(failed(&option, hook.clone()));
        }
        let shown = if hook.text.starts_with('!') {
            "--- PRIVATE HOOK ---".to_owned()
        } else {
            format!("\"{}\"", hook.text)
        };
        self.log
            .say_at(format!("running {shown} ({phase})..."), hook.span);
        let argument = hook.part(colon + 1, hook.text.len());
        if self.act(machine, action, &argument)? {
            return Ok(());
        }
        self.log.say_dated("FATAL hook failed, destroying instance");
        if self.has_master() && matches!(phase, "pre app" | "post app") {
            // It tells its workers to stop, of which there are none yet, and goes on.
            self.say_stopping();
            return Ok(());
        }
        Err(failed(&option, hook.clone()))
    }

    /// Whether the action succeeds.
    fn act(&mut self, machine: &mut Machine, action: &str, argument: &Given) -> Result<bool, Exit> {
        Ok(match action {
            "exec" => self.run_command(machine, argument) == 0,
            "safeexec" => {
                self.run_command(machine, argument);
                true
            }
            "print" | "log" => {
                self.log.say_at(&argument.text, argument.span);
                true
            }
            "exit" => {
                // A single digit counts as none (core/hooks.c:uwsgi_hook_exit).
                let status = Some(&argument.text).filter(|text| text.len() > 1);
                let status = status.map_or(0, |text| crate::given::atoi(text) & 0xff);
                let status = i32::try_from(status).unwrap_or(0);
                return Err(Exit::new(status, ExitCause::Asked));
            }
            "cd" | "chdir" => self.change_directory(machine, argument),
            _ => {
                let what = format!("what the hook `{action}` does");
                self.not_simulated(what, argument.span);
                true
            }
        })
    }

    /// `/bin/sh -c COMMAND`; its status, which is told where it is not 0 (core/utils.c:uwsgi_run_command_and_wait).
    fn run_command(&mut self, machine: &mut Machine, command: &Given) -> i32 {
        let what = format!("what `{}` does", command.text);
        let Some(span) = command.span else {
            self.not_simulated(what, None);
            return 0;
        };
        let quoted = command.text.replace('\'', "'\\''");
        let line = format!("/bin/sh -c '{quoted}'");
        let context = self.context.clone();
        let script = shell::run(machine, &line, span.source, &context, &mut NoPrograms);
        for line in script.output.lines() {
            let line = line.replacen("bash: line ", "/bin/sh: ", 1);
            let line = line.replacen(": command not found", ": not found", 1);
            self.log.say_plain(line);
        }
        let is_unclear = script
            .complaints
            .iter()
            .any(|complaint| !complaint.kind.is_no_program());
        if is_unclear {
            self.note_missing(what, command.span, "", false);
        }
        let status = script.status.unwrap_or(0);
        if status != 0 {
            let line = format!(
                "command \"{}\" exited with non-zero code: {status}",
                command.text
            );
            self.log.say_at(line, command.span);
        }
        status
    }

    fn change_directory(&mut self, machine: &Machine, path: &Given) -> bool {
        let identity = self.context.identity.clone();
        let cwd = self.context.cwd.clone();
        let walk = machine.walk(&identity, &cwd, &path.text, Bits::SEARCH);
        let entered = walk
            .end
            .is_ok_and(|id| machine.node(id).is_directory())
            .then(|| walk.steps.last().map(|step| step.path.clone()))
            .flatten();
        match entered {
            Some(directory) => {
                self.context.cwd = directory;
                true
            }
            None => {
                let errno = walk.end.err().unwrap_or(Errno::NotADirectory);
                let place = self.table.version.place("hook-chdir");
                let line = format!("uwsgi_hook_chdir(): {errno} {place}");
                self.log.say_at(line, path.span);
                false
            }
        }
    }
}

fn failed(option: &str, value: Given) -> Exit {
    let option = option.to_owned();
    Exit::new(1, ExitCause::BadValue { option, value })
}
