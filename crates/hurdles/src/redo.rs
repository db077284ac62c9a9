//! From what is wrong to what helps: tries each change on a copy of the scenario, and goes on as if a hurdle were cleared
//! to find the later ones.

mod trial;

use crate::diagnose::{Diagnosis, diagnose};
use crate::fix::{Mapping, difference, rank};
use crate::report::{Finding, Fix, Opening, Outcome, Severity, Stage};
use crate::simulate::play;
use crate::stages::judge;
use crate::{Scenario, Trace};
use trial::{Attempt, Bench};

/// As many hurdles as are cleared in a row.
const MOST_ROUNDS: usize = 6;

/// As many fixes as one finding offers.
const MOST_FIXES: usize = 6;

/// The rule that speaks where no other does.
const LAST_RESORT: &str = "request-fails";

/// What an analysis comes to.
#[derive(Debug, Default)]
pub(crate) struct Analysis {
    /// Errors first, the cause before what was found by going on as if it were cleared; then warnings.
    pub(crate) findings: Vec<Finding>,
}

/// One played scenario.
struct Run<'a> {
    scenario: &'a Scenario,
    outcome: Outcome,
    first: Option<Stage>,
    errors: Vec<Diagnosis>,
    warnings: Vec<Diagnosis>,
}

impl<'a> Run<'a> {
    fn new(scenario: &'a Scenario, trace: &Trace) -> Self {
        let judgement = judge(trace);
        let (mut errors, warnings): (Vec<Diagnosis>, Vec<Diagnosis>) = diagnose(scenario, trace)
            .into_iter()
            .partition(|diagnosis| diagnosis.finding.severity == Severity::Error);
        // What rests on something that is not shown is no fault yet.
        let doubted = trace.stages_in_doubt();
        errors.retain(|error| {
            !doubted
                .iter()
                .any(|(stage, _)| *stage == error.finding.stage)
        });
        Self {
            scenario,
            outcome: judgement.outcome,
            first: judgement.first,
            errors,
            warnings,
        }
    }
}

/// Finds what is wrong in a played scenario, and which changes help.
pub(crate) fn analyse(scenario: &Scenario, trace: &Trace) -> Analysis {
    let mut bench = Bench::new(scenario);
    let run = Run::new(scenario, trace);
    let warnings = run
        .warnings
        .iter()
        .map(|warning| warning.finding.clone())
        .collect::<Vec<_>>();
    let mut findings = Vec::new();
    if run.outcome != Outcome::Works {
        let cleared = clear(&mut bench, &run, MOST_ROUNDS, &mut Vec::new());
        findings = cleared.findings;
        if let (Some(first), Some(whole)) = (findings.first_mut(), cleared.whole) {
            add_whole(scenario, first, &whole, &cleared.titles);
        }
    }
    findings.extend(warnings);
    Analysis { findings }
}

/// What came of clearing one hurdle after the other.
#[derive(Default)]
struct Cleared {
    findings: Vec<Finding>,
    /// The scenario in which the request succeeds.
    whole: Option<Scenario>,
    /// What was done for each hurdle.
    titles: Vec<String>,
}

/// Names the cause of a run, tries its fixes, and goes on from the best one where none is enough alone.
fn clear(bench: &mut Bench, run: &Run, rounds: usize, seen: &mut Vec<(String, String)>) -> Cleared {
    let Some((diagnosis, attempts)) = cause(bench, run) else {
        return Cleared::default();
    };
    let mut finding = diagnosis.finding.clone();
    // Changes that lead back to a fault that was cleared before lead nowhere.
    let fault = (finding.code.clone(), finding.headline.clone());
    let is_known = seen.iter().filter(|known| **known == fault).count() > 1;
    if is_known {
        return Cleared::default();
    }
    seen.push(fault);
    finding.fixes = offered(&attempts);
    let mut cleared = Cleared {
        findings: vec![finding],
        whole: None,
        titles: Vec::new(),
    };
    if let Some(working) = attempts
        .iter()
        .filter(|attempt| attempt.works)
        .min_by_key(|attempt| rank(&attempt.fix))
    {
        cleared.whole = Some(working.scenario.clone());
        cleared.titles.push(working.fix.title.clone());
        return cleared;
    }
    let best = attempts
        .iter()
        .filter(|attempt| attempt.progress)
        .max_by_key(|attempt| (attempt.first, std::cmp::Reverse(rank(&attempt.fix))));
    let Some(best) = best.filter(|_| rounds > 1 && bench.has_time()) else {
        return cleared;
    };
    let is_invented = is_another_start(run.scenario, &best.fix);
    let trace = play(&best.scenario);
    let next = Run::new(&best.scenario, &trace);
    let later = clear(bench, &next, rounds - 1, seen);
    let mapping = Mapping::new(run.scenario, &best.fix);
    // Where nothing is known more closely, what happens after a change is no hurdle of the original.
    // What is wrong with a start that nobody typed is nobody's fault.
    let known = later
        .findings
        .into_iter()
        .filter(|finding| finding.code != LAST_RESORT && !is_invented);
    for finding in known {
        cleared.findings.push(as_if_cleared(
            run.scenario,
            &best.scenario,
            &mapping,
            finding,
        ));
    }
    cleared.titles.push(best.fix.title.clone());
    cleared.titles.extend(later.titles);
    cleared.whole = later.whole;
    cleared
}

