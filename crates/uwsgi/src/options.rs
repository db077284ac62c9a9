//! The options uWSGI knows: which, since when, with what kind of argument.

mod getopt;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use hurdles_source::nearest_name;

use crate::Version;

pub(crate) use getopt::{CommandLine, WordError};

/// Whether an option takes an argument on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expects {
    /// None at all.
    Nothing,
    /// One, in the same word or the next.
    Argument,
    /// One in the same word, or none.
    MaybeArgument,
}

/// Which part of uWSGI brings an option.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// Always there.
    Core,
    /// The python plugin.
    Python,
    /// The http plugin.
    Http,
    /// Another plugin, by its name.
    Other(&'static str),
}

impl Owner {
    /// The plugin to load for its options; none for those that are always there.
    #[must_use]
    pub fn plugin(self) -> Option<&'static str> {
        match self {
            Self::Core => None,
            Self::Python => Some("python3"),
            Self::Http => Some("http"),
            Self::Other(name) => Some(name),
        }
    }
}

/// Plugins with options of their own besides python and http, in the order in which pip's build has them inside.
const OTHERS: [&str; 13] = [
    "symcall",
    "ping",
    "gevent",
    "nagios",
    "rrdtool",
    "carbon",
    "fastrouter",
    "ugreen",
    "rsyslog",
    "zergpool",
    "rawrouter",
    "sslrouter",
    "cheaper_busyness",
];

/// A set of [`OTHERS`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Others(u16);

impl Others {
    /// All of them.
    pub(crate) const ALL: Self = Self(u16::MAX);

    /// Adds a plugin; nothing happens where it brings no options.
    pub(crate) fn add(&mut self, name: &str) {
        if let Some(at) = OTHERS.iter().position(|other| *other == name) {
            self.0 |= 1 << at;
        }
    }

    fn has(self, name: &str) -> bool {
        let at = OTHERS.iter().position(|other| *other == name);
        at.is_some_and(|at| self.0 & (1 << at) != 0)
    }
}

/// Libraries that a build was compiled without; their options are not there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lacks {
    pub(crate) cap: bool,
    pub(crate) json: bool,
    pub(crate) ssl: bool,
    pub(crate) pcre: bool,
}

impl Lacks {
    fn lacks(self, library: &str) -> bool {
        match library {
            "cap" => self.cap,
            "json" => self.json,
            "ssl" => self.ssl,
            "pcre" => self.pcre,
            _ => false,
        }
    }
}

/// One line of the option table.
#[derive(Clone, Debug)]
pub struct OptionSpec {
    /// The long name, without dashes.
    pub name: &'static str,
    /// The letter, where it has one.
    pub short: Option<char>,
    /// What its value means, in the words of the data file.
    pub kind: &'static str,
    /// Which part brings it.
    pub owner: Owner,
    /// The name that it is another name of; its own where it is none.
    pub canonical: &'static str,
    /// What merely mentioning it switches on.
    pub implies: Vec<&'static str>,
    /// Libraries without which it is not compiled.
    libraries: Vec<&'static str>,
    expects: Expects,
    since: Version,
    optional_since: Option<Version>,
    immediate_since: Option<Version>,
}

impl OptionSpec {
    /// Whether it takes an argument on the command line of this version.
    #[must_use]
    pub fn expects(&self, version: Version) -> Expects {
        match self.optional_since {
            Some(since) if since <= version => Expects::MaybeArgument,
            _ => self.expects,
        }
    }

    /// Whether it acts as soon as it is read, before the rest of the configuration is known.
    #[must_use]
    pub(crate) fn is_immediate(&self, version: Version) -> bool {
        self.immediate_since.is_some_and(|since| since <= version)
    }
}

/// The options of one version with the plugins loaded so far, in table order.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Table {
    pub(crate) version: Version,
    pub(crate) python: bool,
    pub(crate) http: bool,
    pub(crate) others: Others,
    pub(crate) lacks: Lacks,
}

impl Table {
    /// All options known now.
    pub(crate) fn iter(self) -> impl Iterator<Item = &'static OptionSpec> {
        all().iter().filter(move |option| self.has(option))
    }

    /// The option of exactly this name.
    pub(crate) fn find(self, name: &str) -> Option<&'static OptionSpec> {
        let mut named = named(name).iter().copied();
        named.find(|option| self.has(option))
    }

    fn has(self, option: &OptionSpec) -> bool {
        option.since <= self.version
            && match option.owner {
                Owner::Core => true,
                Owner::Python => self.python,
                Owner::Http => self.http,
                Owner::Other(name) => self.others.has(name),
            }
            && !option
                .libraries
                .iter()
                .any(|library| self.lacks.lacks(library))
    }
}

