//! The machine before anything is typed: the stock system, the user at home, the scenario's files in their places.

use std::collections::BTreeMap;

use hurdles_machine::{
    Content, Context, Environment, Group, Identity, Machine, Node, NodeId, NodeKind, Origin, User,
    stock,
};
use hurdles_source::{SourceId, Sources};

use crate::Scenario;
use crate::report::Unknown;

/// The first id of an ordinary account (login.defs(5), `UID_MIN`).
const FIRST_UID: u32 = 1000;

/// The account that an installation has when nobody says otherwise.
const ORDINARY_USER: &str = "ubuntu";

/// Below these everything belongs to root, elsewhere to the user.
const SYSTEM_DIRECTORIES: [&str; 4] = ["/etc/", "/usr/", "/lib/", "/var/lib/"];

/// Makes the machine; what cannot be placed is added to `unknown`.
pub(super) fn machine(
    scenario: &Scenario,
    sources: &Sources,
    unknown: &mut Vec<Unknown>,
) -> Machine {
    let mut machine = stock::machine(&scenario.system).unwrap_or_else(|| {
        unknown.push(Unknown {
            what: format!("the stock system `{}`", scenario.system),
            tell: "cat /etc/os-release".to_owned(),
        });
        Machine::bare(&scenario.system)
    });
    let home_mode = stock::facts(&scenario.system).map_or(0o755, |facts| facts.home_mode);
    for name in [ORDINARY_USER, &scenario.user] {
        add_user(&mut machine, name, home_mode);
    }
    let owner = machine
        .accounts
        .user(&scenario.user)
        .map_or((0, 0), |user| (user.uid, user.gid));
    make_directories(&mut machine, &scenario.cwd, owner);
    // A file may have the name of a document, so sources are told apart by their order.
    let first_file = sources.iter().count() - scenario.files.len();
    let ids = sources.iter().skip(first_file).map(|(id, _)| id);
    for ((path, text), source) in scenario.files.iter().zip(ids) {
        let source = Some(source);
        if !write_file(&mut machine, &scenario.absolute(path), text, source, owner) {
            unknown.push(Unknown {
                what: format!("the file `{path}`: something else is in its place"),
                tell: format!("ls -ld {path}"),
            });
        }
    }
    machine
}

/// Adds an ordinary account with its group and home, as `useradd -m` does.
fn add_user(machine: &mut Machine, name: &str, home_mode: u16) {
    if name.is_empty() || machine.accounts.user(name).is_some() {
        return;
    }
    let free = |id: &u32| {
        machine.accounts.user_by_id(*id).is_none() && machine.accounts.group_by_id(*id).is_none()
    };
    let id = (FIRST_UID..).find(free).unwrap_or(FIRST_UID);
    let home = format!("/home/{name}");
    machine.accounts.groups.push(Group {
        name: name.to_owned(),
        gid: id,
        members: Vec::new(),
        origin: Origin::Stock,
    });
    machine.accounts.users.push(User {
        name: name.to_owned(),
        uid: id,
        gid: id,
        home: home.clone(),
        shell: "/bin/bash".to_owned(),
        origin: Origin::Stock,
    });
    make_directories(machine, &home, (id, id));
    if let Some(node) = machine.find(&home) {
        machine.node_mut(node).mode = home_mode;
        copy_skeleton(machine, node, id);
    }
}

/// Copies `/etc/skel` into a new home.
fn copy_skeleton(machine: &mut Machine, home: NodeId, id: u32) {
    let skeleton = machine
        .find("/etc/skel")
        .map(|skeleton| machine.node(skeleton).kind.clone());
    let Some(NodeKind::Directory(entries)) = skeleton else {
        return;
    };
    for (name, entry) in entries {
        let mut node = machine.node(entry).clone();
        (node.owner, node.group) = (id, id);
        let copy = machine.add_node(node);
        machine.enter(home, &name, copy);
    }
}

/// Who owns a path, by the rules of the contract.
fn owner_of(path: &str, user: (u32, u32)) -> (u32, u32) {
    let mut system = SYSTEM_DIRECTORIES.into_iter();
    if system.any(|directory| path.starts_with(directory)) {
        (0, 0)
    } else {
        user
    }
}

