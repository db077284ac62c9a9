//! Debian's own packages.

use crate::program::{Trouble, is_installed, is_root_on_debian, output_of, program};

/// Makes sure that a program is there, from the Debian package that has it.
pub(crate) fn bring(name: &str, package: &str) -> Result<(), Trouble> {
    if is_installed(name) {
        return Ok(());
    }
    if !is_root_on_debian() {
        return Err(Trouble::Missing {
            what: format!("the program {name}"),
            how: format!("On Debian: `sudo apt-get install {package}`"),
        });
    }
    let apt = |arguments: &[&str]| {
        output_of(
            program("apt-get", arguments)
                .env("DEBIAN_FRONTEND", "noninteractive")
                .env("LC_ALL", "C.UTF-8"),
        )
    };
    apt(&["update", "-qq"])?;
    apt(&["install", "-y", "-qq", "--no-install-recommends", package]).map(|_| ())
}
