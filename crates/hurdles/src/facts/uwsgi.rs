//! What uWSGI was told, became, opened and said.

use hurdles_machine::{Machine, Step};
use hurdles_source::Span;
use hurdles_uwsgi::{BindFailure, Event, ExitCause, Given, Ignored, Instance, OptionRead, Origin};

use super::{Facts, Who};

/// Names under which the same option may be given.
const SAME: &[&[&str]] = &[
    &["module", "wsgi"],
    &["wsgi-file", "file"],
    &["virtualenv", "home", "venv", "pyhome"],
    &["chmod-socket", "chmod"],
    &["plugin", "plugins"],
    &["socket", "uwsgi-socket"],
    &["processes", "workers"],
    &["pythonpath", "python-path", "pp"],
    &["http", "http-router"],
];

/// Whether two names mean the same option.
pub(crate) fn same_option(one: &str, other: &str) -> bool {
    one == other
        || SAME
            .iter()
            .any(|names| names.contains(&one) && names.contains(&other))
}

impl<'a> Facts<'a> {
    /// The instance that matters: one that failed, a vassal rather than its emperor, the last that was started.
    pub(crate) fn instance(&self) -> Option<&'a Instance> {
        let mut all = self.instances.iter().rev().copied();
        let emperor = |instance: &Instance| !instance.vassals().is_empty();
        if let Some(asked) = self.instance_asked() {
            return Some(asked);
        }
        let failed =
            self.instances.iter().copied().find(|instance| {
                !emperor(instance) && !instance.is_running() && !only_told(instance)
            });
        failed
            .or_else(|| all.find(|instance| !emperor(instance) && !only_told(instance)))
            .or_else(|| self.instances.last().copied())
    }

    /// The instance whose socket nginx tried last, where there are several.
    fn instance_asked(&self) -> Option<&'a Instance> {
        let attempt = self.passed()?.attempts.last()?;
        let node = attempt.walk.as_ref()?.steps.last()?.node;
        let mut instances = self.instances.iter().copied();
        let has = |instance: &&Instance| {
            instance.vassals().is_empty()
                && instance
                    .sockets()
                    .iter()
                    .any(|socket| socket.node == Some(node))
        };
        instances.find(has)
    }

    pub(crate) fn uwsgi_events(&self) -> impl Iterator<Item = &'a Event> + '_ {
        self.instances.iter().flat_map(|instance| instance.events())
    }

    /// Whether what the app answers rests on something that is not simulated.
    pub(crate) fn is_undecided(&self) -> bool {
        self.uwsgi_events()
            .any(|event| matches!(event, Event::Undecided(_)))
    }

    /// Whether uWSGI got as far as to listen, and ended because it was told to.
    pub(crate) fn ran_once(&self) -> bool {
        let bound = self.instance().is_some_and(|instance| {
            instance
                .sockets()
                .iter()
                .any(|socket| socket.listener.is_some())
        });
        let told = self.uwsgi_events().any(|event| match event {
            Event::Exit { cause, .. } => matches!(cause, ExitCause::Asked | ExitCause::Signal(_)),
            _ => false,
        });
        bound && (told || self.exit_cause().is_none())
    }

    /// Whether the browser's request met such a refusal.
    pub(crate) fn refused(&self, is_meant: impl Fn(&hurdles_uwsgi::Refusal) -> bool) -> bool {
        self.trace.refusals.iter().any(is_meant)
    }

    /// Why uWSGI ended, where it did and was not asked to.
    pub(crate) fn exit_cause(&self) -> Option<&'a ExitCause> {
        if self.worked() {
            return None;
        }
        let instance = self.instance().filter(|instance| !instance.is_running())?;
        instance
            .events()
            .iter()
            .rev()
            .find_map(|event| match event {
                Event::Exit {
                    cause: ExitCause::Asked,
                    ..
                } => None,
                Event::Exit { cause, .. } => Some(cause),
                _ => None,
            })
    }

    /// Why the last socket could not be made, where uWSGI ended of it.
    pub(crate) fn bind_failure(&self) -> Option<&'a BindFailure> {
        let ExitCause::Bind = self.exit_cause()? else {
            return None;
        };
        self.uwsgi_events()
            .filter_map(|event| match event {
                Event::BindFailed(failure) => Some(failure),
                _ => None,
            })
            .last()
    }

    /// The last lines of the log, quoted.
    pub(crate) fn uwsgi_last_words(&self) -> String {
        let Some(instance) = self.instance() else {
            return String::new();
        };
        let lines: Vec<&str> = instance
            .log()
            .iter()
            .map(|line| line.text.trim())
            .filter(|line| !line.is_empty())
            .collect();
        let last: Vec<String> = lines
            .iter()
            .rev()
            .take(2)
            .rev()
            .map(|line| format!("`{}`", line.replace('`', "'")))
            .collect();
        last.join(", ")
    }

    /// What follows for uWSGI from a value that it misreads.
    pub(crate) fn consequence(&self) -> String {
        if self.exit_cause().is_some() {
            return format!(
                "uWSGI ends with {}, nothing listens on its socket, and nginx answers 502.",
                self.uwsgi_last_words()
            );
        }
        if let Some(raised) = self.raised_at_load() {
            return format!(
                "Loading the app then fails with {}: {}, and uWSGI answers 500.",
                raised.class, raised.message
            );
        }
        match self.status() {
            Some(status) => format!("In the end the browser gets {status}."),
            None => String::new(),
        }
    }

    /// The options of the instance that matters, as stored.
    pub(crate) fn options(&self) -> &[OptionRead] {
        &self.options
    }

    /// The option of this name, or another name for it, that is in force.
    pub(crate) fn option(&self, name: &str) -> Option<&OptionRead> {
        let find = |options: &'_ [OptionRead]| {
            options
                .iter()
                .rposition(|option| option.known && same_option(&option.name, name))
        };
        match find(&self.options) {
            Some(at) => self.options.get(at),
            None => find(&self.others).and_then(|at| self.others.get(at)),
        }
    }

    /// Options of emperors and other instances.
    pub(crate) fn emperor_options(&self, names: &[&str]) -> Vec<&OptionRead> {
        self.others
            .iter()
            .filter(|option| names.contains(&option.name.as_str()))
            .collect()
    }

    /// Whether an option stands in a configuration file.
    pub(crate) fn is_in_file(&self, option: &OptionRead) -> bool {
        matches!(option.origin, Origin::File(_))
    }

    /// The option that names the app.
    pub(crate) fn app_option(&self) -> Option<&OptionRead> {
        ["module", "wsgi-file", "mount"]
            .into_iter()
            .find_map(|name| {
                self.options
                    .iter()
                    .find(|option| same_option(&option.name, name))
            })
    }

    /// The option that names the virtual environment.
    pub(crate) fn home_option(&self) -> Option<&OptionRead> {
        self.option("virtualenv")
    }

    /// The directory of the virtual environment that is asked for.
    pub(crate) fn environment_in_use(&self) -> Option<String> {
        let option = self.home_option()?;
        let used = option.used.clone();
        let root = used.or_else(|| Some(option.value.as_ref()?.text.clone()))?;
        Some(Machine::absolute(self.cwd(), &root))
    }

    /// The word on the command line that starts uWSGI.
    pub(crate) fn program_word(&self) -> Option<Span> {
        let document = self.document("invocation")?;
        let text = self.text(document);
        let mut start = 0;
        for word in text.split_inclusive(char::is_whitespace) {
            let trimmed = word.trim_end();
            let name = trimmed.rsplit('/').next().unwrap_or(trimmed);
            if name == "uwsgi" || name.starts_with("uwsgi-") || name.starts_with("uwsgi_") {
                return Some(document.part(start, start + trimmed.len()));
            }
            start += word.len();
        }
        None
    }

    /// The directory in which uWSGI was started.
    pub(crate) fn start_cwd(&self) -> &str {
        if self.is_vassal() {
            return self.cwd();
        }
        &self.trace.invocation.context.cwd
    }

    /// The directory in which uWSGI works.
    pub(crate) fn cwd(&self) -> &str {
        self.instance()
            .map_or(&self.scenario.cwd, |instance| &instance.context().cwd)
    }

    pub(crate) fn environment(&self, name: &str) -> Option<String> {
        self.instance()?.context().environment.get(name).cloned()
    }

    /// As whom uWSGI was started.
    pub(crate) fn starter(&self) -> Who {
        let dropped = self.instance().and_then(|instance| {
            instance.events().iter().find_map(|event| match event {
                Event::Privileges(step) => Some(step.before.clone()),
                _ => None,
            })
        });
        let identity = dropped.or_else(|| Some(self.instance()?.context().identity.clone()));
        let identity = identity.unwrap_or_else(|| self.trace.invocation.context.identity.clone());
        Who::new(self.user_name(identity.uid), identity)
    }

    /// As whom uWSGI runs.
    pub(crate) fn runs_as(&self) -> Who {
        let identity = self
            .instance()
            .map(|instance| instance.context().identity.clone());
        let identity = identity.unwrap_or_else(|| self.starter().identity);
        Who::new(self.user_name(identity.uid), identity)
    }

    pub(crate) fn is_vassal(&self) -> bool {
        let Some(main) = self.instance() else {
            return false;
        };
        let vassals = self
            .instances
            .iter()
            .flat_map(|instance| instance.vassals());
        vassals
            .into_iter()
            .any(|vassal| vassal.instance.process == main.process)
    }

    /// The file of a vassal that a tyrant refuses, because it belongs to root.
    pub(crate) fn refused_vassal(&self) -> Option<String> {
        let emperor = self.instances.iter().find(|instance| {
            let options = instance.options();
            options.iter().any(|option| option.name == "emperor-tyrant")
                && instance.vassals().is_empty()
        })?;
        let options = emperor.options();
        let directory = options
            .iter()
            .find(|option| option.name == "emperor")?
            .value
            .as_ref()?
            .text
            .clone();
        let directory = Machine::absolute(&self.trace.invocation.context.cwd, &directory);
        let names = self.machine().list(&self.root(), "/", &directory).ok()?;
        let paths = names.into_iter().map(|name| format!("{directory}/{name}"));
        paths.into_iter().find(|path| {
            let node = self.machine().find(path);
            path.ends_with(".ini") && node.is_some_and(|node| self.machine().node(node).owner == 0)
        })
    }

    /// The option of an emperor that has no vassal at all.
    pub(crate) fn idle_emperor(&self) -> Option<&OptionRead> {
        let option = self
            .option("emperor")
            .filter(|_| !self.worked() && self.refused_vassal().is_none())?;
        let none = self
            .instances
            .iter()
            .all(|instance| instance.vassals().is_empty());
        none.then_some(option)
    }

    /// Whether Python is loaded.
    pub(crate) fn has_python(&self) -> bool {
        self.instance()
            .is_some_and(|instance| instance.python().is_some())
    }

    /// Whether the lack of Python shows: an app is named, or a request found nobody to handle it.
    pub(crate) fn lacks_python(&self) -> bool {
        let running = self.instance().is_some_and(Instance::is_running);
        let refused = self.uwsgi_events().any(|event| {
            matches!(event, Event::Refused(hurdles_uwsgi::Refusal::NoPlugin(0)))
                || matches!(
                    event,
                    Event::Ignored(Ignored::UnknownKey {
                        of_unloaded_plugin: Some("python3"),
                        ..
                    })
                )
        });
        running && (refused || self.app_option().is_some())
    }

    /// Whether the answer is a sound one and something that is not simulated might have changed it.
    pub(crate) fn rests_on_what_is_missing(&self) -> bool {
        let is_sound = self.status().is_some_and(|status| status < 400);
        is_sound
            && self
                .uwsgi_events()
                .any(|event| matches!(event, Event::NotSimulated { decides: true, .. }))
    }

    /// A mount that was passed over.
    pub(crate) fn ignored_mount(&self) -> Option<&'a Given> {
        self.uwsgi_events().find_map(|event| match event {
            Event::Ignored(Ignored::Mount(mount)) => Some(mount),
            _ => None,
        })
    }

    /// The word behind a word of the command line, where it is no option.
    pub(crate) fn next_word(&self, word: Span) -> Option<Span> {
        let document = self
            .document("invocation")
            .filter(|all| all.source == word.source)?;
        let rest = self.text(document).get(word.range().end..)?;
        let start = word.range().end + (rest.len() - rest.trim_start().len());
        let len = rest
            .trim_start()
            .find(char::is_whitespace)
            .unwrap_or(rest.trim_start().len());
        let next = Span::new(word.source, start, start + len);
        let text = self.text(next);
        (!text.is_empty() && !text.starts_with(['-', '&', '|', ';', '>'])).then_some(next)
    }

    /// What a walk's last step refuses.
    pub(super) fn refusing(walk: &hurdles_machine::Walk) -> Option<Step> {
        walk.steps.last().filter(|step| !step.granted).cloned()
    }
}

/// Whether it was only asked something, as by `--version`.
fn only_told(instance: &Instance) -> bool {
    let mut events = instance.events().iter();
    instance.sockets().is_empty()
        && events.any(|event| {
            matches!(
                event,
                Event::Exit {
                    cause: ExitCause::Asked,
                    ..
                }
            )
        })
}
