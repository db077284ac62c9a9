//! Users and groups: what the account programs share.

mod change;
mod make;
mod tell;

use super::super::Outcome;
use super::super::run::{Call, Shell};
use super::options::Saying;
use crate::Machine;
pub(super) use change::{delete, gpasswd, usermod};
pub(super) use make::{adduser, groupadd, useradd};
pub(super) use tell::{getent, groups, id, whoami};

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

fn comma_list(value: Option<&str>) -> Vec<String> {
    let names = value
        .unwrap_or("")
        .split(',')
        .filter(|name| !name.is_empty());
    names.map(str::to_owned).collect()
}

/// Adds a user as useradd(8) does; an error is its status and line.
fn add_user(
    shell: &mut Shell<'_>,
    call: &Call<'_>,
    name: &str,
    new: &NewUser,
) -> Result<(), (i32, String)> {
    let program = call.name();
    let machine = &mut *shell.machine;
    let gid = check_user(machine, program, name, new)?;
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

/// Whether a user may be added so; the primary group where it is not to be made.
fn check_user(
    machine: &Machine,
    program: &str,
    name: &str,
    new: &NewUser,
) -> Result<Option<u32>, (i32, String)> {
    let accounts = &machine.accounts;
    let no_group = |group: &str| (6, format!("{program}: group '{group}' does not exist"));
    if accounts.user(name).is_some() {
        return Err((9, format!("{program}: user '{name}' already exists")));
    }
    let gid = match &new.group {
        Some(group) => Some(accounts.group_id(group).ok_or_else(|| no_group(group))?),
        None if new.own_group && accounts.group(name).is_some() => {
            let line = format!(
                "{program}: group {name} exists - if you want to add this user to that group, use -g."
            );
            return Err((9, line));
        }
        // Without a group of its own a user gets `users` (useradd(8), "-N").
        None if !new.own_group => Some(100),
        None => None,
    };
    if let Some(group) = new
        .supplementary
        .iter()
        .find(|group| accounts.group(group).is_none())
    {
        return Err(no_group(group));
    }
    match new.uid {
        Some(uid) if accounts.user_by_id(uid).is_some() => {
            Err((4, format!("{program}: UID {uid} is not unique")))
        }
        _ => Ok(gid),
    }
}