/// Whether a fix puts a start of its own in the place of what was typed.
fn is_another_start(scenario: &Scenario, fix: &Fix) -> bool {
    let len = scenario.invocation.len();
    let is_whole = |edit: &crate::report::Edit| {
        edit.document == "invocation" && (edit.start, edit.end) == (0, len) && len > 0
    };
    fix.edits.iter().any(is_whole)
}

/// The cause with the attempts at it: the first finding that is sure, or that is proven by what its fixes change.
fn cause<'r>(bench: &mut Bench, run: &'r Run) -> Option<(&'r Diagnosis, Vec<Attempt>)> {
    for diagnosis in &run.errors {
        let is_early = run
            .first
            .is_some_and(|first| diagnosis.finding.stage < first);
        let attempts = bench.try_all(run, diagnosis);
        let is_proven = attempts
            .iter()
            .any(|attempt| attempt.works || attempt.progress);
        if !(diagnosis.needs_proof || is_early) || is_proven {
            return Some((diagnosis, attempts));
        }
    }
    let sure = run
        .errors
        .iter()
        .find(|diagnosis| !diagnosis.needs_proof)
        .or(run.errors.first())?;
    Some((sure, Vec::new()))
}

/// The fixes that a finding offers: those that work, then those that get further.
fn offered(attempts: &[Attempt]) -> Vec<Fix> {
    let mut useful: Vec<&Attempt> = attempts
        .iter()
        .filter(|attempt| attempt.works || attempt.progress)
        .collect();
    useful.sort_by_key(|attempt| (!attempt.works, rank(&attempt.fix)));
    let mut fixes: Vec<Fix> = Vec::new();
    for attempt in useful {
        let same = |fix: &&Fix| {
            fix.edits == attempt.fix.edits
                && fix.setup == attempt.fix.setup
                && fix.after == attempt.fix.after
        };
        if fixes.len() < MOST_FIXES && !fixes.iter().any(|fix| same(&fix)) {
            fixes.push(attempt.fix.clone());
        }
    }
    fixes
}

/// A finding of a changed scenario as it is told of the original one.
fn as_if_cleared(
    original: &Scenario,
    changed: &Scenario,
    mapping: &Mapping,
    mut finding: Finding,
) -> Finding {
    // What lies behind several hurdles comes by here once for each.
    let is_told = std::mem::replace(&mut finding.if_cleared, true);
    for label in &mut finding.labels {
        let (start, end) = mapping.back(&label.document, label.start, label.end);
        let len = original
            .document(&label.document)
            .map_or(0, |text| text.len());
        label.start = start.min(len);
        label.end = end.min(len).max(label.start);
    }
    let fixes = std::mem::take(&mut finding.fixes);
    finding.fixes = fixes
        .into_iter()
        .filter_map(|fix| {
            let both = difference(original, &changed.with_fix(&fix)?);
            Some(Fix {
                title: if is_told {
                    fix.title
                } else {
                    format!("{}, with what clears the hurdles before", fix.title)
                },
                works: fix.works,
                opens: fix.opens,
                opens_to: fix.opens_to,
                ..both
            })
        })
        .collect();
    finding
}

/// Adds the fix that clears all hurdles at once to the first finding, where none of its own works.
fn add_whole(scenario: &Scenario, first: &mut Finding, whole: &Scenario, titles: &[String]) {
    if first.fixes.iter().any(|fix| fix.works) {
        return;
    }
    let widest = first.fixes.iter().max_by_key(|fix| fix.opens_to);
    let fix = Fix {
        title: format!(
            "Get past all {} hurdles: {}",
            titles.len(),
            titles.join("; ")
        ),
        works: true,
        opens: widest.and_then(|fix| fix.opens.clone()),
        opens_to: widest.map_or(Opening::Nobody, |fix| fix.opens_to),
        ..difference(scenario, whole)
    };
    // What is offered was tried: the difference has to lead to the very scenario that works.
    if scenario
        .with_fix(&fix)
        .is_some_and(|fixed| reads_alike(&fixed, whole))
    {
        first.fixes.insert(0, fix);
        first.fixes.truncate(MOST_FIXES);
    }
}

/// Whether two scenarios have the same documents.
fn reads_alike(one: &Scenario, other: &Scenario) -> bool {
    let texts = |scenario: &Scenario| (scenario.setup.join("\n"), scenario.after.join("\n"));
    let rest = |scenario: &Scenario| {
        (
            scenario.invocation.clone(),
            scenario.listing.clone(),
            scenario.request.clone(),
        )
    };
    one.files == other.files && texts(one) == texts(other) && rest(one) == rest(other)
}
