//! useradd, adduser, groupadd, usermod, gpasswd, deluser, id, groups and getent.

use super::super::Outcome;
use super::super::run::{Call, Shell};
use super::options::{Options, Saying, Syntax, usage};
use crate::Machine;

/// A line with which a program gives up.
fn give_up(status: i32, line: &str) -> Option<Outcome> {
    let mut saying = Saying::default();
    saying.error(line);
    saying.status = status;
    Some(saying.outcome())
}

/// Whether only root may go on; the words are those of shadow.
fn refuse_others(call: &Call<'_>) -> Option<Outcome> {
    if call.context.identity.is_root() {
        return None;
    }
    let name = call.name();
    give_up(
        1,
        &format!("{name}: Permission denied.\n{name}: cannot lock /etc/passwd; try again later."),
    )
}

/// What a new account gets beyond the defaults.
#[derive(Default)]
struct NewUser {
    uid: Option<u32>,
    group: Option<String>,
    home: Option<String>,
    shell: Option<String>,
    supplementary: Vec<String>,
    makes_home: bool,
    own_group: bool,
    is_system: bool,
}

/// Adds a user as useradd(8) does; an error is its line and status.
fn add_user(
    shell: &mut Shell<'_>,
    call: &Call<'_>,
    name: &str,
    new: &NewUser,
) -> Result<(), (i32, String)> {
    let program = call.name();
    let machine = &mut *shell.machine;
    if machine.accounts.user(name).is_some() {
        return Err((9, format!("{program}: user '{name}' already exists")));
    }
    let gid = match &new.group {
        Some(group) => Some(
            machine
                .accounts
                .group_id(group)
                .ok_or_else(|| (6, format!("{program}: group '{group}' does not exist")))?,
        ),
        None if new.own_group && machine.accounts.group(name).is_some() => {
            let line = format!(
                "{program}: group {name} exists - if you want to add this user to that group, use -g."
            );
            return Err((9, line));
        }
        // Without a group of its own a user gets `users` (useradd(8), "-N").
        None if !new.own_group => Some(100),
        None => None,
    };
    for group in &new.supplementary {
        if machine.accounts.group(group).is_none() {
            return Err((6, format!("{program}: group '{group}' does not exist")));
        }
    }
    if let Some(uid) = new.uid
        && machine.accounts.user_by_id(uid).is_some()
    {
        return Err((4, format!("{program}: UID {uid} is not unique")));
    }
    let uid = match new.uid {
        Some(uid) => uid,
        None => free_id(machine, program, new.is_system),
    };
    let gid = gid.unwrap_or_else(|| {
        let free = machine.accounts.group_by_id(uid).is_none();
        let gid = match (free, new.is_system) {
            (true, _) => uid,
            (false, true) => machine.lowest_free_id(100),
            (false, false) => machine.next_group_id(),
        };
        machine.add_group(name, gid, call.origin());
        gid
    });
    let home = new.home.clone().unwrap_or_else(|| format!("/home/{name}"));
    machine.accounts.users.push(crate::User {
        name: name.to_owned(),
        uid,
        gid,
        home,
        shell: new.shell.clone().unwrap_or_else(|| "/bin/sh".to_owned()),
        origin: call.origin(),
    });
    let facts = crate::stock::facts(&machine.system);
    // Debian's adduser puts people into further groups since Debian 12 (adduser.conf(5), ADD_EXTRA_GROUPS).
    let extra = facts.filter(|_| program == "adduser" && !new.is_system);
    let extra = extra.map_or("", |facts| facts.adduser_extra_groups);
    let supplementary = new.supplementary.iter().map(String::as_str);
    for group in supplementary.chain(extra.split_whitespace()) {
        machine.accounts.add_member(group, name);
    }
    machine.write_account_files();
    if new.makes_home {
        let mode = facts.map_or(0o755, |facts| match program {
            "adduser" => facts.adduser_home_mode,
            _ => facts.useradd_home_mode,
        });
        machine.make_home(name, mode, call.origin());
    }
    Ok(())
}

