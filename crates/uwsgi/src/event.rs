//! What happened, as facts with places: findings rest on these, never on log text.

use hurdles_machine::{Errno, Identity, ProcessId, Walk};
use hurdles_python::Raised;
use hurdles_source::{SourceId, Span};

use crate::{Given, Signal};

/// Where an option was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// On the command line.
    CommandLine,
    /// In the environment, as `UWSGI_…`.
    Environment,
    /// In a configuration file, by the name it was given.
    File(String),
    /// By another option: `set`, a custom option, the emperor.
    Derived,
}

/// One option as it was stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptionRead {
    /// The full name it is stored by.
    pub name: String,
    /// The key as written, with dashes on the command line.
    pub key: Given,
    /// The value before any substitution; none for a bare command-line flag.
    pub value: Option<Given>,
    /// The value that uWSGI used in the end.
    pub used: Option<String>,
    /// Where it was given.
    pub origin: Origin,
    /// Whether any option has this name now.
    pub known: bool,
    /// Whether a later value of the same option replaced it.
    pub replaced: bool,
}

/// A key or word that uWSGI passes over without a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ignored {
    /// A key that no option has: it only serves as a placeholder.
    UnknownKey {
        /// The key.
        key: Given,
        /// Whether a plugin that is not loaded has this option.
        of_unloaded_plugin: Option<&'static str>,
        /// Whether `%(key)` is used somewhere.
        used_as_placeholder: bool,
    },
    /// A uid or gid name that a process without root's rights never looks up.
    NameWithoutRoot {
        /// `uid` or `gid`.
        option: &'static str,
        /// Its value.
        value: Given,
    },
    /// A mount whose right side is neither `module:name` nor a `.py` or `.wsgi` file.
    Mount(Given),
    /// A section of an ini file that was not asked for.
    Section {
        /// Its name.
        name: String,
        /// Its header.
        span: Option<Span>,
    },
    /// Something that may follow an inline comment sign: uWSGI knows no such comments.
    InlineComment {
        /// The option.
        key: Given,
        /// The value with the would-be comment.
        value: Given,
    },
}

/// A configuration file that was opened, or not.
#[derive(Clone, Debug, PartialEq)]
pub struct ConfigRead {
    /// The name as given.
    pub name: Given,
    /// Its absolute path.
    pub path: String,
    /// The text's source, where it was pasted.
    pub source: Option<SourceId>,
    /// Why it could not be read.
    pub failure: Option<Errno>,
    /// The walk that was refused.
    pub walk: Option<Walk>,
    /// The section asked for and not there.
    pub missing_section: Option<String>,
    /// The sections that are there, with their headers.
    pub sections: Vec<(String, Option<Span>)>,
}

/// Where a plugin was looked for.
#[derive(Clone, Debug, PartialEq)]
pub struct PluginSearch {
    /// Its name as given.
    pub name: Given,
    /// Every file tried, the last one found when `found`.
    pub tried: Vec<String>,
    /// Whether it was loaded.
    pub found: bool,
    /// Installed plugins whose names begin alike: `python3` for `python`.
    pub alike: Vec<String>,
    /// Whether the program has this plugin inside, so that there is no file of it.
    pub inside: bool,
}

/// A change of credentials.
#[derive(Clone, Debug, PartialEq)]
pub struct PrivilegeStep {
    /// Which of the four places (1 to 4) it is; 0 for an immediate option.
    pub place: u8,
    /// Before.
    pub before: Identity,
    /// After.
    pub after: Identity,
    /// The characters of `uid` and `gid`.
    pub spans: Vec<Span>,
}

/// A socket that could not be made.
#[derive(Clone, Debug, PartialEq)]
pub struct BindFailure {
    /// The address as given.
    pub address: Given,
    /// The path or address that was bound.
    pub bound: String,
    /// The kernel's word.
    pub errno: Errno,
    /// The way along the path, for a UNIX socket; it stops at the directory that refuses.
    pub walk: Option<Walk>,
    /// As whom.
    pub identity: Identity,
    /// Who holds the port or name, in words for people.
    pub holder: Option<String>,
}

/// A chmod or chown of a socket.
#[derive(Clone, Debug, PartialEq)]
pub struct SocketChange {
    /// The socket's address as given.
    pub address: Given,
    /// `chmod-socket` or `chown-socket`.
    pub option: &'static str,
    /// Its value.
    pub value: Given,
    /// Why it failed.
    pub failure: Option<Errno>,
}

