//! The browser's request and what it gets back.

use hurdles_machine::ListenerId;

use crate::event::Event;

/// What the browser (curl) is told to do.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// The URL; `http://` is understood.
    pub url: String,
    /// The method, `GET` unless told otherwise.
    pub method: String,
    /// `Name: value` lines beside curl's own.
    pub headers: Vec<String>,
    /// The size of the body.
    pub body_bytes: u64,
    /// How many seconds it waits before it gives up.
    pub patience: f64,
}

impl Request {
    /// A plain GET.
    #[must_use]
    pub fn get(url: &str) -> Self {
        Self {
            url: url.to_owned(),
            method: "GET".to_owned(),
            headers: Vec::new(),
            body_bytes: 0,
            patience: 300.0,
        }
    }
}

/// What the browser sees, and what happened on the way.
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    /// The status; none when no answer came.
    pub status: Option<u16>,
    /// `Name: value`, in the order sent; `TIME` stands for dates.
    pub headers: Vec<String>,
    /// The body, invalid UTF-8 replaced.
    pub body: String,
    /// Who made it.
    pub from: AnsweredBy,
    /// curl's exit status: 0, 6 (host unknown), 7 (refused), 28 (out of patience), 52 (empty answer).
    pub curl_exit: i32,
    /// What happened, in order.
    pub events: Vec<Event>,
}

/// Who made an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnsweredBy {
    /// Nobody.
    Nobody,
    /// nginx itself: an error page, a redirect, `return`.
    Nginx,
    /// A file, sent by nginx.
    StaticFile,
    /// Whoever listens there; nginx only passed it on.
    Upstream(ListenerId),
    /// Whoever listens on the browser's port, where that is not nginx.
    Direct(ListenerId),
}
