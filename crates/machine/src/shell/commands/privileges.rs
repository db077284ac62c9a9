//! Programs that run others.

mod scripts;
mod su;
mod sudo;

use super::super::Outcome;
use super::super::parser::assignment;
use super::super::run::{Call, Halt, Shell};
use super::super::token::{Lexeme, Piece};
use super::super::word::Word;
use super::options::{Options, Syntax};
use crate::Environment;
pub(super) use scripts::{eval, shell, source};
pub(super) use su::su;
pub(super) use sudo::sudo;

/// Says something and ends with a status.
fn give_up(shell: &mut Shell<'_>, call: &Call<'_>, status: i32, line: &str) -> Option<i32> {
    let error = call.streams.error.clone();
    shell.emit(&error, &format!("{line}\n"));
    shell.note(call, Some(status), line);
    Some(status)
}

/// The words from the first operand on.
fn rest_of<'a>(call: &Call<'a>, options: &Options) -> &'a [Word] {
    let at = call.argv.len().saturating_sub(options.operands.len());
    call.argv.get(at..).unwrap_or(&[])
}

/// Takes `NAME=value` words off the front into an environment.
fn take_assignments<'a>(mut words: &'a [Word], environment: &mut Environment) -> &'a [Word] {
    while let Some((first, rest)) = words.split_first()
        && let Some((name, value)) = first.text.split_once('=')
        && is_name(first, name)
    {
        environment.insert(name.to_owned(), value.to_owned());
        words = rest;
    }
    words
}

fn is_name(word: &Word, name: &str) -> bool {
    let piece = Piece::Text {
        text: format!("{name}="),
        origins: vec![(0, 0); name.len() + 1],
        quoted: false,
    };
    let lexeme = Lexeme {
        pieces: vec![piece],
        range: 0..word.text.len(),
    };
    assignment(&lexeme).is_some()
}

/// env(1).
pub(super) fn env(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<i32> {
    const SYNTAX: Syntax = Syntax {
        short: "+iu:C:S:v0",
        long: &[("ignore-environment", 'i'), ("unset", 'u'), ("chdir", 'C')],
    };
    let options = match SYNTAX.read(call) {
        Ok(options) => options,
        Err(outcome) => return give_up(shell, call, 125, outcome.stderr.trim_end()),
    };
    let mut context = call.context.clone();
    if options.has('i') {
        context.environment.clear();
    }
    for (letter, value) in &options.given {
        match letter {
            'u' => {
                context.environment.remove(value);
            }
            'C' => context.cwd.clone_from(value),
            _ => {}
        }
    }
    let words = take_assignments(rest_of(call, &options), &mut context.environment);
    if words.is_empty() {
        let lines = context
            .environment
            .iter()
            .map(|(name, value)| format!("{name}={value}\n"));
        let text: String = lines.collect();
        let output = call.streams.output.clone();
        shell.emit(&output, &text);
        shell.note(call, Some(0), "");
        return Some(0);
    }
    shell.start(Call {
        argv: words,
        context: &context,
        ..*call
    })
}

/// nohup(1) and setsid(1).
pub(super) fn detached(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<i32> {
    skipping_options(shell, call)
}

/// `exec` and `command`, `builtin`, `time` without options.
pub(super) fn plain(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<i32> {
    let words = call.argv.get(1..).unwrap_or(&[]);
    if let [flag, name, ..] = words
        && matches!(flag.text.as_str(), "-v" | "-V")
        && call.name() == "command"
    {
        let argv = [Word::plain("which", flag.span), name.clone()];
        let found = super::builtins::which(
            shell,
            &Call {
                argv: &argv,
                ..*call
            },
        );
        let outcome = found.unwrap_or_else(|| Outcome::status(1));
        let output = call.streams.output.clone();
        shell.emit(&output, &outcome.stdout);
        return outcome.status;
    }
    let flags = words
        .iter()
        .take_while(|word| word.text.starts_with('-'))
        .count();
    let words = words.get(flags..).unwrap_or(&[]);
    shell.start(Call {
        argv: words,
        ..*call
    })
}

/// `exec`: the program takes the shell's place, so nothing comes after it.
pub(super) fn exec(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<i32> {
    if call.argv.len() < 2 {
        return Some(0);
    }
    let status = plain(shell, call);
    if let Some(status) = status {
        shell.status = status;
        shell.halt = shell.halt.or(Some(Halt::Exit));
    }
    status
}

/// nice, timeout and the like: what comes after their options and numbers runs.
pub(super) fn skipping_options(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<i32> {
    let mut words = call.argv.get(1..).unwrap_or(&[]);
    let with_argument: &[&str] = match call.name() {
        "nice" => &["-n", "--adjustment"],
        "timeout" => &["-k", "-s", "--signal", "--kill-after"],
        "ionice" => &["-c", "-n"],
        _ => &[],
    };
    while let Some((first, rest)) = words.split_first() {
        if with_argument.contains(&first.text.as_str()) {
            words = rest.get(1..).unwrap_or(&[]);
        } else if first.text.starts_with('-') {
            words = rest;
        } else {
            break;
        }
    }
    if matches!(call.name(), "timeout" | "chrt") {
        words = words.get(1..).unwrap_or(&[]);
    }
    shell.start(Call {
        argv: words,
        ..*call
    })
}

/// xargs(1): all words of the input behind the command's own.
pub(super) fn xargs(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<i32> {
    const SYNTAX: Syntax = Syntax {
        short: "+0rtn:I:P:L:d:",
        long: &[("null", '0'), ("no-run-if-empty", 'r')],
    };
    let options = match SYNTAX.read(call) {
        Ok(options) => options,
        Err(outcome) => return give_up(shell, call, 1, outcome.stderr.trim_end()),
    };
    let mut argv = rest_of(call, &options).to_vec();
    let input = call.input().to_owned();
    let words: Vec<Word> = input
        .split_whitespace()
        .map(|word| Word::plain(word, call.span))
        .collect();
    if words.is_empty() && options.has('r') || argv.is_empty() {
        return Some(0);
    }
    if let Some(placeholder) = options.value('I').map(str::to_owned) {
        let mut status = Some(0);
        for word in &words {
            let mut own = argv.clone();
            for part in own
                .iter_mut()
                .filter(|part| part.text.contains(&placeholder))
            {
                *part = Word::plain(&part.text.replace(&placeholder, &word.text), part.span);
            }
            status = shell.start(Call {
                argv: &own,
                ..*call
            });
        }
        return status;
    }
    argv.extend(words);
    shell.start(Call {
        argv: &argv,
        ..*call
    })
}
