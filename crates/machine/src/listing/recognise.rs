//! Recognises what a listing shows without its text: stock packages that lie elsewhere, and files that were moved.

use std::collections::{BTreeMap, BTreeSet};

use hurdles_source::Span;

use super::{Assumption, Listing};
use crate::stock::{self, PACKAGES, Package};
use crate::virtual_environment::{self, Part, Wishes};
use crate::{Content, Machine, NodeId, NodeKind, Origin};

/// A file that the listing shows to be gone.
pub(super) struct Vanished {
    pub(super) path: String,
    pub(super) size: u64,
    pub(super) content: Content,
}

/// Gives directories that equal a stock package its files.
pub(super) fn packages(
    machine: &mut Machine,
    appeared: &[(String, Span)],
    whole: &BTreeSet<String>,
    listing: &mut Listing,
) {
    let mut directories: BTreeMap<&str, Span> = BTreeMap::new();
    for (path, span) in appeared {
        if let Some((directory, _)) = path.rsplit_once('/') {
            let known = directories.entry(directory).or_insert(*span);
            *known = known.to(*span);
        }
    }
    let needs_stock = !directories.is_empty() || whole.iter().any(|path| is_site(path));
    let Some(stock) = needs_stock
        .then(|| stock::machine(&machine.system))
        .flatten()
    else {
        return;
    };
    let known = stock::packages(&machine.system);
    for (directory, span) in directories {
        let Some(id) = machine.find(directory) else {
            continue;
        };
        let Some(package) = known.iter().find(|package| equals(machine, id, package)) else {
            continue;
        };
        take(machine, &stock, directory, id, package, whole);
        let text = format!("{directory} has the files of {}", package.path);
        listing.assumptions.push(Assumption { span, text });
    }
    for directory in whole.iter().filter(|path| is_site(path)) {
        fill_named(machine, &stock, directory, whole, listing);
    }
}

fn is_site(path: &str) -> bool {
    path.ends_with("/site-packages") || path.ends_with("/dist-packages")
}

/// Whether a directory has all files of the package with their sizes.
fn equals(machine: &Machine, id: NodeId, package: &Package) -> bool {
    let NodeKind::Directory(entries) = &machine.node(id).kind else {
        return false;
    };
    package.files.iter().all(|(name, size)| {
        let there = entries.get(name).map(|id| machine.node(*id));
        match there.map(|node| &node.kind) {
            Some(NodeKind::File(Content::Unknown(seen))) => seen == size,
            Some(NodeKind::File(Content::Text(text, _))) => text.len() as u64 == *size,
            _ => false,
        }
    })
}

/// Gives the files their stock content, and fills directories below that were not listed.
fn take(
    machine: &mut Machine,
    stock: &Machine,
    directory: &str,
    id: NodeId,
    package: &Package,
    whole: &BTreeSet<String>,
) {
    for (name, _) in &package.files {
        if let Some(file) = machine.entry(id, name) {
            let content = Content::Stock(format!("{}/{name}", package.path).into());
            machine.node_mut(file).kind = NodeKind::File(content);
        }
    }
    let NodeKind::Directory(entries) = &stock.node(package.id).kind else {
        return;
    };
    for (name, below) in entries {
        let path = format!("{directory}/{name}");
        let Some(there) = machine.entry(id, name).filter(|_| !whole.contains(&path)) else {
            continue;
        };
        if stock.node(*below).is_directory() && machine.node(there).is_directory() {
            fill(
                machine,
                stock,
                there,
                *below,
                &format!("{}/{name}", package.path),
            );
        }
    }
}

/// Copies a stock directory's entries into an empty one, owned as that is.
pub(super) fn fill(
    machine: &mut Machine,
    stock: &Machine,
    into: NodeId,
    from: NodeId,
    stock_path: &str,
) {
    let NodeKind::Directory(entries) = stock.node(from).kind.clone() else {
        return;
    };
    let model = machine.node(into).clone();
    for (name, entry) in entries {
        if machine.entry(into, &name).is_some() {
            continue;
        }
        let mut node = stock.node(entry).clone();
        let path = format!("{stock_path}/{name}");
        let is_directory = node.is_directory();
        (node.owner, node.group, node.origin) = (model.owner, model.group, model.origin);
        if is_directory {
            node.kind = NodeKind::Directory(BTreeMap::new());
        }
        let made = machine.add_node(node);
        machine.enter(into, &name, made);
        if is_directory {
            fill(machine, stock, made, entry, &path);
        }
    }
}

