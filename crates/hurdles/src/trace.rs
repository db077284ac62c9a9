//! What happened, in order, with every fact that a rule may want: the simulation says what, a rule says what of it is a fault.

use hurdles_machine::Machine;
use hurdles_source::Sources;

use crate::report::Unknown;

/// Everything that one run left behind.
#[derive(Clone, Debug)]
pub struct Trace {
    /// The texts of the scenario; spans everywhere in the trace point into them.
    pub sources: Sources,
    /// The machine after files, setup and listing, before anything is started.
    pub before: Machine,
    /// The machine when the request has been answered.
    pub machine: Machine,
    /// Facts that are missing, in the order in which they were missed.
    pub unknown: Vec<Unknown>,
}
