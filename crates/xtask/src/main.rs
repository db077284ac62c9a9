//! The chores of this project: `cargo xtask CHORE`. Each sets up what it needs on a fresh machine first.
#![expect(
    clippy::disallowed_methods,
    reason = "chores read the disk and start programs"
)]
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "chores talk to people in a terminal"
)]

mod bench;
mod conformance;
mod fuzz;
mod lab;
mod page;
mod program;
mod setup;
mod size;
mod steps;
mod test;
mod tree;

use std::process::ExitCode;

use program::Trouble;

const USAGE: &str = "\
usage: cargo xtask CHORE

  serve [--port N]        the page on this machine's loopback address, rebuilt as you edit
  test                    everything that has to hold: format, lints, tests, the page, a browser, real runs
  dist                    the page as plain files in web/dist
  size                    how much the page transfers, against its budgets
  conformance [PART]      the simulation against recorded real runs, as a table; what differs where a name has PART
  pastes                  how many cases come back from one shuffled scroll-back
  bench                   simulation time and link lengths, against their budgets
  fuzz [SECONDS] [SEED]   mutated cases on a page's stack; keeps what panics, overflows or takes long in target/fuzz
  lab prepare [SYSTEM]    a root of that system, or of each, with the real programs
  lab record [CASE]… [--system NAME]   run cases for real, on each system or that one, and write down what happened
  lab check [CASE]… [--system NAME]    run them again and compare
  lab run SCENARIO.json [--system NAME] run one scenario for real and print what happened
  lab stock SYSTEM        take the stock facts of a system from its root
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match words.as_slice() {
        ["serve", rest @ ..] => page::serve(rest),
        ["test"] => test::everything(),
        ["dist"] => page::dist(),
        ["size"] => size::print(),
        ["conformance", rest @ ..] => conformance::print(rest),
        ["pastes"] => conformance::pastes(),
        ["bench"] => bench::print(),
        ["fuzz", rest @ ..] => fuzz::search(rest),
        ["lab", rest @ ..] => lab::dispatch(rest),
        _ => Err(Trouble::Usage(USAGE.to_owned())),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            eprintln!("{trouble}");
            ExitCode::from(if matches!(trouble, Trouble::Usage(_)) {
                2
            } else {
                1
            })
        }
    }
}
