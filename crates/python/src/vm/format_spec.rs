//! Format specifications: `[[fill]align][sign][#][0][width][,][.precision][type]`.

use super::operators::as_float;
use super::quotes::float_text;
use crate::value::Value;

/// Applies `[[fill]align][sign][#][0][width][,][.precision][type]`; none where it does not fit the value.
// The parts of a specification, one after the other: more than 60 lines.
pub(super) fn formatted(value: &Value, plain: &str, spec: &str) -> Option<String> {
    const WIDEST: usize = 10_000;
    let characters: Vec<char> = spec.chars().collect();
    let is_align = |c: Option<&char>| matches!(c, Some('<' | '>' | '^' | '='));
    let (mut fill, mut align, mut at) = (' ', None, 0);
    if is_align(characters.get(1)) {
        (fill, align, at) = (*characters.first()?, characters.get(1).copied(), 2);
    } else if is_align(characters.first()) {
        (align, at) = (characters.first().copied(), 1);
    }
    let mut take = |wanted: &[char]| {
        let found = characters.get(at).copied().filter(|c| wanted.contains(c));
        at += usize::from(found.is_some());
        found
    };
    let sign = take(&['+', '-', ' ']);
    let alternate = take(&['#']).is_some();
    if take(&['0']).is_some() && align.is_none() {
        (fill, align) = ('0', Some('='));
    }
    let digits = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
    let mut width = String::new();
    while let Some(digit) = take(&digits) {
        width.push(digit);
    }
    let group = take(&[',', '_']);
    let mut precision = None;
    if take(&['.']).is_some() {
        let mut number = String::new();
        while let Some(digit) = take(&digits) {
            number.push(digit);
        }
        precision = Some(number.parse::<usize>().ok()?.min(WIDEST));
    }
    let kind = characters.get(at).copied();
    if at + usize::from(kind.is_some()) != characters.len() {
        return None;
    }
    let body = match value {
        Value::Str(text) => {
            if !matches!(kind, None | Some('s')) {
                return None;
            }
            match precision {
                Some(precision) => text.chars().take(precision).collect(),
                None => text.to_string(),
            }
        }
        _ => number_text(value, plain, kind, precision, group, alternate)?,
    };
    let (negative, body) = match body.strip_prefix('-') {
        Some(digits) if !matches!(value, Value::Str(_)) => (true, digits.to_owned()),
        _ => (false, body),
    };
    let sign = match (negative, sign) {
        (true, _) => "-",
        (false, Some('+')) if !matches!(value, Value::Str(_)) => "+",
        (false, Some(' ')) if !matches!(value, Value::Str(_)) => " ",
        _ => "",
    };
    let width = width.parse::<usize>().unwrap_or(0).min(WIDEST);
    let missing = width.saturating_sub(sign.len() + body.chars().count());
    let default = if matches!(value, Value::Str(_)) {
        '<'
    } else {
        '>'
    };
    let padding = |n: usize| fill.to_string().repeat(n);
    Some(match align.unwrap_or(default) {
        '<' => format!("{sign}{body}{}", padding(missing)),
        '^' => format!(
            "{}{sign}{body}{}",
            padding(missing / 2),
            padding(missing - missing / 2)
        ),
        '=' => format!("{sign}{}{body}", padding(missing)),
        _ => format!("{}{sign}{body}", padding(missing)),
    })
}

// The parts of a specification, one after the other: more than 60 lines.
pub(super) fn number_text(
    value: &Value,
    plain: &str,
    kind: Option<char>,
    precision: Option<usize>,
    group: Option<char>,
    alternate: bool,
) -> Option<String> {
    let number = as_float(value)?;
    let int = value.as_int();
    let radix = |prefix: &str, digits: String, negative: bool| {
        let sign = if negative { "-" } else { "" };
        let prefix = if alternate { prefix } else { "" };
        format!("{sign}{prefix}{digits}")
    };
    let text = match (kind, int) {
        (None | Some('d' | 'n'), Some(int)) if precision.is_none() => int.to_string(),
        (Some('x'), Some(int)) => radix("0x", format!("{:x}", int.unsigned_abs()), int < 0),
        (Some('X'), Some(int)) => radix("0X", format!("{:X}", int.unsigned_abs()), int < 0),
        (Some('o'), Some(int)) => radix("0o", format!("{:o}", int.unsigned_abs()), int < 0),
        (Some('b'), Some(int)) => radix("0b", format!("{:b}", int.unsigned_abs()), int < 0),
        (Some('c'), Some(int)) => char::from_u32(u32::try_from(int).ok()?)?.to_string(),
        (Some('f' | 'F'), _) => format!("{number:.*}", precision.unwrap_or(6)),
        (Some('%'), _) => format!("{:.*}%", precision.unwrap_or(6), number * 100.0),
        (Some('e'), _) => {
            let text = format!("{number:.*e}", precision.unwrap_or(6));
            let (mantissa, exponent) = text.split_once('e')?;
            let exponent: i32 = exponent.parse().ok()?;
            format!(
                "{mantissa}e{}{:02}",
                if exponent < 0 { '-' } else { '+' },
                exponent.abs()
            )
        }
        (None, None) if precision.is_none() => plain.to_owned(),
        (None | Some('g'), _) => {
            let digits = precision.unwrap_or(6).max(1);
            let rounded: f64 = format!("{number:.*e}", digits - 1).parse().ok()?;
            let text = float_text(rounded);
            text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
        }
        _ => return None,
    };
    let Some(group) = group else {
        return Some(text);
    };
    let (whole, fraction) = text
        .find('.')
        .map_or((text.as_str(), ""), |at| text.split_at(at));
    let (sign, digits) = whole
        .strip_prefix('-')
        .map_or(("", whole), |digits| ("-", digits));
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(group);
        }
        grouped.push(digit);
    }
    Some(format!("{sign}{grouped}{fraction}"))
}
