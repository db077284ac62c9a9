//! File name patterns (glob(7)).

/// Whether `name` matches `pattern`, of which the bytes marked in `quoted` stand for themselves.
pub(super) fn matches_partly_quoted(pattern: &str, quoted: &[bool], name: &str) -> bool {
    let pattern: Vec<(char, bool)> = pattern
        .char_indices()
        .map(|(at, c)| (c, quoted.get(at).copied().unwrap_or(false)))
        .collect();
    let name: Vec<char> = name.chars().collect();
    let (mut p, mut n) = (0, 0);
    // Where to go on when a later part does not fit: after the last star.
    let mut retry: Option<(usize, usize)> = None;
    while n < name.len() {
        let step = match pattern.get(p) {
            Some(('*', false)) => {
                retry = Some((p + 1, n));
                p += 1;
                continue;
            }
            Some(('?', false)) => Some(p + 1),
            Some(('[', false)) => class(&pattern, p, name[n]),
            Some((c, _)) if *c == name[n] => Some(p + 1),
            _ => None,
        };
        match (step, retry) {
            (Some(next), _) => {
                p = next;
                n += 1;
            }
            (None, Some((after_star, from))) => {
                retry = Some((after_star, from + 1));
                p = after_star;
                n = from + 1;
            }
            (None, None) => return false,
        }
    }
    pattern
        .get(p..)
        .is_some_and(|rest| rest.iter().all(|part| *part == ('*', false)))
}

/// The place behind `[…]` where the class contains `c`.
fn class(pattern: &[(char, bool)], open: usize, c: char) -> Option<usize> {
    let mut at = open + 1;
    let negated = matches!(pattern.get(at)?.0, '!' | '^');
    at += usize::from(negated);
    let start = at;
    let mut inside = false;
    loop {
        let (first, _) = *pattern.get(at)?;
        if first == ']' && at > start {
            break;
        }
        let last = match (pattern.get(at + 1), pattern.get(at + 2)) {
            (Some(('-', _)), Some((last, _))) if *last != ']' => {
                at += 2;
                *last
            }
            _ => first,
        };
        inside |= (first..=last).contains(&c);
        at += 1;
    }
    (inside != negated).then_some(at + 1)
}

#[cfg(test)]
mod tests {
    use super::matches_partly_quoted;

    #[test]
    fn patterns_match_as_in_glob_7() {
        for (pattern, name, expected) in [
            ("*", "", true),
            ("*.py", "wsgi.py", true),
            ("*.py", "wsgi.pyc", false),
            ("a*b*c", "a-b-b-c", true),
            ("a?c", "abc", true),
            ("[a-c]x", "bx", true),
            ("[!a-c]x", "bx", false),
            ("[]]", "]", true),
            ("[a", "[a", false),
            ("ü*", "über", true),
        ] {
            assert_eq!(
                matches_partly_quoted(pattern, &[], name),
                expected,
                "{pattern} {name}"
            );
        }
    }
}
