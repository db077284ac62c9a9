//! Loading and calling the app: what was asked for, and what Python said.

use hurdles_machine::{Bits, Step};
use hurdles_python::{FileFailure, ImportFailure, ImportProblem, Raised, TriedOutcome};
use hurdles_source::Span;
use hurdles_uwsgi::{AppAttempt, AppForm, Given, LoadFailure, Refusal};

use super::Facts;

/// An app whose module or file was not found.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// The module or file as given.
    pub(crate) module: Given,
    pub(crate) callable: Option<Given>,
    pub(crate) is_file: bool,
    /// The component that refuses, where it is a matter of permission.
    pub(crate) refused: Option<Step>,
}

/// A module without the callable.
#[derive(Clone, Debug)]
pub(crate) struct CallableMissing {
    /// The name looked for.
    pub(crate) name: String,
    /// The module or file as given.
    pub(crate) module: String,
    /// Whether nobody gave the name.
    pub(crate) is_default: bool,
    pub(crate) place: Option<Span>,
    /// The names that the module has.
    pub(crate) names: Vec<String>,
    /// Where some of them are defined.
    pub(crate) definitions: Vec<(String, Span)>,
    pub(crate) form: AppForm,
    /// The module's own characters.
    pub(crate) module_given: Given,
}

/// A project's file in the place of a library.
#[derive(Clone, Debug)]
pub(crate) struct Shadow {
    pub(crate) module: String,
    pub(crate) file: String,
}

