//! The program `nginx` with its options: `-t`, `-T`, `-s`, `-c`, `-g`, `-v` … (`ngx_get_options`, core/nginx.c).

use std::sync::Arc;

use hurdles_machine::{Bits, Context, Errno, Machine};

use crate::build::Build;
use crate::configuration::Configuration;
use crate::cycle::{self, Options};
use crate::problem::Level;
use crate::server::Server;

/// What a run of the program said and did.
#[derive(Clone, Debug)]
pub struct CommandOutcome {
    /// What it printed on the terminal (standard error).
    pub output: String,
    /// What it printed on standard output: the dump of `-T`.
    pub dump: String,
    /// Its exit status.
    pub status: i32,
    /// The configuration it read, where it read one.
    pub configuration: Option<Configuration>,
}

impl CommandOutcome {
    fn said(output: String, status: i32) -> Self {
        Self {
            output,
            dump: String::new(),
            status,
            configuration: None,
        }
    }
}

/// What the options ask for.
#[derive(Default)]
struct Asked {
    options: Options,
    test: bool,
    dump: bool,
    signal: Option<String>,
    version: Option<bool>,
    help: bool,
}

/// Runs `nginx` with these arguments (`argv[0]` is the program); starts, changes or ends `server`.
pub fn run(
    machine: &mut Machine,
    context: &Context,
    argv: &[&str],
    server: &mut Option<Server>,
) -> CommandOutcome {
    let build = Build::of(&machine.system);
    let asked = match read_options(argv) {
        Ok(asked) => asked,
        Err(text) => return CommandOutcome::said(format!("nginx: {text}\n"), 1),
    };
    if asked.help {
        return CommandOutcome::said(help(&build), 0);
    }
    if let Some(long) = asked.version {
        let mut text = format!("nginx version: {}\n", build.signature());
        if long {
            text.push_str("configure arguments: (not carried by this simulation)\n");
        }
        return CommandOutcome::said(text, 0);
    }
    if let Some(signal) = &asked.signal {
        return send(machine, context, &asked.options, signal, server);
    }
    if asked.test {
        return test(machine, context, &asked);
    }
    let (cycle, started) = cycle::start(machine, context, &asked.options);
    let pid_failed = started.is_some() && !cycle.succeeded;
    let status = i32::from(started.is_none() || pid_failed);
    if started.is_some() {
        *server = started;
    }
    CommandOutcome {
        output: cycle.terminal.text,
        dump: String::new(),
        status,
        configuration: Some(cycle.configuration),
    }
}

fn read_options(argv: &[&str]) -> Result<Asked, String> {
    let mut asked = Asked::default();
    let mut words = argv.iter().skip(1).copied();
    while let Some(word) = words.next() {
        let Some(letters) = word.strip_prefix('-') else {
            return Err(format!("invalid option: \"{word}\""));
        };
        let mut rest = letters;
        while let Some(letter) = rest.chars().next() {
            rest = rest.get(letter.len_utf8()..).unwrap_or("");
            match letter {
                '?' | 'h' => {
                    asked.help = true;
                    asked.version = asked.version.or(Some(false));
                }
                'v' => asked.version = Some(false),
                'V' => asked.version = Some(true),
                't' => asked.test = true,
                'T' => {
                    asked.test = true;
                    asked.dump = true;
                }
                'q' => asked.options.quiet = true,
                'p' | 'c' | 'g' | 'e' | 's' => {
                    let taken = std::mem::take(&mut rest);
                    let value = if taken.is_empty() {
                        words.next()
                    } else {
                        Some(taken)
                    };
                    option(&mut asked, letter, value)?;
                }
                _ => return Err(format!("invalid option: \"{letter}\"")),
            }
        }
    }
    Ok(asked)
}

fn option(asked: &mut Asked, letter: char, value: Option<&str>) -> Result<(), String> {
    let what = match letter {
        'p' => "directory name",
        'c' | 'e' => "file name",
        _ => "parameter",
    };
    let Some(value) = value else {
        return Err(format!("option \"-{letter}\" requires {what}"));
    };
    let value = value.to_owned();
    match letter {
        'p' => asked.options.prefix = Some(value),
        'c' => asked.options.file = Some(value),
        'g' => asked.options.globals = Some(value),
        'e' => asked.options.error_log = Some(value),
        _ => {
            if !matches!(value.as_str(), "stop" | "quit" | "reopen" | "reload") {
                return Err(format!("invalid option: \"-s {value}\""));
            }
            asked.signal = Some(value);
        }
    }
    Ok(())
}

