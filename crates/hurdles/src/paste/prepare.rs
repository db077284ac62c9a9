//! Typed lines that prepare the machine, as lines that root types.

use std::collections::BTreeMap;

use super::command::Does;
use super::found::{Found, What, plain};
use super::shell::{Simple, simple_commands};
use super::start::{Start, absolute};

/// As many things behind the start as are looked at for what a reload of nginx follows.
const MOST_LOOKED_AT: usize = 200;

/// Where the files that are shown are found last, by path.
pub(super) type Shown = BTreeMap<String, usize>;

/// The files of what was found.
pub(super) fn shown(found: &[Found]) -> Shown {
    let files = found
        .iter()
        .enumerate()
        .filter_map(|(at, thing)| match &thing.what {
            What::File {
                path: Some(path), ..
            } => Some((path.clone(), at)),
            _ => None,
        });
    files.collect()
}

/// What becomes of a typed line that prepares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Becomes {
    /// A line before the start, and where the typed text begins in it.
    Setup(String, usize),
    /// A line after it.
    After(String, usize),
    /// Nothing: what it makes is shown already.
    Nothing,
}

/// Sorts the line at a place among what was found.
pub(super) fn becomes(found: &[Found], at: usize, start: &Start, shown: &Shown) -> Becomes {
    let Some(thing) = found.get(at) else {
        return Becomes::Nothing;
    };
    let commands = simple_commands(&thing.text);
    let is_later = start.last.is_some_and(|last| at > last);
    let prepares = matches!(thing.what, What::Typed(Does::Prepare));
    if !prepares {
        // nginx is started before the invocation is typed; only what is told to it after a change counts.
        let follows = is_later && changes_between(found, start.last.unwrap_or(0), at);
        if !(follows && commands.iter().any(reloads_nginx)) {
            return Becomes::Nothing;
        }
    } else if commands
        .iter()
        .all(|command| is_shown(command, thing, at, start, shown))
    {
        return Becomes::Nothing;
    }
    let is_running = is_running(&commands);
    if !is_later && is_running == Some(Running::Stops) {
        return Becomes::Nothing;
    }
    let (line, offset) = as_root(thing, &commands, start);
    let is_loaded_later = || {
        let behind = found.iter().skip(at).take(MOST_LOOKED_AT);
        behind
            .filter(|thing| matches!(thing.what, What::Typed(_)))
            .any(|thing| simple_commands(&thing.text).iter().any(reloads_nginx))
    };
    if is_later && (is_running.is_some() || !prepares || is_loaded_later()) {
        Becomes::After(line, offset)
    } else {
        Becomes::Setup(line, offset)
    }
}

/// Whether anything was changed between the start and a line.
fn changes_between(found: &[Found], from: usize, to: usize) -> bool {
    let between = found.get(from..to).unwrap_or(&[]);
    between
        .iter()
        .rev()
        .take(MOST_LOOKED_AT)
        .any(|thing| matches!(thing.what, What::Typed(Does::Prepare)))
}

fn reloads_nginx(command: &Simple) -> bool {
    let names_nginx = command
        .operands()
        .any(|word| matches!(word, "nginx" | "nginx.service"));
    match command.program() {
        "systemctl" | "service" => {
            names_nginx
                && command
                    .operands()
                    .any(|word| matches!(word, "reload" | "restart" | "start"))
        }
        "nginx" => command.has("-s"),
        _ => false,
    }
}

/// What a line does to programs that run.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Running {
    /// It changes what they may do, or what they find.
    Changes,
    /// It ends them, or waits.
    Stops,
}

/// What a line does to what is running rather than to what will be started: modes, owners, groups, signals.
fn is_running(commands: &[Simple]) -> Option<Running> {
    const CHANGES: [&str; 10] = [
        "chmod", "chown", "chgrp", "setfacl", "usermod", "gpasswd", "adduser", "rm", "mv", "sed",
    ];
    commands.iter().find_map(|command| {
        let is_site = || {
            command
                .operands()
                .any(|word| word.starts_with("/etc/nginx/"))
        };
        match command.program() {
            "kill" | "pkill" | "killall" | "sleep" | "uwsgi" => Some(Running::Stops),
            program if CHANGES.contains(&program) && !is_site() => Some(Running::Changes),
            _ => None,
        }
    })
}

/// Whether what a command makes is shown by the paste itself: a link whose file is shown, a directory with files in it, a file that was
/// printed later than it was changed.
fn is_shown(command: &Simple, thing: &Found, at: usize, start: &Start, files: &Shown) -> bool {
    let path = |word: &str| {
        let path = absolute(&thing.place.path(word), &start.user);
        if path.starts_with('/') {
            plain(&path)
        } else {
            plain(&format!("{}/{path}", start.cwd))
        }
    };
    let shown = |wanted: &str, from: usize| files.get(wanted).is_some_and(|last| *last >= from);
    let mut words: Vec<&str> = command.operands().collect();
    let last = words.pop().unwrap_or("");
    match command.program() {
        "cd" => true,
        "systemctl" => command.has("daemon-reload"),
        "ln" => {
            let source = words
                .first()
                .map_or("", |word| word.rsplit('/').next().unwrap_or(""));
            shown(&path(last), 0) || shown(&path(&format!("{last}/{source}")), 0)
        }
        "rm" | "cp" | "mv" | "sed" | "touch" => shown(&path(last), at),
        "tee" => shown(&path(last), at),
        "echo" | "printf" => command
            .output
            .as_deref()
            .is_some_and(|output| shown(&path(output), at)),
        "mkdir" => {
            words.push(last);
            words.iter().all(|word| {
                let directory = format!("{}/", path(word));
                let next = files.range(directory.clone()..).next();
                next.is_some_and(|(path, _)| path.starts_with(&directory))
            })
        }
        _ => false,
    }
}

/// The line as root types it in the scenario's directory, and where the typed text begins in it.
fn as_root(thing: &Found, commands: &[Simple], start: &Start) -> (String, usize) {
    let text = thing.text.as_str();
    let place = &thing.place;
    let is_root = place.is_root || place.user.as_deref() == Some("root");
    let all_sudo = commands
        .iter()
        .all(|command| command.as_user.is_some() || command.program() == "cd");
    let user = place.user.as_deref().unwrap_or(&start.user);
    let mut front = String::new();
    let cwd = place.cwd.as_deref().map(|cwd| absolute(cwd, user));
    if let Some(cwd) = cwd.filter(|cwd| *cwd != start.cwd) {
        front.push_str(&format!("cd {cwd} && "));
    }
    if is_root || all_sudo || user == "root" {
        let offset = front.len();
        return (format!("{front}{text}"), offset);
    }
    let is_simple = commands.len() == 1
        && commands.iter().all(|command| command.output.is_none())
        && !text.contains(['\n', '=', '$', '\\']);
    if is_simple {
        front.push_str(&format!("sudo -u {user} "));
        let offset = front.len();
        return (format!("{front}{text}"), offset);
    }
    front.push_str(&format!("sudo -u {user} sh -c '"));
    let offset = front.len();
    (format!("{front}{}'", text.replace('\'', "'\\''")), offset)
}
