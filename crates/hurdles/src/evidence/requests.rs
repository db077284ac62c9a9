//! The lines that tell of one request: uWSGI's own and nginx's access log.

use super::envelope::fits;

/// A request that a log tells of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Request<'t> {
    /// Whether nginx's access log tells of it.
    pub(super) by_nginx: bool,
    /// Which app of uWSGI answered; `-1` is none.
    pub(super) app: &'t str,
    /// Method and address.
    pub(super) line: &'t str,
    pub(super) status: &'t str,
}

impl Request<'_> {
    pub(super) fn key(&self) -> String {
        let who = if self.by_nginx { "access" } else { "request" };
        format!("{who} {} {} {}", self.app, self.line, self.status)
    }

    /// The address that was asked for.
    pub(super) fn path(&self) -> &str {
        self.line.split(' ').nth(1).unwrap_or("")
    }
}

/// Reads a line that tells of a request.
pub(super) fn read(message: &str) -> Option<Request<'_>> {
    uwsgi(message).or_else(|| access(message))
}

/// `[pid: 7|app: 0|req: 1/1] 127.0.0.1 () {…} [time] GET / => generated 21 bytes in 1 msecs (HTTP/1.1 200) …`
/// (core/logging.c, uwsgi_log_request).
fn uwsgi(message: &str) -> Option<Request<'_>> {
    let rest = message.strip_prefix("[pid: ")?;
    let (_, rest) = rest.split_once("|app: ")?;
    let (app, rest) = rest.split_once("|req: ")?;
    let (before, after) = rest.split_once(" => generated ")?;
    let line = before.rsplit_once("] ").map_or("", |(_, line)| line);
    let (_, answer) = after.split_once('(')?;
    let (answer, _) = answer.split_once(')')?;
    Some(Request {
        by_nginx: false,
        app,
        line,
        status: answer.rsplit(' ').next().unwrap_or(""),
    })
}

/// `127.0.0.1 - - [time] "GET / HTTP/1.1" 502 157 "-" "curl"`: nginx's `combined`.
fn access(message: &str) -> Option<Request<'_>> {
    let (_client, rest) = message.split_once(" - ")?;
    let (_user, rest) = rest.split_once(" [")?;
    let (time, rest) = rest.split_once("] \"")?;
    if time != "TIME" && !fits(time, "##/@@@/####:##:##:## *") {
        return None;
    }
    let (request, rest) = rest.split_once("\" ")?;
    let status = rest.split(' ').next()?;
    let line = request
        .rsplit_once(" HTTP/")
        .map_or(request, |(line, _)| line);
    fits(status, "###").then_some(Request {
        by_nginx: true,
        app: "",
        line,
        status,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_read_from_both_logs() {
        let request = read(
            "1.2.3.4 - bob [01/May/2024:10:00:00 +0000] \"GET /a?b HTTP/1.1\" 502 157 \"-\" \"x\"",
        )
        .unwrap();
        assert_eq!((request.path(), request.status), ("/a?b", "502"));
        let line = "[pid: 7|app: -1|req: -1/1] 1.2.3.4 () {3 vars in 4 bytes} [Thu Apr  5 09:15:11 2018] GET /x => generated 21 bytes in 0 msecs (HTTP/1.1 500) 2 headers in 83 bytes (0 switches on core 0)";
        let request = read(line).unwrap();
        assert_eq!(
            (request.app, request.path(), request.status),
            ("-1", "/x", "500")
        );
        assert_eq!(read("a - b"), None);
    }
}