/// Completes virtual environments of which the listing shows `pyvenv.cfg`: its text by its size, and what was not listed.
pub(super) fn environments(
    machine: &mut Machine,
    appeared: &[(String, Span)],
    whole: &BTreeSet<String>,
    listing: &mut Listing,
) {
    for (path, span) in appeared {
        let Some(root) = path.strip_suffix("/pyvenv.cfg") else {
            continue;
        };
        let Some(id) = machine.find(root) else {
            continue;
        };
        let size = machine.find(path).map(|id| machine.file_size(id));
        let system = machine.system.clone();
        let all = [(true, false), (false, false), (true, true), (false, true)];
        let wishes = all.map(|(with_pip, with_system)| Wishes {
            with_pip,
            with_system,
        });
        // Whether pip came along shows in `bin`, where that was listed.
        let pip_shown = machine.find(&format!("{root}/bin/pip")).is_some();
        let bin_listed = whole.contains(&format!("{root}/bin"));
        let fits = |wishes: &&Wishes| {
            if bin_listed && wishes.with_pip != pip_shown {
                return false;
            }
            let text = virtual_environment::configuration(&system, root, **wishes);
            Some(text.len() as u64) == size
        };
        let fitting = wishes.iter().find(fits);
        let text = match fitting {
            Some(_) => format!("{path} has the size of what `python3 -m venv` writes"),
            None => format!("{path} says that the system's packages are not to be used"),
        };
        listing.assumptions.push(Assumption { span: *span, text });
        let wishes = fitting.copied().unwrap_or(Wishes {
            with_pip: false,
            with_system: false,
        });
        let ids = (machine.node(id).owner, machine.node(id).group);
        for part in virtual_environment::parts(&system, root, wishes) {
            complete_part(machine, root, part, ids, whole, *span);
        }
        add_packages(machine, root, wishes, whole);
    }
}

/// Puts the packages of a fresh environment where its `site-packages` was not listed.
fn add_packages(machine: &mut Machine, root: &str, wishes: Wishes, whole: &BTreeSet<String>) {
    let series = stock::facts(&machine.system).map_or("3", |facts| facts.python_series());
    let site = format!("{root}/lib/python{series}/site-packages");
    let Some(into) = machine.find(&site).filter(|_| !whole.contains(&site)) else {
        return;
    };
    let Some(stock) = stock::machine(&machine.system) else {
        return;
    };
    let model = machine.node(into).clone();
    for name in virtual_environment::packages(&machine.system.clone(), wishes) {
        let path = format!("{PACKAGES}/{name}");
        let Some(from) = stock
            .find(&path)
            .filter(|_| machine.entry(into, name).is_none())
        else {
            continue;
        };
        let mut node = stock.node(from).clone();
        (node.owner, node.group, node.origin) = (model.owner, model.group, model.origin);
        let is_directory = node.is_directory();
        if is_directory {
            node.kind = NodeKind::Directory(BTreeMap::new());
        }
        let made = machine.add_node(node);
        machine.enter(into, name, made);
        if is_directory {
            fill(machine, &stock, made, from, &path);
        }
    }
}

/// Puts a part of an environment where the listing leaves it open.
fn complete_part(
    machine: &mut Machine,
    root: &str,
    part: Part,
    ids: (u32, u32),
    whole: &BTreeSet<String>,
    span: Span,
) {
    let path = format!("{root}/{}", part.path);
    if let Some(id) = machine.find_link(&path) {
        if matches!(machine.node(id).kind, NodeKind::File(Content::Unknown(_))) {
            machine.node_mut(id).kind = part.kind;
        }
        return;
    }
    let above = path.rsplit_once('/').map_or("", |(above, _)| above);
    if whole.contains(above) || machine.find(above).is_none() {
        return;
    }
    let mode = match (&part.kind, part.is_program) {
        (NodeKind::Symlink(_), _) => 0o777,
        (NodeKind::File(_), false) => 0o644,
        _ => 0o755,
    };
    machine.place(&path, part.kind, mode, ids, Origin::Seen(span));
}

