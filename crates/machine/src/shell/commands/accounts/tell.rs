//! id, whoami, groups and getent.

use super::super::super::Outcome;
use super::super::super::run::{Call, Shell};
use super::super::options::{Saying, Syntax};
use super::give_up;

/// id(1).
pub(in super::super) fn id(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
    const SYNTAX: Syntax = Syntax {
        short: "aGgnruzZ",
        long: &[
            ("groups", 'G'),
            ("group", 'g'),
            ("name", 'n'),
            ("user", 'u'),
            ("real", 'r'),
        ],
    };
    let options = match SYNTAX.read(call) {
        Ok(options) => options,
        Err(outcome) => return Some(outcome),
    };
    let accounts = &shell.machine.accounts;
    let who = match options.operands.first() {
        Some(name) => {
            let user = accounts
                .user(&name.text)
                .or_else(|| accounts.user_by_id(name.text.parse().ok()?));
            match user {
                Some(user) => accounts.login(user),
                None => return give_up(1, &format!("id: ‘{}’: no such user", name.text)),
            }
        }
        None => call.context.identity.clone(),
    };
    let name_of = |gid: &u32| accounts.group_name(*gid);
    let mut saying = Saying::output(
        match (
            options.has('u'),
            options.has('g'),
            options.has('G'),
            options.has('n'),
        ) {
            (true, _, _, true) => accounts.user_name(who.uid),
            (true, ..) => who.uid.to_string(),
            (_, true, _, true) => accounts.group_name(who.gid),
            (_, true, ..) => who.gid.to_string(),
            (_, _, true, with_names) => {
                let others = who.groups.iter().filter(|gid| **gid != who.gid);
                let all = std::iter::once(&who.gid).chain(others);
                let shown: Vec<String> = if with_names {
                    all.map(name_of).collect()
                } else {
                    all.map(u32::to_string).collect()
                };
                shown.join(" ")
            }
            _ => shell.machine.id_text(&who),
        },
    );
    saying.out.push('\n');
    Some(saying.outcome())
}

/// whoami(1).
pub(in super::super) fn whoami(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
    let name = shell.machine.accounts.user_name(call.context.identity.uid);
    let saying = Saying::output(format!("{name}\n"));
    Some(saying.outcome())
}

/// groups(1).
pub(in super::super) fn groups(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
    let accounts = &shell.machine.accounts;
    let names = |who: &crate::Identity| {
        let others = who.groups.iter().filter(|gid| **gid != who.gid);
        let all = std::iter::once(&who.gid).chain(others);
        all.map(|gid| accounts.group_name(*gid))
            .collect::<Vec<_>>()
            .join(" ")
    };
    let mut saying = Saying::default();
    if call.argv.len() < 2 {
        saying.out = format!("{}\n", names(&call.context.identity));
    }
    for name in call.argv.iter().skip(1) {
        match accounts.user(&name.text) {
            Some(user) => {
                let list = names(&accounts.login(user));
                saying.out.push_str(&format!("{} : {list}\n", name.text));
            }
            None => saying.error(&format!("groups: ‘{}’: no such user", name.text)),
        }
    }
    Some(saying.outcome())
}

/// getent(1) for `passwd` and `group`.
pub(in super::super) fn getent(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
    let argument = |n: usize| call.argv.get(n).map(|word| word.text.as_str());
    let path = match argument(1) {
        Some("passwd") => "/etc/passwd",
        Some("group") => "/etc/group",
        Some("hosts") => "/etc/hosts",
        _ => return None,
    };
    let text = shell.machine.text_of(path)?;
    let mut saying = Saying::default();
    let keys: Vec<&str> = call
        .argv
        .iter()
        .skip(2)
        .map(|word| word.text.as_str())
        .collect();
    for key in &keys {
        let fits = |line: &&str| {
            let mut fields = line.split([':', ' ', '\t']);
            fields.next() == Some(key) || line.split([':', ' ']).nth(2) == Some(key)
        };
        match text.lines().find(fits) {
            Some(line) => saying.out.push_str(&format!("{line}\n")),
            None => saying.status = 2,
        }
    }
    if keys.is_empty() {
        saying.out = text.to_string();
    }
    Some(saying.outcome())
}
