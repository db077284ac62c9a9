//! echo, printf, cat, tee, sed, grep, head, tail and wc.

mod sed;

use super::super::Outcome;
use super::super::complaint::ComplaintKind;
use super::super::run::{Call, Shell};
use super::options::{Saying, Syntax, usage};
use crate::{Content, Errno, NodeKind};
pub(super) use sed::sed;

/// `echo`.
pub(super) fn echo(_: &mut Shell<'_>, call: &Call<'_>) -> Outcome {
    let mut words = call
        .argv
        .iter()
        .skip(1)
        .map(|word| word.text.as_str())
        .peekable();
    let (mut newline, mut escapes) = (true, false);
    while let Some(flags) = words.peek().and_then(|word| word.strip_prefix('-')) {
        if flags.is_empty() || !flags.chars().all(|c| "neE".contains(c)) {
            break;
        }
        newline &= !flags.contains('n');
        escapes = flags.contains('e');
        words.next();
    }
    let mut text = words.collect::<Vec<_>>().join(" ");
    if escapes {
        text = unescape(&text);
    }
    if newline {
        text.push('\n');
    }
    Outcome {
        stdout: text,
        ..Outcome::status(0)
    }
}

/// Backslash escapes of printf and `echo -e`.
fn unescape(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '\\' {
            result.push(c);
            continue;
        }
        match chars.next() {
            Some('n') => result.push('\n'),
            Some('t') => result.push('\t'),
            Some('r') => result.push('\r'),
            Some('\\') | None => result.push('\\'),
            Some('"') => result.push('"'),
            Some('\'') => result.push('\''),
            Some('a') => result.push('\u{7}'),
            Some('e') => result.push('\u{1b}'),
            Some(digit @ '0'..='7') => {
                let mut value = digit.to_digit(8).unwrap_or(0);
                for _ in 0..3 {
                    match chars.peek().and_then(|next| next.to_digit(8)) {
                        Some(next) if value < 32 => {
                            value = value * 8 + next;
                            chars.next();
                        }
                        _ => break,
                    }
                }
                result.extend(char::from_u32(value));
            }
            Some('x') => {
                let mut value = 0;
                for _ in 0..2 {
                    if let Some(next) = chars.peek().and_then(|next| next.to_digit(16)) {
                        value = value * 16 + next;
                        chars.next();
                    }
                }
                result.extend(char::from_u32(value));
            }
            Some(other) => {
                result.push('\\');
                result.push(other);
            }
        }
    }
    result
}

/// `printf`: `%s`, `%d`, `%b`, `%%` and the like; the format repeats while words are left.
pub(super) fn printf(_: &mut Shell<'_>, call: &Call<'_>) -> Outcome {
    let mut words = call
        .argv
        .iter()
        .skip(1)
        .map(|word| word.text.as_str())
        .peekable();
    words.next_if(|word| *word == "--");
    let Some(format) = words.next() else {
        return Outcome {
            stderr: "printf: usage: printf [-v var] format [arguments]\n".to_owned(),
            ..Outcome::status(2)
        };
    };
    let mut text = String::new();
    for _ in 0..1000 {
        let mut used = false;
        let mut rest = format;
        while let Some(at) = rest.find('%') {
            text.push_str(&unescape(rest.get(..at).unwrap_or("")));
            let directive = rest.get(at + 1..).unwrap_or("");
            let flags = directive
                .find(|c: char| !(c.is_ascii_digit() || matches!(c, '-' | '.' | '0' | '+' | ' ')))
                .unwrap_or(directive.len());
            let conversion = directive.get(flags..).and_then(|text| text.chars().next());
            let width: i64 = directive.get(..flags).unwrap_or("").parse().unwrap_or(0);
            let length = conversion.map_or(0, char::len_utf8);
            rest = directive.get(flags + length..).unwrap_or("");
            let value = match conversion {
                Some('%') => "%".to_owned(),
                None => break,
                Some(conversion) => {
                    used = true;
                    let word = words.next().unwrap_or("");
                    match conversion {
                        'b' => unescape(word),
                        'd' | 'i' | 'u' => word.parse::<i64>().unwrap_or(0).to_string(),
                        'o' => format!("{:o}", word.parse::<i64>().unwrap_or(0)),
                        'x' => format!("{:x}", word.parse::<i64>().unwrap_or(0)),
                        'q' => format!("'{word}'"),
                        _ => word.to_owned(),
                    }
                }
            };
            let pad = usize::try_from(width.unsigned_abs().min(1000)).unwrap_or(0);
            text.push_str(&if width < 0 {
                format!("{value:<pad$}")
            } else {
                format!("{value:>pad$}")
            });
        }
        text.push_str(&unescape(rest));
        if !used || words.peek().is_none() {
            break;
        }
    }
    Outcome {
        stdout: text,
        ..Outcome::status(0)
    }
}

