//! Where things lie: the project's own folders, and the folder that is kept between runs.

use std::path::PathBuf;

/// The folder of the whole project.
pub(crate) fn root() -> PathBuf {
    let crate_folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    crate_folder
        .ancestors()
        .nth(2)
        .map(PathBuf::from)
        .unwrap_or(crate_folder)
}

/// A path inside the project.
pub(crate) fn path(relative: &str) -> PathBuf {
    root().join(relative)
}

/// The folder for tools and downloads that a later run can use again.
pub(crate) fn cache() -> PathBuf {
    let base = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let home = std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache"));
    base.or(home)
        .unwrap_or_else(|| root().join("target"))
        .join("hurdles")
}
