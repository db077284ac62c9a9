//! The program `nginx` with its options: `-t`, `-T`, `-s`, `-c`, `-g`, `-v` …

use hurdles_machine::{Context, Machine};

use crate::configuration::Configuration;
use crate::server::Server;

/// What a run of the program said and did.
#[derive(Clone, Debug)]
pub struct CommandOutcome {
    /// What it printed on the terminal.
    pub output: String,
    /// Its exit status.
    pub status: i32,
    /// The configuration it read, where it read one.
    pub configuration: Option<Configuration>,
}

/// Runs `nginx` with these arguments (`argv[0]` is the program); starts, changes or ends `server`.
pub fn run(
    machine: &mut Machine,
    context: &Context,
    argv: &[&str],
    server: &mut Option<Server>,
) -> CommandOutcome {
    let _ = (machine, context, argv, server);
    CommandOutcome {
        output: String::new(),
        status: 0,
        configuration: None,
    }
}
