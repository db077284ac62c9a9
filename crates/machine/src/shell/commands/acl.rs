//! setfacl and getfacl.

use super::super::Outcome;
use super::super::run::{Call, Shell};
use super::modes::below;
use super::options::{Options, Saying, Syntax, usage};
use super::processes::not_simulated;
use crate::{AclEntries, AclTag, Bits, Errno, Machine, NodeId, NodeKind};

/// One entry of a `-m` or `-x` list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Entry {
    is_default: bool,
    tag: AclTag,
    /// The bits, and whether `X` adds execution where it makes sense; `None` for `-x`.
    bits: Option<(u8, bool)>,
}

/// What setfacl is to do, in order.
enum Action {
    Modify(Vec<Entry>),
    Remove(Vec<Entry>),
    Set(Vec<Entry>),
    RemoveAll,
    RemoveDefault,
}

/// Reads `d:u:www-data:rwx,g::r-x`; the error is the place as setfacl counts it.
fn parse(
    machine: &Machine,
    text: &str,
    all_default: bool,
    wants_bits: bool,
) -> Result<Vec<Entry>, usize> {
    let mut entries = Vec::new();
    let mut start = 0;
    for part in text.split(',') {
        let mut fields = part.trim().split(':').peekable();
        let mut name_alone = false;
        let mut at = start;
        let is_prefixed = matches!(fields.peek(), Some(&("d" | "default")));
        if is_prefixed {
            at += fields.next().map_or(0, str::len) + 1;
        }
        let mut kind = fields.next().unwrap_or("");
        // setfacl counts characters from 1 and names the one where the unknown name begins.
        let name_at = at + kind.len() + 2;
        let mut name = fields.next();
        let mut rest = fields.next();
        // `NAME:rwx` is short for a user (setfacl(1), "ACL ENTRIES").
        if !is_entry_type(kind) && rest.is_none() {
            (name, rest, kind) = (Some(kind), name, "user");
            name_alone = true;
        }
        if fields.next().is_some() {
            return Err(name_at);
        }
        // `u:NAME:rwx`; `m:rwx` and `o:rwx` may leave the empty name out.
        let (name, bits) = match (name, rest) {
            (Some(name), Some(bits)) => (name, Some(bits)),
            (Some(bits), None) if matches!(kind, "m" | "mask" | "o" | "other") && wants_bits => {
                ("", Some(bits))
            }
            (Some(name), None) => (name, None),
            (None, _) if !wants_bits => ("", None),
            (None, _) => return Err(name_at),
        };
        let name_at = if name_alone || !is_entry_type(kind) {
            at + 1
        } else {
            name_at
        };
        let tag = tag_of(machine, kind, name).ok_or(name_at)?;
        let bits = match bits {
            Some(bits) if wants_bits => Some(permissions(bits).ok_or(name_at + name.len() + 1)?),
            None if wants_bits => return Err(name_at + name.len()),
            _ => None,
        };
        entries.push(Entry {
            is_default: is_prefixed || all_default,
            tag,
            bits,
        });
        start += part.len() + 1;
    }
    Ok(entries)
}

/// Whom an entry is for.
fn tag_of(machine: &Machine, kind: &str, name: &str) -> Option<AclTag> {
    let accounts = &machine.accounts;
    Some(match (kind, name) {
        ("u" | "user" | "", "") => AclTag::Owner,
        ("u" | "user" | "", name) => AclTag::User(accounts.user_id(name)?),
        ("g" | "group", "") => AclTag::Group,
        ("g" | "group", name) => AclTag::NamedGroup(accounts.group_id(name)?),
        ("m" | "mask", _) => AclTag::Mask,
        ("o" | "other", _) => AclTag::Other,
        _ => return None,
    })
}

/// Whether a word says what an entry is for.
fn is_entry_type(word: &str) -> bool {
    matches!(
        word,
        "" | "u" | "user" | "g" | "group" | "m" | "mask" | "o" | "other"
    )
}

