//! The emperor: finds vassals' configurations, starts an instance for each, watches over them (core/emperor.c).

use hurdles_machine::{Bits, Errno, Identity, Machine, NodeKind, glob};

use crate::config::config_format_option;
use crate::launch::Launch;
use crate::{Given, Instance, Vassal};

/// Seconds between two looks at the directory (`emperor-freq`).
const PERIOD: f64 = 3.0;

/// An emperor whose directory holds its own configuration starts itself as a vassal, and that one again, until the
/// machine has no room for more processes. So many are played.
const DEEPEST_EMPEROR: u32 = 3;

/// As many vassals one emperor has here.
const MOST_VASSALS: usize = 100;

/// An emperor and its vassals.
#[derive(Debug, Default)]
pub(crate) struct Emperor {
    pub(crate) vassals: Vec<Vassal>,
    /// Failed vassals with the second of their last start and how often they have failed.
    cursed: Vec<(String, f64, u32)>,
    /// The second of the last look.
    last_scan: f64,
    n_started: u32,
}

/// A configuration that the emperor found.
struct Candidate {
    name: String,
    cwd: String,
    owner: u32,
    group: u32,
}

impl Instance {
    /// Becomes an emperor and starts what it finds.
    pub(crate) fn run_emperor(&mut self, machine: &mut Machine) {
        let span = self.span_of("emperor");
        self.log.say_at("*** starting uWSGI Emperor ***", span);
        self.emperor = Some(Emperor {
            last_scan: self.log.now,
            ..Emperor::default()
        });
        if self.n_emperors >= DEEPEST_EMPEROR {
            self.not_played_further("an emperor that starts itself again", span);
            return;
        }
        self.scan(machine);
    }

    /// What the emperor does until `until`.
    pub(crate) fn advance_emperor(&mut self, machine: &mut Machine, until: f64) {
        // More looks than anyone waits for: a day of them would only repeat the same lines.
        for _ in 0..200 {
            let Some(emperor) = &mut self.emperor else {
                return;
            };
            let next = emperor.last_scan + PERIOD;
            if next > until || self.stopped || self.n_emperors >= DEEPEST_EMPEROR {
                return;
            }
            emperor.last_scan = next;
            self.log.now = next;
            self.scan(machine);
        }
    }

    fn scan(&mut self, machine: &mut Machine) {
        for candidate in self.candidates(machine) {
            let Some(emperor) = &self.emperor else {
                return;
            };
            if emperor
                .vassals
                .iter()
                .any(|v| v.name == candidate.name && v.instance.is_running())
            {
                continue;
            }
            let now = self.log.now;
            let cursed = emperor
                .cursed
                .iter()
                .find(|(name, ..)| *name == candidate.name);
            if let Some((_, started, n_failures)) = cursed {
                let age = now - started;
                if age < PERIOD * 2.0 {
                    if *n_failures == 1 {
                        let name = &candidate.name;
                        self.log
                            .say_dated(format!("[emperor] removed uwsgi instance {name}"));
                    }
                    continue;
                }
            }
            if emperor.vassals.len() + emperor.cursed.len() >= MOST_VASSALS {
                let span = self.span_of("emperor");
                self.not_played_further("more vassals than a machine has", span);
                return;
            }
            self.start_vassal(machine, candidate);
        }
    }

    /// The configurations in the directories and patterns given, in the order of their names.
    fn candidates(&mut self, machine: &Machine) -> Vec<Candidate> {
        let mut found = Vec::new();
        for place in self.list("emperor") {
            let (text, is_glob) = match place.text.split_once("://") {
                Some(("dir", rest)) => (rest.to_owned(), false),
                Some(("glob", rest)) => (rest.to_owned(), true),
                Some((scheme, _)) => {
                    self.not_simulated(format!("the emperor's monitor `{scheme}`"), place.span);
                    continue;
                }
                None => (place.text.clone(), false),
            };
            let (who, cwd) = (self.context.identity.clone(), self.context.cwd.clone());
            let directory = machine.walk(&who, &cwd, &text, Bits::NONE);
            let is_directory = directory
                .end
                .is_ok_and(|id| machine.node(id).is_directory());
            let (names, base) = if is_directory && !is_glob {
                let names = machine.list(&who, &cwd, &text).unwrap_or_default();
                let names: Vec<String> = names.iter().map(|name| name.to_string()).collect();
                (names, Machine::absolute(&cwd, &text))
            } else {
                let names = self.glob(machine, &text);
                (names, cwd)
            };
            found.extend(names.into_iter().filter_map(|name| {
                self.has_vassal_extension(&name).then_some(())?;
                let walk = machine.walk(&who, &base, &name, Bits::NONE);
                let node = machine.node(walk.end.ok()?);
                matches!(node.kind, NodeKind::File(_)).then_some(())?;
                Some(Candidate {
                    name,
                    cwd: base.clone(),
                    owner: node.owner,
                    group: node.group,
                })
            }));
        }
        found
    }

