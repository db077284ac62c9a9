//! sudo.

use super::super::super::complaint::ComplaintKind;
use super::super::super::run::{Call, Shell};
use super::super::super::session_umask;
use super::super::options::{Options, Syntax};
use super::{give_up, rest_of, take_assignments};
use crate::{Context, Environment, User};

/// Where sudo looks for programs (`secure_path` of Debian's sudoers).
pub(super) const SECURE_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// sudo(8) as Debian sets it up: the environment is reset, `PATH` is `secure_path`, `HOME` is the target's.
pub(in super::super) fn sudo(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<i32> {
    const SYNTAX: Syntax = Syntax {
        short: "+AbC:D:Eeg:Hh:iKklNnPp:R:r:SsT:t:U:u:Vv",
        long: &[
            ("user", 'u'),
            ("group", 'g'),
            ("login", 'i'),
            ("set-home", 'H'),
            ("preserve-env", 'E'),
            ("background", 'b'),
            ("non-interactive", 'n'),
            ("shell", 's'),
            ("stdin", 'S'),
            ("chdir", 'D'),
        ],
    };
    let options = match SYNTAX.read(call) {
        Ok(options) => options,
        Err(outcome) => return give_up(shell, call, 1, outcome.stderr.trim_end()),
    };
    let user = options.value('u').unwrap_or("root");
    let Some(target) = find_user(shell, user) else {
        let lines = format!(
            "sudo: unknown user {user}\nsudo: error initializing audit plugin sudoers_audit"
        );
        return give_up(shell, call, 1, &lines);
    };
    let mut identity = shell.machine.accounts.login(&target);
    if let Some(group) = options.value('g') {
        match shell
            .machine
            .accounts
            .group_id(group.trim_start_matches('#'))
        {
            Some(gid) => {
                identity.gid = gid;
                identity.groups.push(gid);
                identity.groups.sort_unstable();
                identity.groups.dedup();
            }
            None => return give_up(shell, call, 1, &format!("sudo: unknown group {group}")),
        }
    }
    let mut context = Context {
        identity,
        cwd: options.value('D').unwrap_or(&call.context.cwd).to_owned(),
        environment: sudo_environment(shell, call, &options, &target),
        // sudo only ever takes bits away (sudoers(5), "umask").
        umask: session_umask(shell.machine, &target, call.context.umask | 0o022),
    };
    let words = take_assignments(rest_of(call, &options), &mut context.environment);
    let is_login = options.has('i');
    if is_login {
        context.cwd.clone_from(&target.home);
        context
            .environment
            .insert("PWD".to_owned(), target.home.clone());
    }
    let in_background = call.in_background || options.has('b');
    let call = Call {
        argv: words,
        context: &context,
        in_background,
        ..*call
    };
    if words.is_empty() {
        // A root shell of its own reads what follows from the terminal; nothing follows here.
        let what = format!("a shell of `{user}` that waits for input");
        if is_login || options.has('s') {
            shell.complain(call.span, ComplaintKind::NotSimulated(what));
        }
        return Some(0);
    }
    // sudo looks for the program itself and says so in its own words, also of a file that may not be executed.
    let name = call.name();
    if !(is_login || options.has('s') || shell.is_program(&call, name)) {
        let span = words.first().map_or(call.span, |word| word.span);
        if let Some(failure) = shell.dead_interpreter(&call, name) {
            let interpreter = failure.interpreter.unwrap_or_default();
            let kind = ComplaintKind::InterpreterMissing(name.to_owned(), interpreter);
            shell.complain(span, kind);
            let line = format!("sudo: unable to execute {name}: {}", failure.errno);
            return give_up(shell, &call, 1, &line);
        }
        shell.complain(span, ComplaintKind::CommandNotFound(name.to_owned()));
        let line = format!("sudo: {name}: command not found");
        return give_up(shell, &call, 1, &line);
    }
    shell.start(call)
}

/// A user by name or `#uid`.
fn find_user(shell: &Shell<'_>, name: &str) -> Option<User> {
    let accounts = &shell.machine.accounts;
    match name.strip_prefix('#') {
        Some(uid) => accounts.user_by_id(uid.parse().ok()?).cloned(),
        None => accounts.user(name).cloned(),
    }
}

fn sudo_environment(
    shell: &Shell<'_>,
    call: &Call<'_>,
    options: &Options,
    target: &User,
) -> Environment {
    let old = &call.context.environment;
    let mut environment = if options.has('E') {
        old.clone()
    } else {
        let kept = |name: &str| {
            name.starts_with("LC_")
                || matches!(
                    name,
                    "LANG"
                        | "LANGUAGE"
                        | "TERM"
                        | "DISPLAY"
                        | "COLORTERM"
                        | "TZ"
                        | "LS_COLORS"
                        | "XAUTHORITY"
                )
        };
        old.iter()
            .filter(|(name, value)| kept(name) && !value.contains(['/', '%']))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect()
    };
    let mut set = |name: &str, value: &str| {
        environment.insert(name.to_owned(), value.to_owned());
    };
    let facts = crate::stock::facts(&shell.machine.system);
    // Ubuntu's sudo before 19.10 left HOME alone.
    let keeps_home = options.has('E') || facts.is_some_and(|facts| facts.sudo_keeps_home);
    match old.get("HOME").filter(|_| keeps_home && !options.has('H')) {
        Some(home) => set("HOME", home),
        None => set("HOME", &target.home),
    }
    set("PATH", SECURE_PATH);
    set("LOGNAME", &target.name);
    set("USER", &target.name);
    if !options.has('E') {
        set("SHELL", &target.shell);
        set("MAIL", &format!("/var/mail/{}", target.name));
    }
    let who = &call.context.identity;
    set("SUDO_USER", &shell.machine.accounts.user_name(who.uid));
    set("SUDO_UID", &who.uid.to_string());
    set("SUDO_GID", &who.gid.to_string());
    environment
}