/// Makes a directory and those above it where they are missing, 0755.
fn make_directories(machine: &mut Machine, path: &str, user: (u32, u32)) -> Option<NodeId> {
    let mut here = machine.root();
    let mut walked = String::new();
    for part in path.split('/').filter(|part| !part.is_empty()) {
        walked.push('/');
        walked.push_str(part);
        // `find` follows symbolic links, so that what lies behind one is not made twice.
        here = match machine.find(&walked) {
            Some(node) if machine.node(node).is_directory() => node,
            Some(_) => return None,
            None => {
                let owner = owner_of(&format!("{walked}/"), user);
                let node = new_node(NodeKind::Directory(BTreeMap::new()), 0o755, owner);
                let node = machine.add_node(node);
                machine.enter(here, part, node);
                node
            }
        };
    }
    Some(here)
}

/// Writes a file of the scenario, 0644; a symbolic link in its place is replaced. Says whether it could be placed.
fn write_file(
    machine: &mut Machine,
    path: &str,
    text: &str,
    source: Option<SourceId>,
    user: (u32, u32),
) -> bool {
    let path = Machine::absolute("/", path);
    let Some((directory, name)) = path.rsplit_once('/').filter(|(_, name)| !name.is_empty()) else {
        return false;
    };
    let Some(parent) = make_directories(machine, directory, user) else {
        return false;
    };
    let is_directory = |entry: NodeId| machine.node(entry).is_directory();
    if let NodeKind::Directory(entries) = &machine.node(parent).kind
        && entries.get(name).is_some_and(|entry| is_directory(*entry))
    {
        return false;
    }
    let content = Content::Text(text.into(), source);
    let mut node = new_node(NodeKind::File(content), 0o644, owner_of(&path, user));
    node.origin = source.map_or(Origin::Stock, Origin::Scenario);
    let node = machine.add_node(node);
    machine.enter(parent, name, node);
    true
}

fn new_node(kind: NodeKind, mode: u16, (owner, group): (u32, u32)) -> Node {
    Node {
        kind,
        mode,
        owner,
        group,
        acl: None,
        default_acl: None,
        origin: Origin::Stock,
    }
}

/// What root has in a shell in this directory.
pub(super) fn root_context(cwd: &str) -> Context {
    let environment: Environment = [
        ("HOME", "/root"),
        ("LC_ALL", "C.UTF-8"),
        ("LOGNAME", "root"),
        (
            "PATH",
            "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        ),
        ("PWD", cwd),
        ("SHELL", "/bin/bash"),
        ("USER", "root"),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .collect();
    Context {
        identity: Identity::root(),
        cwd: cwd.to_owned(),
        environment,
        umask: 0o022,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prepared(scenario: &Scenario) -> (Machine, Vec<Unknown>) {
        let mut unknown = Vec::new();
        let machine = machine(scenario, &scenario.sources(), &mut unknown);
        (machine, unknown)
    }

    fn shown(machine: &Machine, path: &str) -> String {
        let node = machine.node(machine.find(path).unwrap());
        let owner = machine.accounts.user_name(node.owner);
        format!("{} {owner}", node.mode_text())
    }

    #[test]
    fn files_belong_to_root_below_the_system_directories_only() {
        let files = ["/etc/nginx/x.conf", "/srv/a/b.py", "c.py", "/var/lib/d"];
        let scenario = Scenario {
            user: "alice".to_owned(),
            cwd: "/home/alice/app".to_owned(),
            files: files.map(|path| (path.to_owned(), String::new())).into(),
            ..Scenario::default()
        };
        let (machine, unknown) = prepared(&scenario);
        assert_eq!(unknown, []);
        assert_eq!(shown(&machine, "/etc/nginx/x.conf"), "-rw-r--r-- root");
        assert_eq!(shown(&machine, "/srv/a"), "drwxr-xr-x alice");
        assert_eq!(shown(&machine, "/home/alice/app/c.py"), "-rw-r--r-- alice");
        assert_eq!(shown(&machine, "/var/lib/d"), "-rw-r--r-- root");
        assert_eq!(shown(&machine, "/home/alice"), "drwxr-xr-x alice");
        assert_eq!(
            machine.accounts.user("ubuntu").map(|user| user.uid),
            Some(1000)
        );
    }

    #[test]
    fn a_file_in_the_place_of_a_directory_is_reported() {
        let scenario = Scenario {
            files: ["/", "/etc", "/a", "/a/b"]
                .map(|path| (path.to_owned(), String::new()))
                .into(),
            ..Scenario::default()
        };
        let (_, unknown) = prepared(&scenario);
        assert_eq!(unknown.len(), 3);
    }
}
