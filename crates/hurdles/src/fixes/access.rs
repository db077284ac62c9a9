//! Giving somebody a right that a component of a path refuses, and opening a socket to nginx.

use hurdles_machine::{Class, Origin, Step};
use hurdles_source::Span;

use crate::facts::{Facts, Who};
use crate::fix::{Candidate, Change};
use crate::fixes::options;

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

/// Gives `who` what a step needs: by the mode, by an ACL entry, by membership of the group, by ownership.
pub(crate) fn grant(facts: &Facts, step: &Step, who: &Who) -> Vec<Candidate> {
    let node = facts.machine().node(step.node);
    let (path, name) = (&step.path, &who.name);
    let bits = plain(step.need.0);
    let group = facts.machine().accounts.group_name(node.group);
    let mut candidates = Vec::new();
    let (class, opens) = match step.class {
        Class::Owner => ('u', format!("the user {name}")),
        Class::Group => ('g', format!("the group {group}")),
        _ => ('o', "everybody on the machine".to_owned()),
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
            .opens(format!("the user {name}")),
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
            .opens(format!(
                "the user {name}, to all that the group {group} may use"
            )),
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
fn typed_mode(facts: &Facts, step: &Step, class: char) -> Option<Change> {
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
    let opens = format!("the user {name}");
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
        candidates.extend(open_socket(facts, step, who));
    }
    candidates
}

/// Lets `who` write to a socket that uWSGI makes.
pub(crate) fn open_socket(facts: &Facts, step: &Step, who: &Who) -> Vec<Candidate> {
    let machine = facts.machine();
    let node = machine.node(step.node);
    let accounts = &machine.accounts;
    let name = &who.name;
    let group = accounts.group_name(node.group);
    let own_group = accounts.group_name(who.identity.gid);
    let mut candidates = Vec::new();
    let masked = step.mask.is_some();
    // The class that counts, or will, with the mode that gives it write permission.
    let for_owner = with_mode(facts, 0o200, "600");
    let for_group = with_mode(facts, 0o020, "660");
    let for_all = with_mode(facts, 0o002, "666");
    let by_option = |title: String, changes: Vec<Change>| Candidate::new(title).with(changes);
    match step.class {
        Class::Owner => candidates.extend(for_owner.as_ref().map(|(mode, changes)| {
            by_option(
                format!("Let the owner write: `chmod-socket={mode}`"),
                changes.clone(),
            )
        })),
        Class::Group | Class::NamedUser(_) | Class::NamedGroup(_) => {
            let whom = if masked {
                format!("the user {name}")
            } else {
                format!("the group {group}")
            };
            candidates.extend(for_group.as_ref().map(|(mode, changes)| {
                by_option(
                    format!("Let the group write: `chmod-socket={mode}`"),
                    changes.clone(),
                )
                .opens(whom)
            }));
        }
        Class::Other | Class::Root => {}
    }
    if let Some(change) = typed_mode(facts, step, last_resort(step)) {
        let title = format!("Type mode {} for the socket", change.insert);
        let whom = match last_resort(step) {
            'o' => "everybody on the machine".to_owned(),
            'g' => format!("the group {group}"),
            _ => format!("the user {name}"),
        };
        candidates.push(Candidate::new(title).with([change]).opens(whom));
    }
    candidates.extend(by_group(facts, step, who, &group, &own_group));
    if let Some((mode, changes)) = &for_all {
        candidates.push(
            by_option(
                format!("Let everybody write: `chmod-socket={mode}`"),
                changes.clone(),
            )
            .opens("everybody on the machine"),
        );
    }
    if let Some((directory, _)) = step
        .path
        .rsplit_once('/')
        .filter(|(directory, _)| !directory.is_empty())
    {
        let entry = Candidate::new(format!(
            "Give `{name}` an ACL entry on what is made in the directory"
        ))
        .setup(format!("setfacl -m u:{name}:x,d:u:{name}:rw {directory}"))
        .opens(format!("the user {name}"));
        let masked = for_group.map(|(_, changes)| entry.clone().with(changes));
        candidates.push(entry);
        candidates.extend(masked);
    }
    candidates.push(
        Candidate::new("Change the mode by hand once uWSGI runs")
            .after(format!("chmod {}+w {}", last_resort(step), step.path))
            .opens("everybody on the machine"),
    );
    candidates
}

fn last_resort(step: &Step) -> char {
    match step.class {
        Class::Owner => 'u',
        Class::Group | Class::NamedGroup(_) | Class::NamedUser(_) => 'g',
        Class::Other | Class::Root => 'o',
    }
}

/// Ways for nginx's user to become one of the socket's group.
fn by_group(facts: &Facts, step: &Step, who: &Who, group: &str, own_group: &str) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    if step.class != Class::Other {
        return candidates;
    }
    let name = &who.name;
    let node = facts.machine().node(step.node);
    let writes = node.mode & 0o020 != 0;
    let mode = if writes {
        None
    } else {
        with_mode(facts, 0o020, "660")
    };
    let and_mode = |candidate: Candidate| match &mode {
        Some((_, changes)) => candidate.with(changes.clone()),
        None => candidate,
    };
    let suffix = mode
        .as_ref()
        .map(|(mode, _)| format!(" and `chmod-socket={mode}`"))
        .unwrap_or_default();
    let is_root = facts.starter().identity.is_root();
    let same_place = |changes: &[Change]| {
        // Two options added at one place become one change.
        mode.iter()
            .flat_map(|(_, other)| other)
            .any(|change| changes.iter().any(|own| own.span == change.span))
    };
    let join = |title: String, changes: Vec<Change>| {
        if same_place(&changes) {
            let mut joined = changes;
            if let (Some(first), Some((_, others))) = (joined.first_mut(), &mode) {
                for other in others.iter().filter(|other| other.span == first.span) {
                    first.insert.push_str(&other.insert);
                }
            }
            Candidate::new(title).with(joined)
        } else {
            and_mode(Candidate::new(title).with(changes))
        }
    };
    if is_root {
        if facts.option("uid").is_some() || facts.option("gid").is_some() {
            candidates.extend(options::set(facts, "gid", own_group).map(|changes| {
                join(
                    format!("Give the socket nginx's group: `gid={own_group}`{suffix}"),
                    changes,
                )
                .opens(format!("the group {own_group}"))
            }));
        }
        let owner = facts.machine().accounts.user_name(node.owner);
        let value = format!("{owner}:{own_group}");
        candidates.extend(options::set(facts, "chown-socket", &value).map(|changes| {
            join(
                format!("Give the socket away: `chown-socket={value}`{suffix}"),
                changes,
            )
            .opens(format!("the group {own_group}"))
        }));
    }
    if group != "root" {
        candidates.push(
            and_mode(Candidate::new(format!(
                "Make `{name}` a member of the group `{group}`{suffix}"
            )))
            .setup(format!("usermod -aG {group} {name}"))
            .opens(format!(
                "the user {name}, to all that the group {group} may use"
            )),
        );
    }
    candidates
}

