//! What was not shown and nothing shows to be absent: with `partial` it is taken to be there and sound.
//!
//! The simulators know nothing of this. A scenario is played; what a program looked for in vain is put on the machine
//! unless something shows it to be absent; then all is played again, until nothing more is missed.

mod shown;
mod wanted;

use std::collections::BTreeMap;

use hurdles_machine::{Content, Machine, NodeKind, Origin, listing, stock};

use crate::Scenario;
use crate::report::{Stage, Unknown};
use crate::trace::Trace;

/// As often as a scenario is played to find what else is missed.
const MOST_ROUNDS: usize = 24;

/// Something that is taken to be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Thing {
    pub(crate) kind: ThingKind,
    /// The stage that rests on it.
    pub(crate) stage: Stage,
}

/// What it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ThingKind {
    /// A file, its text unknown.
    File(String),
    /// A certificate, key or password file: nobody is asked for it.
    Secret(String),
    /// A configuration file of uWSGI, its text unknown.
    Configuration(String),
    /// A file that nginx includes, its text unknown.
    Include(String),
    /// A Python module: its name, and the file that it is taken to be.
    Module { name: String, file: String },
    /// A package of the distribution in a place of its own: its name, the directory, where the distribution has it.
    Package {
        name: String,
        into: String,
        from: String,
    },
    /// A directory, and the ids of whoever needs to write there.
    Directory { path: String, ids: (u32, u32) },
    /// A virtual environment.
    Environment(String),
    /// uWSGI as pip installs it.
    Program(String),
    /// An account.
    User(String),
    /// A group.
    Group(String),
}

impl ThingKind {
    /// What is not known and what prints it; none where nobody is asked.
    fn unknown(&self) -> Option<Unknown> {
        let (what, tell) = match self {
            Self::Secret(_) => return None,
            Self::File(path) => (
                format!("whether `{path}` is there: it is taken to be"),
                format!("ls -l {path}"),
            ),
            Self::Configuration(path) | Self::Include(path) => {
                (format!("what is in `{path}`"), format!("cat {path}"))
            }
            Self::Module { name, file } => (
                format!("what is in the Python module `{name}`: it is taken to be there"),
                format!("cat {file}"),
            ),
            Self::Package { name, into, .. } => (
                format!("whether the package `{name}` is installed in `{into}`: it is taken to be"),
                format!("ls {into}"),
            ),
            Self::Directory { path, .. } => (
                format!(
                    "owner and mode of the directory `{path}`: it is taken to be there and fit"
                ),
                format!("ls -ld {path}"),
            ),
            Self::Environment(path) => (
                format!("what is installed in the environment `{path}`: it is taken to be there"),
                format!("{path}/bin/pip list"),
            ),
            // Binaries are never asked for.
            Self::Program(_) => return None,
            Self::User(name) => (
                format!("whether there is a user `{name}`: it is taken to exist"),
                format!("id {name}"),
            ),
            Self::Group(name) => (
                format!("whether there is a group `{name}`: it is taken to exist"),
                format!("getent group {name}"),
            ),
        };
        Some(Unknown { what, tell })
    }
}

impl Thing {
    /// The stages that are not certain for its sake, each with what to say of it.
    fn doubts(&self) -> Vec<(Stage, String)> {
        let Some(unknown) = self.kind.unknown() else {
            return Vec::new();
        };
        let stages: &[Stage] = match self.kind {
            // Whatever uWSGI does may stand in it.
            ThingKind::Configuration(_) => &[
                Stage::Invocation,
                Stage::Privileges,
                Stage::Bind,
                Stage::EntryPoint,
                Stage::Imports,
                Stage::Callable,
                Stage::Connect,
                Stage::Protocol,
                Stage::Response,
            ],
            ThingKind::Include(_) => &[
                Stage::NginxConfig,
                Stage::Routing,
                Stage::Protocol,
                Stage::Response,
            ],
            _ => &[],
        };
        let one = [self.stage];
        let stages = if stages.is_empty() { &one } else { stages };
        let what = format!("not shown: {}", unknown.what);
        stages.iter().map(|stage| (*stage, what.clone())).collect()
    }
}

/// Everything that is taken to be there.
#[derive(Clone, Debug, Default)]
pub(crate) struct Assumed {
    pub(crate) things: Vec<Thing>,
}

