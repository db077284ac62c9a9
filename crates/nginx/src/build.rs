//! Which nginx a system installs: version, signature, where errors go by default, and curl beside it.

/// An nginx release, ordered by age.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// 1.10.3.
    V1_10_3,
    /// 1.18.0.
    V1_18_0,
    /// 1.22.1.
    V1_22_1,
    /// 1.24.0.
    V1_24_0,
    /// 1.26.3.
    V1_26_3,
}

impl Version {
    const ALL: [(Self, &'static str); 5] = [
        (Self::V1_10_3, "1.10.3"),
        (Self::V1_18_0, "1.18.0"),
        (Self::V1_22_1, "1.22.1"),
        (Self::V1_24_0, "1.24.0"),
        (Self::V1_26_3, "1.26.3"),
    ];

    /// As `nginx -v` prints it.
    #[must_use]
    pub fn text(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(version, _)| *version == self)
            .map_or("", |(_, text)| text)
    }

    /// The release with this number.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(_, known)| *known == text)
            .map(|(version, _)| *version)
    }
}

/// How a distribution built and packaged nginx.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Build {
    /// The release.
    pub version: Version,
    /// What follows the version in `Server:`, such as ` (Ubuntu)`.
    pub suffix: &'static str,
    /// Whether errors go to the terminal until the configuration says otherwise (`--error-log-path=stderr`).
    pub logs_to_stderr: bool,
    /// Whether regular expressions are compiled by PCRE2.
    pub pcre2: bool,
    /// Whether TLS is OpenSSL 3.
    pub openssl3: bool,
    /// The version of the distribution's curl.
    pub curl: &'static str,
}

impl Build {
    /// The build that a stock system installs; Debian 12's where the system is unknown.
    #[must_use]
    pub fn of(system: &str) -> Self {
        let build = |version, suffix, logs_to_stderr, pcre2, curl| Self {
            version,
            suffix,
            logs_to_stderr,
            pcre2,
            openssl3: !matches!(system, "ubuntu-16.04" | "ubuntu-20.04" | "debian-11"),
            curl,
        };
        match system {
            "ubuntu-16.04" => build(Version::V1_10_3, " (Ubuntu)", false, false, "7.47.0"),
            "ubuntu-20.04" => build(Version::V1_18_0, " (Ubuntu)", false, false, "7.68.0"),
            "ubuntu-22.04" => build(Version::V1_18_0, " (Ubuntu)", false, false, "7.81.0"),
            "ubuntu-24.04" => build(Version::V1_24_0, " (Ubuntu)", true, true, "8.5.0"),
            "debian-11" => build(Version::V1_18_0, "", false, false, "7.74.0"),
            "debian-13" => build(Version::V1_26_3, "", true, true, "8.14.1"),
            _ => build(Version::V1_22_1, "", true, true, "7.88.1"),
        }
    }

    /// The name in `Server:` and at the foot of error pages.
    #[must_use]
    pub fn signature(&self) -> String {
        format!("nginx/{}{}", self.version.text(), self.suffix)
    }
}
