//! The simulation held against recorded real runs.

use crate::program::{Trouble, program, run_visibly};

/// Prints the table that the conformance test makes.
pub(crate) fn print() -> Result<(), Trouble> {
    run_visibly(&mut program(
        "cargo",
        &[
            "test",
            "--quiet",
            "--release",
            "--package",
            "hurdles",
            "--test",
            "conformance",
            "--",
            "--nocapture",
        ],
    ))
}
