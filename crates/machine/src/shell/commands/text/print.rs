//! echo and printf.

use super::super::super::Outcome;
use super::super::super::run::{Call, Shell};

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
pub(in super::super) fn printf(_: &mut Shell<'_>, call: &Call<'_>) -> Outcome {
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

/// `echo`.
pub(in super::super) fn echo(_: &mut Shell<'_>, call: &Call<'_>) -> Outcome {
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
