//! Opening a socket that uWSGI makes to nginx: by its mode, its group, its owner, an ACL.

use hurdles_machine::{Class, Step};
use hurdles_source::Span;

use crate::facts::{Facts, Who};
use crate::fix::{Candidate, Change, Opens};
use crate::fixes::access::{is_shared, typed_mode};
use crate::fixes::{options, unit};

/// Lets `who` write to a socket that uWSGI makes.
pub(crate) fn open_socket(facts: &Facts, step: &Step, who: &Who) -> Vec<Candidate> {
    let group = facts
        .machine()
        .accounts
        .group_name(facts.machine().node(step.node).group);
    let mut candidates = by_class(facts, step, who, &group);
    candidates.extend(by_group(facts, step, who, &group));
    if let Some((mode, changes)) = with_mode(facts, 0o002, "666") {
        let title = format!("Let everybody write: `chmod-socket={mode}`");
        candidates.push(Candidate::new(title).with(changes).opens(Opens::Everybody));
    }
    candidates.extend(by_entry(facts, step, who));
    candidates.push(
        Candidate::new("Change the mode by hand once uWSGI runs")
            .after(format!("chmod {}+w {}", class_letter(step), step.path))
            .opens(class_name(step, who, &group)),
    );
    candidates
}

/// The letter that chmod(1) has for the class that counts.
fn class_letter(step: &Step) -> char {
    match step.class {
        Class::Owner => 'u',
        Class::Group | Class::NamedGroup(_) | Class::NamedUser(_) => 'g',
        Class::Other | Class::Root => 'o',
    }
}

/// Who gains access when the bits of that class are widened.
fn class_name(step: &Step, who: &Who, group: &str) -> Opens {
    match class_letter(step) {
        'o' => Opens::Everybody,
        'g' if step.mask.is_none() => Opens::Group(group.to_owned()),
        _ => Opens::User(who.name.clone()),
    }
}

/// Write permission for the class that counts already, in uWSGI's option or in a typed `chmod`.
fn by_class(facts: &Facts, step: &Step, who: &Who, group: &str) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    let (changed, whom) = match class_letter(step) {
        'u' => (with_mode(facts, 0o200, "600"), "owner"),
        'g' => (with_mode(facts, 0o020, "660"), "group"),
        _ => (None, "others"),
    };
    if let Some((mode, changes)) = changed {
        let title = format!("Let the {whom} write: `chmod-socket={mode}`");
        let candidate = Candidate::new(title).with(changes);
        let opens = class_name(step, who, group);
        candidates.push(if whom == "owner" {
            candidate
        } else {
            candidate.opens(opens)
        });
    }
    if let Some(change) = typed_mode(facts, step, class_letter(step)) {
        let title = format!("Type mode {} for the socket", change.insert);
        let candidate = Candidate::new(title).with([change]);
        candidates.push(candidate.opens(class_name(step, who, group)));
    }
    candidates
}

/// An ACL entry that the socket inherits from its directory, with a mask that lets it through.
fn by_entry(facts: &Facts, step: &Step, who: &Who) -> Vec<Candidate> {
    let Some((directory, _)) = step
        .path
        .rsplit_once('/')
        .filter(|(directory, _)| !directory.is_empty() && !is_shared(directory))
    else {
        return Vec::new();
    };
    let name = &who.name;
    let entry = Candidate::new(format!(
        "Give `{name}` an ACL entry on what is made in the directory"
    ))
    .setup(format!("setfacl -m u:{name}:x,d:u:{name}:rw {directory}"))
    .opens(Opens::User(name.clone()));
    let masked = with_mode(facts, 0o020, "660").map(|(mode, changes)| Candidate {
        title: format!("{} and `chmod-socket={mode}`", entry.title),
        ..entry.clone().with(changes)
    });
    [Some(entry), masked].into_iter().flatten().collect()
}

/// Ways for the socket's group and nginx's to become one.
fn by_group(facts: &Facts, step: &Step, who: &Who, group: &str) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    if step.class != Class::Other {
        return candidates;
    }
    let own_group = facts.machine().accounts.group_name(who.identity.gid);
    let node = facts.machine().node(step.node);
    let mode = if node.mode & 0o020 == 0 {
        with_mode(facts, 0o020, "660")
    } else {
        None
    };
    let suffix = mode
        .as_ref()
        .map(|(mode, _)| format!(" and `chmod-socket={mode}`"))
        .unwrap_or_default();
    let mode: Vec<Change> = mode.into_iter().flat_map(|(_, changes)| changes).collect();
    if let Some(candidate) = unit::group(facts, &own_group) {
        candidates.push(Candidate {
            title: format!("{}{suffix}", candidate.title),
            ..candidate.with(mode.iter().cloned())
        });
    }
    if facts.starter().identity.is_root() {
        let owner = facts.machine().accounts.user_name(node.owner);
        let value = format!("{owner}:{own_group}");
        let gid = (
            format!("Give the socket nginx's group: `gid={own_group}`{suffix}"),
            "gid",
            &own_group,
        );
        let chown = (
            format!("Give the socket away: `chown-socket={value}`{suffix}"),
            "chown-socket",
            &value,
        );
        let drops = facts.option("uid").is_some() || facts.option("gid").is_some();
        for (title, option, value) in drops.then_some(gid).into_iter().chain([chown]) {
            let changes = options::set(facts, option, value);
            candidates.extend(changes.map(|changes| {
                let candidate = Candidate::new(title).with(joined(changes, &mode));
                candidate.opens(Opens::Group(own_group.clone()))
            }));
        }
    }
    if group != "root" {
        let name = &who.name;
        candidates.push(
            Candidate::new(format!(
                "Make `{name}` a member of the group `{group}`{suffix}"
            ))
            .with(mode)
            .setup(format!("usermod -aG {group} {name}"))
            .opens(Opens::Member {
                user: name.clone(),
                group: group.to_owned(),
            }),
        );
    }
    candidates
}

/// Changes put together; two that insert at one place become one.
fn joined(mut changes: Vec<Change>, more: &[Change]) -> Vec<Change> {
    for change in more {
        match changes.iter_mut().find(|own| own.span == change.span) {
            Some(own) => own.insert.push_str(&change.insert),
            None => changes.push(change.clone()),
        }
    }
    changes
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
    Some(candidate.opens(Opens::Everybody))
}
