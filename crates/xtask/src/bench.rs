//! Simulation time and link lengths.

use crate::program::{Trouble, program, run_visibly};

/// Prints the measures against their budgets.
pub(crate) fn print() -> Result<(), Trouble> {
    run_visibly(&mut program(
        "cargo",
        &[
            "bench",
            "--quiet",
            "--package",
            "hurdles",
            "--bench",
            "hurdles",
        ],
    ))
}
