//! One app: import it, find its callable, enter it.

use hurdles_machine::Machine;
use hurdles_python::{FileFailure, Object, Python, Raised};

use crate::event::ExitCause;
use crate::instance::{Exit, Step};
use crate::{App, AppAttempt, AppForm, Given, Instance, Version};

use super::{FAILED_APP, LoadFailure, Wanted, module_name_of};

/// As many apps are tried: each has an interpreter of its own.
const MOST_ATTEMPTS: usize = 100;

/// What came of looking for a callable.
struct Found {
    result: Result<Object, LoadFailure>,
    module: Given,
    callable: Option<Given>,
    unknown: Option<String>,
    /// The process ends with this status.
    exit: Option<i32>,
    /// Loading never comes back.
    waits: bool,
}

impl Found {
    /// Takes a name from a module, calling it where it ends in `()`.
    fn look_up(&mut self, machine: &mut Machine, python: &mut Python, module: &Object, name: &str) {
        let factory = name.strip_suffix("()");
        let value = python.attribute(machine, module, factory.unwrap_or(name));
        self.result = match (value, factory) {
            (None, _) => Err(LoadFailure::NoCallable {
                name: name.to_owned(),
                candidates: python.module_names(module),
            }),
            (Some(value), None) => Ok(value),
            (Some(value), Some(_)) => python.call(machine, &value).map_err(|raised| {
                self.exit = raised.exit;
                self.waits = raised.waits;
                self.unknown.clone_from(&raised.unknown);
                LoadFailure::Factory(raised)
            }),
        };
        if let Ok(object) = &self.result {
            self.unknown = python.unknown_reason(object);
        }
    }
}

impl Instance {
    /// Loads one app (plugins/python/pyloader.c:init_uwsgi_app).
    pub(super) fn load_app(&mut self, machine: &mut Machine, wanted: Wanted) -> Step {
        let number = self.apps.loaded.len();
        if let Some(failure) = self.no_place_for(&wanted) {
            self.note_attempt(wanted, Given::default(), None, Err(failure), None);
            return Ok(());
        }
        if self.apps.attempts.len() >= MOST_ATTEMPTS {
            self.not_played_further("more apps than a worker has", wanted.target.span);
            return Ok(());
        }
        let Some(main) = self.apps.python.take() else {
            return Ok(());
        };
        let is_alone =
            number == 0 || wanted.form != AppForm::Mount || self.flag("single-interpreter");
        let mut own = (!is_alone).then(|| main.subinterpreter());
        let mut main = main;
        let python = own.as_mut().unwrap_or(&mut main);
        python.set_context(&self.context);
        let found = self.find_callable(machine, python, &wanted);
        if let Some(what) = python.take_unknown_text() {
            self.not_simulated(what, wanted.target.span);
        }
        let output = python.take_output();
        self.apps.python = Some(main);
        self.log.say_output(&output, wanted.target.span);
        self.say_failure(&wanted, &found);
        if let Some(status) = found.exit {
            let result = found.result.map(|_| number);
            self.note_attempt(wanted, found.module, found.callable, result, found.unknown);
            return Err(Exit::new(status, ExitCause::AppExit));
        }
        if found.waits {
            let result = found.result.map(|_| number);
            self.note_attempt(wanted, found.module, found.callable, result, found.unknown);
            return Err(Exit::new(0, ExitCause::Waits));
        }
        let interpreter = if is_alone {
            0
        } else {
            self.apps.others.len() + 1
        };
        if found.result.is_ok() {
            self.apps.others.extend(own);
        }
        self.enter_app(wanted, found, interpreter)
    }

    /// Why an app is not even looked for. That the worker is full is seen first (seen in a run of 2.0.21).
    fn no_place_for(&mut self, wanted: &Wanted) -> Option<LoadFailure> {
        let (span, place) = (wanted.target.span, &wanted.mountpoint);
        let most = self.number("max-apps").unwrap_or(64);
        let loaded = &self.apps.loaded;
        if i64::try_from(loaded.len()).is_ok_and(|number| number >= most) {
            let line = format!("ERROR: you cannot load more than {most} apps in a worker");
            self.log.say_at(line, span);
            return Some(LoadFailure::TooMany);
        }
        if loaded.iter().any(|app| app.mountpoint == *place) {
            let line = format!("mountpoint {place} already configured. skip.");
            self.log.say_at(line, span);
            return Some(LoadFailure::MountpointTaken);
        }
        None
    }

