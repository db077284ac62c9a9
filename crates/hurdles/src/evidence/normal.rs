//! What a line says once the things that differ from run to run are taken away: two lines with the same key say the same.

use super::envelope::{self, Envelope, member};
use super::table::Program;

/// Behind these words stands a number that is another one in each run.
const NUMBERED: [&str; 16] = [
    "pid: ",
    "pid ",
    "PID ",
    "PID: ",
    "ready in ",
    "process ",
    "Process: ",
    "since ",
    "after ",
    "vars in ",
    "CPU cores: ",
    "number limit is ",
    "descriptor number: ",
    "worker process ",
    " msecs (",
    "proxied from ",
];

/// The key of a line.
pub(super) fn key(envelope: &Envelope) -> String {
    let message = envelope.message;
    if envelope.program == Some(Program::Nginx) {
        let upstream = member(envelope.context, "upstream").unwrap_or("");
        let level = envelope.level.unwrap_or("");
        return format!("nginx {level} {} {upstream}", plain(message));
    }
    if let Some(request) = super::requests::read(message) {
        return request.key();
    }
    // The host's own words differ from the simulated machine's and mean nothing.
    if message.starts_with("os: Linux") {
        return "os: Linux".to_owned();
    }
    plain(message)
}

/// The key of a line as it stands in a log that was simulated.
pub(super) fn key_of_line(line: &str) -> String {
    key(&envelope::read(line))
}

/// A message with stand-ins for numbers, addresses and times.
fn plain(message: &str) -> String {
    let mut text = message.trim().to_owned();
    for words in NUMBERED {
        if text.contains(words) {
            text = number_behind(&text, words);
        }
    }
    if text.contains("0x") {
        text = addresses(&text);
    }
    if let Some((before, _)) = text.split_once("bit) on [") {
        return format!("{before}bit)");
    }
    if let Some((before, _)) = text.split_once("compiled with version: ") {
        return format!("{before}compiled with version");
    }
    text
}

/// Puts `N` for each number behind these words.
fn number_behind(text: &str, words: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(words) {
        out.push_str(before);
        out.push_str(words);
        let digits = after.len() - after.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        rest = match after.strip_prefix("PID") {
            Some(behind) => behind,
            None if digits > 0 => after.get(digits..).unwrap_or(""),
            None => {
                rest = after;
                continue;
            }
        };
        out.push('N');
    }
    out.push_str(rest);
    out
}

/// Puts `ADDR` for addresses of memory.
fn addresses(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("0x") {
        out.push_str(before);
        let digits = after.len()
            - after
                .trim_start_matches(|c: char| c.is_ascii_hexdigit())
                .len();
        if digits >= 6 || after.starts_with("ADDR") {
            out.push_str("ADDR");
            let length = if digits >= 6 { digits } else { 4 };
            rest = after.get(length..).unwrap_or("");
        } else {
            out.push_str("0x");
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_two_runs_have_one_key() {
        for (pasted, printed) in [
            (
                "May 01 10:00:00 h uwsgi[7]: spawned uWSGI worker 1 (pid: 72, cores: 1)",
                "spawned uWSGI worker 1 (pid: PID, cores: 1)",
            ),
            (
                "WSGI app 0 (mountpoint='') ready in 0 seconds on interpreter 0x7fda6354bad8 pid: 72 (default app)",
                "WSGI app 0 (mountpoint='') ready in N seconds on interpreter 0xADDR pid: PID (default app)",
            ),
            (
                "2024/05/01 10:00:00 [crit] 811#0: *1 connect() to unix:/a failed (2: x) while connecting to upstream, client: 1.2.3.4, upstream: \"uwsgi://unix:/a:\"",
                "TIME [crit] PID#PID: *N connect() to unix:/a failed (2: x) while connecting to upstream, client: 127.0.0.1, upstream: \"uwsgi://unix:/a:\"",
            ),
            (
                "*** Starting uWSGI 2.0.21-debian (64bit) on [Sun Nov  2 08:33:05 2026] ***",
                "*** Starting uWSGI 2.0.21-debian (64bit) on [TIME] ***",
            ),
            (
                "[pid: 72|app: 0|req: 9/12] 1.2.3.4 () {32 vars in 335 bytes} [Sun Nov 22 08:33:49 2026] GET / => generated 21 bytes in 1 msecs (HTTP/1.1 200) 2 headers in 79 bytes (1 switches on core 0)",
                "[pid: PID|app: 0|req: 1/1] 127.0.0.1 () {N vars in N bytes} [TIME] GET / => generated 21 bytes in N msecs (HTTP/1.1 200) 2 headers in 79 bytes (N switches on core 0)",
            ),
        ] {
            assert_eq!(key_of_line(pasted), key_of_line(printed));
        }
        assert_ne!(
            key_of_line("bind(): x [f line 1]"),
            key_of_line("bind(): x [f line 2]")
        );
    }
}