/// Directories in `site-packages` of which only the name is known: a package of the distribution of that name is assumed.
fn fill_named(
    machine: &mut Machine,
    stock: &Machine,
    site: &str,
    whole: &BTreeSet<String>,
    listing: &mut Listing,
) {
    let Some(NodeKind::Directory(entries)) =
        machine.find(site).map(|id| machine.node(id).kind.clone())
    else {
        return;
    };
    for (name, id) in entries {
        let node = machine.node(id);
        let (Origin::Seen(span), NodeKind::Directory(inside)) = (node.origin, &node.kind) else {
            continue;
        };
        let path = format!("{site}/{name}");
        let stock_path = format!("{PACKAGES}/{name}");
        if !inside.is_empty() || whole.contains(&path) {
            continue;
        }
        if let Some(from) = stock.find(&stock_path) {
            fill(machine, stock, id, from, &stock_path);
            let text = format!("{path} holds the distribution's `{name}`");
            listing.assumptions.push(Assumption { span, text });
        }
    }
}

/// Files that came while one of the same size went: those were moved or renamed.
pub(super) fn moved_files(
    machine: &mut Machine,
    appeared: &[(String, Span)],
    vanished: &[Vanished],
    listing: &mut Listing,
) {
    let mut used = BTreeSet::new();
    for (path, span) in appeared {
        let Some(id) = machine.find_link(path) else {
            continue;
        };
        let NodeKind::File(Content::Unknown(size)) = machine.node(id).kind else {
            continue;
        };
        if size == 0 {
            continue;
        }
        let name = path.rsplit('/').next();
        let mut fitting: Vec<(usize, &Vanished)> = vanished
            .iter()
            .enumerate()
            .filter(|(n, gone)| gone.size == size && !used.contains(n))
            .collect();
        // The same name elsewhere is the better guess.
        fitting.sort_by_key(|(_, gone)| gone.path.rsplit('/').next() != name);
        let Some((n, gone)) = fitting.first() else {
            continue;
        };
        used.insert(*n);
        machine.node_mut(id).kind = NodeKind::File(gone.content.clone());
        let text = format!(
            "{path} is {}, which is gone and had as many bytes",
            gone.path
        );
        listing.assumptions.push(Assumption { span: *span, text });
    }
}

/// Files that have the name and the size of one that was given: those are copies.
pub(super) fn copies(machine: &mut Machine, appeared: &[(String, Span)], listing: &mut Listing) {
    let mut given: BTreeMap<(String, u64), (String, Content)> = BTreeMap::new();
    let mut ahead = vec![(String::new(), machine.root())];
    while let Some((path, id)) = ahead.pop() {
        match &machine.node(id).kind {
            NodeKind::Directory(entries) => {
                // What the distribution put there was given by nobody.
                let below = entries
                    .iter()
                    .filter(|(name, _)| !(path.is_empty() && &***name == "usr"));
                ahead.extend(below.map(|(name, id)| (format!("{path}/{name}"), *id)));
            }
            NodeKind::File(content @ Content::Text(text, Some(_))) if !text.is_empty() => {
                let name = path.rsplit('/').next().unwrap_or("").to_owned();
                let key = (name, text.len() as u64);
                given.entry(key).or_insert((path, content.clone()));
            }
            _ => {}
        }
    }
    for (path, span) in appeared {
        let Some(id) = machine.find_link(path) else {
            continue;
        };
        let NodeKind::File(Content::Unknown(size)) = machine.node(id).kind else {
            continue;
        };
        let name = path.rsplit('/').next().unwrap_or("").to_owned();
        if let Some((from, content)) = given.get(&(name, size)) {
            machine.node_mut(id).kind = NodeKind::File(content.clone());
            let text =
                format!("{path} is a copy of {from}, which has the same name and as many bytes");
            listing.assumptions.push(Assumption { span: *span, text });
        }
    }
}
