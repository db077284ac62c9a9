//! Where packages are installed on the machine, beyond where Python looked.

use hurdles_machine::{Machine, NodeId, NodeKind};

use super::{Facts, Who};

/// Whose an installed package is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Home {
    /// `pip install --user` of this user.
    User(String),
    /// The virtual environment at this path.
    Venv(String),
    /// The system's own Python.
    System,
}

impl Facts<'_> {
    /// The directories with a package or module of this name, and whose they are.
    pub(crate) fn installed_copies(&self, name: &str) -> Vec<(String, Home)> {
        let machine = self.before();
        let mut copies = Vec::new();
        for user in &machine.accounts.users {
            for site in sites(machine, &format!("{}/.local/lib", user.home)) {
                if has_module(machine, &site, name) {
                    copies.push((site, Home::User(user.name.clone())));
                }
            }
        }
        for environment in self.virtual_environments() {
            for site in sites(machine, &format!("{environment}/lib")) {
                if has_module(machine, &site, name) {
                    copies.push((site, Home::Venv(environment.clone())));
                }
            }
        }
        let mut system = vec!["/usr/lib/python3/dist-packages".to_owned()];
        system.extend(sites(machine, "/usr/local/lib"));
        for site in system {
            if has_module(machine, &site, name) {
                copies.push((site, Home::System));
            }
        }
        copies
    }

    /// The directories on the machine that hold a `pyvenv.cfg`.
    pub(crate) fn virtual_environments(&self) -> Vec<String> {
        const MOST: usize = 3000;
        let machine = self.before();
        let mut found = Vec::new();
        let mut ahead: Vec<(String, NodeId, u8)> = ["/home", "/srv", "/opt", "/var/www", "/root"]
            .into_iter()
            .filter_map(|path| Some((path.to_owned(), machine.find(path)?, 0)))
            .collect();
        let mut seen = 0;
        while let Some((path, node, depth)) = ahead.pop() {
            seen += 1;
            let NodeKind::Directory(entries) = &machine.node(node).kind else {
                continue;
            };
            if entries.contains_key("pyvenv.cfg") {
                found.push(path);
                continue;
            }
            if depth < 5 && seen < MOST {
                ahead.extend(
                    entries
                        .iter()
                        .map(|(name, node)| (format!("{path}/{name}"), *node, depth + 1)),
                );
            }
        }
        found.sort();
        found
    }

    /// Whether what is made in a directory inherits an entry for somebody.
    pub(crate) fn inherits_entry(&self, directory: NodeId, who: &Who) -> bool {
        let default = self.before().node(directory).default_acl.as_ref();
        default.is_some_and(|default| {
            default
                .users
                .iter()
                .any(|(uid, _)| *uid == who.identity.uid)
        })
    }

    /// The directories near the sockets whose contents inherit an entry for somebody.
    pub(crate) fn directories_with_entry(&self, who: &Who) -> Vec<String> {
        let machine = self.before();
        let mut directories = self.directories();
        for parent in ["/run", "/srv", "/var/run", "/var/www", "/tmp", "/var/lib"] {
            let names = machine.list(&self.root(), "/", parent).unwrap_or_default();
            directories.extend(names.iter().map(|name| format!("{parent}/{name}")));
        }
        for address in self.wanted_addresses() {
            directories.extend(
                address
                    .rsplit_once('/')
                    .map(|(directory, _)| directory.to_owned()),
            );
        }
        directories.retain(|directory| {
            machine
                .find(directory)
                .is_some_and(|node| self.inherits_entry(node, who))
        });
        directories.sort();
        directories.dedup();
        directories
    }

    /// Whether the standard library has a module of this name.
    pub(crate) fn is_standard(&self, name: &str) -> bool {
        let machine = self.before();
        ["3.5", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13"]
            .into_iter()
            .any(|version| has_module(machine, &format!("/usr/lib/python{version}"), name))
    }
}

/// The package directories below a `lib`, one for each version of Python.
fn sites(machine: &Machine, lib: &str) -> Vec<String> {
    let names = machine
        .list(&hurdles_machine::Identity::root(), "/", lib)
        .unwrap_or_default();
    let versions = names.iter().filter(|name| name.starts_with("python3"));
    versions
        .flat_map(|version| {
            ["site-packages", "dist-packages"].map(|last| format!("{lib}/{version}/{last}"))
        })
        .filter(|site| machine.find(site).is_some())
        .collect()
}

fn has_module(machine: &Machine, directory: &str, name: &str) -> bool {
    machine.find(&format!("{directory}/{name}")).is_some()
        || machine.find(&format!("{directory}/{name}.py")).is_some()
}
