//! Python modules, packages and files that an app missed.

use hurdles_machine::{Errno, Machine};
use hurdles_python::{FileFailure, ImportFailure, ImportProblem, PathOrigin, Raised, TriedOutcome};
use hurdles_uwsgi::{AppAttempt, AppForm, LoadFailure};

use super::super::ThingKind;
use super::super::shown::{is_elsewhere, may_be_there};
use super::Search;
use crate::report::Stage;

/// Where the distribution's own Python packages lie.
const PACKAGES: &str = "/usr/lib/python3/dist-packages";

impl Search<'_> {
    /// An app that was not loaded.
    pub(super) fn attempt(&mut self, cwd: &str, attempt: &AppAttempt) {
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
    pub(super) fn raised(&mut self, raised: &Raised, target: Option<&str>, stage: Stage) {
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
}
