//! What a rule is, and how sure one is of itself.

use crate::facts::Facts;
use crate::finding::Finding;

/// How sure a rule is of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// What it finds is a fact of the run.
    Sure,
    /// What it finds looks wrong, but it takes a fix that changes something to prove it.
    Suspicion,
    /// It speaks only where no other rule does.
    LastResort,
}

/// A rule: its id, which names the fault and never changes meaning, and what looks for it.
pub(crate) struct Rule {
    pub(crate) id: &'static str,
    pub(crate) check: fn(&Facts) -> Option<Finding>,
    pub(crate) kind: Kind,
}

pub(crate) const fn sure(id: &'static str, check: fn(&Facts) -> Option<Finding>) -> Rule {
    let kind = Kind::Sure;
    Rule { id, check, kind }
}

pub(crate) const fn suspicion(id: &'static str, check: fn(&Facts) -> Option<Finding>) -> Rule {
    let kind = Kind::Suspicion;
    Rule { id, check, kind }
}

pub(crate) const fn last_resort(id: &'static str, check: fn(&Facts) -> Option<Finding>) -> Rule {
    let kind = Kind::LastResort;
    Rule { id, check, kind }
}
