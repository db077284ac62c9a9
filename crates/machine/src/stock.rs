//! Stock systems: the machine as the distribution installs it with nginx, uWSGI, Flask and Django.
//!
//! The data are under `data/<system>/`; `data/README.md` describes their format.

mod facts;

use std::sync::OnceLock;

pub use facts::SystemFacts;

use crate::Machine;

/// The files of one system.
struct Data {
    name: &'static str,
    facts: &'static str,
}

const SYSTEMS: &[Data] = &[Data {
    name: "debian-12",
    facts: include_str!("../data/debian-12/facts.txt"),
}];

/// The names of all systems that a scenario may name and that have data.
#[must_use]
pub fn systems() -> &'static [&'static str] {
    static NAMES: OnceLock<Vec<&'static str>> = OnceLock::new();
    NAMES.get_or_init(|| SYSTEMS.iter().map(|data| data.name).collect())
}

/// The stock machine of this system, without a login user; a copy of one that is made once.
#[must_use]
pub fn machine(system: &str) -> Option<Machine> {
    systems().contains(&system).then(|| Machine::bare(system))
}

/// The versions and host lines of this system.
#[must_use]
pub fn facts(system: &str) -> Option<&'static SystemFacts> {
    static FACTS: OnceLock<Vec<SystemFacts>> = OnceLock::new();
    FACTS
        .get_or_init(|| {
            SYSTEMS
                .iter()
                .map(|data| SystemFacts::read(data.name, data.facts))
                .collect()
        })
        .iter()
        .find(|facts| facts.system == system)
}
