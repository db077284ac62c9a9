//! Stock systems: the machine as the distribution installs it with nginx, uWSGI, Flask and Django.
//!
//! The data are under `data/<system>/`; `data/README.md` describes their format.

mod facts;
mod packages;
mod tree;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

pub use facts::SystemFacts;
pub(crate) use packages::{PACKAGES, Package};

use crate::{Machine, Origin};

/// The data of one system.
struct Data {
    name: &'static str,
    facts: &'static str,
    texts: tree::Texts,
}

/// The texts of one directory.
macro_rules! texts {
    ($base:literal, $own_texts:expr, $renamed:expr) => {
        tree::Texts {
            passwd: include_str!(concat!("../data/", $base, "/passwd")),
            group: include_str!(concat!("../data/", $base, "/group")),
            tree: include_str!(concat!("../data/", $base, "/tree.txt")),
            files: include_str!(concat!("../data/", $base, "/files.txt")),
            own_files: $own_texts,
            renamed: $renamed,
        }
    };
}

/// A system with data of its own.
macro_rules! system {
    ($name:literal) => {
        Data {
            name: $name,
            facts: include_str!(concat!("../data/", $name, "/facts.txt")),
            texts: texts!($name, "", &[]),
        }
    };
}

/// A system that has another one's tree, with names in it changed, and some texts of its own.
macro_rules! based_on {
    ($base:literal, $name:literal, $own_texts:expr, $renamed:expr) => {
        Data {
            name: $name,
            facts: include_str!(concat!("../data/", $name, "/facts.txt")),
            texts: texts!($base, $own_texts, $renamed),
        }
    };
}

const SYSTEMS: &[Data] = &[
    system!("debian-11"),
    system!("debian-12"),
    system!("debian-13"),
    based_on!(
        "debian-11",
        "ubuntu-16.04",
        include_str!("../data/ubuntu-16.04/files.txt"),
        &[("python3.9", "python3.5"), ("python39", "python35")]
    ),
    based_on!(
        "debian-11",
        "ubuntu-20.04",
        "",
        &[("python3.9", "python3.8"), ("python39", "python38")]
    ),
    based_on!(
        "debian-11",
        "ubuntu-22.04",
        "",
        &[("python3.9", "python3.10"), ("python39", "python310")]
    ),
    based_on!(
        "debian-13",
        "ubuntu-24.04",
        "",
        &[("python3.13", "python3.12"), ("python313", "python312")]
    ),
];

/// What the distributions' tools do differently.
const HABITS: &str = include_str!("../data/habits.txt");

/// The names of all systems that a scenario may name and that have data.
#[must_use]
pub fn systems() -> &'static [&'static str] {
    static NAMES: OnceLock<Vec<&'static str>> = OnceLock::new();
    NAMES.get_or_init(|| SYSTEMS.iter().map(|data| data.name).collect())
}

/// The stock machine of this system, without a login user; a copy of one that is made once.
#[must_use]
pub fn machine(system: &str) -> Option<Machine> {
    static MACHINES: [OnceLock<Machine>; SYSTEMS.len()] =
        [const { OnceLock::new() }; SYSTEMS.len()];
    let at = SYSTEMS.iter().position(|data| data.name == system)?;
    let (data, machine) = (SYSTEMS.get(at)?, MACHINES.get(at)?);
    let machine = machine.get_or_init(|| tree::build(data.name, &data.texts));
    Some(machine.clone())
}

/// The size of a file of this system whose text is not carried, by its stock path.
#[must_use]
pub fn size(system: &str, path: &str) -> Option<u64> {
    sizes(system)?.get(path).copied()
}

/// All sizes of this system's files.
fn sizes(system: &str) -> Option<&'static BTreeMap<Arc<str>, u64>> {
    static SIZES: [OnceLock<BTreeMap<Arc<str>, u64>>; SYSTEMS.len()] =
        [const { OnceLock::new() }; SYSTEMS.len()];
    let at = SYSTEMS.iter().position(|data| data.name == system)?;
    let (data, sizes) = (SYSTEMS.get(at)?, SIZES.get(at)?);
    Some(sizes.get_or_init(|| tree::sizes(&data.texts)))
}