/// The changes that give `chmod-socket` some more bits, and the mode that comes of it.
fn with_mode(facts: &Facts, bits: u16, fresh: &str) -> Option<(String, Vec<Change>)> {
    let written = facts
        .option("chmod-socket")
        .and_then(|option| option.value.as_ref());
    let mode = match written.and_then(|value| u16::from_str_radix(&value.text, 8).ok()) {
        Some(mode) => format!("{:03o}", mode | bits),
        None => fresh.to_owned(),
    };
    if written.is_some_and(|value| value.text == mode) {
        return None;
    }
    let changes = options::set(facts, "chmod-socket", &mode)?;
    Some((mode, changes))
}

/// Opens the socket by its mode instead of giving it away.
pub(crate) fn replace_chown_by_chmod(facts: &Facts) -> Option<Candidate> {
    let option = facts.option("chown-socket")?;
    let key = option.key.span?;
    let value = option
        .value
        .as_ref()?
        .span
        .filter(|value| value.source == key.source)?;
    let span = Span::new(key.source, key.range().start, value.range().end);
    let dashes = facts.text(key).starts_with('-');
    let text = if dashes {
        "--chmod-socket=666"
    } else {
        "chmod-socket = 666"
    };
    let title = "Open the socket by its mode instead: `chmod-socket=666`";
    let candidate =
        match options::removal(facts, option).filter(|_| facts.option("chmod-socket").is_some()) {
            Some(removal) => {
                let (_, changes) = with_mode(facts, 0o006, "666")?;
                Candidate::new(title).with([removal]).with(changes)
            }
            None => Candidate::new(title).replace(span, text),
        };
    Some(candidate.opens("everybody on the machine"))
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
        .opens(format!("the group {group}")),
        Candidate::new(format!("Give `{}` to `{owner}`", facts.short(directory)))
            .setup(format!("chown -R {owner} {directory}"))
            .opens(format!("the user {owner}")),
    ]
}
