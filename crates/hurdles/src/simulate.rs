//! The conductor: plays a scenario through in the order in which a deployment really happens.

use hurdles_machine::Machine;

use crate::Scenario;
use crate::report::{NginxReport, Outcome, Report, Response, UwsgiReport};
use crate::scenario::FORMAT;
use crate::trace::Trace;

/// Plays the whole deployment through and reports what happens.
#[must_use]
pub fn simulate(scenario: &Scenario) -> Report {
    let trace = play(scenario);
    Report {
        hurdles: FORMAT,
        outcome: Outcome::Unknown,
        first: None,
        stages: Vec::new(),
        findings: Vec::new(),
        uwsgi: UwsgiReport::default(),
        nginx: NginxReport::default(),
        response: Response::default(),
        unknown: trace.unknown,
    }
}

/// Plays the whole deployment through and keeps everything that happened.
#[must_use]
pub fn play(scenario: &Scenario) -> Trace {
    let machine = Machine::bare(&scenario.system);
    Trace {
        sources: scenario.sources(),
        before: machine.clone(),
        machine,
        unknown: Vec::new(),
    }
}