/// `rwx`, `r-x`, `rX` or an octal digit.
fn permissions(text: &str) -> Option<(u8, bool)> {
    if let Ok(digit) = text.parse::<u8>()
        && text.len() == 1
    {
        return (digit < 8).then_some((digit, false));
    }
    let mut bits = 0;
    let mut search = false;
    for letter in text.chars() {
        match letter {
            'r' => bits |= 4,
            'w' => bits |= 2,
            'x' => bits |= 1,
            'X' => search = true,
            '-' => {}
            _ => return None,
        }
    }
    Some((bits, search))
}

const SETFACL: Syntax = Syntax {
    short: "m:x:S:M:X:B:bkndRLPv",
    long: &[
        ("modify", 'm'),
        ("remove", 'x'),
        ("remove-all", 'b'),
        ("remove-default", 'k'),
        ("no-mask", 'n'),
        ("mask", 'v'),
        ("default", 'd'),
        ("recursive", 'R'),
        ("set", 'S'),
        ("modify-file", 'M'),
        ("remove-file", 'X'),
        ("set-file", 'B'),
        ("restore", 'B'),
        ("logical", 'L'),
        ("physical", 'P'),
    ],
};

/// setfacl(1).
pub(super) fn setfacl(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
    let options = match SETFACL.read(call) {
        Ok(options) => options,
        Err(outcome) => return Some(outcome),
    };
    let mut saying = Saying::default();
    if ['M', 'X', 'B'].iter().any(|option| options.has(*option)) {
        not_simulated(shell, call, "reading access lists from a file");
        return Some(saying.outcome());
    }
    if options.has('R') && options.has('L') {
        not_simulated(shell, call, "following the symbolic links below (`-L`)");
    }
    let actions = match actions(shell.machine, &options) {
        Ok(actions) => actions,
        Err(line) => {
            saying.error(&line);
            saying.status = 2;
            return Some(saying.outcome());
        }
    };
    if actions.is_empty() || options.operands.is_empty() {
        return Some(usage("setfacl", "missing operand"));
    }
    for operand in &options.operands {
        let path = operand.text.as_str();
        let (who, cwd) = (&call.context.identity, &call.context.cwd);
        // With `-P` a link that is named is passed over.
        let top = if options.has('P') {
            shell.machine.walk_to_link(who, cwd, path).end
        } else {
            shell.machine.walk(who, cwd, path, Bits::NONE).end
        };
        let top = match top {
            Ok(id) => id,
            Err(errno) => {
                saying.error(&format!("setfacl: {path}: {errno}"));
                continue;
            }
        };
        for (path, id) in below(shell.machine, path, top, options.has('R')) {
            let node = shell.machine.node(id);
            if matches!(node.kind, NodeKind::Symlink(_)) {
                continue;
            }
            if !who.is_root() && who.uid != node.owner {
                saying.error(&format!("setfacl: {path}: {}", Errno::NotPermitted));
                continue;
            }
            match apply(shell.machine, id, &actions, options.has('n'), id == top) {
                Ok(()) => shell.machine.node_mut(id).origin = call.origin(),
                Err(reason) => saying.error(&format!("setfacl: {path}: {reason}")),
            }
        }
    }
    Some(saying.outcome())
}

/// What the options ask for, in order; the error is setfacl's line.
fn actions(machine: &Machine, options: &Options) -> Result<Vec<Action>, String> {
    let mut actions = Vec::new();
    for (option, argument) in &options.given {
        let entries = |wants_bits| parse(machine, argument, options.has('d'), wants_bits);
        let action = match option {
            'm' => entries(true).map(Action::Modify),
            'x' => entries(false).map(Action::Remove),
            'S' => entries(true).map(Action::Set),
            'b' => Ok(Action::RemoveAll),
            'k' => Ok(Action::RemoveDefault),
            _ => continue,
        };
        let wrong = |at| format!("setfacl: Option -{option}: Invalid argument near character {at}");
        actions.push(action.map_err(wrong)?);
    }
    Ok(actions)
}

/// The two lists of a node while they change.
struct Lists {
    access: AclEntries,
    default: Option<AclEntries>,
    /// Whether the list changed, and whether its mask was given.
    access_touched: (bool, bool),
    default_touched: (bool, bool),
}