    fn has_vassal_extension(&self, name: &str) -> bool {
        let known = ["*.ini", "*.xml", "*.yml", "*.yaml", "*.js", "*.json"];
        let extra = self.list("emperor-extra-extension");
        known.iter().any(|pattern| glob::matches(pattern, name))
            || extra.iter().any(|end| name.ends_with(&end.text))
    }

    fn start_vassal(&mut self, machine: &mut Machine, candidate: Candidate) {
        let name = candidate.name.clone();
        let mut identity = self.context.identity.clone();
        if self.flag("emperor-tyrant") {
            if candidate.owner == 0 || candidate.group == 0 {
                let span = self.span_of("emperor-tyrant");
                let line = format!("[emperor-tyrant] invalid permissions for vassal {name}");
                self.log.say_at(line, span);
                return;
            }
            let (uid, gid) = (candidate.owner, candidate.group);
            let line =
                format!("[emperor-tyrant] dropping privileges to {uid} {gid} for instance {name}");
            self.log.say(line);
            if !identity.is_root() {
                let (call, tag) = if gid == identity.gid {
                    ("setgroups", "tyrant-setgroups")
                } else {
                    ("setgid", "tyrant-setgid")
                };
                let place = self.table.version.place(tag);
                let errno = Errno::NotPermitted;
                self.log.say(format!("{call}(): {errno} {place}"));
                self.curse(&name);
                return;
            }
            identity = Identity {
                uid,
                gid,
                groups: Vec::new(),
                view: identity.view,
            };
        }
        let instance = self.spawn(machine, &candidate, identity);
        self.introduce(instance, name);
    }

    fn spawn(&mut self, machine: &mut Machine, candidate: &Candidate, identity: Identity) -> Self {
        let mut context = self.context.clone();
        context.identity = identity;
        context.cwd.clone_from(&candidate.cwd);
        for variable in ["UWSGI_RELOADS", "NOTIFY_SOCKET"] {
            context.environment.remove(variable);
        }
        let mut words = vec![Given::new(self.build.binary.clone(), None)];
        let mut add = |option: &str, value: Given| {
            words.push(Given::new(option, value.span));
            words.push(value);
        };
        for value in self.list("vassals-set") {
            add("--set", value);
        }
        for (option, list) in [
            ("--inherit", "vassals-inherit-before"),
            ("--include", "vassals-include-before"),
        ] {
            for value in self.list(list) {
                add(option, value);
            }
        }
        add(
            config_format_option(&candidate.name),
            Given::new(candidate.name.clone(), None),
        );
        for (option, list) in [
            ("--inherit", "vassals-inherit"),
            ("--include", "vassals-include"),
        ] {
            for value in self.list(list) {
                add(option, value);
            }
        }
        let n_running = self.emperor.as_mut().map_or(0, |emperor| {
            emperor.n_started += 1;
            let running = emperor.vassals.iter().filter(|v| v.instance.is_running());
            u32::try_from(running.count()).unwrap_or(0)
        });
        let launch = Launch {
            at: self.log.now,
            // Each vassal's pair of sockets takes the next free descriptors; the vassal keeps the second one.
            emperor_fd: Some(6 + n_running),
            build: Some(self.build.clone()),
            n_emperors: self.n_emperors + 1,
            ..Launch::default()
        };
        Self::launch(machine, &context, words, launch)
    }

    /// Takes a new vassal's log over and tells how it fared.
    fn introduce(&mut self, mut instance: Self, name: String) {
        let mut lines = std::mem::take(&mut instance.log.lines);
        if instance.is_running() {
            let master = lines
                .iter()
                .position(|line| line.text.contains("uWSGI master process (pid"));
            let rest = lines.split_off(master.map_or(lines.len(), |at| at + 1));
            self.log.adopt(lines);
            self.log
                .say_dated(format!("[emperor] vassal {name} has been spawned"));
            self.log.adopt(rest);
            self.log.say_dated(format!(
                "[emperor] vassal {name} is ready to accept requests"
            ));
        } else {
            self.log.adopt(lines);
            self.curse(&name);
        }
        let Some(emperor) = &mut self.emperor else {
            return;
        };
        emperor.vassals.retain(|vassal| vassal.name != name);
        emperor.vassals.push(Vassal { name, instance });
    }

    fn curse(&mut self, name: &str) {
        let now = self.log.now;
        self.log.say_dated(format!(
            "[emperor] curse the uwsgi instance {name} (pid: PID)"
        ));
        let Some(emperor) = &mut self.emperor else {
            return;
        };
        let known = emperor.cursed.iter_mut().find(|(other, ..)| other == name);
        match known {
            Some((_, started, n_failures)) => {
                *started = now;
                *n_failures += 1;
                self.log
                    .say_dated(format!("[emperor] removed uwsgi instance {name}"));
            }
            None => emperor.cursed.push((name.to_owned(), now, 1)),
        }
    }
}