/// The directories of this system's Python packages.
pub(crate) fn packages(system: &str) -> &'static [Package] {
    static READ: [OnceLock<Vec<Package>>; SYSTEMS.len()] =
        [const { OnceLock::new() }; SYSTEMS.len()];
    let at = SYSTEMS.iter().position(|data| data.name == system);
    let Some((once, stock)) = at.and_then(|at| READ.get(at)).zip(machine(system)) else {
        return &[];
    };
    once.get_or_init(|| packages::read(&stock))
}

/// Adds the user who types the invocation where the system has none of that name: uid from 1000, a group of the same
/// name, `/home/NAME` with the files of `/etc/skel` and the system's mode for homes, `/bin/bash`.
pub fn add_login_user(machine: &mut Machine, name: &str) {
    if machine.accounts.user(name).is_some() {
        return;
    }
    let home_mode = facts(&machine.system).map_or(0o755, |facts| facts.home_mode);
    let home = format!("/home/{name}");
    machine.add_account(name, &home, "/bin/bash", Origin::Stock);
    machine.make_home(name, home_mode, Origin::Stock);
}

/// The versions and host lines of this system.
#[must_use]
pub fn facts(system: &str) -> Option<&'static SystemFacts> {
    static FACTS: OnceLock<Vec<SystemFacts>> = OnceLock::new();
    FACTS
        .get_or_init(|| {
            SYSTEMS
                .iter()
                .map(|data| SystemFacts::read(data.name, data.facts, HABITS))
                .collect()
        })
        .iter()
        .find(|facts| facts.system == system)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Bits, Content, Identity};

    #[test]
    fn debian_12_is_as_its_packages_install_it() {
        let machine = machine("debian-12").unwrap();
        let mode = |path: &str| machine.node(machine.find(path).unwrap()).mode_text();
        assert_eq!(mode("/tmp"), "drwxrwxrwt");
        assert_eq!(mode("/root"), "drwx------");
        assert_eq!(mode("/var/run"), "drwxr-xr-x", "a link to /run");
        let www_data = machine.accounts.user("www-data").unwrap();
        assert_eq!((www_data.uid, www_data.home.as_str()), (33, "/var/www"));
        assert!(
            machine
                .text_of("/etc/nginx/sites-enabled/default")
                .unwrap()
                .contains("default_server")
        );
        let flask = "/usr/lib/python3/dist-packages/flask/__init__.py";
        let content = machine.read(&Identity::root(), "/", flask);
        assert_eq!(content, Ok(Content::Stock(flask.into())));
        assert_eq!(size("debian-12", flask), Some(2890));
    }

    #[test]
    fn every_system_has_all_facts() {
        for name in systems() {
            let facts = facts(name).unwrap();
            let machine = machine(name).unwrap();
            assert!(machine.find("/etc/nginx/nginx.conf").is_some(), "{name}");
            for value in [
                facts.title,
                facts.nginx_version,
                facts.nginx_server,
                facts.uwsgi_version,
                facts.uwsgi_compiled,
                facts.uwsgi_os,
                facts.uwsgi_host_lines,
                facts.nodename,
                facts.uwsgi_binary,
                facts.lock_engine,
                facts.python_version,
                facts.python_banner,
                facts.curl_version,
            ] {
                assert!(!value.is_empty(), "{name}: {facts:?}");
            }
            let numbers = [
                facts.process_limit,
                facts.page_size,
                facts.max_fds,
                facts.cores,
            ];
            assert!(numbers.iter().all(|number| *number > 0), "{name}");
            assert!(facts.somaxconn > 0 && facts.home_mode > 0, "{name}");
        }
    }

    #[test]
    fn the_login_user_gets_a_home_once() {
        let mut machine = machine("debian-12").unwrap();
        add_login_user(&mut machine, "ubuntu");
        add_login_user(&mut machine, "ubuntu");
        let home = machine.find("/home/ubuntu").unwrap();
        assert_eq!(
            (machine.node(home).mode, machine.node(home).owner),
            (0o755, 1000)
        );
        assert!(machine.find("/home/ubuntu/.bashrc").is_some());
        let ubuntu = machine
            .accounts
            .login(machine.accounts.user("ubuntu").unwrap());
        assert_eq!(
            (ubuntu.uid, ubuntu.gid, ubuntu.groups.as_slice()),
            (1000, 1000, [1000].as_slice())
        );
        assert!(
            machine
                .walk(&ubuntu, "/home/ubuntu", ".profile", Bits::READ)
                .end
                .is_ok()
        );
    }
}