    /// Enters an app that was found, or tells that there is none.
    fn enter_app(&mut self, wanted: Wanted, found: Found, interpreter: usize) -> Step {
        let mountpoint = wanted.mountpoint.clone();
        let number = self.apps.loaded.len();
        let (result, is_fatal) = match found.result {
            Ok(callable) => {
                let is_default = self.apps.default.is_none()
                    && !self.flag("no-default-app")
                    && (mountpoint.is_empty() || mountpoint.starts_with('/'));
                if is_default {
                    self.apps.default = Some(number);
                }
                let suffix = if is_default { " (default app)" } else { "" };
                let line = format!(
                    "WSGI app {number} (mountpoint='{mountpoint}') ready in N seconds on interpreter 0xADDR pid: PID{suffix}"
                );
                self.log.say_at(line, wanted.target.span);
                self.apps.loaded.push(App {
                    number,
                    mountpoint,
                    is_default,
                    attempt: self.apps.attempts.len(),
                    callable,
                    interpreter,
                    n_requests: 0,
                });
                (Ok(number), false)
            }
            Err(failure) => {
                let is_fatal = wanted.form == AppForm::Mount && is_python_file(&wanted.target.text);
                if !is_fatal && !matches!(failure, LoadFailure::BadApplications) {
                    let line = format!(
                        "unable to load app {number} (mountpoint='{mountpoint}') (callable not found or import error)"
                    );
                    self.log.say_at(line, wanted.target.span);
                }
                self.say_late_exception(&failure);
                (Err(failure), is_fatal)
            }
        };
        self.note_attempt(wanted, found.module, found.callable, result, found.unknown);
        if is_fatal {
            return Err(Exit::new(FAILED_APP, ExitCause::NoApp));
        }
        Ok(())
    }

    fn note_attempt(
        &mut self,
        wanted: Wanted,
        module: Given,
        callable: Option<Given>,
        result: Result<usize, LoadFailure>,
        unknown: Option<String>,
    ) {
        if let Some(reason) = &unknown {
            self.not_simulated(reason.clone(), wanted.target.span);
        }
        self.apps.attempts.push(AppAttempt {
            form: wanted.form,
            target: wanted.target,
            module,
            callable,
            mountpoint: wanted.mountpoint,
            result,
            unknown,
        });
    }

    fn find_callable(&self, machine: &mut Machine, python: &mut Python, wanted: &Wanted) -> Found {
        let is_file = wanted.form == AppForm::File
            || (wanted.form == AppForm::Mount && is_python_file(&wanted.target.text));
        let mut found = if is_file {
            self.callable_of_file(machine, python, &wanted.target)
        } else {
            self.callable_of_module(machine, python, &wanted.target)
        };
        let undecided = python.take_undecided().map(|unknown| unknown.what);
        found.unknown = found.unknown.or(undecided);
        found
    }

    /// `name` or `name:callable` or `name:factory()` (plugins/python/pyloader.c:uwsgi_uwsgi_loader).
    fn callable_of_module(
        &self,
        machine: &mut Machine,
        python: &mut Python,
        target: &Given,
    ) -> Found {
        let colon = target.text.find(':');
        let module = target.part(0, colon.unwrap_or(target.text.len()));
        let callable = match colon {
            Some(at) => Some(target.part(at + 1, target.text.len())),
            None => self.given("callable"),
        };
        let name = callable
            .as_ref()
            .map_or("application", |name| name.text.as_str());
        let mut found = Found {
            result: Err(LoadFailure::BadApplications),
            module: module.clone(),
            callable: callable.clone(),
            unknown: None,
            exit: None,
            waits: false,
        };
        let object = match python.import_module(machine, &module.text) {
            Ok(object) => object,
            Err(raised) => {
                found.exit = raised.exit;
                found.waits = raised.waits;
                found.unknown.clone_from(&raised.unknown);
                found.result = Err(LoadFailure::Import(raised));
                return found;
            }
        };
        if let Some(table) = python.attribute(machine, &object, "applications")
            && python.dictionary_items(&table).is_some()
        {
            // A table with bytes for keys would load several apps; nobody is known to use it with Python 3.
            found.unknown = Some("a table named `applications`".to_owned());
            return found;
        }
        found.look_up(machine, python, &object, name);
        found
    }

