//! Paths for texts that nothing names: the one that the rest of the paste asks for, else the usual one.

use std::collections::BTreeSet;

use super::Kind;
use super::found::{Found, What};
use super::shell::simple_commands;
use super::start::Start;

/// The most texts that are given a name; a paste has no more that a deployment rests on.
const MOST: usize = 64;

/// Gives a path to the files that have none.
pub(super) fn name_all(found: &mut [Found], start: &Start) {
    let mut n_named = 0;
    let mut taken: BTreeSet<String> = found
        .iter()
        .filter_map(|thing| match &thing.what {
            What::File {
                path: Some(path), ..
            } => Some(path.clone()),
            _ => None,
        })
        .collect();
    let wanted = wanted(found, start);
    for thing in found.iter_mut() {
        let What::File { path, kind } = &mut thing.what else {
            continue;
        };
        if path.is_some() || n_named >= MOST {
            continue;
        }
        n_named += 1;
        let asked_for = wanted
            .iter()
            .find(|(asked, name)| asked == kind && !taken.contains(name));
        let name = match asked_for {
            Some((_, name)) => name.clone(),
            None => free_name(&usual(*kind, &thing.text, start), &taken),
        };
        taken.insert(name.clone());
        *path = Some(name);
    }
}

/// Names that commands and files ask for, each with the kind of file that it must be.
fn wanted(found: &[Found], start: &Start) -> Vec<(Kind, String)> {
    let mut wanted = Vec::new();
    let below = |name: &str| super::found::plain(&format!("{}/{name}", start.cwd));
    let at = |name: &str| {
        if name.starts_with('/') {
            name.to_owned()
        } else {
            below(name)
        }
    };
    for thing in found {
        if wanted.len() > MOST {
            break;
        }
        match &thing.what {
            What::Typed(_) => {
                for command in simple_commands(&thing.text) {
                    asked_by_words(&command.words, &at, &mut wanted);
                }
            }
            What::File {
                kind: Kind::Ini | Kind::Unit,
                ..
            } => {
                for line in thing.text.lines() {
                    let (key, value) = line.split_once('=').unwrap_or((line, ""));
                    let (key, value) = (key.trim(), value.trim());
                    match key {
                        "module" | "wsgi" | "mount" => module(value, &at, &mut wanted),
                        "wsgi-file" | "file" => wanted.push((Kind::Python, at(value))),
                        "ExecStart" => {
                            let words: Vec<String> =
                                value.split_whitespace().map(str::to_owned).collect();
                            asked_by_words(&words, &at, &mut wanted);
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    wanted
}

fn asked_by_words(words: &[String], at: &dyn Fn(&str) -> String, wanted: &mut Vec<(Kind, String)>) {
    let program = words.first().map_or("", String::as_str);
    if matches!(program.rsplit('/').next(), Some("systemctl" | "service")) {
        let names = words.iter().skip(2).filter(|word| !word.starts_with('-'));
        for name in names {
            let name = name.strip_suffix(".service").unwrap_or(name);
            wanted.push((Kind::Unit, format!("/etc/systemd/system/{name}.service")));
        }
        return;
    }
    let mut before = "";
    for word in words {
        let (option, value) = match word.split_once('=') {
            Some((option, value)) if option.starts_with("--") => (option, value),
            _ => (before, word.as_str()),
        };
        match option {
            "--wsgi-file" | "--file" | "--pyrun" => wanted.push((Kind::Python, at(value))),
            "-w" | "--module" | "--wsgi" => module(value, at, wanted),
            "--mount" => module(value, at, wanted),
            _ if value.ends_with(".ini") => wanted.push((Kind::Ini, at(value))),
            _ if value.ends_with(".py") && program.ends_with("uwsgi") => {
                wanted.push((Kind::Python, at(value)));
            }
            _ => {}
        }
        before = word;
    }
}

/// `shop.wsgi:app` asks for `shop/wsgi.py`; `/=shop:app` is a mount.
fn module(value: &str, at: &dyn Fn(&str) -> String, wanted: &mut Vec<(Kind, String)>) {
    let value = value.rsplit('=').next().unwrap_or(value);
    let module = value.split(':').next().unwrap_or("");
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
    if module.ends_with(".py") {
        wanted.push((Kind::Python, at(module)));
    } else if !module.is_empty() && module.chars().all(is_name) {
        wanted.push((
            Kind::Python,
            at(&format!("{}.py", module.replace('.', "/"))),
        ));
    }
}

fn usual(kind: Kind, text: &str, start: &Start) -> String {
    let below = |name: &str| super::found::plain(&format!("{}/{name}", start.cwd));
    match kind {
        Kind::Nginx if text.contains("http {") || text.contains("events {") => {
            "/etc/nginx/nginx.conf".to_owned()
        }
        Kind::Nginx => "/etc/nginx/sites-enabled/default".to_owned(),
        Kind::Unit => format!("/etc/systemd/system/{}.service", unit_name(text)),
        Kind::Ini => below("uwsgi.ini"),
        Kind::Python => below("app.py"),
        _ if text.contains("[program:") => {
            let name = text
                .split_once("[program:")
                .and_then(|(_, rest)| rest.split(']').next())
                .unwrap_or("app");
            format!("/etc/supervisor/conf.d/{name}.conf")
        }
        _ => below("pasted.txt"),
    }
}

/// A name for a unit from what it says: the directory that it works in, else its description's last word.
fn unit_name(text: &str) -> String {
    let value = |key: &str| {
        text.lines()
            .find_map(|line| line.trim().strip_prefix(key))
            .map(str::trim)
    };
    let directory = value("WorkingDirectory=").and_then(|path| path.rsplit('/').next());
    let description = value("Description=").and_then(|words| words.split(' ').next_back());
    let word = directory
        .filter(|name| !name.is_empty())
        .or(description)
        .unwrap_or("app");
    let name: String = word
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        .collect();
    if name.is_empty() {
        "app".to_owned()
    } else {
        name.to_lowercase()
    }
}

/// A name that no other file has, numbered if need be.
fn free_name(name: &str, taken: &BTreeSet<String>) -> String {
    if !taken.contains(name) {
        return name.to_owned();
    }
    let (directory, last) = name.rsplit_once('/').unwrap_or(("", name));
    let (stem, ending) = match last.rsplit_once('.') {
        Some((stem, ending)) => (stem, format!(".{ending}")),
        None => (last, String::new()),
    };
    // So many texts without a name can have one each.
    (2..=taken.len() + 2)
        .map(|n| format!("{directory}/{stem}-{n}{ending}"))
        .find(|name| !taken.contains(name))
        .unwrap_or_else(|| name.to_owned())
}
