//! useradd, adduser and groupadd.

use super::super::super::Outcome;
use super::super::super::run::{Call, Shell};
use super::super::options::Syntax;
use super::super::processes::{not_simulated, tell_options};
use super::{NewUser, add_user, comma_list, give_up, refuse_others};

/// useradd(8).
pub(in super::super) fn useradd(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
    const SYNTAX: Syntax = Syntax {
        short: "b:c:d:De:f:g:G:k:K:lmMNop:rR:s:u:U",
        long: &[
            ("base-dir", 'b'),
            ("comment", 'c'),
            ("home-dir", 'd'),
            ("gid", 'g'),
            ("groups", 'G'),
            ("create-home", 'm'),
            ("no-create-home", 'M'),
            ("no-user-group", 'N'),
            ("non-unique", 'o'),
            ("password", 'p'),
            ("system", 'r'),
            ("shell", 's'),
            ("uid", 'u'),
            ("user-group", 'U'),
        ],
    };
    let options = match SYNTAX.read(call) {
        Ok(options) => options,
        Err(outcome) => return Some(outcome),
    };
    if let Some(refusal) = refuse_others(call) {
        return Some(refusal);
    }
    let list = [
        ('b', "another place for homes (`-b`)"),
        ('k', "another skeleton of homes (`-k`)"),
        ('o', "two users of one id (`-o`)"),
    ];
    tell_options(shell, call, &options, &list);
    let [name] = options.operands.as_slice() else {
        return give_up(2, "Usage: useradd [options] LOGIN");
    };
    let uid = match options.value('u').map(str::parse) {
        Some(Err(_)) => {
            let value = options.value('u').unwrap_or("");
            return give_up(3, &format!("useradd: invalid user ID '{value}'"));
        }
        Some(Ok(uid)) => Some(uid),
        None => None,
    };
    let new = NewUser {
        uid,
        group: options.value('g').map(str::to_owned),
        home: options.value('d').map(str::to_owned),
        shell: options.value('s').map(str::to_owned),
        supplementary: comma_list(options.value('G')),
        makes_home: options.has('m'),
        own_group: !options.has('N'),
        is_system: options.has('r'),
    };
    match add_user(shell, call, &name.text, &new) {
        Ok(()) => Some(Outcome::status(0)),
        Err((status, line)) => give_up(status, &line),
    }
}

/// adduser(8) and addgroup(8), Debian's own: a home, bash, a group of the same name; with two names, a new member.
pub(in super::super) fn adduser(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
    const SYNTAX: Syntax = Syntax {
        short: "rqhs:d:u:g:i:G:c:mHMpD",
        long: &[
            ("system", 'r'),
            ("quiet", 'q'),
            ("disabled-password", 'p'),
            ("disabled-login", 'l'),
            ("gecos", 'c'),
            ("comment", 'c'),
            ("home", 'd'),
            ("shell", 's'),
            ("uid", 'u'),
            ("gid", 'g'),
            ("ingroup", 'i'),
            ("group", 'm'),
            ("no-create-home", 'H'),
        ],
    };
    let options = match SYNTAX.read(call) {
        Ok(options) => options,
        Err(outcome) => return Some(outcome),
    };
    let list = [('l', "an account without login (`--disabled-login`)")];
    tell_options(shell, call, &options, &list);
    let program = call.name();
    if !call.context.identity.is_root() {
        let line = format!("{program}: Only root may add a user or group to the system.");
        return give_up(1, &line);
    }
    let names: Vec<&str> = options
        .operands
        .iter()
        .map(|word| word.text.as_str())
        .collect();
    if let [user, group] = names.as_slice() {
        if program == "addgroup" {
            not_simulated(shell, call, "addgroup with two names");
        }
        return join(shell, call, user, group);
    }
    let [name] = names.as_slice() else {
        return give_up(1, &format!("{program}: Only one or two names allowed."));
    };
    let is_group = program == "addgroup" || options.has('m') && !options.has('r');
    let is_system = options.has('r');
    if program == "addgroup" && is_system || options.has('i') {
        not_simulated(shell, call, "the id that is chosen here");
    }
    if is_group {
        let gid = options.value('g').and_then(|gid| gid.parse().ok());
        return new_group(shell, call, name, gid, options.has('r'), false);
    }
    let home = options.value('d').map(str::to_owned);
    let new = NewUser {
        uid: options.value('u').and_then(|uid| uid.parse().ok()),
        group: match options.value('i').or(options.value('g')) {
            Some(group) => Some(group.to_owned()),
            // System users belong to nogroup unless `--group` makes one (adduser(8)).
            None if is_system && !options.has('m') => Some("nogroup".to_owned()),
            None => None,
        },
        home: home.or_else(|| is_system.then(|| "/nonexistent".to_owned())),
        shell: Some(match options.value('s') {
            Some(shell) => shell.to_owned(),
            None if is_system => "/usr/sbin/nologin".to_owned(),
            None => "/bin/bash".to_owned(),
        }),
        supplementary: Vec::new(),
        makes_home: !options.has('H') && (!is_system || options.value('d').is_some()),
        own_group: true,
        is_system,
    };
    match add_user(shell, call, name, &new) {
        Ok(()) => Some(Outcome::status(0)),
        Err((_, line)) => give_up(1, &line),
    }
}