/// Carries the actions out on one node. Default entries are skipped on what is no directory, but told of where it was named.
fn apply(
    machine: &mut Machine,
    id: NodeId,
    actions: &[Action],
    keep_mask: bool,
    is_named: bool,
) -> Result<(), &'static str> {
    let is_directory = machine.node(id).is_directory();
    let may_search = is_directory || machine.node(id).mode & 0o111 != 0;
    let mut lists = Lists {
        access: machine.access_list(id),
        default: machine.default_list(id),
        access_touched: (false, false),
        default_touched: (false, false),
    };
    for action in actions {
        match action {
            Action::RemoveAll => {
                // The owning group keeps what it effectively had.
                lists.access.group &= lists.access.mask.unwrap_or(7);
                lists.access.users.clear();
                lists.access.groups.clear();
                lists.access.mask = None;
                lists.default = None;
                lists.access_touched = (false, true);
            }
            Action::RemoveDefault => lists.default = None,
            Action::Modify(entries) | Action::Remove(entries) | Action::Set(entries) => {
                if matches!(action, Action::Set(_)) {
                    lists.access = AclEntries::default();
                }
                for entry in entries {
                    if !entry.is_default || is_directory {
                        lists.change(entry, may_search);
                    } else if is_named {
                        return Err("Only directories can have default ACLs");
                    }
                }
            }
        }
    }
    lists.settle_masks(keep_mask);
    machine.set_access_list(id, &lists.access);
    machine.set_default_list(id, lists.default.as_ref());
    Ok(())
}

impl Lists {
    fn change(&mut self, entry: &Entry, may_search: bool) {
        let gives_mask = entry.tag == AclTag::Mask && entry.bits.is_some();
        let list = if entry.is_default {
            self.default_touched = (true, self.default_touched.1 | gives_mask);
            // A default list begins with the bits of the access list.
            self.default.get_or_insert_with(|| AclEntries {
                owner: self.access.owner,
                group: self.access.group,
                other: self.access.other,
                ..AclEntries::default()
            })
        } else {
            self.access_touched = (true, self.access_touched.1 | gives_mask);
            &mut self.access
        };
        match entry.bits {
            Some((bits, search)) => list.set(entry.tag, bits | u8::from(search && may_search)),
            None => list.remove(entry.tag),
        }
    }

    /// Works the masks out anew where nobody gave one (setfacl(1), "-n").
    fn settle_masks(&mut self, keep_mask: bool) {
        let settle = |list: &mut AclEntries, (changed, given): (bool, bool)| {
            let needs_mask = list.is_extended() || list.mask.is_some();
            let is_stale = changed && !given && !keep_mask;
            if needs_mask && keep_mask && list.mask.is_none() {
                // A list that needs its first mask takes the group's bits for it.
                list.mask = Some(list.group);
            } else if needs_mask && (is_stale || list.mask.is_none()) {
                list.recalculate_mask();
            }
        };
        settle(&mut self.access, self.access_touched);
        if let Some(list) = &mut self.default {
            settle(list, self.default_touched);
        }
    }
}

/// getfacl(1).
pub(super) fn getfacl(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
    const SYNTAX: Syntax = Syntax {
        short: "acdeEsRLPtpn",
        long: &[
            ("absolute-names", 'p'),
            ("recursive", 'R'),
            ("omit-header", 'c'),
            ("access", 'a'),
            ("default", 'd'),
            ("numeric", 'n'),
            ("tabular", 't'),
        ],
    };
    let options = match SYNTAX.read(call) {
        Ok(options) => options,
        Err(outcome) => return Some(outcome),
    };
    if options.has('t') {
        not_simulated(shell, call, "the table of `getfacl --tabular`");
        return Some(Outcome::status(0));
    }
    let mut saying = Saying::default();
    for operand in &options.operands {
        let path = operand.text.as_str();
        let (who, cwd) = (&call.context.identity, &call.context.cwd);
        match shell.machine.walk(who, cwd, path, Bits::NONE).end {
            Ok(top) => {
                let shown = if options.has('p') {
                    path
                } else {
                    path.trim_start_matches('/')
                };
                for (path, id) in below(shell.machine, shown, top, options.has('R')) {
                    saying.out.push_str(&shell.machine.getfacl_text(id, &path));
                }
            }
            Err(errno) => saying.error(&format!("getfacl: {path}: {errno}")),
        }
    }
    Some(saying.outcome())
}
