//! What the programs looked for in vain.

use hurdles_machine::{Errno, Machine, NodeKind};
use hurdles_nginx::event::Event as NginxEvent;
use hurdles_nginx::{Configuration, Problem, ProblemKind};
use hurdles_python::{FileFailure, ImportFailure, ImportProblem, PathOrigin, Raised, TriedOutcome};
use hurdles_uwsgi::{AppAttempt, AppForm, Event, ExitCause, Instance, LoadFailure, Refusal};

use super::shown::{is_elsewhere, may_be_there, may_exist};
use super::{Thing, ThingKind};
use crate::Scenario;
use crate::report::Stage;
use crate::trace::Trace;

/// Where the distribution's own Python packages lie.
const PACKAGES: &str = "/usr/lib/python3/dist-packages";

/// Directives that name a certificate, a key or a list of passwords.
const SECRETS: [&str; 8] = [
    "ssl_certificate",
    "ssl_certificate_key",
    "ssl_dhparam",
    "ssl_trusted_certificate",
    "ssl_client_certificate",
    "ssl_password_file",
    "ssl_session_ticket_key",
    "auth_basic_user_file",
];

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
            | Self::Directory { path, .. } => Some(path),
            Self::Package { .. } | Self::User(_) | Self::Group(_) => None,
        }
    }
}

