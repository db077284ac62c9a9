//! The request as the client sent it, and the connection that it came by.

use std::net::IpAddr;

use crate::server_choice::Local;
use crate::tls::Tls;

/// The request as the client sent it.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) method: String,
    /// As in the request line.
    pub(crate) target: String,
    /// The whole request line.
    pub(crate) line: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body_bytes: u64,
    pub(crate) client: IpAddr,
    pub(crate) local: Local,
    /// Where the client speaks TLS.
    pub(crate) tls: Option<Tls>,
    pub(crate) patience: f64,
}

impl Asked {
    /// `http` or `https`.
    pub(crate) fn scheme(&self) -> &'static str {
        if self.tls.is_some() { "https" } else { "http" }
    }

    /// Whether both sides agreed on HTTP/2.
    pub(crate) fn is_http2(&self) -> bool {
        self.tls.as_ref().is_some_and(|tls| tls.is_http2)
    }

    /// Whether the body comes in chunks, without its length before it.
    pub(crate) fn is_chunked(&self) -> bool {
        self.header("transfer-encoding")
            .is_some_and(|value| value.eq_ignore_ascii_case("chunked"))
    }

    /// The first header of this name.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}
