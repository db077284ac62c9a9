//! What nginx finds wrong with a configuration, and the words it has for it.

use std::fmt;

use hurdles_machine::Errno;
use hurdles_source::Span;

use crate::place::Place;

/// How bad nginx takes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// `emerg`: the test fails.
    Emerg,
    /// `alert`.
    Alert,
    /// `crit`.
    Crit,
    /// `error`.
    Error,
    /// `warn`.
    Warn,
    /// `notice`.
    Notice,
    /// `info`.
    Info,
    /// `debug`.
    Debug,
}

impl Level {
    /// Its name in `error_log` and in log lines.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Emerg => "emerg",
            Self::Alert => "alert",
            Self::Crit => "crit",
            Self::Error => "error",
            Self::Warn => "warn",
            Self::Notice => "notice",
            Self::Info => "info",
            Self::Debug => "debug",
        }
    }

    /// The level of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [
            Self::Emerg,
            Self::Alert,
            Self::Crit,
            Self::Error,
            Self::Warn,
            Self::Notice,
            Self::Info,
            Self::Debug,
        ]
        .into_iter()
        .find(|level| level.name() == name)
    }
}

/// One fault, where it is, and how bad.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// What.
    pub kind: ProblemKind,
    /// How bad.
    pub level: Level,
    /// The file and line that nginx names; none where it names none.
    pub place: Option<Place>,
    /// The characters at fault, which may be elsewhere than where nginx points; none in stock files.
    pub blame: Option<Span>,
    /// Where a `;` most likely is missing: the end of the directive before.
    pub missing_semicolon: Option<Span>,
    /// Whether it came from the value of `-g`.
    pub in_command_line: bool,
}

impl Problem {
    /// An error that ends the test.
    #[must_use]
    pub fn emerg(kind: ProblemKind, place: Option<Place>) -> Self {
        Self::new(kind, Level::Emerg, place)
    }

    /// A warning.
    #[must_use]
    pub fn warn(kind: ProblemKind, place: Option<Place>) -> Self {
        Self::new(kind, Level::Warn, place)
    }

    /// A fault at any level.
    #[must_use]
    pub fn new(kind: ProblemKind, level: Level, place: Option<Place>) -> Self {
        Self {
            kind,
            level,
            blame: place.as_ref().and_then(|place| place.span),
            place,
            missing_semicolon: None,
            in_command_line: false,
        }
    }

    /// The same, with the characters at fault.
    #[must_use]
    pub fn blaming(mut self, span: Option<Span>) -> Self {
        self.blame = span.or(self.blame);
        self
    }

    /// Whether it ends the test.
    #[must_use]
    pub fn is_fatal(&self) -> bool {
        self.level <= Level::Crit
    }

    /// The message as logged, with file and line.
    #[must_use]
    pub fn message(&self) -> String {
        match &self.place {
            Some(_) if self.in_command_line => format!("{} in command line", self.kind),
            Some(place) => format!("{} in {}:{}", self.kind, place.path, place.line),
            None => self.kind.to_string(),
        }
    }
}

/// What is wrong with an address, in nginx's words (`ngx_parse_url`, core/ngx_inet.c).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressFault {
    /// No host.
    NoHost,
    /// A host that is none.
    InvalidHost,
    /// A port that is none.
    InvalidPort,
    /// No port.
    NoPort,
    /// A name without an address.
    HostNotFound,
    /// Nothing after `unix:`.
    NoPath,
    /// More than 107 bytes after `unix:`.
    TooLongPath,
    /// What stands between `[` and `]` is no IPv6 address.
    InvalidIpv6,
    /// A range that runs backwards.
    InvalidPortRange,
}

