//! uWSGIs that are not shown, and what a unit names besides.

use hurdles_machine::shell::ComplaintKind;
use hurdles_machine::{Errno, Machine};
use hurdles_services::spawn::{Failure, Step};

use super::Search;
use crate::assume::ThingKind;
use crate::report::Stage;

impl Search<'_> {
    /// Programs that were typed by their path. What a bare name means is the distribution's to say.
    pub(super) fn typed_programs(&mut self) {
        let scripts = [&self.trace.setup, &self.trace.invocation, &self.trace.after];
        let complaints = scripts.into_iter().flat_map(|script| {
            script
                .complaints
                .iter()
                .map(move |complaint| (script, complaint))
        });
        let missing: Vec<String> = complaints
            .filter_map(|(script, complaint)| match &complaint.kind {
                ComplaintKind::CommandNotFound(name) if name.contains('/') => {
                    Some(Machine::absolute(&script.context.cwd, name))
                }
                _ => None,
            })
            .collect();
        for path in missing {
            self.program(&path);
        }
    }

    /// What systemd looked for in vain at the last start of each unit.
    pub(super) fn units(&mut self) {
        let states: Vec<_> = self.trace.services.manager.all().collect();
        for state in states {
            if let Some(failure) = &state.failure {
                let user = state.unit.service.user.as_ref();
                self.failed_step(failure, user.map_or("root", |user| &user.text));
            }
            if let Some(file) = &state.missing_file {
                self.add(Stage::Invocation, ThingKind::File(file.text.clone()));
            }
        }
    }

    fn failed_step(&mut self, failure: &Failure, user: &str) {
        match failure.step {
            Step::User => self.account(&failure.word.text, ""),
            Step::Group => self.account("", &failure.word.text),
            Step::Exec if failure.errno == Errno::NotFound => self.program(&failure.path),
            Step::Chdir if failure.errno == Errno::NotFound => {
                let account = self.trace.before.accounts.user(user);
                let ids = account.map_or((0, 0), |user| (user.uid, user.gid));
                let path = failure.path.clone();
                self.add(Stage::Invocation, ThingKind::Directory { path, ids });
            }
            _ => {}
        }
    }

    fn program(&mut self, path: &str) {
        if path.rsplit('/').next() == Some("uwsgi") {
            self.add(Stage::Invocation, ThingKind::Program(path.to_owned()));
        }
    }
}
