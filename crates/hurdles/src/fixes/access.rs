//! Giving somebody a right that a component of a path refuses, and opening a socket to nginx.

use hurdles_machine::{Class, Origin, Step};

use crate::facts::{Facts, Who};
use crate::fix::{Candidate, Change, Opens};
use crate::fixes::opening;

/// `rwx` with dashes for what is lacking.
pub(crate) fn letters(bits: u8) -> String {
    [(4, 'r'), (2, 'w'), (1, 'x')]
        .into_iter()
        .map(|(bit, letter)| if bits & bit != 0 { letter } else { '-' })
        .collect()
}

/// The letters of bits alone, as chmod(1) takes them.
fn plain(bits: u8) -> String {
    letters(bits).replace('-', "")
}

/// Directories that belong to everybody: who may make files there is not changed for the sake of one app.
const SHARED: &[&str] = &[
    "/",
    "/bin",
    "/boot",
    "/dev",
    "/dev/shm",
    "/etc",
    "/home",
    "/lib",
    "/mnt",
    "/opt",
    "/run",
    "/run/lock",
    "/sbin",
    "/srv",
    "/tmp",
    "/usr",
    "/usr/bin",
    "/usr/lib",
    "/var",
    "/var/lib",
    "/var/lock",
    "/var/log",
    "/var/run",
    "/var/tmp",
];

/// Whether a directory belongs to everybody.
pub(super) fn is_shared(directory: &str) -> bool {
    SHARED.contains(&directory)
}

/// Gives `who` what a step needs: by the mode, by an ACL entry, by membership of the group, by ownership.
pub(crate) fn grant(facts: &Facts, step: &Step, who: &Who) -> Vec<Candidate> {
    let (path, name) = (&step.path, &who.name);
    if step.need.0 & 2 != 0 && is_shared(path) {
        return Vec::new();
    }
    let node = facts.machine().node(step.node);
    let bits = plain(step.need.0);
    let group = facts.machine().accounts.group_name(node.group);
    let mut candidates = Vec::new();
    let (class, opens) = match step.class {
        Class::Owner => ('u', Opens::User(name.clone())),
        Class::Group => ('g', Opens::Group(group.clone())),
        _ => ('o', Opens::Everybody),
    };
    if matches!(step.class, Class::Owner | Class::Group | Class::Other) {
        let shown = facts.short(path);
        if let Some(change) = typed_mode(facts, step, class) {
            let title = format!("Type mode {} for `{shown}`", change.insert);
            candidates.push(Candidate::new(title).with([change]).opens(opens.clone()));
        }
        let title = format!("Add `{bits}` for {} on `{shown}`", class_name(class));
        candidates.push(
            Candidate::new(title)
                .setup(format!("chmod {class}+{bits} {path}"))
                .opens(opens),
        );
    }
    let shown = facts.short(path);
    candidates.push(
        Candidate::new(format!("Let `{name}` alone in: an ACL entry on `{shown}`"))
            .setup(format!(
                "setfacl -m u:{name}:{} {path}",
                letters(step.need.0)
            ))
            .opens(Opens::User(name.clone())),
    );
    let group_bits = u8::try_from((node.mode >> 3) & 7).unwrap_or(0);
    if step.class == Class::Other
        && node.acl.is_none()
        && group != "root"
        && group_bits & step.need.0 == step.need.0
    {
        candidates.push(
            Candidate::new(format!(
                "Make `{name}` a member of the group `{}`",
                facts.short(&group)
            ))
            .setup(format!("usermod -aG {group} {name}"))
            .opens(Opens::Member {
                user: name.clone(),
                group: group.clone(),
            }),
        );
    }
    candidates
}

fn class_name(class: char) -> &'static str {
    match class {
        'u' => "the owner",
        'g' => "the group",
        _ => "others",
    }
}

/// The octal mode of a typed `chmod` with the needed bits added.
pub(super) fn typed_mode(facts: &Facts, step: &Step, class: char) -> Option<Change> {
    let Origin::Typed(span) = facts.machine().node(step.node).origin else {
        return None;
    };
    let shift = match class {
        'u' => 6,
        'g' => 3,
        _ => 0,
    };
    let text = facts.text(span);
    let at = text.find("chmod ")? + "chmod ".len();
    let rest = text.get(at..)?;
    let digits = rest.chars().take_while(char::is_ascii_digit).count();
    let mode = u16::from_str_radix(rest.get(..digits)?, 8).ok()?;
    let widened = mode | (u16::from(step.need.0) << shift);
    (digits >= 3 && widened != mode).then(|| Change {
        span: span.part(at, at + digits),
        insert: format!("{widened:0digits$o}"),
    })
}

/// Makes an ACL's mask give what an entry holds.
pub(crate) fn widen_mask(facts: &Facts, step: &Step, who: &Who) -> Vec<Candidate> {
    let (path, name) = (&step.path, &who.name);
    let opens = Opens::User(name.clone());
    let mut candidates = Vec::new();
    if facts.is_directory(step) {
        let as_group = Step {
            class: Class::Group,
            ..step.clone()
        };
        if let Some(change) = typed_mode(facts, &as_group, 'g') {
            let title = format!("Leave the mask its bits: mode {}", change.insert);
            candidates.push(Candidate::new(title).with([change]).opens(opens.clone()));
        }
        candidates.push(
            Candidate::new(format!("Set the entry again on `{}`", facts.short(path)))
                .setup(format!(
                    "setfacl -m u:{name}:{} {path}",
                    letters(step.has.0)
                ))
                .opens(opens.clone()),
        );
        candidates.push(
            Candidate::new("Give the mask the bits that are needed")
                .setup(format!("chmod g+{} {path}", plain(step.need.0)))
                .opens(opens),
        );
    } else {
        candidates.extend(opening::open_socket(facts, step, who));
    }
    candidates
}

/// Gives a file and the directories above it that refuse to a group of `who`.
pub(crate) fn give_group(facts: &Facts, path: &str, who: &Who) -> Vec<Candidate> {
    let group = facts.machine().accounts.group_name(who.identity.gid);
    let directory = path
        .rsplit_once('/')
        .map_or("/", |(directory, _)| directory);
    let owner = &who.name;
    vec![
        Candidate::new(format!(
            "Give `{}` to the group `{group}`",
            facts.short(directory)
        ))
        .setup(format!("chgrp -R {group} {directory}"))
        .opens(Opens::Group(group.clone())),
        Candidate::new(format!("Give `{}` to `{owner}`", facts.short(directory)))
            .setup(format!("chown -R {owner} {directory}"))
            .opens(Opens::User(owner.clone())),
    ]
}
