//! Reads `tree.txt`, `files.txt`, `passwd` and `group` into a machine; the format is told in `data/README.md`.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::{Accounts, Content, Group, Machine, Node, NodeId, NodeKind, Origin, User};

/// The data files of one system.
pub(super) struct Texts {
    pub(super) passwd: &'static str,
    pub(super) group: &'static str,
    pub(super) tree: &'static str,
    pub(super) files: &'static str,
    /// Texts that differ from those of the system whose tree is used, in the form of `files`.
    pub(super) own_files: &'static str,
    /// Names in the tree that are others here: Python's directories.
    pub(super) renamed: &'static [(&'static str, &'static str)],
}

impl Texts {
    /// The tree with this system's names.
    fn tree(&self) -> Cow<'static, str> {
        let renamed = self.renamed.iter();
        renamed.fold(Cow::Borrowed(self.tree), |tree, (from, to)| {
            Cow::Owned(tree.replace(from, to))
        })
    }
}

/// Builds the machine that the data describe.
pub(super) fn build(system: &str, texts: &Texts) -> Machine {
    let mut machine = Machine::bare(system);
    machine.accounts = accounts(texts);
    let mut carried = carried_texts(texts.files);
    carried.extend(carried_texts(texts.own_files));
    plant(&mut machine, &texts.tree(), &carried);
    for (path, text) in &carried {
        if machine.find(path).is_none() {
            let content = Content::Text((*text).into(), None);
            machine.place(path, NodeKind::File(content), 0o644, (0, 0), Origin::Stock);
        }
    }
    for (path, text) in [("/etc/passwd", texts.passwd), ("/etc/group", texts.group)] {
        let content = Content::Text(text.into(), None);
        machine.place(path, NodeKind::File(content), 0o644, (0, 0), Origin::Stock);
    }
    machine.share();
    machine
}

fn accounts(texts: &Texts) -> Accounts {
    let users = texts.passwd.lines();
    let groups = texts.group.lines();
    Accounts {
        users: users
            .filter_map(|line| User::from_passwd_line(line, Origin::Stock))
            .collect(),
        groups: groups
            .filter_map(|line| Group::from_group_line(line, Origin::Stock))
            .collect(),
    }
}

/// The texts of `files.txt` by path.
fn carried_texts(mut archive: &'static str) -> BTreeMap<&'static str, &'static str> {
    let mut texts = BTreeMap::new();
    while let Some((head, rest)) = archive
        .strip_prefix("=== ")
        .and_then(|entry| entry.split_once('\n'))
    {
        let Some((path, size)) = head.rsplit_once(' ') else {
            break;
        };
        let size = size.parse().unwrap_or(0);
        let Some((text, after)) = rest.split_at_checked(size) else {
            break;
        };
        texts.insert(path, text);
        archive = after.strip_prefix('\n').unwrap_or(after);
    }
    texts
}

/// Adds every entry of `tree.txt`.
fn plant(machine: &mut Machine, tree: &str, carried: &BTreeMap<&'static str, &'static str>) {
    // The directories above the current line, with the length of their paths.
    let mut above: Vec<(NodeId, usize)> = vec![(machine.root(), 0)];
    let mut path = String::new();
    for line in tree.lines() {
        let entry = line.trim_start_matches('\t');
        let depth = line.len() - entry.len();
        above.truncate(depth + 1);
        let Some(&(parent, parent_length)) = above.last() else {
            continue;
        };
        path.truncate(parent_length);
        let (name, attributes) = entry.split_once('\t').unwrap_or((entry, ""));
        let (name, kind) = if let Some(name) = name.strip_suffix('/') {
            (name, Entry::Directory)
        } else if let Some((name, target)) = name.split_once(" -> ") {
            (name, Entry::Symlink(target))
        } else if let Some((name, kind)) = name.split_once('|') {
            (name, Entry::Other(kind.chars().next().unwrap_or('c')))
        } else {
            (name, Entry::File)
        };
        path.push('/');
        path.push_str(name);
        let is_directory = matches!(kind, Entry::Directory);
        let mut node = Node {
            kind: match kind {
                Entry::Directory => NodeKind::Directory(BTreeMap::new()),
                Entry::Symlink(target) => NodeKind::Symlink(target.into()),
                Entry::Other(kind) => NodeKind::Other(kind),
                Entry::File => NodeKind::File(match carried.get(path.as_str()) {
                    Some(text) => Content::Text((*text).into(), None),
                    None => Content::Stock(path.as_str().into()),
                }),
            },
            mode: match kind {
                Entry::Directory => 0o755,
                Entry::Symlink(_) => 0o777,
                Entry::File | Entry::Other(_) => 0o644,
            },
            owner: 0,
            group: 0,
            acl: None,
            default_acl: None,
            origin: Origin::Stock,
        };
        for attribute in attributes.split(' ') {
            read_attribute(&machine.accounts, attribute, &mut node);
        }
        let id = machine.add_node(node);
        machine.enter(parent, name, id);
        if is_directory {
            above.push((id, path.len()));
        }
    }
}

/// What a line of `tree.txt` stands for.
#[derive(Clone, Copy)]
enum Entry<'a> {
    Directory,
    Symlink(&'a str),
    File,
    Other(char),
}

/// Applies `=640` or `root:shadow`; a size belongs to [`sizes`].
fn read_attribute(accounts: &Accounts, attribute: &str, node: &mut Node) {
    if let Some(mode) = attribute.strip_prefix('=') {
        node.mode = u16::from_str_radix(mode, 8).unwrap_or(node.mode);
    } else if let Some((owner, group)) = attribute.split_once(':') {
        node.owner = accounts.user(owner).map_or(node.owner, |user| user.uid);
        node.group = accounts.group(group).map_or(node.group, |group| group.gid);
    }
}

/// The sizes of the files of `tree.txt` whose text is not carried, by path.
pub(super) fn sizes(texts: &Texts) -> BTreeMap<Arc<str>, u64> {
    let tree = texts.tree();
    let mut sizes = BTreeMap::new();
    let mut lengths = vec![0];
    let mut path = String::new();
    for line in tree.lines() {
        let entry = line.trim_start_matches('\t');
        lengths.truncate(line.len() - entry.len() + 1);
        path.truncate(lengths.last().copied().unwrap_or(0));
        let (name, attributes) = entry.split_once('\t').unwrap_or((entry, ""));
        path.push('/');
        path.push_str(name.trim_end_matches('/'));
        if name.ends_with('/') {
            lengths.push(path.len());
        } else if !name.contains(" -> ") {
            let size = attributes
                .split(' ')
                .next()
                .and_then(|size| size.parse().ok());
            sizes.insert(path.as_str().into(), size.unwrap_or(0));
        }
    }
    sizes
}
