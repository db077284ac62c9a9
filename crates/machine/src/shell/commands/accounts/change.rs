//! usermod, gpasswd and the programs that delete accounts.

use super::super::super::Outcome;
use super::super::super::run::{Call, Shell};
use super::super::options::{Options, Saying, Syntax, usage};
use super::super::processes::{not_simulated, tell_options};
use super::{comma_list, give_up, refuse_others};
use crate::Machine;

/// usermod(8).
pub(in super::super) fn usermod(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
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
    let list = [
        ('g', "giving the files in the home to the new group (`-g`)"),
        ('u', "giving the files in the home to the new id (`-u`)"),
        ('m', "moving the home (`-m`)"),
    ];
    tell_options(shell, call, &options, &list);
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
pub(in super::super) fn gpasswd(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
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
pub(in super::super) fn delete(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
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
    if program == "deluser" && options.has('r') {
        not_simulated(shell, call, "`--remove-home`, which needs perl");
    }
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
            let gid = accounts.group_id(group);
            let is_primary = |user: &&crate::User| Some(user.gid) == gid;
            if let Some(user) = accounts.users.iter().find(is_primary) {
                let user = &user.name;
                let line = format!("{program}: cannot remove the primary group of user '{user}'");
                return give_up(8, &line);
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