fn help(build: &Build) -> String {
    format!(
        "nginx version: {}\nUsage: nginx [-?hvVtTq] [-s signal] [-p prefix]\n             [-e filename] [-c filename] [-g directives]\n",
        build.signature()
    )
}

fn test(machine: &mut Machine, context: &Context, asked: &Asked) -> CommandOutcome {
    let mut cycle = cycle::begin(machine, context, &asked.options, true);
    if cycle.succeeded {
        cycle::test_sockets(machine, context, &mut cycle);
    }
    let path = Arc::clone(&cycle.configuration.path);
    if !cycle.succeeded {
        cycle
            .terminal
            .line(&format!("nginx: configuration file {path} test failed"));
    } else if !asked.options.quiet {
        cycle.terminal.line(&format!(
            "nginx: configuration file {path} test is successful"
        ));
    }
    let mut dump = String::new();
    if asked.dump && cycle.succeeded {
        for file in &cycle.configuration.files {
            dump.push_str(&format!(
                "# configuration file {}:\n{}\n",
                file.path, file.text
            ));
        }
    }
    CommandOutcome {
        output: cycle.terminal.text,
        dump,
        status: i32::from(!cycle.succeeded),
        configuration: Some(cycle.configuration),
    }
}

/// `-s SIGNAL`: the configuration is read for the name of the pid file, then the signal is sent.
fn send(
    machine: &mut Machine,
    context: &Context,
    options: &Options,
    signal: &str,
    server: &mut Option<Server>,
) -> CommandOutcome {
    let mut cycle = cycle::begin_signal(machine, context, options);
    let outcome = |cycle: cycle::Cycle, status| CommandOutcome {
        output: cycle.terminal.text,
        dump: String::new(),
        status,
        configuration: Some(cycle.configuration),
    };
    if !cycle.succeeded {
        return outcome(cycle, 1);
    }
    let pid = cycle::pid_path(&cycle.configuration);
    cycle
        .terminal
        .message(machine, Level::Notice, "signal process started");
    let failure = signal_failure(machine, context, &pid, signal, server.as_ref());
    if let Some((level, text)) = failure {
        cycle.terminal.message(machine, level, &text);
        return outcome(cycle, 1);
    }
    match signal {
        "reload" => {
            if let Some(server) = server.as_mut() {
                server.reload(machine);
            }
        }
        "stop" | "quit" => {
            if let Some(server) = server.take() {
                server.stop(machine, signal == "stop");
            }
        }
        _ => {
            if let Some(server) = server.as_mut() {
                server.reopen(machine);
            }
        }
    }
    outcome(cycle, 0)
}

/// Why a signal reaches nobody: no pid file, nothing in it, nobody with that number.
fn signal_failure(
    machine: &Machine,
    context: &Context,
    pid: &str,
    signal: &str,
    server: Option<&Server>,
) -> Option<(Level, String)> {
    let Some(held) = machine.text_of(pid) else {
        let walk = machine.walk(&context.identity, "/", pid, Bits::READ);
        let errno = walk.end.err().unwrap_or(Errno::NotFound);
        let text = format!("open() \"{pid}\" failed ({}: {errno})", errno.number());
        return Some((Level::Error, text));
    };
    let number = held.trim_end_matches('\n');
    if number.is_empty() || number.parse::<u32>().is_err() {
        let text = format!("invalid PID number \"{number}\" in \"{pid}\"");
        return Some((Level::Error, text));
    }
    let is_running = |server: &&Server| {
        let process = machine.process(server.process);
        process.is_some_and(|process| process.running)
    };
    let running = server.filter(is_running);
    if running.is_some_and(|server| server.process.0.to_string() == number) {
        return None;
    }
    let n = match signal {
        "reload" => 1,
        "stop" => 15,
        "quit" => 3,
        _ => 10,
    };
    let text = format!("kill(PID, {n}) failed (3: No such process)");
    Some((Level::Alert, text))
}
