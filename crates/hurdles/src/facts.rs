//! What rules ask of a run: one place that knows where in the trace a fact stands.
//!
//! Nothing here decides whether something is a fault.

mod app;
mod asked;
mod caught;
mod code;
mod connect;
mod files;
mod host;
mod managed;
mod nginx;
mod own;
mod search;
mod site;
mod steps;
mod text;
mod unit;
mod uwsgi;

use std::cell::OnceCell;

use hurdles_machine::{Identity, Machine};
use hurdles_source::{Sources, Span};
use hurdles_uwsgi::{Instance, OptionRead};

use crate::report::Outcome;
use crate::stages::judge;
use crate::{Scenario, Trace};

pub(crate) use app::{CallableMissing, Entry};
pub(crate) use connect::Connect;
pub(crate) use own::{Own, nginx_address};
pub(crate) use search::Home;
pub(crate) use site::{Include, PassSite};
pub(crate) use uwsgi::same_option;

/// Somebody who acts: a name for people and the credentials.
#[derive(Clone, Debug)]
pub(crate) struct Who {
    pub(crate) name: String,
    pub(crate) identity: Identity,
}

impl Who {
    pub(crate) fn new(name: String, identity: Identity) -> Self {
        Self { name, identity }
    }
}

/// A run with the scenario that it was played from.
pub(crate) struct Facts<'a> {
    pub(crate) scenario: &'a Scenario,
    trace: &'a Trace,
    outcome: Outcome,
    /// Every instance of uWSGI, vassals behind their emperor.
    instances: Vec<&'a Instance>,
    /// The options of the instance that matters, then those of the others.
    options: Vec<OptionRead>,
    others: Vec<OptionRead>,
    /// The path or address that nginx failed to connect to.
    connect_path: String,
    /// The sockets of everything that runs, once somebody asks.
    sockets: OnceCell<Vec<Own>>,
}

impl<'a> Facts<'a> {
    pub(crate) fn new(scenario: &'a Scenario, trace: &'a Trace) -> Self {
        let mut instances = Vec::new();
        for run in &trace.uwsgi {
            let instance = &run.instance;
            instances.push(instance);
            instances.extend(instance.vassals().iter().map(|vassal| &vassal.instance));
        }
        let mut facts = Self {
            scenario,
            trace,
            outcome: judge(trace).outcome,
            instances,
            options: Vec::new(),
            others: Vec::new(),
            connect_path: String::new(),
            sockets: OnceCell::new(),
        };
        let main = facts.instance();
        facts.options = main.map(Instance::options).unwrap_or_default();
        facts.others = facts
            .instances
            .iter()
            .filter(|instance| main.is_none_or(|main| main.process != instance.process))
            .flat_map(|instance| instance.options())
            .collect();
        facts.connect_path = facts.failed_address();
        facts
    }

    pub(crate) fn sources(&self) -> &'a Sources {
        &self.trace.sources
    }

    /// Whether the request got the answer that was meant.
    pub(crate) fn worked(&self) -> bool {
        self.outcome == Outcome::Works
    }

    /// The machine before anything was started.
    pub(crate) fn before(&self) -> &'a Machine {
        &self.trace.before
    }

    /// The machine at the end.
    pub(crate) fn machine(&self) -> &'a Machine {
        &self.trace.machine
    }

    pub(crate) fn root(&self) -> Identity {
        Identity::root()
    }

    /// The distribution as people write it.
    pub(crate) fn system(&self) -> String {
        let (name, version) = self
            .scenario
            .system
            .split_once('-')
            .unwrap_or((&self.scenario.system, ""));
        let mut letters = name.chars();
        let first = letters.next().map(|c| c.to_ascii_uppercase()).into_iter();
        format!("{} {version}", first.chain(letters).collect::<String>())
    }

    /// The whole of a document, where it is not empty.
    pub(crate) fn document(&self, name: &str) -> Option<Span> {
        let id = self.sources().find(name)?;
        let len = self.sources().get(id).text.len();
        (len > 0).then(|| Span::new(id, 0, len))
    }

    /// The whole of a document, empty or not.
    pub(crate) fn whole(&self, name: &str) -> Option<Span> {
        let id = self.sources().find(name)?;
        Some(Span::new(id, 0, self.sources().get(id).text.len()))
    }

    /// Some place, for what has none of its own.
    pub(crate) fn anywhere(&self) -> Option<Span> {
        let names = ["invocation", "request", "setup", "after", "listing"];
        let first = self
            .sources()
            .iter()
            .next()
            .map(|(id, _)| Span::new(id, 0, 0));
        names
            .into_iter()
            .find_map(|name| self.document(name))
            .or(first)
    }

    /// The status that the browser got.
    pub(crate) fn status(&self) -> Option<u16> {
        self.trace.response.status
    }

    /// Whether anybody answered the browser.
    pub(crate) fn answered(&self) -> bool {
        self.trace.response.status.is_some()
    }
}
