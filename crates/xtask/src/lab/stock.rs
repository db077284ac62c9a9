//! The stock facts of a system, taken from its root.

use crate::program::Trouble;

/// Writes what a system's root shows into the data of the simulated machine.
pub(crate) fn take(system: &str) -> Result<(), Trouble> {
    let root = super::root::of(system)?;
    println!("{}", root.display());
    Ok(())
}
