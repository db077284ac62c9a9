//! Rust's standard library for `wasm32-unknown-unknown`.

use crate::program::{Trouble, is_root_on_debian, output_of, program};
use crate::tree;

/// Makes sure that this toolchain can build for the browser: rustup's own component, or where that download is refused,
/// the same library compiled from Debian's `rust-src`.
pub(crate) fn bring() -> Result<(), Trouble> {
    let sysroot = output_of(&mut program("rustc", &["--print", "sysroot"]))?;
    if std::path::Path::new(sysroot.trim())
        .join("lib/rustlib/wasm32-unknown-unknown/lib")
        .is_dir()
    {
        return Ok(());
    }
    let refused = match output_of(&mut program(
        "rustup",
        &["target", "add", "wasm32-unknown-unknown"],
    )) {
        Ok(_) => return Ok(()),
        Err(trouble) => trouble,
    };
    if !is_root_on_debian() {
        return Err(Trouble::Missing {
            what: "the wasm32-unknown-unknown target".to_owned(),
            how: format!("`rustup target add wasm32-unknown-unknown` says: {refused}"),
        });
    }
    let script = tree::path("crates/xtask/src/setup/wasm-target.sh");
    output_of(program("sh", &[]).arg(script)).map(|_| ())
}