fn new_group(
    shell: &mut Shell<'_>,
    call: &Call<'_>,
    name: &str,
    gid: Option<u32>,
    is_system: bool,
    force: bool,
) -> Option<Outcome> {
    let program = call.name();
    let machine = &mut *shell.machine;
    if machine.accounts.group(name).is_some() {
        if force {
            return Some(Outcome::status(0));
        }
        return give_up(9, &format!("{program}: group '{name}' already exists"));
    }
    if let Some(gid) = gid
        && machine.accounts.group_by_id(gid).is_some()
        && !force
    {
        return give_up(4, &format!("{program}: GID '{gid}' already exists"));
    }
    let free = gid.filter(|gid| machine.accounts.group_by_id(*gid).is_none());
    let gid = free.unwrap_or_else(|| {
        if is_system {
            machine.next_system_id()
        } else {
            machine.next_group_id()
        }
    });
    machine.add_group(name, gid, call.origin());
    machine.write_account_files();
    Some(Outcome::status(0))
}

/// groupadd(8).
pub(in super::super) fn groupadd(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
    const SYNTAX: Syntax = Syntax {
        short: "fg:K:op:rU:",
        long: &[
            ("force", 'f'),
            ("gid", 'g'),
            ("system", 'r'),
            ("non-unique", 'o'),
        ],
    };
    let options = match SYNTAX.read(call) {
        Ok(options) => options,
        Err(outcome) => return Some(outcome),
    };
    if let Some(refusal) = refuse_others(call) {
        return Some(refusal);
    }
    let list = [('U', "members from the start (`-U`)")];
    tell_options(shell, call, &options, &list);
    let [name] = options.operands.as_slice() else {
        return give_up(2, "Usage: groupadd [options] GROUP");
    };
    let gid = match options.value('g').map(str::parse) {
        Some(Err(_)) => {
            let value = options.value('g').unwrap_or("");
            return give_up(3, &format!("groupadd: invalid group ID '{value}'"));
        }
        Some(Ok(gid)) => Some(gid),
        None => None,
    };
    let name = name.text.clone();
    new_group(shell, call, &name, gid, options.has('r'), options.has('f'))
}

/// Makes a user a member of a group.
fn join(shell: &mut Shell<'_>, call: &Call<'_>, user: &str, group: &str) -> Option<Outcome> {
    let program = call.name();
    let accounts = &mut shell.machine.accounts;
    if accounts.user(user).is_none() {
        return give_up(3, &format!("{program}: user '{user}' does not exist"));
    }
    if accounts.group(group).is_none() {
        return give_up(3, &format!("{program}: group '{group}' does not exist"));
    }
    accounts.add_member(group, user);
    shell.machine.write_account_files();
    Some(Outcome::status(0))
}