/// All names of all options, for the nearest one to a word that is none.
pub fn option_names() -> impl Iterator<Item = &'static str> {
    all().iter().map(|option| option.name)
}

/// The option of this name in any version and plugin.
pub(crate) fn anywhere(name: &str) -> Option<&'static OptionSpec> {
    named(name).first().copied()
}

/// The option that is spelt most like a word that is none.
#[must_use]
pub fn nearest_option(word: &str) -> Option<&'static str> {
    // A key that some version or plugin has is no slip.
    let is_slip = anywhere(word).is_none();
    is_slip.then(|| nearest_name(word, option_names()))?
}

/// The lines of the table with this name, in table order: the file has hundreds, and every word and key asks.
fn named(name: &str) -> &'static [&'static OptionSpec] {
    static BY_NAME: OnceLock<BTreeMap<&'static str, Vec<&'static OptionSpec>>> = OnceLock::new();
    let by_name = BY_NAME.get_or_init(|| {
        let mut by_name = BTreeMap::<_, Vec<_>>::new();
        for option in all() {
            by_name.entry(option.name).or_default().push(option);
        }
        by_name
    });
    by_name.get(name).map_or(&[], Vec::as_slice)
}

fn all() -> &'static [OptionSpec] {
    static ALL: OnceLock<Vec<OptionSpec>> = OnceLock::new();
    ALL.get_or_init(|| {
        let mut owner = Owner::Core;
        let mut options = Vec::with_capacity(900);
        for line in include_str!("../data/options.txt").lines() {
            match line {
                "[core]" => owner = Owner::Core,
                "[python]" => owner = Owner::Python,
                "[http]" => owner = Owner::Http,
                other if other.starts_with('[') => {
                    owner = Owner::Other(other.trim_matches(['[', ']']));
                }
                _ => options.extend(read_line(line, owner)),
            }
        }
        options
    })
}

/// Reads `name short argument kind`, then marks: `!` immediate, `+x` implies x, `<v` not before v, `?v` argument optional
/// from v on, `~x` not without the library x, and a bare word for the name it stands for.
fn read_line(line: &'static str, owner: Owner) -> Option<OptionSpec> {
    let mut words = line.split(' ');
    let name = words.next()?;
    let shape = words.next()?;
    let short = shape.chars().next().filter(|letter| *letter != '-');
    let expects = match shape.as_bytes().get(1) {
        Some(b'=') => Expects::Argument,
        Some(b'?') => Expects::MaybeArgument,
        _ => Expects::Nothing,
    };
    let mut option = OptionSpec {
        name,
        short,
        kind: shape.get(2..).unwrap_or_default(),
        owner,
        canonical: name,
        implies: Vec::new(),
        libraries: Vec::new(),
        expects,
        since: Version(0, 0, 0),
        optional_since: None,
        immediate_since: None,
    };
    for mark in words {
        let rest = mark.get(1..).unwrap_or_default();
        match mark.as_bytes().first() {
            Some(b'!') => option.immediate_since = Some(Version::parse(rest)),
            Some(b'+') => option.implies.push(rest),
            Some(b'~') => option.libraries.push(rest),
            Some(b'<') => option.since = Version::parse(rest),
            Some(b'?') => option.optional_since = Some(Version::parse(rest)),
            _ => option.canonical = mark,
        }
    }
    Some(option)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_knows_versions_plugins_and_other_names() {
        let table = |version, python| Table {
            version: Version::parse(version),
            python,
            http: false,
            others: Others::default(),
            lacks: Lacks::default(),
        };
        assert!(table("2.0.12", false).find("http11-socket").is_none());
        assert!(table("2.0.21", false).find("http11-socket").is_some());
        assert!(table("2.0.21", false).find("wsgi-file").is_none());
        let file = table("2.0.21", true).find("file").map(|o| o.canonical);
        assert_eq!(file, Some("wsgi-file"));
        let listen = anywhere("listen").unwrap();
        assert!(!listen.is_immediate(Version::parse("2.0.12")));
        assert!(listen.is_immediate(Version::parse("2.0.21")));
        let need = anywhere("need-app").unwrap();
        assert_eq!(need.expects(Version::parse("2.0.21")), Expects::Nothing);
        assert_eq!(
            need.expects(Version::parse("2.0.28")),
            Expects::MaybeArgument
        );
    }

    #[test]
    fn the_table_is_whole() {
        assert_eq!(all().iter().filter(|o| o.owner == Owner::Core).count(), 780);
        assert_eq!(
            all().iter().filter(|o| o.owner == Owner::Python).count(),
            68
        );
        for option in all() {
            assert!(anywhere(option.canonical).is_some(), "{}", option.canonical);
        }
    }
}
