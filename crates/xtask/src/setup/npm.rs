//! Packages from npm, by lock file.

use std::fs;

use crate::program::{Trouble, is_installed, output_of, program};
use crate::tree;

/// Makes sure that Node and npm are there.
pub(crate) fn bring_node() -> Result<(), Trouble> {
    if is_installed("node") && is_installed("npm") {
        return Ok(());
    }
    super::debian::bring("npm", "npm")
}

/// Installs what a folder's lock file names, unless exactly that is there already.
pub(crate) fn install(folder: &str) -> Result<(), Trouble> {
    let lock = fs::read(tree::path(folder).join("package-lock.json"))?;
    let mark = tree::path(folder).join("node_modules/.installed-lock.json");
    if fs::read(&mark).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    bring_node()?;
    let mut npm = program(
        "npm",
        &["ci", "--no-audit", "--no-fund", "--loglevel=error"],
    );
    output_of(npm.current_dir(tree::path(folder)))?;
    fs::write(mark, lock)?;
    Ok(())
}
