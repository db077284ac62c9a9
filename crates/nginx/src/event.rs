//! What happened while a request was answered, in typed form: rules read this, never the logs.

use std::net::IpAddr;

use hurdles_machine::{Errno, Identity, ListenerId, Walk};

use crate::place::Place;

/// One thing that happened on the way of a request, in order.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The client found nobody listening on the port it asked for.
    NobodyListens {
        /// The host name or address of the URL.
        host: String,
        /// The address tried last.
        ip: IpAddr,
        /// The port.
        port: u16,
    },
    /// The client's host name is known to nobody.
    HostUnknown {
        /// The name.
        host: String,
    },
    /// The port asked for belongs to something other than nginx.
    OtherProgramAnswers {
        /// Who listens.
        listener: ListenerId,
    },
    /// The socket takes no plain HTTP/1.
    ListenExpects {
        /// The `listen` directive.
        place: Place,
        /// Its word: `http2`, `proxy_protocol` or `ssl`; for `ssl on` that directive is the place.
        word: &'static str,
    },
    /// The client speaks TLS to a socket that does not.
    TlsToPlainSocket {
        /// The `listen` directive, or the server that has none.
        place: Option<Place>,
    },
    /// The server chosen by the name that the client wants a certificate for refuses the handshake.
    HandshakeRejected {
        /// The directive `ssl_reject_handshake`.
        place: Option<Place>,
    },
    /// A `server` block was chosen.
    Server(ServerChoice),
    /// A location was chosen; again after each internal redirect.
    Location(LocationChoice),
    /// A `rewrite`, `return` or `set` of the rewrite module took effect.
    Rewrite {
        /// The directive.
        place: Place,
        /// The URI before.
        from: String,
        /// The URI after; the same for `return`.
        to: String,
    },
    /// `try_files` looked for something.
    Tried {
        /// The directive.
        place: Place,
        /// The path looked at.
        path: String,
        /// The way there.
        walk: Walk,
        /// Whether that was it.
        found: bool,
    },
    /// The request went on under another URI within nginx.
    InternalRedirect {
        /// The directive that asked for it; none for an index file.
        place: Option<Place>,
        /// The new URI, or `@name`.
        to: String,
    },
    /// A file was opened, or not.
    File {
        /// The `root` or `alias` that made the path; none when the compiled-in root did.
        place: Option<Place>,
        /// The path.
        path: String,
        /// The way there as the worker.
        walk: Walk,
        /// Why not.
        errno: Option<Errno>,
    },
    /// A directory was asked for that has no index file.
    NoIndex {
        /// The directory.
        path: String,
        /// The `root` or `alias` that made the path.
        place: Option<Place>,
    },
    /// The request was passed on to an upstream server.
    Passed(Passed),
    /// nginx made the answer itself.
    Answered {
        /// The status.
        status: u16,
        /// The directive that asked for it, where one did.
        place: Option<Place>,
        /// Why.
        reason: AnswerReason,
    },
    /// An `error_page` took over.
    ErrorPage {
        /// The directive.
        place: Place,
        /// The status it stands in for.
        status: u16,
    },
    /// Something of the configuration is not simulated; the answer may differ from the real one.
    NotSimulated {
        /// The directive.
        place: Option<Place>,
        /// What, and why.
        what: String,
        /// What of the answer may differ.
        doubt: Doubt,
    },
}

/// What of an answer is in doubt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// Who answers, or with which status.
    Answer,
    /// Only headers, the text of the body or log lines.
    Details,
}

/// Which `server` block answers, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct ServerChoice {
    /// The block.
    pub place: Place,
    /// Why this one.
    pub reason: ServerReason,
    /// The host name asked for, lower-cased, without port.
    pub host: String,
    /// The first name of the block, as logged.
    pub name: String,
    /// The `listen` directive that brought the request here; none for the default one.
    pub listen: Option<Place>,
    /// How many blocks share this address.
    pub n_candidates: usize,
}

