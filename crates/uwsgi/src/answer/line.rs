//! The line that tells of a request (core/logging.c:uwsgi_logit_simple).

use super::Request;
use crate::Instance;

/// A longer line leaves out what the client sent (core/logging.c:uwsgi_logit_simple).
const LONGEST_LINE: usize = 4096;

/// What the line says of the answer.
#[derive(Clone, Debug, Default)]
pub(super) struct Told {
    pub(super) app: Option<usize>,
    pub(super) app_requests: u64,
    pub(super) status: u16,
    pub(super) n_headers: usize,
    pub(super) header_bytes: usize,
    pub(super) body_bytes: usize,
    pub(super) core: u32,
}

impl Instance {
    /// Logs a request that has been answered or given up.
    pub(super) fn tell(&mut self, request: &Request, told: &Told) {
        self.workers.n_requests += 1;
        if !self.flag("disable-logging") || self.is_exempt(told.status) {
            let line = match self.given("log-format") {
                Some(format) => self.formatted(&format.text, request, told),
                None => self.plain_line(request, told),
            };
            self.log.say_request(line);
        }
        self.announce_loyalty();
    }

    /// A vassal tells its emperor once, behind its first request (core/utils.c:uwsgi_close_request).
    pub(super) fn announce_loyalty(&mut self) {
        if self.emperor_fd.is_some() && !self.workers.is_loyal {
            self.workers.is_loyal = true;
            self.log.say("announcing my loyalty to the Emperor...");
        }
    }

    /// `log-4xx` and `log-5xx` log some requests even so.
    fn is_exempt(&self, status: u16) -> bool {
        (self.flag("log-4xx") && (400..500).contains(&status))
            || (self.flag("log-5xx") && (500..600).contains(&status))
    }

    fn plain_line(&self, request: &Request, told: &Told) -> String {
        let number = |number: Option<String>| number.unwrap_or_else(|| "-1".to_owned());
        let app = number(told.app.map(|app| app.to_string()));
        let app_requests = (told.app_requests > 0).then(|| told.app_requests.to_string());
        let address = if self.flag("log-x-forwarded-for") {
            request.var("HTTP_X_FORWARDED_FOR")
        } else {
            None
        };
        let address = address.unwrap_or_else(|| request.text("REMOTE_ADDR"));
        let unit = if self.flag("log-micros") {
            "micros"
        } else {
            "msecs"
        };
        let start = format!(
            "[pid: PID|app: {app}|req: {}/{}]",
            number(app_requests),
            self.workers.n_requests
        );
        let answer = format!("generated {} bytes in N {unit}", told.body_bytes);
        let end = format!(
            "{} headers in {} bytes (N switches on core {})",
            told.n_headers, told.header_bytes, told.core
        );
        let (user, status) = (request.text("REMOTE_USER"), told.status);
        let (method, uri) = (request.text("REQUEST_METHOD"), request.text("REQUEST_URI"));
        let protocol = request.text("SERVER_PROTOCOL");
        let line = format!(
            "{start} {address} ({user}) {{N vars in N bytes}} [TIME] {method} {uri} => {answer} ({protocol} {status}) {end}"
        );
        // The stand-ins are shorter than the date and the counts of a real line.
        if line.len() + 30 <= LONGEST_LINE {
            return line;
        }
        format!(
            "{start} 0.0.0.0 () {{N vars in N bytes}} [TIME] - - => {answer} (- {status}) {end}"
        )
    }

    /// `log-format`: `%(name)` for the fields of a request, `-` for what it lacks.
    fn formatted(&self, format: &str, request: &Request, told: &Told) -> String {
        let mut line = String::new();
        let mut rest = format;
        while let Some(start) = rest.find("%(") {
            line.push_str(rest.get(..start).unwrap_or_default());
            let after = rest.get(start + 2..).unwrap_or_default();
            let Some(end) = after.find(')') else {
                rest = rest.get(start..).unwrap_or_default();
                break;
            };
            let name = after.get(..end).unwrap_or_default();
            line.push_str(&self.field(name, request, told));
            rest = after.get(end + 1..).unwrap_or_default();
        }
        line.push_str(rest);
        line
    }

    fn field(&self, name: &str, request: &Request, told: &Told) -> String {
        let var = |name: &str| match request.text(name) {
            "" => "-".to_owned(),
            text => text.to_owned(),
        };
        match name {
            "uri" => var("REQUEST_URI"),
            "method" => var("REQUEST_METHOD"),
            "user" => var("REMOTE_USER"),
            "addr" => var("REMOTE_ADDR"),
            "host" => var("HTTP_HOST"),
            "proto" => var("SERVER_PROTOCOL"),
            "uagent" => var("HTTP_USER_AGENT"),
            "referer" => var("HTTP_REFERER"),
            "status" => told.status.to_string(),
            "rsize" => told.body_bytes.to_string(),
            "hsize" => told.header_bytes.to_string(),
            "size" => (told.body_bytes + told.header_bytes).to_string(),
            "headers" => told.n_headers.to_string(),
            "core" => told.core.to_string(),
            "cl" => match request.text("CONTENT_LENGTH") {
                "" => "0".to_owned(),
                length => length.to_owned(),
            },
            "pid" => "PID".to_owned(),
            "wid" => "1".to_owned(),
            "time" | "ctime" | "epoch" | "ltime" | "ftime" | "tmsecs" | "tmicros" => {
                "TIME".to_owned()
            }
            "msecs" | "micros" | "secs" | "switches" | "vars" | "pktsize" => "N".to_owned(),
            _ => match name.strip_prefix("var.") {
                Some(name) => var(name),
                None => "-".to_owned(),
            },
        }
    }
}
