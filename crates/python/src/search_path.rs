//! The entries of `sys.path`.

/// Where an entry of the search path comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathOrigin {
    /// The embedding program put it first: uWSGI's `.`.
    Embedder,
    /// The empty entry: the current directory at the time of the import.
    CurrentDirectory,
    /// The environment variable `PYTHONPATH`.
    PythonPath,
    /// The zip archive that may hold the standard library.
    Zip,
    /// The standard library.
    Stdlib,
    /// Its compiled part.
    LibDynload,
    /// The packages of one user, below the home directory.
    UserSite,
    /// The virtual environment's packages.
    VenvSite,
    /// Packages installed by root's pip.
    LocalDistPackages,
    /// Packages installed by apt.
    DistPackages,
    /// A line of this `.pth` file.
    PthFile(String),
    /// Inserted later: uWSGI's `pythonpath`.
    Inserted,
    /// The app's own code changed `sys.path`.
    Program,
    /// The `__path__` of a package.
    Package(String),
}

/// One place where Python looks for modules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathEntry {
    /// The text, as in `sys.path`.
    pub text: String,
    /// Where it comes from.
    pub origin: PathOrigin,
}
