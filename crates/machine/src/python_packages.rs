//! Python packages that apps of this kind use: what is imported, and what Debian and the Python Package Index call it.
//! Each of Debian's names was looked up with `apt-cache show` on Debian 12.

const PACKAGES: &str = include_str!("../data/packages.txt");

/// A package under its three names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PythonPackage {
    /// What is imported.
    pub module: &'static str,
    /// What `apt-get` installs.
    pub package: &'static str,
    /// What `pip` installs.
    pub project: &'static str,
}

/// All packages of the table.
pub(crate) fn packages() -> impl Iterator<Item = PythonPackage> {
    PACKAGES.lines().filter_map(|line| {
        let mut words = line.split(' ');
        Some(PythonPackage {
            module: words.next()?,
            package: words.next()?,
            project: words.next()?,
        })
    })
}

/// The package that has a module.
#[must_use]
pub fn python_package(module: &str) -> Option<PythonPackage> {
    packages().find(|known| known.module == module)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_modules_and_packages_may_differ() {
        let yaml = python_package("yaml").unwrap();
        assert_eq!((yaml.package, yaml.project), ("python3-yaml", "pyyaml"));
        assert_eq!(python_package("nope"), None);
    }
}
