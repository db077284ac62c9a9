//! Calling a WSGI app as a server written in C does (PEP 3333; plugins/python/wsgi_subhandler.c of uWSGI).

use crate::Raised;

/// The request's variables as the server puts them into `environ`, in their order.
pub type WsgiEnviron = Vec<(String, String)>;

/// What the server says of itself in `environ`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WsgiServer {
    /// `wsgi.multithread`.
    pub multithread: bool,
    /// `wsgi.multiprocess`.
    pub multiprocess: bool,
    /// `wsgi.url_scheme`.
    pub url_scheme: String,
    /// The request's body.
    pub body: Vec<u8>,
    /// `uwsgi.version`, and the host's name for `uwsgi.node`.
    pub version: String,
    /// The host's name.
    pub node: String,
}

/// One thing that the app's iterable gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// Bytes, which are sent.
    Bytes(Vec<u8>),
    /// Something else: what `repr()` says of it.
    Other(String),
}

/// What came of one call of the app.
#[derive(Clone, Debug, PartialEq)]
pub struct WsgiAnswer {
    /// The status as given to `start_response`, if it got that far.
    pub status: Option<String>,
    /// The headers that were accepted.
    pub headers: Vec<(String, String)>,
    /// What the iterable gave, in order; one item when the app returned bytes directly.
    pub items: Vec<Item>,
    /// The exception that ended it, with its text.
    pub raised: Option<Raised>,
    /// An exception of the iterable's `close()`.
    pub close_raised: Option<Raised>,
    /// What was written to `wsgi.errors` and standard output, in order.
    pub output: String,
    /// Seconds slept before the first item and in all.
    pub seconds: f64,
    /// The process ended with this status (`sys.exit`, `os._exit`).
    pub exited: Option<i32>,
    /// Set when the answer rests on something that is not simulated.
    pub unknown: Option<String>,
}