impl Shell<'_> {
    /// The text of an operand, `-` being standard input; text that is not carried is told and taken for empty.
    fn text_operand(&mut self, call: &Call<'_>, path: &str) -> Result<String, Errno> {
        if path == "-" || path == "/dev/stdin" {
            return Ok(call.input().to_owned());
        }
        let (who, cwd) = (&call.context.identity, &call.context.cwd);
        match self.machine.read(who, cwd, path) {
            Ok(Content::Text(text, _)) => Ok(text.to_string()),
            Ok(_) => {
                let what = format!("the text of `{path}`");
                self.complain(call.span, ComplaintKind::NotSimulated(what));
                Ok(String::new())
            }
            Err(Errno::Invalid) => Ok(String::new()),
            Err(errno) => Err(errno),
        }
    }
}

/// cat(1).
pub(super) fn cat(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
    const SYNTAX: Syntax = Syntax {
        short: "AbeEnstTuv",
        long: &[("number", 'n'), ("show-all", 'A')],
    };
    let options = match SYNTAX.read(call) {
        Ok(options) => options,
        Err(outcome) => return Some(outcome),
    };
    let mut saying = Saying::default();
    if options.operands.is_empty() {
        saying.out = call.input().to_owned();
    }
    for operand in &options.operands {
        match shell.text_operand(call, &operand.text) {
            Ok(text) => saying.out.push_str(&text),
            Err(errno) => saying.error(&format!("cat: {}: {errno}", operand.text)),
        }
    }
    Some(saying.outcome())
}

/// tee(1).
pub(super) fn tee(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
    const SYNTAX: Syntax = Syntax {
        short: "aip",
        long: &[("append", 'a')],
    };
    let options = match SYNTAX.read(call) {
        Ok(options) => options,
        Err(outcome) => return Some(outcome),
    };
    let mut saying = Saying::output(call.input());
    for operand in &options.operands {
        let path = operand.text.as_str();
        let mut text = call.input().to_owned();
        if options.has('a')
            && let Ok(old) = shell.text_operand(call, path)
        {
            text.insert_str(0, &old);
        }
        let content = Content::Text(text.into(), None);
        match shell
            .machine
            .write(call.context, path, content, call.origin())
        {
            Ok(id) => shell.after_write(id),
            Err(Errno::Invalid) => {}
            Err(errno) => saying.error(&format!("tee: {path}: {errno}")),
        }
    }
    Some(saying.outcome())
}

/// grep(1) for fixed strings and the simplest expressions.
pub(super) fn grep(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
    const SYNTAX: Syntax = Syntax {
        short: "EFGPivnqchHslLorRwxe:m:A:B:C:",
        long: &[
            ("quiet", 'q'),
            ("silent", 'q'),
            ("ignore-case", 'i'),
            ("invert-match", 'v'),
            ("fixed-strings", 'F'),
            ("extended-regexp", 'E'),
            ("count", 'c'),
            ("recursive", 'r'),
            ("line-number", 'n'),
            ("color", 'G'),
            ("regexp", 'e'),
        ],
    };
    let mut options = match SYNTAX.read(call) {
        Ok(options) => options,
        Err(outcome) => return Some(outcome),
    };
    let pattern = match options.value('e') {
        Some(pattern) => pattern.to_owned(),
        None if options.operands.is_empty() => return Some(usage("grep", "missing pattern")),
        None => options.operands.remove(0).text,
    };
    let extended = options.has('E') || call.name() == "egrep";
    let expression = if options.has('F') || call.name() == "fgrep" {
        super::super::expression::Expression::fixed(&pattern)
    } else {
        super::super::expression::Expression::parse(&pattern, extended)
    };
    let Some(expression) = expression else {
        let what = format!("the pattern `{pattern}`");
        shell.complain(call.span, ComplaintKind::NotSimulated(what));
        return Some(Outcome::status(1));
    };
    let expression = expression.ignoring_case(options.has('i'));
    let mut saying = Saying::default();
    let (mut found, mut failed) = (false, false);
    let mut paths: Vec<String> = options
        .operands
        .iter()
        .map(|word| word.text.clone())
        .collect();
    if paths.is_empty() {
        paths.push("-".to_owned());
    }
    let several = paths.len() > 1 && !options.has('h');
    for path in &paths {
        let text = match shell.text_operand(call, path) {
            Ok(text) => text,
            Err(errno) => {
                failed = true;
                if !options.has('s') {
                    saying.error(&format!("grep: {path}: {errno}"));
                }
                continue;
            }
        };
        let mut count = 0;
        for line in text.lines() {
            if expression.find(line, 0).is_some() == options.has('v') {
                continue;
            }
            found = true;
            count += 1;
            if !options.has('q') && !options.has('c') {
                let prefix = if several {
                    format!("{path}:")
                } else {
                    String::new()
                };
                saying.out.push_str(&format!("{prefix}{line}\n"));
            }
        }
        if options.has('c') {
            saying.out.push_str(&format!("{count}\n"));
        }
    }
    saying.status = match (found, failed) {
        (true, _) if options.has('q') => 0,
        (_, true) => 2,
        (true, false) => 0,
        (false, false) => 1,
    };
    Some(saying.outcome())
}

