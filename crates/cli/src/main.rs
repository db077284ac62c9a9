//! The `hurdles` program: reads files, calls the core, prints. What it says is made in the core.

mod arguments;
mod check;
mod expect;
mod explain;
mod input;
mod link;
mod paint;
mod paste;
mod repair;
mod surroundings;

use std::process::ExitCode;

use arguments::Command;
use surroundings::Surroundings;

/// How a command ended, with the exit status that the contract names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    /// All is well.
    Good,
    /// Some hurdle stands.
    Hurdle,
    /// What was given cannot be read.
    Unreadable,
}

fn main() -> ExitCode {
    let mut surroundings = Surroundings::of_this_process();
    let command = match arguments::parse(&surroundings.arguments) {
        Ok(command) => command,
        Err(message) => {
            surroundings.complain(&format!("{message}\n\n{}", arguments::USAGE));
            return ExitCode::from(2);
        }
    };
    let end = match command {
        Command::Help => {
            surroundings.print(arguments::USAGE);
            End::Good
        }
        Command::Check {
            files,
            expect: true,
            ..
        } => expect::run(&mut surroundings, &files),
        Command::Check {
            files, json, logs, ..
        } => check::run(&mut surroundings, &files, json, logs),
        Command::Paste { files, json } => paste::run(&mut surroundings, &files, json),
        Command::Repair { file } => repair::run(&mut surroundings, &file),
        Command::Link { file, base } => link::write(&mut surroundings, &file, &base),
        Command::Open { url } => link::open(&mut surroundings, &url),
        Command::Explain { code } => explain::run(&mut surroundings, &code),
    };
    match end {
        End::Good => ExitCode::SUCCESS,
        End::Hurdle => ExitCode::from(1),
        End::Unreadable => ExitCode::from(2),
    }
}
