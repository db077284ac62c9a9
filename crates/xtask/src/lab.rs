//! The lab: scenarios played by real nginx, uWSGI, CPython and Linux, in throw-away copies of real systems.

mod cases;
mod collect;
mod record;
mod root;
mod run;
mod scenario;
mod stock;

use crate::program::Trouble;

pub(crate) use record::check_some;

/// The system that is meant where none is named.
const USUAL_SYSTEM: &str = "debian-12";

/// Does what was asked of the lab.
pub(crate) fn dispatch(arguments: &[&str]) -> Result<(), Trouble> {
    let (system, words) = take_system(arguments)?;
    match words.as_slice() {
        ["prepare"] => root::prepare(system),
        ["prepare", named] => root::prepare(named),
        ["record", names @ ..] => record::record(names, system),
        ["check", names @ ..] => record::check(names, system),
        ["run", file] => record::run_file(file, system),
        ["stock", named] => stock::take(named),
        _ => Err(Trouble::Usage(
            "usage: cargo xtask lab prepare|record|check|run|stock …".to_owned(),
        )),
    }
}

fn take_system<'a>(arguments: &[&'a str]) -> Result<(&'a str, Vec<&'a str>), Trouble> {
    let mut words = arguments.to_vec();
    let Some(at) = words.iter().position(|word| *word == "--system") else {
        return Ok((USUAL_SYSTEM, words));
    };
    match words.get(at + 1).copied() {
        Some(system) => {
            words.drain(at..at + 2);
            Ok((system, words))
        }
        None => Err(Trouble::Usage("--system wants a name".to_owned())),
    }
}
