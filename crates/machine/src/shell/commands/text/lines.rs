//! grep, head, tail and wc.

use super::super::super::Outcome;
use super::super::super::complaint::ComplaintKind;
use super::super::super::expression::Expression;
use super::super::super::run::{Call, Shell};
use super::super::options::{Saying, Syntax, usage};

/// grep(1) for fixed strings and the simplest expressions.
pub(in super::super) fn grep(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
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
        Expression::fixed(&pattern)
    } else {
        Expression::parse(&pattern, extended)
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
pub(in super::super) fn ends(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
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
pub(in super::super) fn wc(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
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
