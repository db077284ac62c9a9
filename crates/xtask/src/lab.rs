//! The lab: scenarios played by real nginx, uWSGI, CPython and Linux, in throw-away copies of real systems.

mod booted;
mod cases;
mod collect;
mod record;
mod root;
mod run;
mod scenario;
mod stock;

use crate::program::Trouble;

pub(crate) use record::check_some;

/// The system on which a single scenario is played where none is named.
const USUAL_SYSTEM: &str = "debian-12";

/// Does what was asked of the lab.
pub(crate) fn dispatch(arguments: &[&str]) -> Result<(), Trouble> {
    let (system, words) = take_system(arguments)?;
    let systems: Vec<&str> = system.map_or_else(root::systems, |system| vec![system]);
    match words.as_slice() {
        ["prepare"] => systems.into_iter().try_for_each(root::prepare),
        ["prepare", named] => root::prepare(named),
        ["record", names @ ..] => record::record(names, &systems),
        ["check", names @ ..] => record::check(names, &systems),
        ["run", file] => record::run_file(file, system.unwrap_or(USUAL_SYSTEM), None),
        ["boot", file] => {
            let lab = hurdles_recorded::Lab::usual();
            record::run_file(file, system.unwrap_or(USUAL_SYSTEM), Some(lab))
        }
        ["stock", named] => stock::take(named),
        _ => Err(Trouble::Usage(
            "usage: cargo xtask lab prepare|record|check|run|boot|stock …".to_owned(),
        )),
    }
}

/// Takes the name of one system out of the words, where one is given.
fn take_system<'a>(arguments: &[&'a str]) -> Result<(Option<&'a str>, Vec<&'a str>), Trouble> {
    let mut words = arguments.to_vec();
    let Some(at) = words.iter().position(|word| *word == "--system") else {
        return Ok((None, words));
    };
    match words.get(at + 1).copied() {
        Some(system) => {
            words.drain(at..at + 2);
            Ok((Some(system), words))
        }
        None => Err(Trouble::Usage("--system wants a name".to_owned())),
    }
}
