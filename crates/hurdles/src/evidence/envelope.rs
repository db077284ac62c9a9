//! What stands around a message in a log: the stamp of nginx, the head of the journal, of supervisor, of docker.

use super::table::Program;

/// A line of a log, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Envelope<'t> {
    /// The program that the head names.
    pub(super) program: Option<Program>,
    /// When it was written, as it stands there.
    pub(super) time: Option<&'t str>,
    /// nginx's word for how bad it is.
    pub(super) level: Option<&'t str>,
    /// What was said.
    pub(super) message: &'t str,
    /// What nginx adds about the request: `client: …, server: …`.
    pub(super) context: &'t str,
    /// Whether a head of the journal, supervisor or docker was taken off, so that this is a line of a log in any case.
    pub(super) has_head: bool,
}

/// nginx's levels (ngx_log.c, err_levels).
const LEVELS: [&str; 9] = [
    "emerg", "alert", "crit", "error", "warn", "notice", "info", "debug", "stderr",
];

/// Takes a line apart.
pub(super) fn read(line: &str) -> Envelope<'_> {
    let mut envelope = Envelope {
        message: line.trim_end(),
        ..Envelope::default()
    };
    for head in [compose, docker_time, journal, kernel] {
        head(&mut envelope);
    }
    supervisor(&mut envelope);
    dated(&mut envelope);
    nginx_stamp(&mut envelope);
    nginx_name(&mut envelope);
    envelope
}

/// `web_1  | ` of docker-compose.
fn compose(envelope: &mut Envelope) {
    if let Some((name, rest)) = envelope.message.split_once(" | ") {
        let name = name.trim_end();
        let is_service = name.contains(['-', '_'])
            && name.ends_with(|c: char| c.is_ascii_digit())
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
        if is_service {
            (envelope.message, envelope.has_head) = (rest, true);
        }
    }
}

/// `2024-05-01T10:00:00.123456789Z ` of `docker logs -t`.
fn docker_time<'t>(envelope: &mut Envelope<'t>) {
    let Some((time, rest)) = envelope.message.split_once(' ') else {
        return;
    };
    if fits(time, "####-##-##T##:##:##*") && time.ends_with('Z') {
        (envelope.time, envelope.message, envelope.has_head) = (Some(time), rest, true);
    }
}

/// `May 01 10:00:00 host uwsgi[123]: ` or the same with an ISO time.
fn journal<'t>(envelope: &mut Envelope<'t>) {
    let message = envelope.message;
    let Some((time, rest)) = journal_time(message) else {
        return;
    };
    let Some((_host, rest)) = rest.split_once(' ') else {
        return;
    };
    let Some((tag, said)) = rest.split_once(':') else {
        return;
    };
    let name = tag.split('[').next().unwrap_or("");
    if name.is_empty() || name.contains(char::is_whitespace) || tag.len() > 80 {
        return;
    }
    let is_systemd = tag.starts_with("systemd") || name.starts_with('(') && name.ends_with(')');
    envelope.program = match name {
        _ if is_systemd => Some(Program::Systemd),
        "kernel" | "audit" => Some(Program::Kernel),
        _ => None,
    };
    envelope.time = Some(time);
    envelope.message = said.strip_prefix(' ').unwrap_or(said).trim_end();
    envelope.has_head = true;
}

fn journal_time(message: &str) -> Option<(&str, &str)> {
    let short = message
        .split_at_checked(16)
        .filter(|(time, _)| fits(time, "@@@ _# ##:##:## "));
    if let Some((time, rest)) = short {
        return Some((time.trim_end(), rest));
    }
    let (time, rest) = message.split_once(' ')?;
    (fits(time, "####-##-##T##:##:##*") && time.len() >= 24).then_some((time, rest))
}

/// `[   12.345678] ` of dmesg, `[Wed May  1 10:00:00 2024] ` of `dmesg -T`.
fn kernel(envelope: &mut Envelope) {
    let Some((inside, rest)) = envelope
        .message
        .strip_prefix('[')
        .and_then(|rest| rest.split_once("] "))
    else {
        return;
    };
    let inside = inside.trim_start();
    let is_uptime = inside
        .split_once('.')
        .is_some_and(|(seconds, parts)| is_digits(seconds) && is_digits(parts) && parts.len() == 6);
    if is_uptime || fits(inside, "@@@ @@@ _# ##:##:## ####") && envelope.program.is_none() {
        envelope.message = rest;
        envelope.has_head = true;
        if is_uptime {
            envelope.program = Some(Program::Kernel);
        }
    }
}

/// `2024-05-01 10:00:00,123 INFO ` of supervisord; the level stays.
fn supervisor<'t>(envelope: &mut Envelope<'t>) {
    let message = envelope.message;
    let rest = match message.split_at_checked(24) {
        Some((time, rest)) if fits(time, "####-##-## ##:##:##,### ") => {
            envelope.time = Some(time.trim_end());
            rest
        }
        _ => message.strip_prefix("TIME ").unwrap_or(""),
    };
    let level = rest.split(' ').next().unwrap_or("");
    if matches!(
        level,
        "INFO" | "WARN" | "CRIT" | "ERRO" | "DEBG" | "TRAC" | "BLAT"
    ) {
        envelope.message = rest;
        envelope.program = Some(Program::Supervisor);
        envelope.has_head = true;
    }
}

