//! The head of an answer: status line and headers, those that options add and remove included (core/writer.c).

use super::Request;
use crate::Instance;

/// Status line and headers with the empty line behind them.
pub(super) struct Head {
    pub(super) text: String,
    pub(super) n_headers: usize,
}

impl Instance {
    /// Puts a head together: `rem-header` drops headers of that name, `add-header` adds its line behind all others.
    pub(super) fn head<'h>(
        &self,
        request: &Request,
        status: &str,
        headers: impl Iterator<Item = (&'h str, &'h str)>,
    ) -> Head {
        let mut text = format!("{} {status}\r\n", status_start(request));
        let mut n_headers = 0;
        let removed = self.list("rem-header");
        for (name, value) in headers {
            if removed
                .iter()
                .any(|gone| gone.text.eq_ignore_ascii_case(name))
            {
                continue;
            }
            text.push_str(&format!("{name}: {value}\r\n"));
            n_headers += 1;
        }
        for line in self.list("add-header") {
            text.push_str(&format!("{}\r\n", line.text));
            n_headers += 1;
        }
        text.push_str("\r\n");
        Head { text, n_headers }
    }
}

/// What stands in front of the status: the answer's protocol is the request's (core/writer.c); HTTP/1.0 where it names none.
fn status_start(request: &Request) -> &str {
    if request.is_cgi {
        return "Status:";
    }
    match request.text("SERVER_PROTOCOL") {
        "" => "HTTP/1.0",
        protocol => protocol,
    }
}