/// Why uWSGI ended.
#[derive(Clone, Debug, PartialEq)]
pub enum ExitCause {
    /// A word of the command line was refused: the message and, for an unknown option, the nearest name.
    CommandLine {
        /// glibc's words.
        message: String,
        /// The word.
        word: Given,
        /// The option that is spelt most like it.
        nearest: Option<&'static str>,
        /// The plugin that has the option and is loaded later, or never.
        needs_plugin: Option<&'static str>,
    },
    /// A word that is no option and no configuration file that can be read.
    NoConfiguration {
        /// The word.
        word: Given,
        /// The option before it that takes a value only after `=`.
        after: Option<&'static str>,
    },
    /// A configuration file could not be read.
    ConfigUnreadable,
    /// A configuration includes itself, by this name, until the stack ends.
    Endless(Given),
    /// A value was refused.
    BadValue {
        /// The option.
        option: String,
        /// Its value.
        value: Given,
    },
    /// An unknown key under `strict`.
    Strict(Given),
    /// A user or group that does not exist.
    NoSuchAccount {
        /// `uid`, `gid`, `chown-socket` or `add-gid`.
        option: &'static str,
        /// The name.
        name: Given,
    },
    /// Only root may change credentials.
    NotRoot {
        /// `uid` or `gid`.
        option: &'static str,
        /// Its value.
        value: Given,
    },
    /// A directory could not be entered.
    Chdir {
        /// The directory as given.
        path: Given,
        /// Why.
        errno: Errno,
        /// The way there.
        walk: Walk,
        /// As whom.
        identity: Identity,
    },
    /// A file could not be opened for writing: a log or pid file.
    Unwritable {
        /// The option that names it.
        option: &'static str,
        /// The path as given.
        path: Given,
        /// Why.
        errno: Errno,
        /// As whom.
        identity: Identity,
    },
    /// A socket could not be made; the last [`BindFailure`] tells why.
    Bind,
    /// A socket could not be given away; the last [`SocketChange`] tells why.
    Chown,
    /// The backlog is beyond what the kernel allows.
    Backlog {
        /// The value.
        value: Given,
        /// The kernel's limit.
        limit: u32,
    },
    /// No socket at all.
    NoSocket,
    /// Python could not start.
    PythonFatal {
        /// The `home` option or environment variable.
        home: Given,
    },
    /// No app could be loaded and `need-app` or a file mount insists.
    NoApp,
    /// The app ended the process.
    AppExit,
    /// The app ended the process while it answered.
    AppExitInRequest,
    /// A request took longer than `harakiri` allows, and without a master the process ends itself.
    Harakiri,
    /// No end at all: loading the app never comes back, and nothing after it is done.
    Waits,
    /// Nothing is wrong: `--version`, `--help`, `no-server`, a stop.
    Asked,
    /// A signal.
    Signal(i32),
    /// Something that is not told apart further.
    Other(String),
}

/// One fact of a run, in order.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// An exception of the app that its framework made an error page of.
    Handled(Box<Raised>),
    /// A configuration file.
    Config(ConfigRead),
    /// Something passed over.
    Ignored(Ignored),
    /// A plugin.
    Plugin(PluginSearch),
    /// Credentials.
    Privileges(PrivilegeStep),
    /// A socket that was not made.
    BindFailed(BindFailure),
    /// A socket's mode or owner.
    SocketChanged(SocketChange),
    /// A directory entered.
    Chdir(Given),
    /// The end.
    Exit {
        /// The status.
        status: i32,
        /// Why.
        cause: ExitCause,
    },
    /// Something that the simulation does not know: what, and where it stands.
    NotSimulated {
        /// What.
        what: String,
        /// Where.
        span: Option<Span>,
        /// The command that would tell; empty where none does.
        tell: &'static str,
        /// Whether it may decide if a request gets its answer.
        decides: bool,
    },
    /// What the app answers rests on something that is not simulated.
    Undecided(String),
    /// `--stop` or `--reload` sends a signal to another process; whoever has that process delivers it.
    Signals {
        /// To whom.
        process: ProcessId,
        /// Which.
        signal: Signal,
    },
    /// A request that did not get an answer, or uWSGI's own: a word for the rules.
    Refused(Refusal),
}

/// Why a request was not passed to an app, or got no proper answer from it.
#[derive(Clone, Debug, PartialEq)]
pub enum Refusal {
    /// The block of variables is larger than the buffer, or no block at all.
    BlockTooLarge {
        /// What the header announced.
        announced: u32,
        /// `buffer-size`.
        limit: u32,
        /// The bytes are another protocol's: `http`, `fastcgi`.
        looks_like: Option<&'static str>,
    },
    /// The other side speaks another protocol and both wait.
    WrongProtocol {
        /// The socket's protocol.
        expects: &'static str,
        /// What the bytes look like.
        got: &'static str,
    },
    /// No plugin answers to this modifier.
    NoPlugin(u8),
    /// No app is loaded.
    NoApp,
    /// The app raised before it answered, or while it did.
    Raised(Box<Raised>),
    /// The app gave something else than bytes, which is dropped: what `repr()` says of it.
    NotBytes(String),
    /// The worker was killed for taking too long.
    Harakiri,
}
