//! What a fresh machine needs before a chore can run. Everything is pinned and brought once.

pub(crate) mod cargo_tools;
pub(crate) mod debian;
pub(crate) mod npm;
pub(crate) mod wasm_target;

use crate::program::Trouble;

/// Brings what building the page takes.
pub(crate) fn for_the_page() -> Result<(), Trouble> {
    wasm_target::bring()?;
    cargo_tools::bring_all()?;
    npm::bring_node()?;
    npm::install("web/editor")
}
