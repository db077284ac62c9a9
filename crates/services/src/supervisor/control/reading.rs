//! `reread`, `update` and `reload`: what a new reading of the configuration changes.

use std::collections::BTreeSet;

use hurdles_machine::Machine;

use super::super::program::{Fault, Loaded, Program};
use super::Control;

/// The groups that a new configuration adds, changes and takes away.
struct Changes {
    added: BTreeSet<String>,
    changed: BTreeSet<String>,
    removed: BTreeSet<String>,
}

impl Control<'_> {
    /// Reads the configuration again; the difference to what supervisord runs.
    fn changes(
        &mut self,
        machine: &Machine,
        read: &impl Fn(&Machine) -> Result<Loaded, Fault>,
    ) -> Result<Changes, Fault> {
        let loaded = read(machine)?;
        for file in &loaded.included {
            self.daemon.say(&format!(
                "INFO Included extra file \"{file}\" during parsing"
            ));
        }
        let new = |group: &str| -> Vec<&Program> {
            let programs = loaded.programs.iter();
            programs.filter(|program| program.group == group).collect()
        };
        let old = |group: &str| -> Vec<&Program> {
            let programs = self.daemon.processes.iter().map(|it| &it.program);
            programs.filter(|program| program.group == group).collect()
        };
        let groups: BTreeSet<String> = loaded.programs.iter().map(|it| it.group.clone()).collect();
        let known = self
            .daemon
            .processes
            .iter()
            .map(|it| it.program.group.clone());
        let known: BTreeSet<String> = known.collect();
        let both = groups.intersection(&known);
        let is_changed = |group: &&String| !are_alike(&new(group), &old(group));
        let changes = Changes {
            changed: both.filter(is_changed).cloned().collect(),
            added: groups.difference(&known).cloned().collect(),
            removed: known.difference(&groups).cloned().collect(),
        };
        self.daemon.loaded = loaded;
        Ok(changes)
    }

    pub(super) fn reread(
        &mut self,
        machine: &Machine,
        read: &impl Fn(&Machine) -> Result<Loaded, Fault>,
    ) {
        let changes = match self.changes(machine, read) {
            Ok(changes) => changes,
            Err(fault) => {
                self.say(&format!("ERROR: CANT_REREAD: {}", fault.message));
                self.said.status = 1;
                return;
            }
        };
        let mut lines: Vec<String> = Vec::new();
        for (names, word) in [
            (&changes.added, "available"),
            (&changes.changed, "changed"),
            (&changes.removed, "disappeared"),
        ] {
            lines.extend(names.iter().map(|name| format!("{name}: {word}")));
        }
        lines.sort();
        if lines.is_empty() {
            lines.push("No config updates to processes".to_owned());
        }
        for line in lines {
            self.say(&line);
        }
    }

    pub(super) fn update(
        &mut self,
        machine: &mut Machine,
        names: &[&str],
        read: &impl Fn(&Machine) -> Result<Loaded, Fault>,
    ) {
        let changes = match self.changes(machine, read) {
            Ok(changes) => changes,
            Err(fault) => {
                self.say(&format!(
                    "error: <class 'xmlrpc.client.Fault'>, <Fault 92: \"CANT_REREAD: {}\">: file: \
                     /usr/lib/python3/dist-packages/supervisor/xmlrpc.py line: 542",
                    fault.message
                ));
                self.said.status = 1;
                return;
            }
        };
        let is_wanted = |group: &&String| {
            names.is_empty() || names.contains(&"all") || names.contains(&&***group)
        };
        for group in changes.removed.iter().filter(is_wanted) {
            self.drop_group(machine, group);
            self.say(&format!("{group}: stopped"));
            self.say(&format!("{group}: removed process group"));
        }
        for group in changes.changed.iter().filter(is_wanted) {
            self.drop_group(machine, group);
            self.add_group(machine, group);
            self.say(&format!("{group}: stopped"));
            self.say(&format!("{group}: updated process group"));
        }
        for group in changes.added.iter().filter(is_wanted) {
            self.add_group(machine, group);
            self.say(&format!("{group}: added process group"));
        }
    }

    fn drop_group(&mut self, machine: &mut Machine, group: &str) {
        for at in 0..self.daemon.processes.len() {
            let is_member = self
                .daemon
                .processes
                .get(at)
                .is_some_and(|it| it.program.group == group);
            if is_member {
                self.daemon.stop(machine, self.children, at);
            }
        }
        self.daemon.processes.retain(|it| it.program.group != group);
    }

    fn add_group(&mut self, machine: &mut Machine, group: &str) {
        let programs = self.daemon.loaded.programs.clone();
        for program in programs.into_iter().filter(|it| it.group == group) {
            self.daemon.add(program);
            let at = self.daemon.processes.len() - 1;
            self.daemon.autostart(machine, self.children, at);
        }
    }

    /// Stops everything and begins again with a new configuration.
    pub(super) fn reload(
        &mut self,
        machine: &mut Machine,
        read: &impl Fn(&Machine) -> Result<Loaded, Fault>,
    ) {
        let groups: BTreeSet<String> = self
            .daemon
            .processes
            .iter()
            .map(|it| it.program.group.clone())
            .collect();
        for group in groups {
            self.drop_group(machine, &group);
        }
        self.say("Restarted supervisord");
        let Ok(loaded) = read(machine) else {
            return;
        };
        let groups: BTreeSet<String> = loaded.programs.iter().map(|it| it.group.clone()).collect();
        self.daemon.loaded = loaded;
        for group in groups {
            self.add_group(machine, &group);
        }
    }
}

/// Whether two groups are the same for supervisord, which does not look at where they stand in a file.
fn are_alike(new: &[&Program], old: &[&Program]) -> bool {
    let bare = |program: &&Program| Program {
        command_span: None,
        section_span: None,
        directory_span: None,
        ..(*program).clone()
    };
    new.iter().map(bare).eq(old.iter().map(bare))
}
