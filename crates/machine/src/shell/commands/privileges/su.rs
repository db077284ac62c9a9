//! su and runuser.

use super::super::super::complaint::ComplaintKind;
use super::super::super::run::{Call, Shell};
use super::super::super::session_umask;
use super::super::options::Syntax;
use super::give_up;
use super::sudo::SECURE_PATH;
use crate::Context;

/// su(1) and runuser(1).
pub(in super::super) fn su(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<i32> {
    const SYNTAX: Syntax = Syntax {
        short: "c:fg:G:hlmps:u:w:P",
        long: &[
            ("command", 'c'),
            ("login", 'l'),
            ("shell", 's'),
            ("preserve-environment", 'm'),
            ("user", 'u'),
            ("group", 'g'),
        ],
    };
    let options = match SYNTAX.read(call) {
        Ok(options) => options,
        Err(outcome) => return give_up(shell, call, 1, outcome.stderr.trim_end()),
    };
    let dash = options.operands.iter().any(|word| word.text == "-");
    let mut operands = options.operands.iter().filter(|word| word.text != "-");
    let is_login = dash || options.has('l');
    let name = match options.value('u') {
        Some(user) => user.to_owned(),
        None => operands
            .next()
            .map_or("root".to_owned(), |word| word.text.clone()),
    };
    let Some(target) = shell.machine.accounts.user(&name).cloned() else {
        let line = format!(
            "su: user {name} does not exist or the user entry does not contain all the required fields"
        );
        return give_up(shell, call, 1, &line);
    };
    if !call.context.identity.is_root() {
        return give_up(shell, call, 1, "Password: su: Authentication failure");
    }
    let login_shell = options.value('s').unwrap_or(&target.shell).to_owned();
    let mut context = Context {
        identity: shell.machine.accounts.login(&target),
        umask: session_umask(shell.machine, &target, call.context.umask),
        ..call.context.clone()
    };
    if is_login {
        context.environment.retain(|name, _| name == "TERM");
        context.cwd.clone_from(&target.home);
        context
            .environment
            .insert("PWD".to_owned(), target.home.clone());
        context
            .environment
            .insert("PATH".to_owned(), SECURE_PATH.to_owned());
    }
    if !options.has('m') && !options.has('p') {
        let mut set = |name: &str, value: &str| {
            context
                .environment
                .insert(name.to_owned(), value.to_owned());
        };
        set("HOME", &target.home);
        set("SHELL", &login_shell);
        if target.uid != 0 || is_login {
            set("USER", &target.name);
            set("LOGNAME", &target.name);
        }
    }
    let program = login_shell.rsplit('/').next().unwrap_or("");
    if matches!(program, "nologin" | "false") {
        let line = "This account is currently not available.";
        return give_up(shell, call, 1, line);
    }
    // The words behind the name go to the shell: `su alice -c line` and `su -c line alice` alike.
    let script = call
        .argv
        .iter()
        .zip(call.argv.iter().skip(1))
        .find(|(option, _)| matches!(option.text.as_str(), "-c" | "--command"))
        .map(|(_, script)| script.clone());
    let Some(script) = script else {
        if let Some(command) = operands.next() {
            // runuser -u USER COMMAND
            let at = call
                .argv
                .iter()
                .position(|word| word == command)
                .unwrap_or(0);
            let argv = call.argv.get(at..).unwrap_or(&[]);
            return shell.start(Call {
                argv,
                context: &context,
                ..*call
            });
        }
        let what = format!("a shell of `{name}` that waits for input");
        shell.complain(call.span, ComplaintKind::NotSimulated(what));
        return Some(0);
    };
    shell.nested(context, &script, call.streams)
}
