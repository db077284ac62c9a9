//! Modes as chmod(1) reads them: `755`, `u+rwX,g-w`, `g=u`.

/// One change of a mode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// A number, with how many digits it was written.
    Octal(u16, usize),
    /// Who, what to do, and which bits.
    Symbolic {
        who: String,
        operator: char,
        bits: String,
    },
}

/// Reads a mode; `None` where it is not one.
pub(super) fn parse(text: &str) -> Option<Vec<Change>> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) && !text.is_empty() {
        let mode = u16::from_str_radix(text, 8)
            .ok()
            .filter(|mode| *mode <= 0o7777)?;
        return Some(vec![Change::Octal(mode, text.len())]);
    }
    let mut changes = Vec::new();
    for part in text.split(',') {
        let length = part.find(['+', '-', '='])?;
        let who = part.get(..length)?;
        if !who.chars().all(|c| "ugoa".contains(c)) {
            return None;
        }
        let mut rest = part.get(length..)?;
        while let Some(operator) = rest.chars().next() {
            if !"+-=".contains(operator) {
                return None;
            }
            rest = rest.get(1..)?;
            let length = rest.find(['+', '-', '=']).unwrap_or(rest.len());
            let bits = rest.get(..length)?;
            rest = rest.get(length..)?;
            let is_number =
                !bits.is_empty() && bits.bytes().all(|byte| (b'0'..b'8').contains(&byte));
            let is_copy = matches!(bits, "u" | "g" | "o");
            if !(is_number || is_copy || bits.chars().all(|c| "rwxXst".contains(c))) {
                return None;
            }
            changes.push(Change::Symbolic {
                who: who.to_owned(),
                operator,
                bits: bits.to_owned(),
            });
        }
    }
    Some(changes)
}

/// The mode after the changes.
pub(super) fn apply(changes: &[Change], mode: u16, is_directory: bool, umask: u16) -> u16 {
    let mut mode = mode;
    for change in changes {
        mode = match change {
            // Numbers of up to four digits leave a directory's setuid and setgid bits alone (coreutils, "Directory
            // setuid and setgid").
            Change::Octal(new, digits) if is_directory && *digits < 5 => new | (mode & 0o6000),
            Change::Octal(new, _) => *new,
            Change::Symbolic {
                who,
                operator,
                bits,
            } => symbolic(mode, who, *operator, bits, is_directory, umask),
        };
    }
    mode
}

fn symbolic(
    mode: u16,
    who: &str,
    operator: char,
    bits: &str,
    is_directory: bool,
    umask: u16,
) -> u16 {
    let everyone = who.is_empty() || who.contains('a');
    // Which bits of the mode may be touched.
    let mut affected = 0;
    for (letter, mask) in [('u', 0o4700), ('g', 0o2070), ('o', 0o1007)] {
        if everyone || who.contains(letter) {
            affected |= mask;
        }
    }
    if everyone {
        affected |= 0o1000;
    }
    let mut value = match bits {
        "u" => spread((mode >> 6) & 7),
        "g" => spread((mode >> 3) & 7),
        "o" => spread(mode & 7),
        number if number.starts_with(|c: char| c.is_ascii_digit()) => {
            affected = 0o7777;
            u16::from_str_radix(number, 8).unwrap_or(0) & 0o7777
        }
        letters => letters.chars().fold(0, |value, letter| {
            value
                | match letter {
                    'r' => 0o444,
                    'w' => 0o222,
                    'x' => 0o111,
                    'X' if is_directory || mode & 0o111 != 0 => 0o111,
                    's' => 0o6000,
                    't' => 0o1000,
                    _ => 0,
                }
        }),
    };
    value &= affected;
    if who.is_empty() {
        // Without a letter the umask holds.
        value &= !umask;
    }
    match operator {
        '+' => mode | value,
        '-' => mode & !value,
        _ => {
            let kept = if is_directory && !bits.contains('s') {
                mode & 0o6000
            } else {
                0
            };
            (mode & !affected) | value | kept
        }
    }
}

fn spread(bits: u16) -> u16 {
    bits << 6 | bits << 3 | bits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes_change_as_chmod_changes_them() {
        for (text, before, is_directory, expected) in [
            ("755", 0o644, false, 0o755),
            ("0755", 0o2700, true, 0o2755),
            ("00755", 0o2700, true, 0o755),
            ("1777", 0o755, true, 0o1777),
            ("u+x", 0o644, false, 0o744),
            ("+x", 0o644, false, 0o755),
            ("+w", 0o444, false, 0o644),
            ("a+w", 0o444, false, 0o666),
            ("go-rwx", 0o755, true, 0o700),
            ("g=u", 0o740, false, 0o770),
            ("o=", 0o777, false, 0o770),
            ("u=rwX,g=rX,o=", 0o600, false, 0o640),
            ("a+X", 0o644, true, 0o755),
            ("g+s", 0o755, true, 0o2755),
            ("g+s,o-x", 0o755, true, 0o2754),
            ("+t", 0o777, true, 0o1777),
            ("u+rw-x", 0o500, false, 0o600),
            ("=r", 0o777, false, 0o444),
        ] {
            let changes = parse(text).unwrap();
            let mode = apply(&changes, before, is_directory, 0o022);
            assert_eq!(mode, expected, "{text} on {before:o}: {mode:o}");
        }
    }

    #[test]
    fn what_is_no_mode_is_refused() {
        for text in ["", "999", "77777", "g+z", "x", "u", "rwx", "k+r", "u+x,"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
