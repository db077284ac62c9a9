//! Permission walks: nginx's worker to the socket or file, uWSGI to the place of its socket or into its directory.

use hurdles_machine::{Bits, Class, Errno, Identity, Machine, Step, Walk};
use hurdles_nginx::event::{AttemptEnd, Event};
use hurdles_uwsgi::{Event as UwsgiEvent, ExitCause};

use super::{Counting, PermissionWalk, WalkRow, finding_at};
use crate::report::{Report, Stage};
use crate::trace::Trace;

/// All walks that tell something about this run.
pub(super) fn of(trace: &Trace, report: &Report) -> Vec<PermissionWalk> {
    let mut walks = uwsgi(trace, report);
    walks.extend(nginx(trace, report));
    walks
}

fn uwsgi(trace: &Trace, report: &Report) -> Vec<PermissionWalk> {
    let events = trace.uwsgi_events();
    events
        .filter_map(|(_, event)| {
            let (stage, identity, path, walk) = match event {
                UwsgiEvent::BindFailed(failure) => (
                    Stage::Bind,
                    &failure.identity,
                    &failure.bound,
                    failure.walk.as_ref()?,
                ),
                UwsgiEvent::Exit {
                    cause:
                        ExitCause::Chdir {
                            path,
                            walk,
                            identity,
                            ..
                        },
                    ..
                } => (Stage::Privileges, identity, &path.text, walk),
                _ => return None,
            };
            let who = format!("uWSGI, {}", named(&trace.started, identity));
            Some(table(
                &trace.started,
                finding_at(report, stage),
                who,
                path,
                walk,
            ))
        })
        .collect()
}

fn nginx(trace: &Trace, report: &Report) -> Vec<PermissionWalk> {
    let machine = &trace.machine;
    let Some(server) = &trace.nginx.server else {
        return Vec::new();
    };
    let worker = |identity| format!("nginx's worker, {}", named(machine, identity));
    let mut walks = Vec::new();
    for event in &trace.response.events {
        match event {
            Event::Passed(passed) => {
                let finding = finding_at(report, Stage::Connect);
                for attempt in &passed.attempts {
                    let Some(path) = attempt.address.strip_prefix("unix:") else {
                        continue;
                    };
                    let refused = matches!(attempt.end, AttemptEnd::NotConnected(_));
                    let walk = match &attempt.walk {
                        Some(walk) if refused => walk.clone(),
                        _ => machine.walk(&passed.identity, "/", path, Bits::WRITE),
                    };
                    let who = worker(&passed.identity);
                    walks.push(table(machine, finding, who, path, &walk));
                }
            }
            Event::File {
                path,
                walk,
                errno: Some(_),
                ..
            } => {
                let finding =
                    finding_at(report, Stage::Response).or(finding_at(report, Stage::Routing));
                walks.push(table(machine, finding, worker(&server.worker), path, walk));
            }
            _ => {}
        }
    }
    walks
}

/// The names behind the numbers.
fn named(machine: &Machine, identity: &Identity) -> String {
    let accounts = &machine.accounts;
    let mut groups = vec![accounts.group_name(identity.gid)];
    for gid in &identity.groups {
        let name = accounts.group_name(*gid);
        if !groups.contains(&name) {
            groups.push(name);
        }
    }
    let plural = if groups.len() == 1 { "" } else { "s" };
    format!(
        "`{}` (group{plural} `{}`)",
        accounts.user_name(identity.uid),
        groups.join("`, `")
    )
}

fn table(
    machine: &Machine,
    finding: Option<usize>,
    who: String,
    path: &str,
    walk: &Walk,
) -> PermissionWalk {
    let mut rows: Vec<WalkRow> = walk.steps.iter().map(|step| row(machine, step)).collect();
    if let Some(missing) = &walk.missing {
        rows.push(WalkRow {
            component: last_component(missing),
            path: missing.clone(),
            mode: String::new(),
            owner: String::new(),
            group: String::new(),
            counts: Counting::Nothing,
            needs: '-',
            acl: None,
            granted: false,
        });
    }
    let end = match (walk.end, &walk.missing, walk.steps.last()) {
        (Ok(_), ..) => "everything that is needed is given".to_owned(),
        (Err(Errno::NotFound), Some(missing), _) => format!("`{missing}` does not exist"),
        (Err(Errno::AccessDenied), _, Some(step)) => {
            format!("`{}` lacks `{}` here", step.path, letter(lacking(step)))
        }
        (Err(errno), ..) => errno.to_string(),
    };
    PermissionWalk {
        finding,
        who,
        path: path.to_owned(),
        rows,
        end,
    }
}

fn row(machine: &Machine, step: &Step) -> WalkRow {
    let node = machine.node(step.node);
    let accounts = &machine.accounts;
    let bits = |bits: Bits| {
        let letters = [(4, 'r'), (2, 'w'), (1, 'x')];
        let shown = letters.map(|(bit, letter)| if bits.0 & bit == 0 { '-' } else { letter });
        shown.iter().collect::<String>()
    };
    let entry = match &step.class {
        Class::NamedUser(uid) => Some(format!("user:{}", accounts.user_name(*uid))),
        Class::NamedGroup(gid) => Some(format!("group:{}", accounts.group_name(*gid))),
        Class::Group if step.mask.is_some() => Some("group:".to_owned()),
        _ => None,
    };
    WalkRow {
        component: last_component(&step.path),
        path: step.path.clone(),
        mode: node.mode_text(),
        owner: accounts.user_name(node.owner),
        group: accounts.group_name(node.group),
        counts: match step.class {
            Class::Root => Counting::Nothing,
            Class::Owner => Counting::Owner,
            Class::NamedUser(_) | Class::NamedGroup(_) => Counting::Acl,
            Class::Group if step.mask.is_some() => Counting::Acl,
            Class::Group => Counting::Group,
            Class::Other => Counting::Other,
        },
        needs: letter(step.need),
        acl: entry.map(|entry| {
            let mask = step.mask.map_or_else(String::new, bits);
            (format!("{entry}:{}", bits(step.has)), mask)
        }),
        granted: step.granted,
    }
}

/// The bits that are needed and not given.
fn lacking(step: &Step) -> Bits {
    let mask = step.mask.map_or(7, |mask| mask.0);
    Bits(step.need.0 & !(step.has.0 & mask))
}

/// One letter for what is needed: writing tells more than searching.
fn letter(bits: Bits) -> char {
    let letters = [(2, 'w'), (4, 'r'), (1, 'x')];
    let found = letters.into_iter().find(|(bit, _)| bits.0 & bit != 0);
    found.map_or('-', |(_, letter)| letter)
}

fn last_component(path: &str) -> String {
    match path.rsplit('/').next() {
        Some("") | None => "/".to_owned(),
        Some(name) => name.to_owned(),
    }
}
