//! Line numbers in front of a file's lines: `cat -n`, `grep -n`, `nl`, a pager's.

/// The lines without their numbers, if all that are not blank have one and these rise.
pub(super) fn strip<'t>(texts: &[&'t str]) -> Option<Vec<&'t str>> {
    let mut last = 0;
    let mut n_numbered = 0;
    let mut stripped = Vec::with_capacity(texts.len());
    for text in texts {
        if text.trim().is_empty() {
            stripped.push(*text);
            continue;
        }
        let (number, rest) = numbered(text)?;
        // A file may be shown from its middle, but its lines follow one another.
        if n_numbered > 0 && number <= last {
            return None;
        }
        last = number;
        n_numbered += 1;
        stripped.push(rest);
    }
    (n_numbered > 1 || n_numbered == 1 && last == 1).then_some(stripped)
}

/// A number and what stands behind it and its mark.
fn numbered(text: &str) -> Option<(u32, &str)> {
    let inner = text.trim_start_matches(' ');
    let length = inner
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(inner.len());
    let number = inner.get(..length)?.parse().ok()?;
    let rest = inner.get(length..)?;
    let behind = rest
        .strip_prefix(['\t', ':', '-', '|'])
        .or_else(|| rest.strip_prefix("  "))
        .or_else(|| rest.strip_prefix(" | "))
        .or_else(|| rest.strip_prefix(" │ "))
        .or_else(|| rest.strip_prefix(' '));
    match behind {
        Some(behind) => Some((number, behind)),
        None if rest.is_empty() => Some((number, rest)),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_taken_off() {
        let lines = [
            "     1  server {",
            "     2          listen 80;",
            "     3",
            "     4  }",
        ];
        let stripped = strip(&lines).unwrap();
        assert_eq!(stripped, ["server {", "        listen 80;", "", "}"]);
        assert_eq!(strip(&["1:a", "2:  b"]).unwrap(), ["a", "  b"]);
        assert_eq!(strip(&["     1\ta", "     2\t\tb"]).unwrap(), ["a", "\tb"]);
    }

    #[test]
    fn lines_without_numbers_stay() {
        assert_eq!(strip(&["server {", "}"]), None);
        assert_eq!(strip(&["3 a", "2 b"]), None);
    }
}
