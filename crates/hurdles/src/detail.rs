//! What a page shows beside the report: the walk of permissions, the search for imports, the lines of the logs that decide.
//!
//! Not part of the contract with strangers: nothing here is serialised.

mod lines;
mod searches;
mod walks;

use crate::report::{Report, Stage};
use crate::simulate::report;
use crate::trace::Trace;
use crate::{Scenario, play};

/// Tables that explain a report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Detail {
    /// How somebody went along a path, one component after the other.
    pub walks: Vec<PermissionWalk>,
    /// Where Python looked for a module.
    pub searches: Vec<ImportSearch>,
    /// The lines of the logs that belong to findings.
    pub decisive: Vec<DecisiveLine>,
}

/// A path as somebody went along it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PermissionWalk {
    /// The index of the finding that it explains, where there is one.
    pub finding: Option<usize>,
    /// Who goes, for people: ``nginx's worker, `www-data` (groups `www-data`)``.
    pub who: String,
    /// The path that is wanted.
    pub path: String,
    /// The components passed, `/` first.
    pub rows: Vec<WalkRow>,
    /// How it ends, in one sentence without full stop.
    pub end: String,
}

/// One component of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WalkRow {
    /// The component alone: `/`, `run`, `uwsgi`, `simple.sock`.
    pub component: String,
    /// The path up to and including it.
    pub path: String,
    /// The type and nine bits as `ls -l` shows them; empty where nothing is there.
    pub mode: String,
    /// The owner's name.
    pub owner: String,
    /// The group's name.
    pub group: String,
    /// Which of the three groups of bits counts.
    pub counts: Counting,
    /// The bit that is needed: `r`, `w` or `x`.
    pub needs: char,
    /// The ACL entry that counts instead, with the mask that cuts it: `user:www-data:rwx`, `r-x`.
    pub acl: Option<(String, String)>,
    /// Whether what is needed is given.
    pub granted: bool,
}

/// What decides at one component.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counting {
    /// The owner's three bits.
    Owner,
    /// The group's three bits.
    Group,
    /// The last three bits.
    Other,
    /// An ACL entry.
    Acl,
    /// Nothing: root passes.
    Nothing,
}

/// Where Python looked for one module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportSearch {
    /// The index of the finding that it explains, where there is one.
    pub finding: Option<usize>,
    /// The dotted name.
    pub module: String,
    /// The places in their order.
    pub rows: Vec<SearchRow>,
}

/// One place where Python looked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchRow {
    /// The directory or archive.
    pub place: String,
    /// Why Python looks there, for people: `current directory`, `user site of ubuntu`.
    pub origin: String,
    /// What it met there, for people.
    pub met: String,
    /// Whether the module was found there.
    pub found: bool,
}

/// Which terminal a line stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Terminal {
    /// What uWSGI prints.
    Uwsgi,
    /// What `nginx -t` prints.
    NginxTest,
    /// nginx's error log.
    ErrorLog,
    /// nginx's access log.
    AccessLog,
    /// What the browser shows.
    Browser,
}

/// A line of a log that a finding explains.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisiveLine {
    /// The index of the finding.
    pub finding: usize,
    /// Where it stands.
    pub terminal: Terminal,
    /// Its number, from 0.
    pub line: usize,
}

/// Plays the whole deployment through; reports what happens, with the tables that explain it.
#[must_use]
pub fn simulate_in_detail(scenario: &Scenario) -> (Report, Detail) {
    let trace = play(scenario);
    let report = report(scenario, &trace);
    let detail = explain(&trace, &report);
    (report, detail)
}

/// Makes the tables for a report out of the trace that it was made from.
#[must_use]
pub fn explain(trace: &Trace, report: &Report) -> Detail {
    Detail {
        walks: walks::of(trace, report),
        searches: searches::of(trace, report),
        decisive: lines::of(trace, report),
    }
}

/// The first finding of a stage, which its table explains.
fn finding_at(report: &Report, stage: Stage) -> Option<usize> {
    let mut findings = report.findings.iter();
    findings.position(|finding| finding.stage == stage)
}
