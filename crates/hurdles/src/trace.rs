//! What happened, in order, with every fact that a rule may want: the simulation says what, a rule says what of it is a
//! fault. Nothing here is part of the contract with strangers.

use hurdles_machine::Machine;
use hurdles_machine::listing::Listing;
use hurdles_machine::shell::Script;
use hurdles_nginx::event::{Doubt, Event};
use hurdles_nginx::{CommandOutcome, Response, Server};
use hurdles_source::{Sources, Span};
use hurdles_uwsgi::{Instance, Refusal};

use crate::assume::Thing;
use crate::evidence::Reading;
use crate::managed::Managed;
use crate::report::Unknown;

/// Everything that one run left behind.
#[derive(Debug)]
pub struct Trace {
    /// The texts of the scenario; spans everywhere in the trace point into them.
    pub sources: Sources,
    /// The machine with its files, before anything was typed.
    pub bare: Machine,
    /// The machine after `setup`, before the listing is read.
    pub typed: Machine,
    /// The machine after files, setup and listing, without what is taken to be there.
    pub told: Machine,
    /// The machine after files, setup and listing, before anything is started.
    pub before: Machine,
    /// The machine when uWSGI had been started, before `after` was typed.
    pub started: Machine,
    /// The machine when the request has been answered.
    pub machine: Machine,
    /// The `setup` lines.
    pub setup: Script,
    /// What the listing said beyond what it changed on the machine.
    pub listing: Listing,
    /// What the logs in the listing say.
    pub evidence: Reading,
    /// nginx, from its test to its last log line.
    pub nginx: NginxTrace,
    /// The shell line that starts uWSGI.
    pub invocation: Script,
    /// Each start of uWSGI, in order, also those in `setup` and `after`.
    pub uwsgi: Vec<UwsgiRun>,
    /// What systemd did.
    pub(crate) services: crate::simulate::Services,
    /// The `after` lines.
    pub after: Script,
    /// What the browser asked for.
    pub url: String,
    /// What the browser got, and what happened on the way.
    pub response: Response,
    /// Why uWSGI did not pass the browser's request to an app, or got no proper answer from it.
    pub refusals: Vec<Refusal>,
    /// Something that is not simulated and on which the answer rests.
    pub doubt: Option<String>,
    /// What managers of services did.
    pub(crate) managed: Managed,
    /// Facts that are missing, in the order in which they were missed.
    pub unknown: Vec<Unknown>,
    /// Whether what is given is only a part of what is there.
    pub partial: bool,
    /// What was not shown and is taken to be there.
    pub(crate) assumed: Vec<Thing>,
}

/// What became of nginx.
#[derive(Clone, Debug)]
pub struct NginxTrace {
    /// `nginx -t`, with the configuration that it read.
    pub test: CommandOutcome,
    /// Starting it.
    pub start: CommandOutcome,
    /// Everything that was asked of it later: reloads, restarts, stops.
    pub commands: Vec<NginxCommand>,
    /// What runs when the request comes; none where nginx does not run.
    pub server: Option<Server>,
    /// The error log at the end.
    pub error_log: String,
    /// The access log at the end.
    pub access_log: String,
}

/// One use of the program once nginx was started.
#[derive(Clone, Debug)]
pub struct NginxCommand {
    /// What was typed.
    pub span: Span,
    /// The arguments that nginx got.
    pub arguments: Vec<String>,
    /// What came of it.
    pub outcome: CommandOutcome,
}

/// When something was typed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// In `setup`.
    #[default]
    Setup,
    /// In the invocation.
    Invocation,
    /// In `after`.
    After,
}

/// One start of uWSGI.
#[derive(Debug)]
pub struct UwsgiRun {
    /// What became of it.
    pub instance: Instance,
    /// When it was started.
    pub during: Phase,
    /// The command that started it.
    pub span: Span,
    /// Whether the shell got its prompt back: what was printed until then is part of the script's output.
    pub returned: bool,
    /// Whether it writes to the terminal rather than into a file or pipe.
    pub on_terminal: bool,
    /// The unit that it belongs to, where systemd started it.
    pub service: Option<String>,
    /// How many of its lines are in the unit's journal.
    pub(crate) told: usize,
}

impl Trace {
    /// What nginx's configuration asks for and is not simulated, with what of the answer that leaves in doubt.
    pub(crate) fn nginx_gaps(&self) -> impl Iterator<Item = (Doubt, &str)> {
        self.response.events.iter().filter_map(|event| match event {
            Event::NotSimulated { what, doubt, .. } => Some((*doubt, what.as_str())),
            _ => None,
        })
    }

    /// The command that makes the request and shows the real answer.
    pub(crate) fn asking_again(&self) -> String {
        format!("curl -i {}", self.url)
    }

    /// A service that was asked for and whose program never ran.
    pub(crate) fn stopped_service(&self) -> Option<&hurdles_services::manager::State> {
        let mut all = self.services.manager.all();
        all.find(|state| {
            let is_refused = state
                .unit
                .problems
                .iter()
                .any(hurdles_services::Problem::is_fatal);
            state.failure.is_some()
                || state.missing_file.is_some()
                || is_refused
                || state.denied.is_some() && !state.asked
        })
    }

    /// The starts that were typed in the invocation.
    pub fn invoked(&self) -> impl Iterator<Item = &UwsgiRun> {
        self.uwsgi
            .iter()
            .filter(|run| run.during == Phase::Invocation)
    }
}
