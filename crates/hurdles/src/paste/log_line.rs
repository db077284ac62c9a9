//! Tells lines of logs by their look: uWSGI's, nginx's, the journal's, tracebacks.

/// Beginnings of lines that only logs have.
const LOG_BEGINNINGS: [&str; 66] = [
    "Traceback (most recent call last):",
    "*** Starting uWSGI",
    "*** Operational MODE",
    "*** uWSGI is running",
    "*** WARNING: you are running uWSGI",
    "*** no app loaded",
    "*** Python threads",
    "*** RAGNAROK",
    "*** HARAKIRI",
    "*** has_emperor",
    "*** starting uWSGI Emperor",
    "*** has_",
    "*** WARNING:",
    "*** Stats server",
    "*** backtrace",
    "!!! ",
    "--- no python application found",
    "[uWSGI] ",
    "[uwsgi-",
    "[emperor] ",
    "[pid: ",
    "[strict-mode]",
    "[WARNING]",
    "bind(): ",
    "listen(): ",
    "chmod(): ",
    "chown(): ",
    "chdir(): ",
    "setuid(): ",
    "setgid(): ",
    "open(\"./",
    "spawned uWSGI",
    "unable to load ",
    "unable to find ",
    "uwsgi socket ",
    "uWSGI http bound",
    "uWSGI running as root",
    "uwsgi: ",
    "WSGI app ",
    "compiled with version: ",
    "detected binary path: ",
    "current working directory: ",
    "nodename: ",
    "clock source: ",
    "lock engine: ",
    "thunder lock: ",
    "your server socket listen backlog",
    "your mercy for graceful",
    "your memory page size",
    "your processes number limit",
    "mapped ",
    "Python main interpreter initialized",
    "Python version: ",
    "python threads support",
    "invalid request block size",
    "DAMN ! worker",
    "SIGINT/SIGTERM received",
    "SIGPIPE: writing to a closed",
    "uwsgi_response_",
    "gateway \"",
    "nginx: ",
    "Job for ",
    "Failed to start ",
    "setgid() to ",
    "setuid() to ",
    "worker ",
];

/// Whether a line is one of a log, by itself.
pub(super) fn is_log_line(text: &str) -> bool {
    let line = text.trim_end();
    let starts = LOG_BEGINNINGS.iter().any(|start| line.starts_with(start));
    let is_rightly = match line.split_whitespace().next() {
        Some("worker") => {
            line.contains("buried") || line.contains("killed") || line.contains("respawn")
        }
        Some("mapped") => line.contains(" bytes ("),
        Some("uwsgi:") => line.contains("error") || line.contains("option"),
        _ => true,
    };
    starts && is_rightly
        || is_dated(line)
        || is_access(line)
        || is_exception(line)
        || line.starts_with("  File \"") && line.contains(", line ")
        || is_status(line)
}

/// `2026/10/04 17:23:12 [`, `Nov 03 07:48:20 host prog[1]: `, `2026-11-03T07:48:20+0100 host prog[1]: `.
fn is_dated(line: &str) -> bool {
    let bytes = line.as_bytes();
    let fits = |form: &str| {
        bytes.len() > form.len()
            && form.bytes().zip(bytes).all(|(wanted, is)| match wanted {
                b'0' => is.is_ascii_digit(),
                b' ' if form.starts_with('A') => is.is_ascii_digit() || *is == b' ',
                b'A' => is.is_ascii_alphabetic(),
                other => other == *is,
            })
    };
    fits("0000/00/00 00:00:00 [")
        || fits("AAA  0 00:00:00 ") && line.contains(": ")
        || fits("0000-00-00T00:00:00") && line.contains("]: ")
        || fits("0000-00-00 00:00:00,000 ")
}

fn is_access(line: &str) -> bool {
    let near = line.get(..line.floor_char_boundary(120)).unwrap_or(line);
    near.split_once(" [").is_some_and(|(before, rest)| {
        before.contains(" - ")
            && rest.contains("] \"")
            && rest.starts_with(|c: char| c.is_ascii_digit())
    })
}

/// `ModuleNotFoundError: No module named 'x'`.
fn is_exception(line: &str) -> bool {
    let name = line.split(':').next().unwrap_or("");
    let last = name.rsplit('.').next().unwrap_or("");
    (last.ends_with("Error") || last.ends_with("Exception") || last == "SystemExit")
        && last.starts_with(|c: char| c.is_ascii_uppercase())
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'))
        && (line.len() == name.len()
            || line
                .get(name.len()..)
                .is_some_and(|rest| rest.starts_with(": ")))
}

/// The lines of `systemctl status`.
fn is_status(line: &str) -> bool {
    let inner = line.trim_start();
    ["●", "×", "○"].iter().any(|sign| inner.starts_with(sign)) && inner.contains(".service")
        || line.starts_with("     ")
            && [
                "Loaded: ",
                "Active: ",
                "Main PID: ",
                "Process: ",
                "Status: ",
            ]
            .iter()
            .any(|start| inner.starts_with(start))
}
