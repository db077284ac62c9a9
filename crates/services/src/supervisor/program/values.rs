//! The kinds of values that supervisor knows (supervisor/datatypes.py), with what it says of others.

use super::super::config::quoted;
use super::Autorestart;

pub(super) fn integer(text: &str) -> Result<i64, String> {
    text.trim()
        .parse()
        .map_err(|_| format!("invalid literal for int() with base 10: {}", quoted(text)))
}

pub(super) fn boolean(text: &str) -> Result<bool, String> {
    match &*text.to_lowercase() {
        "yes" | "true" | "on" | "1" => Ok(true),
        "no" | "false" | "off" | "0" => Ok(false),
        _ => Err(format!("not a valid boolean value: {}", quoted(text))),
    }
}

pub(super) fn restart(text: &str) -> Result<Autorestart, String> {
    match &*text.to_lowercase() {
        "yes" | "true" | "on" | "1" => Ok(Autorestart::Always),
        "no" | "false" | "off" | "0" => Ok(Autorestart::Never),
        "unexpected" => Ok(Autorestart::Unexpected),
        _ => Err(format!("invalid 'autorestart' value {}", quoted(text))),
    }
}

pub(super) fn codes(text: &str) -> Result<Vec<i32>, String> {
    let codes = text.split(',').map(|code| {
        let code: i32 = code.trim().parse().ok()?;
        (0..=255).contains(&code).then_some(code)
    });
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let all: Option<Vec<i32>> = codes.collect();
    all.ok_or_else(|| format!("not a valid list of exit codes: {}", quoted(text)))
}

pub(super) fn signal(text: &str) -> Result<i32, String> {
    let upper = text.trim().to_uppercase();
    if let Ok(number) = upper.parse() {
        return Ok(number);
    }
    Ok(match upper.strip_prefix("SIG").unwrap_or(&upper) {
        "HUP" => 1,
        "INT" => 2,
        "QUIT" => 3,
        "KILL" => 9,
        "USR1" => 10,
        "USR2" => 12,
        "TERM" => 15,
        _ => return Err(format!("value {} is not a valid signal name", quoted(text))),
    })
}