impl<'a> Facts<'a> {
    fn attempts(&self) -> impl Iterator<Item = &'a AppAttempt> {
        self.instance()
            .into_iter()
            .flat_map(|instance| instance.attempts())
    }

    /// The attempt that failed; none where a request works all the same.
    fn failed_attempt(&self) -> Option<(&'a AppAttempt, &'a LoadFailure)> {
        if self.worked() {
            return None;
        }
        self.attempts().find_map(|attempt| match &attempt.result {
            Err(LoadFailure::MountpointTaken | LoadFailure::TooMany) | Ok(_) => None,
            Err(failure) => Some((attempt, failure)),
        })
    }

    pub(crate) fn app_failed_to_load(&self) -> bool {
        self.failed_attempt().is_some()
    }

    /// Whether Python runs and nothing names an app.
    pub(crate) fn no_app_asked_for(&self) -> bool {
        self.has_python()
            && self.attempts().next().is_none()
            && self
                .instance()
                .is_some_and(|instance| instance.is_running() && instance.vassals().is_empty())
            || self.need_app_ended_it()
    }

    /// Whether `need-app` ended a start that no option names an app for.
    pub(crate) fn need_app_ended_it(&self) -> bool {
        matches!(self.exit_cause(), Some(hurdles_uwsgi::ExitCause::NoApp))
            && self.attempts().next().is_none()
    }

    /// The app whose module or file was not found.
    pub(crate) fn entry_not_found(&self) -> Option<Entry> {
        let (attempt, failure) = self.failed_attempt()?;
        let entry = |is_file, refused| Entry {
            module: attempt.module.clone(),
            callable: attempt.callable.clone(),
            is_file,
            refused,
        };
        match failure {
            LoadFailure::Import(raised) if is_entry(attempt, raised) => {
                Some(entry(false, raised.import.as_ref().and_then(refusing)))
            }
            LoadFailure::File(failure) => match failure.as_ref() {
                FileFailure::Unopened(_, walk) => Some(entry(true, Self::refusing(walk))),
                _ => None,
            },
            _ => None,
        }
    }

    /// The module's name where an app is named by one.
    pub(crate) fn entry_name(&self) -> Option<&'a str> {
        self.attempts()
            .next()
            .map(|attempt| attempt.module.text.as_str())
    }

    /// What was raised while the app's module was loaded.
    pub(crate) fn raised_at_load(&self) -> Option<&'a Raised> {
        let (attempt, failure) = self.failed_attempt()?;
        match failure {
            LoadFailure::Import(raised) if !is_entry(attempt, raised) => Some(raised),
            LoadFailure::Factory(raised) => Some(raised),
            LoadFailure::File(failure) => match failure.as_ref() {
                FileFailure::NotCompiled(raised) | FileFailure::Raised(raised) => Some(raised),
                FileFailure::Unopened(..) => None,
            },
            _ => None,
        }
    }

    /// A module that was not found while the app was loaded.
    pub(crate) fn import_failure(&self) -> Option<(&'a Raised, &'a ImportFailure)> {
        let raised = self.raised_at_load().or_else(|| self.raised_at_request())?;
        let import = raised.import.as_ref()?;
        let missing = matches!(
            import.problem,
            ImportProblem::NotFound
                | ImportProblem::Unreadable
                | ImportProblem::ParentIsNotAPackage
        );
        missing.then_some((raised, import))
    }

    /// A file of the project that was imported in the place of a library.
    pub(crate) fn shadow(&self, raised: &Raised) -> Option<Shadow> {
        let candidate = |file: &str| {
            let path = hurdles_machine::Machine::absolute(self.cwd(), file);
            let module = path.rsplit('/').next()?.strip_suffix(".py")?.to_owned();
            self.file(&path)?;
            let is_library = self.is_library(&module);
            is_library.then_some(Shadow { module, file: path })
        };
        let missing = raised
            .missing
            .as_ref()
            .and_then(|missing| candidate(missing.file.as_deref()?));
        let parent = || {
            raised
                .import
                .as_ref()
                .and_then(|import| candidate(import.parent_file.as_deref()?))
        };
        let framed = || {
            raised
                .frames
                .iter()
                .find_map(|frame| candidate(&frame.file))
        };
        missing.or_else(parent).or_else(framed)
    }

    /// Whether the system's Python has a module of this name.
    fn is_library(&self, module: &str) -> bool {
        !self.installed_copies(module).is_empty() || self.is_standard(module)
    }

    /// The component that kept Python from reading a module of the project.
    pub(crate) fn refused_import(&self, raised: &Raised) -> Option<Step> {
        let import = raised.import.as_ref()?;
        refusing(import).or_else(|| {
            let found = import.tried.iter().find_map(|tried| match &tried.outcome {
                TriedOutcome::Found(path) => Some(path.as_str()),
                _ => None,
            });
            let path = found.or_else(|| raised.path.as_ref().map(|(path, ..)| path.as_str()))?;
            let who = self.runs_as().identity;
            let walk = self.machine().walk(&who, self.cwd(), path, Bits::READ);
            Self::refusing(&walk)
        })
    }

    /// A callable that was not there.
    pub(crate) fn callable_missing(&self) -> Option<CallableMissing> {
        let (attempt, failure) = self.failed_attempt()?;
        let LoadFailure::NoCallable { name, candidates } = failure else {
            return None;
        };
        let names: Vec<String> = candidates
            .iter()
            .filter(|name| !name.starts_with('_'))
            .cloned()
            .collect();
        let file = self.module_file(attempt);
        let definitions = names
            .iter()
            .filter_map(|name| Some((name.clone(), self.definition_in(file?, name)?)))
            .collect();
        Some(CallableMissing {
            name: name.clone(),
            module: attempt.module.text.clone(),
            is_default: attempt.callable.is_none(),
            place: attempt
                .callable
                .as_ref()
                .and_then(|callable| callable.span)
                .or(attempt.module.span),
            names,
            definitions,
            form: attempt.form,
            module_given: attempt.module.clone(),
        })
    }

    /// The text of the app's own file.
    pub(super) fn module_file(&self, attempt: &AppAttempt) -> Option<Span> {
        let module = &attempt.module.text;
        let path =
            if module.ends_with(".py") || module.contains('/') || attempt.form == AppForm::File {
                module.clone()
            } else {
                format!("{}.py", module.replace('.', "/"))
            };
        let direct = self.file(&hurdles_machine::Machine::absolute(self.cwd(), &path));
        direct.or_else(|| {
            let name = path.rsplit('/').next()?;
            let found = self.files_named(name);
            found.first().and_then(|path| self.file(path))
        })
    }

    /// The attempt that loaded the app, where one was loaded.
    fn loaded_attempt(&self) -> Option<&'a AppAttempt> {
        self.attempts().find(|attempt| attempt.result.is_ok())
    }

    /// The name of the object that is called.
    pub(crate) fn callable_name(&self) -> String {
        let attempt = self.loaded_attempt().or_else(|| self.attempts().next());
        let callable = attempt.and_then(|attempt| attempt.callable.as_ref());
        callable
            .map_or("application", |callable| {
                callable.text.trim_end_matches("()")
            })
            .to_owned()
    }

    /// The characters that name it.
    pub(crate) fn callable_place(&self) -> Option<Span> {
        let attempt = self.loaded_attempt().or_else(|| self.attempts().next())?;
        attempt
            .callable
            .as_ref()
            .and_then(|callable| callable.span)
            .or(attempt.module.span)
    }

    /// The app's attempt, as far as rules need it.
    pub(crate) fn app_attempt(&self) -> Option<&'a AppAttempt> {
        self.loaded_attempt().or_else(|| self.attempts().next())
    }

    /// What was raised while a request was answered.
    pub(crate) fn raised_at_request(&self) -> Option<&'a Raised> {
        if self.worked() {
            return None;
        }
        self.trace
            .refusals
            .iter()
            .rev()
            .find_map(|refusal| match refusal {
                Refusal::Raised(raised) => Some(raised.as_ref()),
                _ => None,
            })
    }

    /// What calling the app itself raised, before any of its own code ran.
    pub(crate) fn raised_when_called(&self) -> Option<&'a Raised> {
        self.raised_at_request().filter(|raised| {
            raised.class == "TypeError"
                && raised.frames.is_empty()
                && !raised.message.ends_with("is not iterable")
        })
    }

    /// What uWSGI says of an object that cannot be called.
    pub(crate) fn not_callable(&self) -> Option<String> {
        let (_, failure) = self.failed_attempt()?;
        match failure {
            LoadFailure::NotCallable(name) => Some(format!("`{name}` is not callable")),
            _ => None,
        }
    }

    /// Whether uWSGI had nothing against the request: no limit, no missing plugin, no exception.
    pub(crate) fn nothing_refused(&self) -> bool {
        self.trace.refusals.is_empty()
    }

    /// Whether a request got as far as the app.
    pub(crate) fn app_was_called(&self) -> bool {
        let loaded = self
            .instances
            .iter()
            .any(|instance| !instance.apps().is_empty());
        let reached = self.passed().is_some_and(|passed| {
            passed
                .attempts
                .iter()
                .any(|attempt| attempt.listener.is_some())
        });
        loaded && reached
    }

    /// Whether the answer is the app's own.
    pub(crate) fn app_answered(&self) -> bool {
        self.app_was_called()
            && matches!(
                self.trace.response.from,
                hurdles_nginx::AnsweredBy::Upstream(_)
            )
            && self.raised_at_request().is_none()
    }
}

/// Whether it is the app's own module that was not found, and not something that it imports.
fn is_entry(attempt: &AppAttempt, raised: &Raised) -> bool {
    let Some(import) = &raised.import else {
        return raised.frames.is_empty() && raised.class == "ModuleNotFoundError";
    };
    let wanted = &attempt.module.text;
    let is_own = *wanted == import.module || wanted.starts_with(&format!("{}.", import.module));
    raised.frames.is_empty() && is_own
}

/// The component that kept Python from seeing a module.
fn refusing(import: &ImportFailure) -> Option<Step> {
    import.tried.iter().find_map(|tried| match &tried.outcome {
        TriedOutcome::Hidden(_, walk) | TriedOutcome::Unreadable(_, walk) => Facts::refusing(walk),
        _ => None,
    })
}
