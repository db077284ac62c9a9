//! Trying changes: each on a copy of the scenario, in the form in which it takes effect.

use crate::Scenario;
use crate::diagnose::{Diagnosis, diagnose};
use crate::fix::rank;
use crate::report::{Edit, Finding, Fix, Opening, Outcome, Severity, Stage};
use crate::simulate::play;
use crate::stages::judge;

use super::Run;

/// As many simulations as one analysis may cost.
const MOST_TRIALS: usize = 40;

/// As many changes as are tried for one finding.
const MOST_CANDIDATES: usize = 12;

/// As many working changes as are looked for: whoever reads a finding wants a choice, not a catalogue.
const ENOUGH: usize = 3;

/// A change that was tried.
#[derive(Clone, Debug)]
pub(super) struct Attempt {
    pub(super) fix: Fix,
    /// The scenario with it.
    pub(super) scenario: Scenario,
    pub(super) works: bool,
    /// Whether this hurdle is cleared: what fails now is something else, and not earlier.
    pub(super) progress: bool,
    /// The stage that fails now; the last one where none does.
    pub(super) first: Option<Stage>,
}

/// Counts the simulations.
#[derive(Debug)]
pub(super) struct Bench {
    n_left: usize,
}

impl Bench {
    /// As many simulations as the size of the scenario allows: large texts cost more each time.
    pub(super) fn new(scenario: &Scenario) -> Self {
        let files = scenario.files.values().map(String::len).sum::<usize>();
        let lines = scenario
            .setup
            .iter()
            .chain(&scenario.after)
            .map(String::len)
            .sum::<usize>();
        let size = files + lines + scenario.listing.len() + scenario.invocation.len();
        let n_left = match size {
            0..=40_000 => MOST_TRIALS,
            40_001..=150_000 => 8,
            150_001..=400_000 => 2,
            _ => 0,
        };
        Self { n_left }
    }

    pub(super) fn has_time(&self) -> bool {
        self.n_left > 0
    }

    /// Tries every change that a finding proposes.
    pub(super) fn try_all(&mut self, run: &Run, diagnosis: &Diagnosis) -> Vec<Attempt> {
        let sources = run.scenario.sources();
        let proposed = diagnosis.candidates.iter().take(MOST_CANDIDATES);
        let mut fixes: Vec<Fix> = proposed
            .filter_map(|candidate| candidate.to_fix(&sources))
            .collect();
        // The best are tried first, so that stopping early leaves them.
        fixes.sort_by_key(rank);
        let mut attempts: Vec<Attempt> = Vec::new();
        for fix in fixes {
            let working = || attempts.iter().filter(|attempt| attempt.works);
            let is_safe = |attempt: &Attempt| attempt.fix.opens_to < Opening::Everybody;
            if working().count() >= ENOUGH && working().any(is_safe) {
                break;
            }
            attempts.extend(self.try_forms(run, diagnosis, fix));
        }
        attempts
    }

    /// Tries a change, and where a pasted listing would overrule it, later forms of it.
    fn try_forms(&mut self, run: &Run, diagnosis: &Diagnosis, fix: Fix) -> Option<Attempt> {
        let mut best = self.attempt(run, diagnosis, fix.clone())?;
        if best.works || fix.setup.is_empty() || run.scenario.listing.is_empty() {
            return Some(best);
        }
        for form in [before_start(run.scenario, &fix), afterwards(&fix)] {
            let Some(attempt) = self.attempt(run, diagnosis, form) else {
                continue;
            };
            if attempt.works || attempt.progress && !best.progress {
                best = attempt;
            }
            if best.works {
                break;
            }
        }
        Some(best)
    }

    fn attempt(&mut self, run: &Run, diagnosis: &Diagnosis, mut fix: Fix) -> Option<Attempt> {
        if !self.has_time() {
            return None;
        }
        self.n_left -= 1;
        let scenario = run.scenario.with_fix(&fix)?;
        let trace = play(&scenario);
        let judgement = judge(&trace);
        let works = judgement.outcome == Outcome::Works;
        fix.works = works;
        let is_known = run.first.is_some();
        let later = is_known && (judgement.first > run.first || judgement.first.is_none());
        let rests_on_more = scenario.partial && judgement.outcome == Outcome::Unknown;
        let goes_on = judgement.outcome == Outcome::Fails || rests_on_more;
        let progress = works || later && goes_on || {
            judgement.first == run.first && is_other(diagnosis, &scenario, &trace)
        };
        Some(Attempt {
            fix,
            scenario,
            works,
            progress,
            first: judgement.first,
        })
    }
}

/// Whether what fails at the same stage is another fault now.
fn is_other(diagnosis: &Diagnosis, scenario: &Scenario, trace: &crate::Trace) -> bool {
    let old = &diagnosis.finding;
    let now = diagnose(scenario, trace);
    let mut errors = now
        .iter()
        .map(|now| &now.finding)
        .filter(|now| now.severity == Severity::Error && now.stage >= old.stage);
    let is_there = errors.any(|now| {
        let place = |finding: &Finding| {
            let label = finding.labels.first();
            label.map(|label| (label.document.clone(), label.start))
        };
        now.code == old.code && now.headline == old.headline && place(now) == place(old)
    });
    !is_there
        && now
            .iter()
            .any(|now| !now.needs_proof && now.finding.stage >= old.stage)
}

/// The lines for `setup` typed in front of the invocation: after what the listing shows.
fn before_start(scenario: &Scenario, fix: &Fix) -> Fix {
    let sudo = if scenario.user == "root" { "" } else { "sudo " };
    let prefix: String = fix
        .setup
        .iter()
        .map(|line| format!("{sudo}{line} && "))
        .collect();
    let mut edits = fix.edits.clone();
    match edits
        .iter_mut()
        .find(|edit| edit.document == "invocation" && edit.start == 0)
    {
        Some(edit) => edit.insert.insert_str(0, &prefix),
        None => edits.push(Edit {
            document: "invocation".to_owned(),
            start: 0,
            end: 0,
            insert: prefix,
        }),
    }
    Fix {
        edits,
        setup: Vec::new(),
        ..fix.clone()
    }
}

/// The lines for `setup` typed once everything runs, with nginx told of them.
fn afterwards(fix: &Fix) -> Fix {
    let mut after = fix.after.clone();
    after.extend(fix.setup.iter().cloned());
    after.push("nginx -s reload || nginx".to_owned());
    Fix {
        setup: Vec::new(),
        after,
        ..fix.clone()
    }
}