/// As many links as are followed.
const MOST_LINKS: usize = 8;

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

    /// An app that was not loaded.
    fn attempt(&mut self, cwd: &str, attempt: &AppAttempt) {
        let Err(failure) = &attempt.result else {
            return;
        };
        match failure {
            LoadFailure::Import(raised) => {
                self.raised(raised, Some(&attempt.module.text), Stage::Imports);
            }
            LoadFailure::Factory(raised) => self.raised(raised, None, Stage::Imports),
            LoadFailure::File(failure) => match &**failure {
                FileFailure::Unopened(Errno::NotFound, _) => {
                    let name = &attempt.module.text;
                    let path = Machine::absolute(cwd, name);
                    let kind = ThingKind::Module {
                        name: name.clone(),
                        file: path.clone(),
                    };
                    if attempt.form == AppForm::File || !name.contains(':') {
                        self.add_named(Stage::EntryPoint, name, &path, kind);
                    }
                }
                FileFailure::Raised(raised) => self.raised(raised, None, Stage::Imports),
                _ => {}
            },
            _ => {}
        }
    }

    /// An exception: a module or a file that is not there.
    fn raised(&mut self, raised: &Raised, target: Option<&str>, stage: Stage) {
        if let Some(import) = &raised.import
            && import.problem == ImportProblem::NotFound
        {
            self.module(import, target.filter(|_| raised.frames.is_empty()), stage);
        }
        if let Some((path, Errno::NotFound, _)) = &raised.path {
            let path = Machine::absolute(&self.scenario.cwd, path);
            let name = path.rsplit('/').next().unwrap_or_default().to_owned();
            self.add_named(stage, &name, &path, ThingKind::File(path.clone()));
        }
    }

    /// A module that Python did not find.
    fn module(&mut self, import: &ImportFailure, target: Option<&str>, stage: Stage) {
        let name = import.module.as_str();
        let is_name = |part: &str| {
            let is_letter = |c: char| c.is_alphanumeric() || c == '_';
            part.chars().all(is_letter) && !part.starts_with(|c: char| c.is_ascii_digit())
        };
        let whole = target.unwrap_or(name);
        if !whole
            .split('.')
            .all(|part| !part.is_empty() && is_name(part))
        {
            return;
        }
        let last = name.rsplit('.').next().unwrap_or(name);
        let is_given = |name: &str| {
            let path = name.replace('.', "/");
            let nowhere = "";
            is_elsewhere(self.scenario, &format!("{path}.py"), nowhere)
                || is_elsewhere(self.scenario, &format!("{path}/__init__.py"), nowhere)
        };
        let in_assumed = self
            .trace
            .assumed
            .iter()
            .any(|thing| matches!(thing.kind, ThingKind::Directory { .. }));
        if (is_given(name) || is_given(whole)) && !in_assumed {
            return;
        }
        let is_entry = target.is_some();
        let Some((directory, is_site)) = self.place(import, last, is_entry) else {
            return;
        };
        let stage = if is_entry { Stage::EntryPoint } else { stage };
        let from = format!("{PACKAGES}/{last}");
        if is_site && self.trace.before.find(&from).is_some() && directory != PACKAGES {
            let name = last.to_owned();
            let into = directory;
            self.add(stage, ThingKind::Package { name, into, from });
            return;
        }
        // What may have modules in it is taken to be a package.
        let file = if target == Some(name) {
            format!("{directory}/{last}.py")
        } else {
            format!("{directory}/{last}/__init__.py")
        };
        let name = name.to_owned();
        self.add(stage, ThingKind::Module { name, file });
    }

    /// The directory on the search path in which a module may be, and whether packages are installed there.
    fn place(&self, import: &ImportFailure, last: &str, is_entry: bool) -> Option<(String, bool)> {
        let entries = import
            .tried
            .iter()
            .filter(|tried| matches!(tried.outcome, TriedOutcome::Nothing | TriedOutcome::Absent));
        let mut places: Vec<(String, bool)> = entries
            .filter_map(|tried| {
                let is_site = match tried.entry.origin {
                    PathOrigin::Zip | PathOrigin::Stdlib | PathOrigin::LibDynload => return None,
                    PathOrigin::VenvSite
                    | PathOrigin::UserSite
                    | PathOrigin::LocalDistPackages
                    | PathOrigin::DistPackages => true,
                    _ => false,
                };
                let text = tried.entry.text.as_str();
                let cwd = self
                    .trace
                    .instances()
                    .first()
                    .map(|one| one.context().cwd.clone());
                let directory = Machine::absolute(cwd.as_deref().unwrap_or("/"), text);
                Some((directory, is_site))
            })
            .filter(|(directory, _)| may_be_there(self.trace, &format!("{directory}/{last}.py")))
            .collect();
        // The app's own module lies where the app does, what it imports where packages are installed.
        places.sort_by_key(|(_, is_site)| *is_site == is_entry);
        places.into_iter().next()
    }

    /// A file that nginx's configuration names.
    fn nginx(&mut self, configuration: &Configuration, fault: &Problem) {
        let directive = fault.blame.and_then(|blame| {
            let directives = configuration.tree.iter().map(|(_, directive)| directive);
            directives
                .filter(|directive| {
                    directive.place.span.is_some_and(|span| {
                        span.source == blame.source
                            && span.start <= blame.start
                            && span.end >= blame.end
                    })
                })
                .last()
        });
        let is_secret =
            directive.is_some_and(|directive| SECRETS.iter().any(|secret| directive.is(secret)));
        if is_secret && let Some(name) = directive.and_then(|directive| directive.argument(0)) {
            let path = linked(&self.trace.told, &Machine::absolute("/etc/nginx", name));
            if self.trace.before.find(&path).is_none() {
                self.add(Stage::NginxConfig, ThingKind::Secret(path));
            }
            return;
        }
        match &fault.kind {
            ProblemKind::Call {
                call,
                errno: Errno::NotFound,
            } => {
                let Some(path) = call.split('"').nth(1) else {
                    return;
                };
                let is_log = directive.is_none_or(|directive| {
                    ["access_log", "error_log", "pid"]
                        .iter()
                        .any(|name| directive.is(name))
                });
                let names_log = configuration.tree.iter().any(|(_, directive)| {
                    ["access_log", "error_log", "pid"]
                        .iter()
                        .any(|name| directive.is(name))
                        && directive.argument(0) == Some(path)
                });
                if is_log && names_log {
                    if let Some((directory, _)) = path.rsplit_once('/') {
                        let path = directory.to_owned();
                        let kind = ThingKind::Directory { path, ids: (0, 0) };
                        self.add(Stage::NginxConfig, kind);
                    }
                } else {
                    // What stands in nginx's own directory comes with it, and what does not is a slip of the pen.
                    let path = path.to_owned();
                    self.add(Stage::NginxConfig, ThingKind::Include(path));
                }
            }
            ProblemKind::GetPwNam(name) => self.account(name, ""),
            ProblemKind::GetGrNam(name) => self.account("", name),
            _ => {}
        }
    }

    /// A file that nginx was to send.
    fn static_file(&mut self) {
        if self.trace.response.status != Some(404) {
            return;
        }
        let files = self
            .trace
            .response
            .events
            .iter()
            .filter_map(|event| match event {
                NginxEvent::File {
                    path,
                    errno: Some(Errno::NotFound),
                    ..
                } => Some(path.clone()),
                _ => None,
            });
        if let Some(path) = files.last() {
            let name = path.rsplit('/').next().unwrap_or_default().to_owned();
            self.add_named(Stage::Response, &name, &path, ThingKind::File(path.clone()));
        }
    }
}

/// Where a path leads by the symbolic links that are there, whether or not anything lies at their end.
fn linked(machine: &Machine, path: &str) -> String {
    let mut path = path.to_owned();
    for _ in 0..MOST_LINKS {
        let Some(id) = machine.find_link(&path) else {
            break;
        };
        let NodeKind::Symlink(target) = &machine.node(id).kind else {
            break;
        };
        let directory = path
            .rsplit_once('/')
            .map_or("/", |(directory, _)| directory);
        path = Machine::absolute(directory, target);
    }
    path
}