/// head(1) and tail(1); following is not simulated, what is there is shown.
pub(super) fn ends(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
    const SYNTAX: Syntax = Syntax {
        short: "c:fFn:qs:vz0123456789",
        long: &[
            ("lines", 'n'),
            ("follow", 'f'),
            ("bytes", 'c'),
            ("quiet", 'q'),
        ],
    };
    let options = match SYNTAX.read(call) {
        Ok(options) => options,
        Err(outcome) => return Some(outcome),
    };
    let digits: String = options
        .given
        .iter()
        .map(|(letter, _)| *letter)
        .filter(char::is_ascii_digit)
        .collect();
    let count = options.value('n').or(Some(&digits)).unwrap_or("");
    let count: usize = count.trim_start_matches(['-', '+']).parse().unwrap_or(10);
    let is_tail = call.name().ends_with("tail");
    let mut saying = Saying::default();
    let mut paths: Vec<String> = options
        .operands
        .iter()
        .map(|word| word.text.clone())
        .collect();
    if paths.is_empty() {
        paths.push("-".to_owned());
    }
    for path in &paths {
        match shell.text_operand(call, path) {
            Ok(text) => {
                let lines: Vec<&str> = text.split_inclusive('\n').collect();
                let shown = if is_tail {
                    lines.get(lines.len().saturating_sub(count)..)
                } else {
                    lines.get(..count.min(lines.len()))
                };
                saying.out.extend(shown.unwrap_or(&[]).iter().copied());
            }
            Err(errno) => {
                let name = call.name();
                saying.error(&format!(
                    "{name}: cannot open '{path}' for reading: {errno}"
                ));
            }
        }
    }
    Some(saying.outcome())
}

/// wc(1).
pub(super) fn wc(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
    const SYNTAX: Syntax = Syntax {
        short: "clmwL",
        long: &[("lines", 'l'), ("words", 'w'), ("bytes", 'c')],
    };
    let options = match SYNTAX.read(call) {
        Ok(options) => options,
        Err(outcome) => return Some(outcome),
    };
    let mut saying = Saying::default();
    let path = options
        .operands
        .first()
        .map_or("-", |word| word.text.as_str());
    match shell.text_operand(call, path) {
        Ok(text) => {
            let counts = [
                ('l', text.matches('\n').count()),
                ('w', text.split_whitespace().count()),
                ('c', text.len()),
            ];
            let all = options.given.is_empty();
            let shown = counts
                .iter()
                .filter(|(letter, _)| all || options.has(*letter));
            let mut fields: Vec<String> = shown.map(|(_, count)| count.to_string()).collect();
            if path != "-" {
                fields.push(path.to_owned());
            }
            saying.out = format!("{}\n", fields.join(" "));
        }
        Err(errno) => saying.error(&format!("wc: {path}: {errno}")),
    }
    Some(saying.outcome())
}

/// Whether a node is a regular file.
fn is_file(kind: &NodeKind) -> bool {
    matches!(kind, NodeKind::File(_))
}
