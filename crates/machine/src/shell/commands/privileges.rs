//! Programs that run others: sudo, su, env, nohup, sh -c, source, xargs.

use super::super::complaint::ComplaintKind;
use super::super::parser::assignment;
use super::super::run::{Call, Halt, Shell};
use super::super::token::{Lexeme, Piece};
use super::super::word::Word;
use super::super::{Outcome, session_umask};
use super::options::{Options, Syntax};
use crate::{Content, Context, Environment, User};

/// Where sudo looks for programs (`secure_path` of Debian's sudoers).
const SECURE_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// Says something and ends with a status.
fn give_up(shell: &mut Shell<'_>, call: &Call<'_>, status: i32, line: &str) -> Option<i32> {
    let error = call.streams.error.clone();
    shell.emit(&error, &format!("{line}\n"));
    shell.note(call, Some(status), line);
    Some(status)
}

/// The words from the first operand on.
fn rest_of<'a>(call: &Call<'a>, options: &Options) -> &'a [Word] {
    let at = call.argv.len().saturating_sub(options.operands.len());
    call.argv.get(at..).unwrap_or(&[])
}

/// Takes `NAME=value` words off the front into an environment.
fn take_assignments<'a>(mut words: &'a [Word], environment: &mut Environment) -> &'a [Word] {
    while let Some((first, rest)) = words.split_first()
        && let Some((name, value)) = first.text.split_once('=')
        && is_name(first, name)
    {
        environment.insert(name.to_owned(), value.to_owned());
        words = rest;
    }
    words
}

fn is_name(word: &Word, name: &str) -> bool {
    let piece = Piece::Text {
        text: format!("{name}="),
        origins: vec![(0, 0); name.len() + 1],
        quoted: false,
    };
    let lexeme = Lexeme {
        pieces: vec![piece],
        range: 0..word.text.len(),
    };
    assignment(&lexeme).is_some()
}