/// The id of a new user: shadow takes the next after the highest, or for systems the highest free one; adduser the lowest.
fn free_id(machine: &Machine, program: &str, is_system: bool) -> u32 {
    match (program == "adduser", is_system) {
        (true, true) => {
            let mut ids = 100..1000;
            let is_free = |id: &u32| machine.accounts.user_by_id(*id).is_none();
            ids.find(is_free).unwrap_or(999)
        }
        (true, false) => machine.lowest_free_id(1000),
        (false, true) => machine.next_system_id(),
        (false, false) => machine.next_user_id(),
    }
}

/// useradd(8).
pub(super) fn useradd(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
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

fn comma_list(value: Option<&str>) -> Vec<String> {
    let names = value
        .unwrap_or("")
        .split(',')
        .filter(|name| !name.is_empty());
    names.map(str::to_owned).collect()
}

/// adduser(8) and addgroup(8), Debian's own: a home, bash, a group of the same name; with two names, a new member.
pub(super) fn adduser(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
    const SYNTAX: Syntax = Syntax {
        short: "rqhs:d:u:g:i:G:c:mHMpD",
        long: &[
            ("system", 'r'),
            ("quiet", 'q'),
            ("disabled-password", 'p'),
            ("disabled-login", 'p'),
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
        return join(shell, call, user, group);
    }
    let [name] = names.as_slice() else {
        return give_up(1, &format!("{program}: Only one or two names allowed."));
    };
    let is_group = program == "addgroup" || options.has('m') && !options.has('r');
    if is_group {
        let gid = options.value('g').and_then(|gid| gid.parse().ok());
        return new_group(shell, call, name, gid, options.has('r'), false);
    }
    let is_system = options.has('r');
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
pub(super) fn groupadd(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
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

/// usermod(8).
pub(super) fn usermod(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
    const SYNTAX: Syntax = Syntax {
        short: "ac:d:e:f:g:G:l:Lmop:rR:s:u:Uv:w:",
        long: &[
            ("append", 'a'),
            ("groups", 'G'),
            ("gid", 'g'),
            ("home", 'd'),
            ("move-home", 'm'),
            ("shell", 's'),
            ("uid", 'u'),
            ("login", 'l'),
            ("lock", 'L'),
            ("unlock", 'U'),
            ("remove", 'r'),
        ],
    };
    let options = match SYNTAX.read(call) {
        Ok(options) => options,
        Err(outcome) => return Some(outcome),
    };
    if let Some(refusal) = refuse_others(call) {
        return Some(refusal);
    }
    let [name] = options.operands.as_slice() else {
        return give_up(2, "Usage: usermod [options] LOGIN");
    };
    let name = name.text.as_str();
    if shell.machine.accounts.user(name).is_none() {
        return give_up(6, &format!("usermod: user '{name}' does not exist"));
    }
    let wanted = comma_list(options.value('G'));
    for group in wanted.iter().map(String::as_str).chain(options.value('g')) {
        if shell.machine.accounts.group_id(group).is_none() {
            return give_up(6, &format!("usermod: group '{group}' does not exist"));
        }
    }
    change_user(shell.machine, call, name, &options, &wanted);
    Some(Outcome::status(0))
}

fn change_user(
    machine: &mut Machine,
    call: &Call<'_>,
    name: &str,
    options: &Options,
    wanted: &[String],
) {
    let accounts = &mut machine.accounts;
    if options.has('G') {
        if !options.has('a') && !options.has('r') {
            // Without `-a` the user leaves every group that is not named.
            for group in &mut accounts.groups {
                if !wanted.contains(&group.name) {
                    group.members.retain(|member| member != name);
                }
            }
        }
        for group in wanted {
            if options.has('r') {
                accounts.remove_member(group, name);
            } else {
                accounts.add_member(group, name);
            }
        }
    }
    let gid = options
        .value('g')
        .and_then(|group| accounts.group_id(group));
    if let Some(user) = accounts.users.iter_mut().find(|user| user.name == name) {
        user.gid = gid.unwrap_or(user.gid);
        if let Some(uid) = options.value('u').and_then(|uid| uid.parse().ok()) {
            user.uid = uid;
        }
        if let Some(home) = options.value('d') {
            home.clone_into(&mut user.home);
        }
        if let Some(login_shell) = options.value('s') {
            login_shell.clone_into(&mut user.shell);
        }
        if let Some(login) = options.value('l') {
            login.clone_into(&mut user.name);
        }
        user.origin = call.origin();
    }
    machine.write_account_files();
}

/// gpasswd(1): `-a` and `-d`.
pub(super) fn gpasswd(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
    const SYNTAX: Syntax = Syntax {
        short: "a:d:rRA:M:",
        long: &[("add", 'a'), ("delete", 'd'), ("members", 'M')],
    };
    let options = match SYNTAX.read(call) {
        Ok(options) => options,
        Err(outcome) => return Some(outcome),
    };
    let group = options
        .operands
        .first()
        .map_or("", |word| word.text.as_str());
    let accounts = &mut shell.machine.accounts;
    if accounts.group(group).is_none() {
        return give_up(
            1,
            &format!("gpasswd: group '{group}' does not exist in /etc/group"),
        );
    }
    if !call.context.identity.is_root() {
        return give_up(1, "gpasswd: Permission denied.");
    }
    let mut saying = Saying::default();
    if let Some(user) = options.value('a') {
        if accounts.user(user).is_none() {
            return give_up(3, &format!("gpasswd: user '{user}' does not exist"));
        }
        accounts.add_member(group, user);
        saying.out = format!("Adding user {user} to group {group}\n");
    } else if let Some(user) = options.value('d') {
        let is_member = accounts
            .group(group)
            .is_some_and(|group| group.members.iter().any(|member| member == user));
        if !is_member {
            return give_up(
                3,
                &format!("gpasswd: user '{user}' is not a member of '{group}'"),
            );
        }
        accounts.remove_member(group, user);
        saying.out = format!("Removing user {user} from group {group}\n");
    } else if let Some(members) = options.value('M') {
        let members = comma_list(Some(members));
        if let Some(group) = accounts.groups.iter_mut().find(|known| known.name == group) {
            group.members = members;
        }
    }
    shell.machine.write_account_files();
    Some(saying.outcome())
}

/// userdel, deluser, groupdel and delgroup; `deluser USER GROUP` takes the user out of the group.
pub(super) fn delete(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
    const SYNTAX: Syntax = Syntax {
        short: "frqZ",
        long: &[
            ("remove", 'r'),
            ("remove-home", 'r'),
            ("force", 'f'),
            ("quiet", 'q'),
            ("system", 'q'),
            ("group", 'q'),
        ],
    };
    let options = match SYNTAX.read(call) {
        Ok(options) => options,
        Err(outcome) => return Some(outcome),
    };
    if let Some(refusal) = refuse_others(call) {
        return Some(refusal);
    }
    let program = call.name();
    let names: Vec<&str> = options
        .operands
        .iter()
        .map(|word| word.text.as_str())
        .collect();
    let accounts = &mut shell.machine.accounts;
    match names.as_slice() {
        [user, group] => accounts.remove_member(group, user),
        [group] if program.contains("group") => {
            if accounts.group(group).is_none() {
                return give_up(6, &format!("{program}: group '{group}' does not exist"));
            }
            accounts.groups.retain(|known| known.name != **group);
        }
        [user] => {
            let Some(account) = accounts.user(user).cloned() else {
                return give_up(6, &format!("{program}: user '{user}' does not exist"));
            };
            accounts.users.retain(|known| known.name != **user);
            for group in &mut accounts.groups {
                group.members.retain(|member| member != user);
            }
            // The user's own group goes too where it is nobody else's (userdel(8)).
            let is_used = accounts.users.iter().any(|other| other.gid == account.gid);
            accounts
                .groups
                .retain(|group| group.name != **user || is_used || !group.members.is_empty());
            if options.has('r') {
                let _ = shell.machine.erase(&account.home);
            }
        }
        _ => return Some(usage(program, "missing operand")),
    }
    shell.machine.write_account_files();
    Some(Outcome::status(0))
}

/// id(1).
pub(super) fn id(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
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
pub(super) fn whoami(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
    let name = shell.machine.accounts.user_name(call.context.identity.uid);
    let saying = Saying::output(format!("{name}\n"));
    Some(saying.outcome())
}

/// groups(1).
pub(super) fn groups(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
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
pub(super) fn getent(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
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