    /// A file, run as a module of its own (plugins/python/pyloader.c:uwsgi_file_loader).
    fn callable_of_file(
        &self,
        machine: &mut Machine,
        python: &mut Python,
        target: &Given,
    ) -> Found {
        let callable = self.given("callable");
        let name = callable
            .as_ref()
            .map_or("application", |name| name.text.as_str());
        let mut found = Found {
            result: Err(LoadFailure::BadApplications),
            module: target.clone(),
            callable: callable.clone(),
            unknown: None,
            exit: None,
            waits: false,
        };
        let module = module_name_of(&target.text);
        let object = match python.load_file(machine, &target.text, &module) {
            Ok(object) => object,
            Err(failure) => {
                if let FileFailure::NotCompiled(raised) | FileFailure::Raised(raised) = &*failure {
                    found.exit = raised.exit;
                    found.waits = raised.waits;
                    found.unknown.clone_from(&raised.unknown);
                }
                found.result = Err(LoadFailure::File(failure));
                return found;
            }
        };
        found.result = match python.attribute(machine, &object, name) {
            None => Err(LoadFailure::NoCallable {
                name: name.to_owned(),
                candidates: python.module_names(&object),
            }),
            Some(value) => {
                found.unknown = python.unknown_reason(&value);
                if python.is_callable(&value) || found.unknown.is_some() {
                    Ok(value)
                } else {
                    Err(LoadFailure::NotCallable(name.to_owned()))
                }
            }
        };
        found
    }

    /// What the loaders print themselves, before uWSGI's own line.
    fn say_failure(&mut self, wanted: &Wanted, found: &Found) {
        let Err(failure) = &found.result else {
            return;
        };
        let file = &wanted.target.text;
        let span = wanted.target.span;
        let by_file = wanted.form == AppForm::File || is_python_file(file);
        match failure {
            LoadFailure::Import(raised) => self.say_raised(raised),
            LoadFailure::File(failure) => match &**failure {
                FileFailure::Unopened(..) => {
                    self.log
                        .say_at(format!("failed to open python file {file}"), span);
                }
                FileFailure::NotCompiled(raised) => {
                    self.say_raised(raised);
                    // Debian's 2.0.19.1 has this of 2.0.20 already, for the sake of Python 3.9.
                    let word = if self.table.version >= Version(2, 0, 19) {
                        "compile"
                    } else {
                        "parse file"
                    };
                    self.log.say_at(format!("failed to {word} {file}"), span);
                }
                FileFailure::Raised(raised) => self.say_raised(raised),
            },
            LoadFailure::NoCallable { .. } if by_file => {
                let line = format!("unable to find \"application\" callable in file {file}");
                self.log.say_at(line, span);
            }
            LoadFailure::NotCallable(_) => {
                let line = format!("\"application\" must be a callable object in file {file}");
                self.log.say_at(line, span);
            }
            _ => {}
        }
    }

    /// A factory's exception is still pending when the app is given up, and printed then.
    fn say_late_exception(&mut self, failure: &LoadFailure) {
        if let LoadFailure::Factory(raised) = failure {
            self.say_raised(raised);
        }
    }

    pub(crate) fn say_raised(&mut self, raised: &Raised) {
        self.log.say_output(&raised.text, raised.span);
    }
}

fn is_python_file(target: &str) -> bool {
    target.ends_with(".py") || target.ends_with(".wsgi")
}
