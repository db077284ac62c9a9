//! What the program that embeds Python decides before it starts.

/// A CPython 3 release.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// The number after `3.`.
    pub minor: u8,
    /// The number after that.
    pub micro: u8,
}

impl Version {
    /// Reads `3.11` or `3.11.2`; none for Python 2 and anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut numbers = text.split('.');
        if numbers.next()? != "3" {
            return None;
        }
        let minor = numbers.next()?.parse().ok()?;
        let micro = numbers.next().map_or(Some(0), |micro| micro.parse().ok())?;
        Some(Self { minor, micro })
    }

    /// `3.11`, as in directory names.
    #[must_use]
    pub fn short(self) -> String {
        format!("3.{}", self.minor)
    }

    /// `311`, as in the name of the zip archive.
    #[must_use]
    pub fn digits(self) -> String {
        format!("3{}", self.minor)
    }
}

/// How an embedding program sets Python up.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How text without a named encoding becomes bytes.
    pub locale: Locale,
    /// Which CPython it is linked with.
    pub version: Version,
    /// `sys.executable`.
    pub executable: String,
    /// `sys.argv`.
    pub argv: Vec<String>,
    /// What the program gave to `Py_SetPythonHome`, or the virtual environment whose `bin/python` it named as program
    /// name: uWSGI's `home`, `virtualenv`, `pyhome`.
    pub home: Option<String>,
    /// Inserted before everything that Python computes: uWSGI puts `.` there.
    pub first_entries: Vec<String>,
    /// The version of the uWSGI that embeds it, which then has a module `uwsgi` (plugins/python/pyutils.c).
    pub uwsgi: Option<String>,
}

/// The encoding that the process's locale gives, for `open()` without `encoding=` and for the standard streams.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Locale {
    /// UTF-8.
    #[default]
    Utf8,
    /// ASCII, and the streams refuse what is none.
    AsciiStrict,
    /// ASCII, and the streams write `\xe9` for what is none (`backslashreplace`).
    AsciiEscaped,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_has_two_or_three_numbers() {
        assert_eq!(
            Version::parse("3.11.2"),
            Some(Version {
                minor: 11,
                micro: 2
            })
        );
        assert_eq!(
            Version::parse("3.5").map(Version::short),
            Some("3.5".into())
        );
        assert_eq!(Version::parse("2.7.18"), None);
        assert_eq!(Version::parse("three"), None);
    }
}
