//! A uWSGI instance: what it was told, what it has become, what it said.

use hurdles_machine::stock::SystemFacts;
use hurdles_machine::{Context, ListenerId, ProcessId};
use hurdles_source::Span;

use crate::apps::Apps;
use crate::build::Build;
use crate::config::Config;
use crate::emperor::Emperor;
use crate::event::{Event, ExitCause};
use crate::gateway::Gateway;
use crate::log::Log;
use crate::options::Table;
use crate::plugins::Plugins;
use crate::settings::Settings;
use crate::workers::Workers;
use crate::{App, AppAttempt, LogLine, Sink, Socket};

/// The end of the process, on its way up through start-up.
#[derive(Debug)]
pub(crate) struct Exit {
    pub(crate) status: i32,
    pub(crate) cause: Box<ExitCause>,
}

impl Exit {
    pub(crate) fn new(status: i32, cause: ExitCause) -> Self {
        Self {
            status,
            cause: Box::new(cause),
        }
    }
}

/// A step of start-up that may end the process.
pub(crate) type Step = Result<(), Exit>;

/// A vassal: an instance that an emperor started.
#[derive(Debug)]
pub struct Vassal {
    /// Its configuration file, as the emperor names it.
    pub name: String,
    /// The instance, in its latest life.
    pub instance: Instance,
}

/// One uWSGI: a master or single process with its workers, routers and vassals.
#[derive(Debug)]
pub struct Instance {
    /// The first process.
    pub process: ProcessId,
    /// The status with which the first process ended; none while it runs. A daemonized start has 0 and goes on.
    pub exit: Option<i32>,
    pub(crate) facts: &'static SystemFacts,
    pub(crate) build: Build,
    pub(crate) table: Table,
    /// Credentials, directory, environment and umask of the first process as they are now.
    pub(crate) context: Context,
    pub(crate) start_cwd: String,
    pub(crate) program: String,
    /// The words after the program's name, for a reload.
    pub(crate) words: Vec<crate::Given>,
    /// Sockets of the instance that this one replaces.
    pub(crate) inherited: Vec<Socket>,
    pub(crate) config: Config,
    pub(crate) settings: Settings,
    pub(crate) log: Log,
    pub(crate) events: Vec<Event>,
    /// What was said to be not simulated.
    pub(crate) noted: std::collections::BTreeSet<String>,
    pub(crate) plugins: Plugins,
    pub(crate) sockets: Vec<Socket>,
    pub(crate) gateways: Vec<Gateway>,
    pub(crate) apps: Apps,
    pub(crate) workers: Workers,
    pub(crate) emperor: Option<Emperor>,
    /// The file descriptor on which an emperor listens, for a vassal.
    pub(crate) emperor_fd: Option<u32>,
    /// How many emperors stand above this instance.
    pub(crate) n_emperors: u32,
    /// Whether the shell got its prompt back while the instance goes on.
    pub(crate) is_daemon: bool,
    /// Whether this start is a reload of a running instance.
    pub(crate) is_reload: bool,
    /// Open descriptors beyond the standard ones: the next one is 3 plus this.
    pub(crate) n_descriptors: u32,
    pub(crate) stopped: bool,
}

impl Instance {
    /// Every line so far, in order; vassals' lines stand where they fall.
    #[must_use]
    pub fn log(&self) -> &[LogLine] {
        &self.log.lines
    }

    /// What the terminal shows until `seconds` after the start, with a line break after each line.
    #[must_use]
    pub fn terminal(&self, seconds: f64) -> String {
        self.text_of(&Sink::Terminal, seconds)
    }

    /// What a sink has received until `seconds` after the start.
    #[must_use]
    pub fn text_of(&self, sink: &Sink, seconds: f64) -> String {
        let lines = self.log.lines.iter();
        let lines = lines.filter(|line| line.sink == *sink && line.at <= seconds);
        lines.fold(String::new(), |text, line| text + &line.text + "\n")
    }

    /// What happened, in order.
    #[must_use]
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// The sockets, also those that could not be made, in option order.
    #[must_use]
    pub fn sockets(&self) -> &[Socket] {
        &self.sockets
    }

    /// The apps loaded.
    #[must_use]
    pub fn apps(&self) -> &[App] {
        &self.apps.loaded
    }

    /// Every try to load an app, with what Python said.
    #[must_use]
    pub fn attempts(&self) -> &[AppAttempt] {
        &self.apps.attempts
    }

    /// The vassals that were started.
    #[must_use]
    pub fn vassals(&self) -> &[Vassal] {
        self.emperor
            .as_ref()
            .map_or(&[], |emperor| &emperor.vassals)
    }

    /// Credentials, directory and environment as they are now.
    #[must_use]
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// Python as the first app sees it, where the plugin is loaded and started.
    #[must_use]
    pub fn python(&self) -> Option<&hurdles_python::Python> {
        self.apps.python.as_ref()
    }

    /// Whether something still runs: the process itself, or the daemon it became.
    #[must_use]
    pub fn is_running(&self) -> bool {
        !self.stopped && (self.exit.is_none() || self.is_daemon)
    }

    /// Whether this instance, one of its routers or vassals accepts on a listener.
    #[must_use]
    pub fn serves(&self, listener: ListenerId) -> bool {
        let own = self.sockets.iter().any(|s| s.listener == Some(listener));
        let routed = self.gateways.iter().any(|g| g.listener == Some(listener));
        own || routed || self.vassals().iter().any(|v| v.instance.serves(listener))
    }

    /// How many processes it has: a master and its workers, or one.
    #[must_use]
    pub fn processes(&self) -> usize {
        let workers = self.n_serving() as usize;
        usize::from(self.has_master()) + workers.max(1)
    }

    /// Seconds after the start that have passed.
    #[must_use]
    pub fn now(&self) -> f64 {
        self.log.now
    }

    /// Seconds that somebody waits who watches the terminal for a first worker: none once it is spawned or all is over,
    /// else six.
    #[must_use]
    pub fn suspense(&self) -> f64 {
        let is_told = self.log.lines.iter().any(|line| {
            line.text.contains("spawned uWSGI worker") || line.text.contains("spawned uWSGI http")
        });
        if is_told || self.exit.is_some() {
            0.0
        } else {
            6.0
        }
    }

    /// Says where the simulation stops although the real program goes on: for ever, or for longer than anybody waits.
    pub(crate) fn not_played_further(&mut self, what: &str, span: Option<Span>) {
        self.note_missing(format!("not played further: {what}"), span, "", true);
    }

    /// Notes something that the simulation does not know.
    pub(crate) fn not_simulated(&mut self, what: String, span: Option<Span>) {
        self.note_missing(what, span, "", false);
    }

    /// The same, with the command that would tell and whether a request may depend on it. Each is noted once.
    pub(crate) fn note_missing(
        &mut self,
        what: String,
        span: Option<Span>,
        tell: &'static str,
        decides: bool,
    ) {
        if self.noted.insert(what.clone()) {
            self.events.push(Event::NotSimulated {
                what,
                span,
                tell,
                decides,
            });
        }
    }

    /// The next file descriptor that the process gets.
    pub(crate) fn next_descriptor(&mut self) -> u32 {
        let next = 3 + self.n_descriptors;
        self.n_descriptors += 1;
        next
    }
}