/// `Wed May  1 10:00:00 2024 - ` of uWSGI's master and `log-date`.
fn dated<'t>(envelope: &mut Envelope<'t>) {
    let message = envelope.message;
    if let Some((time, rest)) = message.split_once(" - ")
        && (time == "TIME" || fits(time, "@@@ @@@ _# ##:##:## ####"))
    {
        envelope.time = Some(time);
        (envelope.message, envelope.has_head) = (rest, true);
    }
}

/// `2024/05/01 12:00:00 [crit] 123#123: *1 ` in front, `, client: …` behind (ngx_log.c, ngx_http_log_error).
fn nginx_stamp<'t>(envelope: &mut Envelope<'t>) {
    let message = envelope.message;
    let (time, rest) = match message.split_at_checked(20) {
        Some((time, rest)) if fits(time, "####/##/## ##:##:## ") => (time.trim_end(), rest),
        _ => match message.strip_prefix("TIME ") {
            Some(rest) => ("TIME", rest),
            None => return,
        },
    };
    let Some((level, rest)) = level_of(rest) else {
        return;
    };
    let Some((pids, said)) = rest.split_once(": ") else {
        return;
    };
    if !pids.contains('#') {
        return;
    }
    let said = match said.strip_prefix('*').and_then(|rest| rest.split_once(' ')) {
        Some((number, rest)) if is_digits(number) || number == "N" => rest,
        _ => said,
    };
    envelope.program = Some(Program::Nginx);
    (envelope.time, envelope.level) = (Some(time), Some(level));
    (envelope.message, envelope.context) = split_context(said);
}

/// `nginx: [emerg] …` as nginx prints on a terminal.
fn nginx_name<'t>(envelope: &mut Envelope<'t>) {
    let Some(rest) = envelope.message.strip_prefix("nginx: ") else {
        return;
    };
    let is_of_the_test =
        rest.starts_with("configuration file ") || rest.starts_with("the configuration file ");
    match level_of(rest) {
        Some((level, said)) => {
            envelope.program = Some(Program::Nginx);
            envelope.level = Some(level);
            envelope.message = said;
        }
        None if is_of_the_test => {
            envelope.program = Some(Program::Nginx);
            envelope.message = rest;
        }
        None => {}
    }
}

fn level_of(text: &str) -> Option<(&str, &str)> {
    let (level, rest) = text.strip_prefix('[')?.split_once("] ")?;
    LEVELS.contains(&level).then_some((level, rest))
}

fn split_context(said: &str) -> (&str, &str) {
    match said.find(", client: ") {
        Some(at) => (
            said.get(..at).unwrap_or(said),
            said.get(at + 2..).unwrap_or(""),
        ),
        None => (said, ""),
    }
}

/// A member of what nginx adds about the request, without its quotes.
pub(super) fn member<'t>(context: &'t str, name: &str) -> Option<&'t str> {
    let at = context.find(&format!("{name}: "))?;
    let rest = context.get(at + name.len() + 2..)?;
    match rest.strip_prefix('"') {
        Some(inside) => inside.split('"').next(),
        None => rest.split(',').next(),
    }
}

/// Whether a text has this form: `#` a digit, `_` a digit or blank, `@` a letter, `*` anything to the end.
pub(super) fn fits(text: &str, form: &str) -> bool {
    let mut bytes = text.bytes();
    for wanted in form.bytes() {
        if wanted == b'*' {
            return true;
        }
        let fits = bytes.next().is_some_and(|byte| match wanted {
            b'#' => byte.is_ascii_digit(),
            b'_' => byte.is_ascii_digit() || byte == b' ',
            b'@' => byte.is_ascii_alphabetic(),
            other => byte == other,
        });
        if !fits {
            return false;
        }
    }
    bytes.next().is_none()
}

pub(super) fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_are_taken_off_and_tell_who_speaks() {
        for (line, program, message) in [
            (
                "2024/05/01 12:00:00 [crit] 123#0: *1 connect() failed, client: ::1, host: \"a\"",
                Some(Program::Nginx),
                "connect() failed",
            ),
            (
                "TIME [emerg] PID#PID: no port",
                Some(Program::Nginx),
                "no port",
            ),
            ("nginx: [emerg] x in f:1", Some(Program::Nginx), "x in f:1"),
            (
                "May  1 10:00:00 host nginx[12]: nginx: [warn] y",
                Some(Program::Nginx),
                "y",
            ),
            (
                "May 01 10:00:00 host systemd[1]: a.service: Succeeded.",
                Some(Program::Systemd),
                "a.service: Succeeded.",
            ),
            (
                "May 01 10:00:00 vps (uwsgi)[9]: x",
                Some(Program::Systemd),
                "x",
            ),
            (
                "2024-05-01T10:00:00+0200 vps uwsgi[9]:   File \"a\", line 1",
                None,
                "  File \"a\", line 1",
            ),
            (
                "2024-05-01 10:00:00,123 INFO spawned: 'a' with pid 3",
                Some(Program::Supervisor),
                "INFO spawned: 'a' with pid 3",
            ),
            (
                "Wed May  1 10:00:00 2024 - [emperor] x",
                None,
                "[emperor] x",
            ),
            ("web_1  | bind(): x", None, "bind(): x"),
            ("[   12.345678] audit: x", Some(Program::Kernel), "audit: x"),
            (
                "May the force: be with you",
                None,
                "May the force: be with you",
            ),
        ] {
            let envelope = read(line);
            assert_eq!(envelope.program, program, "{line}");
            assert_eq!(envelope.message, message, "{line}");
        }
        assert_eq!(member("client: ::1, host: \"a\"", "host"), Some("a"));
        assert_eq!(member("client: ::1, host: \"a\"", "client"), Some("::1"));
    }
}
