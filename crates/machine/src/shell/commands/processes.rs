//! kill, pgrep, pkill, killall and pidof.

use super::super::Outcome;
use super::super::complaint::ComplaintKind;
use super::super::run::{Call, Shell};
use super::options::Saying;
use crate::{Process, ProcessId, Program};

/// The number of a signal: `HUP`, `SIGHUP`, `1`.
fn signal_number(name: &str) -> Option<i32> {
    if let Ok(number) = name.parse() {
        return Some(number);
    }
    let name = name.to_ascii_uppercase();
    Some(match name.strip_prefix("SIG").unwrap_or(&name) {
        "HUP" => 1,
        "INT" => 2,
        "QUIT" => 3,
        "KILL" => 9,
        "USR1" => 10,
        "USR2" => 12,
        "TERM" => 15,
        "TSTP" => 20,
        "TTIN" => 21,
        "TTOU" => 22,
        "URG" => 23,
        "WINCH" => 28,
        _ => return None,
    })
}

/// The name that the kernel keeps for a process (`comm`).
fn name_of(process: &Process) -> &str {
    match &process.program {
        Program::Nginx => "nginx",
        Program::Uwsgi => "uwsgi",
        Program::HttpServer(_) => "python3",
        Program::Other(name) => name,
    }
}

/// Sends a signal; the words of an error otherwise.
fn send(
    shell: &mut Shell<'_>,
    call: &Call<'_>,
    target: ProcessId,
    signal: i32,
) -> Result<(), &'static str> {
    let Some(process) = shell
        .machine
        .process(target)
        .filter(|process| process.running)
    else {
        return Err("No such process");
    };
    let who = &call.context.identity;
    if !who.is_root() && process.identity.uid != who.uid {
        return Err("Operation not permitted");
    }
    if signal != 0 {
        shell.programs.signal(shell.machine, target, signal);
    }
    Ok(())
}

/// `kill`.
pub(super) fn kill(shell: &mut Shell<'_>, call: &Call<'_>) -> Outcome {
    let mut signal = 15;
    let mut saying = Saying::default();
    let mut words = call.argv.iter().skip(1).peekable();
    while let Some(word) = words.next() {
        if let Some(name) = word.text.strip_prefix('-') {
            let name = match name {
                "s" | "n" => words.next().map_or("", |word| word.text.as_str()),
                name => name,
            };
            match signal_number(name) {
                Some(number) => signal = number,
                None => {
                    let line = format!("bash: line 1: kill: {name}: invalid signal specification");
                    saying.error(&line);
                    return saying.outcome();
                }
            }
            continue;
        }
        match word.text.parse() {
            Ok(pid) => {
                if let Err(reason) = send(shell, call, ProcessId(pid), signal) {
                    saying.error(&format!("bash: line 1: kill: ({pid}) - {reason}"));
                }
            }
            Err(_) => saying.error(&format!(
                "bash: line 1: kill: {}: arguments must be process or job IDs",
                word.text
            )),
        }
    }
    saying.outcome()
}

/// pgrep(1), pkill(1), killall(1) and pidof(1).
pub(super) fn by_name(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
    let program = call.name().rsplit('/').next().unwrap_or("").to_owned();
    let mut signal = 15;
    let (mut exact, mut user) = (program == "killall" || program == "pidof", None);
    let mut patterns = Vec::new();
    let mut words = call.argv.iter().skip(1);
    while let Some(word) = words.next() {
        match word.text.strip_prefix('-') {
            None => patterns.push(word.text.clone()),
            Some("x") => exact = true,
            Some("u" | "U" | "-user") => user = words.next().map(|word| word.text.clone()),
            Some("s" | "-signal") => {
                let number = words.next().and_then(|word| signal_number(&word.text));
                signal = number.unwrap_or(signal);
            }
            Some(flag) => signal = signal_number(flag).unwrap_or(signal),
        }
    }
    let uid = user.and_then(|user| shell.machine.accounts.user_id(&user));
    let fits = |process: &Process| {
        let name = name_of(process);
        let named = patterns.is_empty()
            || patterns.iter().any(|pattern| {
                let pattern = pattern.rsplit('/').next().unwrap_or(pattern);
                if exact {
                    name == pattern
                } else {
                    pattern.contains(name) || name.contains(pattern)
                }
            });
        process.running && named && uid.is_none_or(|uid| process.identity.uid == uid)
    };
    let found: Vec<ProcessId> = shell
        .machine
        .processes()
        .iter()
        .filter(|process| fits(process))
        .map(|process| process.id)
        .collect();
    let mut saying = Saying::default();
    if found.is_empty() {
        saying.status = 1;
        if program == "killall" {
            for pattern in &patterns {
                saying
                    .err
                    .push_str(&format!("{pattern}: no process found\n"));
            }
        }
        return Some(saying.outcome());
    }
    for pid in found {
        match program.as_str() {
            "pgrep" => saying.out.push_str(&format!("{}\n", pid.0)),
            "pidof" => {
                let gap = if saying.out.is_empty() { "" } else { " " };
                saying.out.push_str(&format!("{gap}{}", pid.0));
            }
            _ => {
                if let Err(reason) = send(shell, call, pid, signal) {
                    saying.error(&format!(
                        "{program}: killing pid {} failed: {reason}",
                        pid.0
                    ));
                }
            }
        }
    }
    if program == "pidof" {
        saying.out.push('\n');
    }
    Some(saying.outcome())
}

/// Says that something is not simulated.
pub(super) fn not_simulated(shell: &mut Shell<'_>, call: &Call<'_>, what: &str) {
    shell.complain(call.span, ComplaintKind::NotSimulated(what.to_owned()));
}

/// sleep(1): time passes for what runs.
pub(super) fn sleep(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
    let mut seconds = 0.0;
    for word in call.argv.iter().skip(1) {
        let text = word.text.as_str();
        let (number, unit) = match text.char_indices().next_back() {
            Some((at, 's')) => (text.get(..at).unwrap_or(""), 1.0),
            Some((at, 'm')) => (text.get(..at).unwrap_or(""), 60.0),
            Some((at, 'h')) => (text.get(..at).unwrap_or(""), 3600.0),
            _ => (text, 1.0),
        };
        match number.parse::<f64>() {
            Ok(number) if number.is_finite() && number >= 0.0 => seconds += number * unit,
            _ => {
                return Some(super::options::usage(
                    "sleep",
                    &format!("invalid time interval ‘{text}’"),
                ));
            }
        }
    }
    shell.programs.pass(shell.machine, seconds);
    Some(Outcome::status(0))
}
