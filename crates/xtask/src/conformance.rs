//! The simulation held against recorded real runs.

use crate::program::{Trouble, program, run_visibly};

/// Prints the table that the conformance test makes; with a part of a case's name, also what differs there.
pub(crate) fn print(arguments: &[&str]) -> Result<(), Trouble> {
    let mut test = program(
        "cargo",
        &[
            "test",
            "--quiet",
            "--package",
            "hurdles",
            "--test",
            "conformance",
        ],
    );
    test.args(["--", "--nocapture"]);
    match arguments {
        [] => {}
        [part] => {
            test.env("CASE", part);
        }
        _ => {
            return Err(Trouble::Usage(
                "usage: cargo xtask conformance [PART-OF-A-NAME]".to_owned(),
            ));
        }
    }
    run_visibly(&mut test)
}

/// Prints how many cases come back when all of each is pasted as one scroll-back.
pub(crate) fn pastes() -> Result<(), Trouble> {
    let words = [
        "test",
        "--quiet",
        "--package",
        "hurdles",
        "--test",
        "scroll_back",
    ];
    let mut test = program("cargo", &words);
    test.args(["--", "--nocapture"]);
    run_visibly(&mut test)
}
