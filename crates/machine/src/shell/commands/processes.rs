//! kill, pgrep, pkill, killall and pidof.

use super::super::Outcome;
use super::super::complaint::ComplaintKind;
use super::super::run::{Call, Shell};
use super::options::{Options, Saying};
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

/// Which processes are meant, and the signal for them.
struct Wanted {
    patterns: Vec<String>,
    /// Whether the whole name must be as given.
    exact: bool,
    uid: Option<u32>,
    signal: i32,
}

impl Wanted {
    fn read(shell: &Shell<'_>, call: &Call<'_>, program: &str) -> Self {
        let mut wanted = Self {
            patterns: Vec::new(),
            exact: matches!(program, "killall" | "pidof"),
            uid: None,
            signal: 15,
        };
        let mut words = call.argv.iter().skip(1).map(|word| word.text.as_str());
        while let Some(word) = words.next() {
            match word.strip_prefix('-') {
                None => wanted.patterns.push(word.to_owned()),
                Some("x") => wanted.exact = true,
                Some("u" | "U" | "-user") => {
                    let user = words.next().unwrap_or("");
                    wanted.uid = shell.machine.accounts.user_id(user);
                }
                Some("s" | "-signal") => {
                    let number = words.next().and_then(signal_number);
                    wanted.signal = number.unwrap_or(wanted.signal);
                }
                Some(flag) => wanted.signal = signal_number(flag).unwrap_or(wanted.signal),
            }
        }
        wanted
    }

    fn fits(&self, process: &Process) -> bool {
        let name = name_of(process);
        let fits = |pattern: &String| {
            let pattern = pattern.rsplit('/').next().unwrap_or(pattern);
            if self.exact {
                name == pattern
            } else {
                pattern.contains(name) || name.contains(pattern)
            }
        };
        process.running
            && (self.patterns.is_empty() || self.patterns.iter().any(fits))
            && self.uid.is_none_or(|uid| process.identity.uid == uid)
    }
}

/// pgrep(1), pkill(1), killall(1) and pidof(1).
pub(super) fn by_name(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
    let program = call.name().rsplit('/').next().unwrap_or("").to_owned();
    let wanted = Wanted::read(shell, call, &program);
    let processes = shell.machine.processes().iter();
    let fitting = processes.filter(|process| wanted.fits(process));
    let found: Vec<ProcessId> = fitting.map(|process| process.id).collect();
    let mut saying = Saying::default();
    if found.is_empty() {
        saying.status = 1;
        if program == "killall" {
            let lines = wanted
                .patterns
                .iter()
                .map(|name| format!("{name}: no process found\n"));
            saying.err.extend(lines);
        }
        return Some(saying.outcome());
    }
    match program.as_str() {
        "pgrep" => saying
            .out
            .extend(found.iter().map(|pid| format!("{}\n", pid.0))),
        "pidof" => {
            let pids: Vec<String> = found.iter().map(|pid| pid.0.to_string()).collect();
            saying.out = format!("{}\n", pids.join(" "));
        }
        _ => {
            for pid in found {
                if let Err(reason) = send(shell, call, pid, wanted.signal) {
                    let number = pid.0;
                    saying.error(&format!("{program}: killing pid {number} failed: {reason}"));
                }
            }
        }
    }
    Some(saying.outcome())
}

/// Says that something is not simulated.
pub(super) fn not_simulated(shell: &mut Shell<'_>, call: &Call<'_>, what: &str) {
    shell.complain(call.span, ComplaintKind::NotSimulated(what.to_owned()));
}

/// Says of each given option on the list that what it asks for is not simulated.
pub(super) fn tell_options(
    shell: &mut Shell<'_>,
    call: &Call<'_>,
    options: &Options,
    list: &[(char, &str)],
) {
    for (_, what) in list.iter().filter(|(letter, _)| options.has(*letter)) {
        not_simulated(shell, call, what);
    }
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