/// Why a `server` block was chosen.
#[derive(Clone, Debug, PartialEq)]
pub enum ServerReason {
    /// A name of it equals the host.
    Exact(Place),
    /// A wildcard name of it fits the host.
    Wildcard(Place),
    /// A regular expression fits the host.
    Regex(Place),
    /// No name fits; it is marked `default_server`.
    MarkedDefault(Place),
    /// No name fits; it is the first one for this address.
    First,
}

/// Which location a URI falls into, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct LocationChoice {
    /// The block; none when no location fits and the server's own settings hold.
    pub place: Option<Place>,
    /// How it was found.
    pub kind: LocationKind,
    /// Its name or pattern as written.
    pub name: String,
    /// The normalised URI.
    pub uri: String,
}

/// How a location names its URIs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LocationKind {
    /// No location: the server's own settings.
    None,
    /// `= /x`.
    Exact,
    /// `/x`.
    Prefix,
    /// `^~ /x`.
    PrefixFinal,
    /// `~ x`.
    Regex,
    /// `~* x`.
    RegexCaseless,
    /// `@x`.
    Named,
}

/// A request passed on: to whom, and how that went.
#[derive(Clone, Debug, PartialEq)]
pub struct Passed {
    /// The `uwsgi_pass`, `proxy_pass` … directive.
    pub place: Place,
    /// Which protocol is spoken.
    pub protocol: Protocol,
    /// Each server tried, in order.
    pub attempts: Vec<Attempt>,
    /// Names of the parameters sent (uwsgi, fastcgi, scgi), without those made from headers.
    pub parameters: Vec<String>,
    /// As whom the worker connects.
    pub identity: Identity,
    /// The worker's user name.
    pub user: String,
}

/// What nginx speaks to an upstream server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// `uwsgi_pass`.
    Uwsgi,
    /// `proxy_pass`.
    Http,
    /// `fastcgi_pass`.
    FastCgi,
    /// `scgi_pass`.
    Scgi,
}

/// One server tried.
#[derive(Clone, Debug, PartialEq)]
pub struct Attempt {
    /// The address as logged: `unix:/run/x.sock`, `127.0.0.1:3031`.
    pub address: String,
    /// Who was reached.
    pub listener: Option<ListenerId>,
    /// The way along the path of a UNIX socket, where connecting failed.
    pub walk: Option<Walk>,
    /// How it went.
    pub end: AttemptEnd,
}

/// How passing a request to one server went.
#[derive(Clone, Debug, PartialEq)]
pub enum AttemptEnd {
    /// It answered with this status.
    Answered(u16),
    /// connect(2) failed.
    NotConnected(Errno),
    /// It closed the connection before its answer's header was complete.
    ClosedEarly,
    /// It reset the connection.
    Reset,
    /// It said nothing for as long as nginx waits, in seconds.
    TimedOut(f64),
    /// The client's patience was shorter than the wait.
    ClientLeft,
    /// It sent something that is no answer in this protocol.
    InvalidHeader,
    /// Its header is larger than the buffer, in bytes.
    HeaderTooBig(u64),
    /// The request is larger than the protocol allows.
    RequestTooBig(u64),
    /// The name has no address.
    NotResolved,
}

/// Why nginx answered by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnswerReason {
    /// `return`.
    Return,
    /// A redirect by `rewrite`.
    Rewrite,
    /// The slash missing at the end of a directory or proxied location.
    SlashRedirect,
    /// `deny`.
    Denied,
    /// `auth_basic`.
    Authentication,
    /// The body is larger than `client_max_body_size`, in bytes.
    BodyTooLarge(u64),
    /// The request line or a header is larger than the buffers.
    RequestTooLarge,
    /// The request is malformed.
    BadRequest,
    /// Only GET, HEAD and the like are answered from files.
    MethodNotAllowed,
    /// `try_files … =404`.
    TryFiles,
    /// `internal`, or a redirect loop, or a named location that is missing.
    Internal,
    /// A condition or range of the request that the file does not meet.
    Condition,
    /// No file, no permission, no index: see the events before.
    File,
    /// The upstream server failed: see the events before.
    Upstream,
}