impl Assumed {
    /// Adds the accounts: before anything is typed, since `chown` needs them.
    pub(crate) fn accounts(&self, machine: &mut Machine) {
        for thing in &self.things {
            match &thing.kind {
                ThingKind::User(name) if machine.accounts.user(name).is_none() => {
                    let home = format!("/home/{name}");
                    machine.add_account(name, &home, "/bin/bash", Origin::Made);
                }
                ThingKind::Group(name) if machine.accounts.group(name).is_none() => {
                    let gid = machine.next_group_id();
                    machine.add_group(name, gid, Origin::Made);
                    machine.write_account_files();
                }
                _ => {}
            }
        }
    }

    /// Adds files and directories: after what the listing shows.
    pub(crate) fn files(&self, machine: &mut Machine) {
        for thing in &self.things {
            match &thing.kind {
                ThingKind::File(path)
                | ThingKind::Secret(path)
                | ThingKind::Configuration(path)
                | ThingKind::Include(path)
                | ThingKind::Module { file: path, .. } => {
                    let unknown = NodeKind::File(Content::Unknown(0));
                    put(machine, path, unknown, (0, 0));
                }
                ThingKind::Package { name, into, from } => package(machine, name, into, from),
                ThingKind::Directory { path, ids } => {
                    put(machine, path, NodeKind::Directory(BTreeMap::new()), *ids);
                }
                ThingKind::Environment(path) => environment(machine, path),
                ThingKind::Program(path) => program(machine, path),
                ThingKind::User(_) | ThingKind::Group(_) => {}
            }
        }
    }
}

/// Puts something where nothing is.
fn put(machine: &mut Machine, path: &str, kind: NodeKind, ids: (u32, u32)) {
    if machine.find_link(path).is_some() {
        return;
    }
    let mode = if matches!(kind, NodeKind::Directory(_)) {
        0o755
    } else {
        0o644
    };
    machine.place(path, kind, mode, ids, Origin::Made);
}

/// Lets an environment have what the distribution has: the play goes on with a package of that name.
fn package(machine: &mut Machine, name: &str, into: &str, from: &str) {
    let (Some(directory), Some(stock)) = (machine.find(into), machine.find(from)) else {
        return;
    };
    if machine.entry(directory, name).is_none() {
        machine.enter(directory, name, stock);
    }
}

/// Puts pip's uWSGI there, with the environment around it where it lies in one.
fn program(machine: &mut Machine, path: &str) {
    if let Some(root) = path.strip_suffix("/bin/uwsgi")
        && !matches!(root, "/usr/local" | "/usr" | "/root/.local" | "")
        && !root.ends_with("/.local")
    {
        environment(machine, root);
    }
    let unknown = NodeKind::File(Content::Unknown(0));
    put(machine, path, unknown, (0, 0));
    listing::take_for_uwsgi(machine, path);
}

/// The least that makes a directory a virtual environment (PEP 405).
fn environment(machine: &mut Machine, path: &str) {
    let series = stock::facts(&machine.system).map_or("3", |facts| facts.python_series());
    let site = format!("{path}/lib/python{series}/site-packages");
    put(machine, &site, NodeKind::Directory(BTreeMap::new()), (0, 0));
    let text = "home = /usr/bin\ninclude-system-site-packages = true\n";
    let config = NodeKind::File(Content::Text(text.into(), None));
    put(machine, &format!("{path}/pyvenv.cfg"), config, (0, 0));
    let python = NodeKind::Symlink("/usr/bin/python3".into());
    put(machine, &format!("{path}/bin/python3"), python, (0, 0));
}

/// Plays a scenario until nothing more is missed that may be there.
pub(crate) fn settle(scenario: &Scenario, play: impl Fn(&Assumed) -> Trace) -> Trace {
    let mut assumed = Assumed::default();
    let mut trace = play(&assumed);
    if !scenario.partial {
        return trace;
    }
    for _ in 0..MOST_ROUNDS {
        let mut more = wanted::things(scenario, &trace);
        more.retain(|thing| !assumed.things.iter().any(|known| known.kind == thing.kind));
        if more.is_empty() {
            break;
        }
        for thing in more {
            if !assumed.things.iter().any(|known| known.kind == thing.kind) {
                assumed.things.push(thing);
            }
        }
        trace = play(&assumed);
    }
    trace
}

impl Trace {
    /// What was not shown and is taken to be there, with the command that prints it.
    pub(crate) fn not_shown(&self) -> Vec<Unknown> {
        let things = self.assumed.iter();
        things.filter_map(|thing| thing.kind.unknown()).collect()
    }

    /// The stages that rest on what is not shown.
    pub(crate) fn doubts_of_assumed(&self) -> Vec<(Stage, String)> {
        self.assumed.iter().flat_map(Thing::doubts).collect()
    }
}