impl AddressFault {
    fn text(self) -> &'static str {
        match self {
            Self::NoHost => "no host",
            Self::InvalidHost => "invalid host",
            Self::InvalidPort => "invalid port",
            Self::NoPort => "no port",
            Self::HostNotFound => "host not found",
            Self::NoPath => "no path in the unix domain socket",
            Self::TooLongPath => "too long path in the unix domain socket",
            Self::InvalidIpv6 => "invalid IPv6 address",
            Self::InvalidPortRange => "invalid port range",
        }
    }
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the message of each is its `Display` below")]
pub enum ProblemKind {
    UnexpectedCharacter(char),
    UnexpectedEndOfFile {
        in_directive: bool,
    },
    UnexpectedEndOfParameter,
    BlockInGlobalOption,
    TooLongParameter(String),
    UnclosedQuote(char),
    UnknownDirective(String),
    NotAllowedHere(String),
    NotTerminated(String),
    NoOpeningBrace(String),
    ArgumentCount(String),
    Duplicate(String),
    InvalidNumber(String),
    InvalidValueOf(String),
    OutOfBounds {
        low: u64,
        high: u64,
    },
    InvalidFlag {
        value: String,
        name: String,
    },
    InvalidValue(String),
    InvalidValueText(String),
    DuplicateValue(String),
    InvalidParameter(String),
    DirectiveText {
        name: String,
        text: &'static str,
    },
    Call {
        call: String,
        errno: Errno,
    },
    CallText(String),
    GetPwNam(String),
    GetGrNam(String),
    UserIgnored,
    ListenAddress {
        fault: AddressFault,
        text: String,
    },
    UpstreamAddress {
        fault: AddressFault,
        text: String,
    },
    UpstreamPort {
        name: String,
        port: u16,
    },
    DuplicateListen(String),
    DuplicateDefault(String),
    DuplicateListenOptions(String),
    ListenHttp2Deprecated,
    ProtocolOptionsRedefined(String),
    NoCertificateForListen,
    NoCertificateForSsl,
    SslDeprecated,
    ServerNameInvalid(String),
    ServerNameSuspicious(String),
    ServerNameConflict {
        name: String,
        address: String,
    },
    ServerNameOrWildcard {
        name: String,
        address: String,
    },
    HashBucket {
        hash: &'static str,
        size: usize,
    },
    LocationModifier(String),
    LocationOutside {
        inner: String,
        outer: String,
    },
    LocationInExact {
        inner: String,
        outer: String,
    },
    LocationInNamed {
        inner: String,
        outer: String,
    },
    NamedLocationTooDeep(String),
    DuplicateLocation(String),
    Regex {
        pcre2: bool,
        text: String,
        pattern: String,
        at: Option<String>,
    },
    RootAfterAlias {
        first: &'static str,
        name: String,
    },
    AliasInNamed,
    InvalidReturnCode(String),
    EmptyReplacement,
    ConditionUnexpected(String),
    ConditionInvalid(String),
    VariableName(String),
    VariableEmpty,
    VariableBracket(String),
    VariableUnknown(String),
    VariableDuplicate(String),
    ErrorPageRange {
        value: String,
        low: u16,
        high: u16,
    },
    InvalidCode(String),
    DuplicateExtension {
        extension: String,
        new: String,
        old: String,
    },
    DuplicateMimeType(String),
    UnknownLogFormat(String),
    InvalidLogLevel(String),
    DuplicateLogFormat(String),
    DlOpen(String),
    MapParameters,
    MapConflict(String),
    MapDefault,
    LowAddressBits(String),
    NoServersInside,
    NoServers(String),
    DuplicateUpstream(String),
    BalancingParameter(String),
    BalancingRedefined,
    PassUriNotAllowed,
    InvalidUrlPrefix,
    Buffers {
        text: String,
    },
    Certificate {
        what: &'static str,
        path: String,
        errno: Errno,
    },
    NoCertificateKey(String),
    WorkerConnections {
        connections: u64,
        sockets: usize,
    },
    NoEvents,
    StillCouldNotBind,
    Bind {
        address: String,
        errno: Errno,
    },
    EmptyPath,
    SyntaxOnlyOnce(String),
}

impl fmt::Display for ProblemKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        crate::problem_text::write(self, f)
    }
}

pub(crate) fn address_fault_text(fault: AddressFault) -> &'static str {
    fault.text()
}
