//! Which of the typed lines start uWSGI, by whom and where they are typed, and what they need in front.

use std::collections::BTreeMap;

use super::command::Does;
use super::found::{Found, Place, What};
use super::shell::simple_commands;
use crate::scenario::home_of;

/// Who starts uWSGI, where, and by which of the things found.
#[derive(Debug)]
pub(super) struct Start {
    /// Lines of the invocation, by their places among what was found.
    pub(super) lines: Vec<usize>,
    /// The last line that starts it.
    pub(super) last: Option<usize>,
    pub(super) user: String,
    pub(super) cwd: String,
}

/// Looks for the start: the last one that was tried, with those before it that went on beside it.
pub(super) fn start(paste: &str, found: &[Found]) -> Start {
    let mut lines: Vec<usize> = Vec::new();
    let mut surroundings: Vec<usize> = Vec::new();
    let mut last = None;
    for (at, thing) in found.iter().enumerate() {
        match &thing.what {
            What::Typed(Does::Start) => {
                // What was tried before and did not go on is given up.
                if !last.is_some_and(|before| goes_on(found, before, thing)) {
                    lines.clear();
                    lines.append(&mut surroundings);
                }
                lines.append(&mut surroundings);
                lines.push(at);
                last = Some(at);
            }
            What::Typed(Does::Surround) => surroundings.push(at),
            _ => {}
        }
    }
    let place = last.and_then(|at| found.get(at)).map(|found| &found.place);
    if let Some(place) = place {
        // A variable that another user set is not this one's.
        lines.retain(|at| {
            found
                .get(*at)
                .is_some_and(|found| found.place.user == place.user)
        });
    }
    let user = user(paste, found, place);
    let cwd = cwd(found, place, &user);
    Start {
        lines,
        last,
        user,
        cwd,
    }
}

/// Whether an earlier start goes on beside a later one: in the background, and another thing.
fn goes_on(found: &[Found], before: usize, later: &Found) -> bool {
    let Some(before) = found.get(before) else {
        return false;
    };
    let first = simple_commands(&before.text);
    let is_lasting = first.iter().any(|command| {
        command.is_background
            || matches!(
                command.program(),
                "systemctl" | "service" | "supervisorctl" | "supervisord"
            )
            || command
                .words
                .iter()
                .any(|word| word.starts_with("--daemonize") || word == "-d")
    });
    let target = |text: &str| {
        simple_commands(text)
            .iter()
            .rev()
            .find_map(|command| command.words.last().cloned())
            .unwrap_or_default()
    };
    let manager = |text: &str| {
        simple_commands(text)
            .last()
            .map(|command| command.program().to_owned())
            .unwrap_or_default()
    };
    let is_same_thing = target(&before.text) == target(&later.text);
    is_lasting && !is_same_thing && manager(&before.text) == manager(&later.text)
}

fn user(paste: &str, found: &[Found], place: Option<&Place>) -> String {
    let named = |place: &Place| {
        place
            .user
            .clone()
            .or_else(|| place.is_root.then(|| "root".to_owned()))
    };
    if let Some(user) = place.and_then(named) {
        return user;
    }
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for user in found.iter().filter_map(|found| named(&found.place)) {
        *seen.entry(user).or_default() += 1;
    }
    // Root is somebody else's other name where anybody else is seen.
    let most = seen
        .iter()
        .max_by_key(|(user, n)| (user.as_str() != "root", **n))
        .map(|(user, _)| user.clone());
    most.or_else(|| only_home(paste))
        .unwrap_or_else(|| "ubuntu".to_owned())
}

/// The one user whose home the paste names.
fn only_home(paste: &str) -> Option<String> {
    let mut homes = paste.match_indices("/home/").map(|(at, start)| {
        let rest = paste.get(at + start.len()..).unwrap_or("");
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        let length = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        rest.get(..length).unwrap_or("")
    });
    let first = homes.find(|name| !name.is_empty())?;
    homes
        .all(|name| name.is_empty() || name == first)
        .then(|| first.to_owned())
}

fn cwd(found: &[Found], place: Option<&Place>, user: &str) -> String {
    let last = || {
        found
            .iter()
            .rev()
            .map(|found| &found.place)
            .find(|place| place.cwd.is_some())
    };
    let cwd = match place {
        Some(place) => place.cwd.as_deref(),
        None => last().and_then(|place| place.cwd.as_deref()),
    };
    absolute(cwd.unwrap_or("~"), user)
}

/// A directory or path with the home of the user in the place of `~`.
pub(super) fn absolute(path: &str, user: &str) -> String {
    match path.strip_prefix('~') {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => {
            format!("{}{rest}", home_of(user))
        }
        Some(rest) => match rest.split_once('/') {
            Some((name, below)) => format!("{}/{below}", home_of(name)),
            None => home_of(rest),
        },
        None => path.to_owned(),
    }
}