/// sudo(8) as Debian sets it up: the environment is reset, `PATH` is `secure_path`, `HOME` is the target's.
pub(super) fn sudo(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<i32> {
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

/// su(1) and runuser(1).
pub(super) fn su(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<i32> {
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

/// env(1).
pub(super) fn env(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<i32> {
    const SYNTAX: Syntax = Syntax {
        short: "+iu:C:S:v0",
        long: &[("ignore-environment", 'i'), ("unset", 'u'), ("chdir", 'C')],
    };
    let options = match SYNTAX.read(call) {
        Ok(options) => options,
        Err(outcome) => return give_up(shell, call, 125, outcome.stderr.trim_end()),
    };
    let mut context = call.context.clone();
    if options.has('i') {
        context.environment.clear();
    }
    for (letter, value) in &options.given {
        match letter {
            'u' => {
                context.environment.remove(value);
            }
            'C' => context.cwd.clone_from(value),
            _ => {}
        }
    }
    let words = take_assignments(rest_of(call, &options), &mut context.environment);
    if words.is_empty() {
        let lines = context
            .environment
            .iter()
            .map(|(name, value)| format!("{name}={value}\n"));
        let text: String = lines.collect();
        let output = call.streams.output.clone();
        shell.emit(&output, &text);
        shell.note(call, Some(0), "");
        return Some(0);
    }
    shell.start(Call {
        argv: words,
        context: &context,
        ..*call
    })
}

/// nohup(1) and setsid(1).
pub(super) fn detached(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<i32> {
    skipping_options(shell, call)
}

/// `exec` and `command`, `builtin`, `time` without options.
pub(super) fn plain(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<i32> {
    let words = call.argv.get(1..).unwrap_or(&[]);
    if let [flag, name, ..] = words
        && matches!(flag.text.as_str(), "-v" | "-V")
        && call.name() == "command"
    {
        let argv = [Word::plain("which", flag.span), name.clone()];
        let found = super::builtins::which(
            shell,
            &Call {
                argv: &argv,
                ..*call
            },
        );
        let outcome = found.unwrap_or_else(|| Outcome::status(1));
        let output = call.streams.output.clone();
        shell.emit(&output, &outcome.stdout);
        return outcome.status;
    }
    let flags = words
        .iter()
        .take_while(|word| word.text.starts_with('-'))
        .count();
    let words = words.get(flags..).unwrap_or(&[]);
    shell.start(Call {
        argv: words,
        ..*call
    })
}

/// `exec`: the program takes the shell's place, so nothing comes after it.
pub(super) fn exec(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<i32> {
    if call.argv.len() < 2 {
        return Some(0);
    }
    let status = plain(shell, call);
    if let Some(status) = status {
        shell.status = status;
        shell.halt = shell.halt.or(Some(Halt::Exit));
    }
    status
}

/// nice, timeout and the like: what comes after their options and numbers runs.
pub(super) fn skipping_options(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<i32> {
    let mut words = call.argv.get(1..).unwrap_or(&[]);
    let with_argument: &[&str] = match call.name() {
        "nice" => &["-n", "--adjustment"],
        "timeout" => &["-k", "-s", "--signal", "--kill-after"],
        "ionice" => &["-c", "-n"],
        _ => &[],
    };
    while let Some((first, rest)) = words.split_first() {
        if with_argument.contains(&first.text.as_str()) {
            words = rest.get(1..).unwrap_or(&[]);
        } else if first.text.starts_with('-') {
            words = rest;
        } else {
            break;
        }
    }
    if matches!(call.name(), "timeout" | "chrt") {
        words = words.get(1..).unwrap_or(&[]);
    }
    shell.start(Call {
        argv: words,
        ..*call
    })
}

/// `bash -c line`, `sh script`.
pub(super) fn shell(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<i32> {
    let words = call.argv.iter().skip(1);
    let mut runs_line = false;
    let mut stops_on_error = false;
    for word in words {
        if let Some(flags) = word
            .text
            .strip_prefix('-')
            .filter(|flags| !flags.is_empty())
        {
            runs_line |= flags.contains('c') && !flags.starts_with('-');
            stops_on_error |= flags.contains('e') && !flags.starts_with('-');
            continue;
        }
        let script = if runs_line {
            Some(word.clone())
        } else {
            match script_file(shell, call, &word.text) {
                Ok(script) => script,
                Err(line) => return give_up(shell, call, 127, &line),
            }
        };
        let Some(script) = script else {
            let what = format!("`{}`, whose text is not given,", word.text);
            shell.complain(word.span, ComplaintKind::NotSimulated(what));
            return Some(0);
        };
        let outer = std::mem::replace(&mut shell.exits_on_error, stops_on_error);
        let status = shell.nested(call.context.clone(), &script, call.streams);
        shell.exits_on_error = outer;
        return status;
    }
    let input = call.input().to_owned();
    if !input.is_empty() {
        let script = Word::plain(&input, call.span);
        return shell.nested(call.context.clone(), &script, call.streams);
    }
    Some(0)
}

/// The text of a script file, with its own places where it is a file of the scenario.
fn script_file(shell: &Shell<'_>, call: &Call<'_>, path: &str) -> Result<Option<Word>, String> {
    let (who, cwd) = (&call.context.identity, &call.context.cwd);
    match shell.machine.read(who, cwd, path) {
        Ok(Content::Text(text, source)) => {
            let span = match source {
                Some(source) => hurdles_source::Span::new(source, 0, text.len()),
                None => call.span,
            };
            Ok(Some(Word::plain(&text, span)))
        }
        Ok(_) => Ok(None),
        Err(errno) => Err(format!("bash: {path}: {errno}")),
    }
}

/// `eval`.
pub(super) fn eval(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<i32> {
    let words: Vec<&str> = call
        .argv
        .iter()
        .skip(1)
        .map(|word| word.text.as_str())
        .collect();
    let script = Word::plain(&words.join(" "), call.span);
    shell.script(&std::rc::Rc::new(script), call.streams);
    Some(shell.status)
}

/// `source FILE`: an environment's `activate`, or a script that runs in this shell.
pub(super) fn source(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<i32> {
    let Some(file) = call.argv.get(1) else {
        return give_up(
            shell,
            call,
            2,
            "bash: line 1: source: filename argument required",
        );
    };
    let path = file.text.as_str();
    match shell
        .machine
        .read(&call.context.identity, &call.context.cwd, path)
    {
        Err(errno) => give_up(shell, call, 1, &format!("bash: line 1: {path}: {errno}")),
        Ok(_) if path == "activate" || path.ends_with("/activate") => {
            let file = crate::Machine::absolute(&call.context.cwd, path);
            activate(shell, &file);
            shell.note(call, Some(0), "");
            Some(0)
        }
        Ok(content) => {
            let Content::Text(text, source) = content else {
                let what = format!("`{path}`, whose text is not given,");
                shell.complain(file.span, ComplaintKind::NotSimulated(what));
                return Some(0);
            };
            let span = source.map_or(call.span, |id| hurdles_source::Span::new(id, 0, text.len()));
            shell.script(&std::rc::Rc::new(Word::plain(&text, span)), call.streams);
            Some(shell.status)
        }
    }
}

/// What `bin/activate` of a virtual environment does (CPython, Lib/venv/scripts/common/activate).
fn activate(shell: &mut Shell<'_>, file: &str) {
    // The script knows its environment by the path it was made with, which its text tells where it is known.
    let text = shell.machine.text_of(file).unwrap_or_default();
    let told = text
        .lines()
        .find_map(|line| line.trim().strip_prefix("VIRTUAL_ENV="));
    let told = told.map(|value| value.trim_matches(['"', '\'']).to_owned());
    let own = file.rsplitn(3, '/').nth(2).unwrap_or("").to_owned();
    let directory = told.filter(|path| path.starts_with('/')).unwrap_or(own);
    let path = shell.variable("PATH").unwrap_or_default();
    let path = match shell.variable("VIRTUAL_ENV") {
        Some(old) => path.replacen(&format!("{old}/bin:"), "", 1),
        None => path,
    };
    let environment = &mut shell.context.environment;
    environment.insert("PATH".to_owned(), format!("{directory}/bin:{path}"));
    environment.insert("VIRTUAL_ENV".to_owned(), directory);
    environment.remove("PYTHONHOME");
}

/// xargs(1): all words of the input behind the command's own.
pub(super) fn xargs(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<i32> {
    const SYNTAX: Syntax = Syntax {
        short: "+0rtn:I:P:L:d:",
        long: &[("null", '0'), ("no-run-if-empty", 'r')],
    };
    let options = match SYNTAX.read(call) {
        Ok(options) => options,
        Err(outcome) => return give_up(shell, call, 1, outcome.stderr.trim_end()),
    };
    let mut argv = rest_of(call, &options).to_vec();
    let input = call.input().to_owned();
    let words: Vec<Word> = input
        .split_whitespace()
        .map(|word| Word::plain(word, call.span))
        .collect();
    if words.is_empty() && options.has('r') || argv.is_empty() {
        return Some(0);
    }
    if let Some(placeholder) = options.value('I').map(str::to_owned) {
        let mut status = Some(0);
        for word in &words {
            let mut own = argv.clone();
            for part in own
                .iter_mut()
                .filter(|part| part.text.contains(&placeholder))
            {
                *part = Word::plain(&part.text.replace(&placeholder, &word.text), part.span);
            }
            status = shell.start(Call {
                argv: &own,
                ..*call
            });
        }
        return status;
    }
    argv.extend(words);
    shell.start(Call {
        argv: &argv,
        ..*call
    })
}
