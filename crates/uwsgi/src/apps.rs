//! Loading apps: which forms there are, what they look up, what is said when they fail (plugins/python/pyloader.c).

mod load;

use hurdles_machine::Machine;
use hurdles_python::{FileFailure, Object, Python, Raised};

use crate::event::{Event, ExitCause, Ignored};
use crate::hooks::Moment;
use crate::instance::{Exit, Step};
use crate::{Given, Instance};

/// The status with which uWSGI ends for want of an app (uwsgi.h, `UWSGI_FAILED_APP_CODE`).
pub(crate) const FAILED_APP: i32 = 22;

/// How an app was named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppForm {
    /// `module = name` or `name:callable`.
    Module,
    /// `wsgi-file = path`.
    File,
    /// `mount = /=name:callable` or a file.
    Mount,
}

/// An app that answers requests.
#[derive(Clone, Debug)]
pub struct App {
    /// Its number in the log.
    pub number: usize,
    /// Where it is mounted; empty for the only app.
    pub mountpoint: String,
    /// Whether it answers where no other does.
    pub is_default: bool,
    /// The attempt that loaded it, by index.
    pub attempt: usize,
    /// The callable, as Python has it.
    pub callable: Object,
    /// 0 for the main interpreter, else one more than the index of its own.
    pub(crate) interpreter: usize,
    /// How many requests it has answered.
    pub(crate) n_requests: u64,
}

/// Why an app was not loaded.
#[derive(Clone, Debug)]
pub enum LoadFailure {
    /// Importing the module raised.
    Import(Box<Raised>),
    /// The file could not be opened, compiled or run.
    File(Box<FileFailure>),
    /// The module has no such name.
    NoCallable {
        /// The name looked up, letter for letter.
        name: String,
        /// The names that the module does have.
        candidates: Vec<String>,
    },
    /// The file's name is no callable (a module's would be taken).
    NotCallable(String),
    /// The factory raised.
    Factory(Box<Raised>),
    /// Another app has the mountpoint.
    MountpointTaken,
    /// The worker has as many apps as `max-apps` allows.
    TooMany,
    /// `applications` has keys that are no bytes.
    BadApplications,
}

/// One try to load an app.
#[derive(Clone, Debug)]
pub struct AppAttempt {
    /// How it was named.
    pub form: AppForm,
    /// The value that named it, without the mountpoint.
    pub target: Given,
    /// The module or file part.
    pub module: Given,
    /// The callable as written, or as `callable` gives it; none where the default `application` is used.
    pub callable: Option<Given>,
    /// Where it is mounted.
    pub mountpoint: String,
    /// The app's number, or why there is none.
    pub result: Result<usize, LoadFailure>,
    /// Set when the result rests on a value that is not simulated.
    pub unknown: Option<String>,
}

/// Python and what was loaded into it.
#[derive(Debug, Default)]
pub(crate) struct Apps {
    pub(crate) python: Option<Python>,
    pub(crate) others: Vec<Python>,
    pub(crate) paths: Vec<Given>,
    pub(crate) loaded: Vec<App>,
    pub(crate) attempts: Vec<AppAttempt>,
    pub(crate) default: Option<usize>,
}

/// What is to be loaded.
struct Wanted {
    form: AppForm,
    target: Given,
    mountpoint: String,
}

impl Instance {
    /// Loads every app, in uWSGI's order, then complains if there is none (core/uwsgi.c:uwsgi_init_all_apps).
    pub(crate) fn load_apps(&mut self, machine: &mut Machine) -> Step {
        self.run_hooks(machine, Moment::PreApp)?;
        if self.apps.python.is_some() {
            self.load_python_apps(machine)?;
        }
        for mount in self.list("mount") {
            self.load_mount(machine, &mount)?;
        }
        if self.apps.loaded.is_empty() && self.n_serving() > 0 && !self.flag("command-mode") {
            if self.flag("need-app") {
                let span = self.span_of("need-app");
                if !self.flag("lazy") {
                    self.log.say_at("*** no app loaded. GAME OVER ***", span);
                }
                return Err(Exit::new(FAILED_APP, ExitCause::NoApp));
            }
            self.log
                .say("*** no app loaded. going in full dynamic mode ***");
        }
        self.run_hooks(machine, Moment::PostApp)
    }

    fn load_python_apps(&mut self, machine: &mut Machine) -> Step {
        for name in self.list("import") {
            self.import_only(machine, &name)?;
        }
        for (option, form) in [("module", AppForm::Module), ("wsgi-file", AppForm::File)] {
            if let Some(target) = self.given(option) {
                let mountpoint = String::new();
                let wanted = Wanted {
                    form,
                    target,
                    mountpoint,
                };
                self.load_app(machine, wanted)?;
            }
        }
        Ok(())
    }

    /// `mount = /=wsgi:application`; what is neither `module:name` nor a Python file is passed over.
    fn load_mount(&mut self, machine: &mut Machine, mount: &Given) -> Step {
        let Some(equals) = mount.text.find('=') else {
            let line = format!("invalid mountpoint: {}", mount.text);
            self.log.say_at(line, mount.span);
            let (option, value) = ("mount".to_owned(), mount.clone());
            return Err(Exit::new(1, ExitCause::BadValue { option, value }));
        };
        if self.apps.python.is_none() {
            return Ok(());
        }
        let mountpoint = mount.text.get(..equals).unwrap_or_default().to_owned();
        let target = mount.part(equals + 1, mount.text.len());
        let line = format!("mounting {} on {mountpoint}", target.text);
        self.log.say_at(line, mount.span);
        let text = &target.text;
        if !text.contains(':') && !text.ends_with(".py") && !text.ends_with(".wsgi") {
            self.events
                .push(Event::Ignored(Ignored::Mount(mount.clone())));
            return Ok(());
        }
        let wanted = Wanted {
            form: AppForm::Mount,
            target,
            mountpoint,
        };
        self.load_app(machine, wanted)
    }
}

/// The module name that a file gets: `uwsgi_file_` and its path with dots and slashes replaced.
pub(crate) fn module_name_of(path: &str) -> String {
    let name = path.replace(['.', '/'], "_");
    let name = name.strip_suffix("_py").unwrap_or(&name);
    format!("uwsgi_file_{name}")
}
