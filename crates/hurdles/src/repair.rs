//! Repairs a scenario: applies working fixes until the request succeeds.

use crate::fix::rank;
use crate::report::{Fix, Outcome};
use crate::{Scenario, simulate};

/// As many fixes as are applied in a row.
const MOST_FIXES: usize = 8;

/// A scenario after its repair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repaired {
    /// The scenario with all fixes applied.
    pub scenario: Scenario,
    /// The fixes, in the order in which they were applied.
    pub fixes: Vec<Fix>,
    /// Whether the request succeeds now.
    pub works: bool,
}

/// Applies the best fix of the first finding, again and again, until the request succeeds or nothing helps.
#[must_use]
pub fn repair(scenario: &Scenario) -> Repaired {
    let mut repaired = Repaired {
        scenario: scenario.clone(),
        fixes: Vec::new(),
        works: false,
    };
    for _ in 0..MOST_FIXES {
        let report = simulate(&repaired.scenario);
        if report.outcome == Outcome::Works {
            repaired.works = true;
            break;
        }
        let fixes = report
            .findings
            .into_iter()
            .filter(|finding| !finding.if_cleared)
            .flat_map(|finding| finding.fixes);
        let working = fixes.filter(|fix| fix.works);
        let Some(fix) = working.min_by_key(rank) else {
            break;
        };
        let Some(fixed) = repaired.scenario.with_fix(&fix) else {
            break;
        };
        repaired.scenario = fixed;
        repaired.fixes.push(fix);
    }
    repaired
}
