//! What the programs looked for in vain.

mod nginx;
mod programs;
mod python;

use hurdles_machine::{Errno, Machine};
use hurdles_uwsgi::{Event, ExitCause, Instance, Refusal};

use super::shown::{is_elsewhere, may_be_there, may_exist};
use super::{Thing, ThingKind};
use crate::Scenario;
use crate::report::Stage;
use crate::trace::Trace;

impl ThingKind {
    /// The directory or file that it is, where it is one.
    pub(super) fn path(&self) -> Option<&str> {
        match self {
            Self::File(path)
            | Self::Secret(path)
            | Self::Configuration(path)
            | Self::Include(path)
            | Self::Environment(path)
            | Self::Module { file: path, .. }
            | Self::Program(path)
            | Self::Directory { path, .. } => Some(path),
            Self::Package { .. } | Self::User(_) | Self::Group(_) => None,
        }
    }
}

struct Search<'a> {
    scenario: &'a Scenario,
    trace: &'a Trace,
    found: Vec<Thing>,
}

/// Everything that was missed in a play and may be there all the same.
pub(super) fn things(scenario: &Scenario, trace: &Trace) -> Vec<Thing> {
    let mut search = Search {
        scenario,
        trace,
        found: Vec::new(),
    };
    search.accounts_of_commands();
    search.typed_programs();
    search.units();
    for instance in trace.instances() {
        search.instance(instance);
    }
    let start = trace.nginx.start.configuration.as_ref();
    let configuration = trace.nginx.test.configuration.as_ref().or(start);
    if let Some(configuration) = configuration
        && let Some(fault) = configuration.fault()
    {
        search.nginx(configuration, fault);
    }
    for refusal in &trace.refusals {
        if let Refusal::Raised(raised) = refusal {
            search.raised(raised, None, Stage::Response);
        }
    }
    search.static_file();
    search.found
}

impl Search<'_> {
    fn add(&mut self, stage: Stage, kind: ThingKind) {
        let may_be = match &kind {
            ThingKind::User(name) | ThingKind::Group(name) => may_exist(self.trace, name),
            ThingKind::Package { name, into, .. } => {
                may_be_there(self.trace, &format!("{into}/{name}"))
            }
            other => other
                .path()
                .is_some_and(|path| may_be_there(self.trace, path)),
        };
        if may_be {
            self.found.push(Thing { kind, stage });
        }
    }

    /// A file by the name that stands in the text: one of that name elsewhere is the one that is meant.
    fn add_named(&mut self, stage: Stage, name: &str, path: &str, kind: ThingKind) {
        let in_assumed = self.trace.assumed.iter().any(|thing| {
            let top = thing.kind.path().unwrap_or("/nothing");
            path.strip_prefix(top)
                .is_some_and(|rest| rest.starts_with('/'))
        });
        if in_assumed || !is_elsewhere(self.scenario, name, path) {
            self.add(stage, kind);
        }
    }

    /// Users and groups that lines of `setup` and `after` and the invocation name.
    fn accounts_of_commands(&mut self) {
        let scripts = [&self.trace.setup, &self.trace.invocation, &self.trace.after];
        let failed = scripts
            .into_iter()
            .flat_map(|script| &script.ran)
            .filter(|ran| ran.status.is_some_and(|status| status != 0));
        for ran in failed.cloned().collect::<Vec<_>>() {
            let mut words = ran.argv.iter().map(String::as_str);
            match words
                .next()
                .map(|word| word.rsplit('/').next().unwrap_or(word))
            {
                Some("chown") => {
                    let owner = words.find(|word| !word.starts_with('-')).unwrap_or("");
                    let (user, group) = owner.split_once([':', '.']).unwrap_or((owner, ""));
                    self.account(user, group);
                }
                Some("chgrp") => {
                    let group = words.find(|word| !word.starts_with('-')).unwrap_or("");
                    self.account("", group);
                }
                Some("sudo") => {
                    let mut words = words.skip_while(|word| *word != "-u");
                    let _ = words.next();
                    self.account(words.next().unwrap_or(""), "");
                }
                _ => {}
            }
        }
    }

    fn account(&mut self, user: &str, group: &str) {
        let accounts = &self.trace.before.accounts;
        let no_user = accounts.user(user).is_none();
        let no_group = accounts.group(group).is_none();
        if !user.is_empty() && no_user {
            self.add(Stage::Privileges, ThingKind::User(user.to_owned()));
        }
        if !group.is_empty() && no_group && group != user {
            self.add(Stage::Privileges, ThingKind::Group(group.to_owned()));
        }
    }

    fn instance(&mut self, instance: &Instance) {
        let cwd = instance.context().cwd.clone();
        for event in instance.events() {
            match event {
                Event::Config(read) if read.failure == Some(Errno::NotFound) => {
                    let path = Machine::absolute("/", &read.path);
                    let kind = ThingKind::Configuration(path.clone());
                    self.add_named(Stage::Invocation, &read.name.text, &path, kind);
                }
                Event::BindFailed(failure) if failure.errno == Errno::NotFound => {
                    if let Some((directory, _)) = failure.bound.rsplit_once('/') {
                        let identity = &failure.identity;
                        let kind = ThingKind::Directory {
                            path: Machine::absolute(&cwd, directory),
                            ids: (identity.uid, identity.gid),
                        };
                        self.add(Stage::Bind, kind);
                    }
                }
                Event::Exit { cause, .. } => self.end(&cwd, cause),
                _ => {}
            }
        }
        for attempt in instance.attempts() {
            self.attempt(&cwd, attempt);
        }
    }

    /// Why uWSGI ended.
    fn end(&mut self, cwd: &str, cause: &ExitCause) {
        match cause {
            ExitCause::Chdir {
                path,
                errno: Errno::NotFound,
                identity,
                ..
            } => {
                let kind = ThingKind::Directory {
                    path: Machine::absolute(cwd, &path.text),
                    ids: (identity.uid, identity.gid),
                };
                self.add(Stage::Invocation, kind);
            }
            ExitCause::Unwritable {
                path,
                errno: Errno::NotFound,
                identity,
                ..
            } => {
                let path = Machine::absolute(cwd, &path.text);
                if let Some((directory, _)) = path.rsplit_once('/') {
                    let kind = ThingKind::Directory {
                        path: directory.to_owned(),
                        ids: (identity.uid, identity.gid),
                    };
                    self.add(Stage::Invocation, kind);
                }
            }
            ExitCause::NoSuchAccount { option, name } => match *option {
                "uid" => self.account(&name.text, ""),
                "gid" | "add-gid" => self.account("", &name.text),
                _ => {
                    let (user, group) = name.text.split_once(':').unwrap_or((&name.text, ""));
                    self.account(user, group);
                }
            },
            ExitCause::PythonFatal { home } => {
                let path = Machine::absolute(cwd, &home.text);
                self.add(Stage::Imports, ThingKind::Environment(path));
            }
            _ => {}
        }
    }
}
