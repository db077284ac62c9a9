//! As whom the workers run (`ngx_worker_process_init`, os/unix/ngx_process_cycle.c).

use hurdles_machine::{Context, Identity, Machine};

use super::main_directive;
use crate::configuration::Configuration;
use crate::problem::{Problem, ProblemKind};

/// The user and group of the workers, groups as `/etc/group` has them now (`initgroups`).
pub(crate) fn worker_identity(
    machine: &Machine,
    context: &Context,
    configuration: &Configuration,
) -> Result<(Identity, String), Problem> {
    let by_id = |uid| machine.accounts.user_by_id(uid);
    if !context.identity.is_root() {
        let user = by_id(context.identity.uid);
        let name = user.map_or_else(String::new, |user| user.name.clone());
        return Ok((context.identity.clone(), name));
    }
    let directive = main_directive(configuration, "user");
    let name = directive
        .and_then(|directive| directive.argument(0))
        .unwrap_or("nobody");
    let group = match directive {
        Some(directive) => directive.argument(1).unwrap_or(name),
        None => "nogroup",
    };
    let accounts = &machine.accounts;
    let Some(user) = accounts.user(name) else {
        let kind = ProblemKind::GetPwNam(name.to_owned());
        return Err(Problem::emerg(kind, None));
    };
    let Some(gid) = accounts.group(group).map(|group| group.gid) else {
        let kind = ProblemKind::GetGrNam(group.to_owned());
        return Err(Problem::emerg(kind, None));
    };
    let mut groups: Vec<u32> = accounts
        .groups
        .iter()
        .filter(|group| group.members.iter().any(|member| member == name))
        .map(|group| group.gid)
        .chain([gid])
        .collect();
    groups.sort_unstable();
    groups.dedup();
    let identity = Identity {
        uid: user.uid,
        gid,
        groups,
        view: context.identity.view.clone(),
    };
    Ok((identity, name.to_owned()))
}
