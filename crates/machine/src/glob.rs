//! File names by pattern: `*`, `?` and `[…]` (glob(7)), as the shell, nginx's `include` and uWSGI's options expand them.

use crate::{Identity, Machine};

/// The most paths that one pattern yields; glob(3) has no limit, a simulation needs one.
const MOST_PATHS: usize = 10_000;

/// Whether a text holds any of `*`, `?` and `[`.
#[must_use]
pub fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?', '['])
}

/// Whether one name matches one component of a pattern, in which `\\x` stands for `x` (fnmatch(3)).
#[must_use]
pub fn matches(pattern: &str, name: &str) -> bool {
    // Most names differ before the first wildcard, and then nothing needs to be unfolded.
    let plain = pattern.find(['*', '?', '[', '\\']).unwrap_or(pattern.len());
    if pattern.as_bytes().get(..plain) != name.as_bytes().get(..plain) {
        return false;
    }
    let (pattern, quoted) = without_escapes(pattern);
    matches_partly_quoted(&pattern, &quoted, name)
}

/// The paths that `pattern` matches for `who` in `cwd`, in byte order; empty where there are none (glob(3) without flags).
///
/// Directories that `who` may not read match nothing, dots at the start of a name only a dot.
#[must_use]
pub fn paths(machine: &Machine, who: &Identity, cwd: &str, pattern: &str) -> Vec<String> {
    let (pattern, quoted) = without_escapes(pattern);
    let mut found = paths_partly_quoted(machine, who, cwd, &pattern, &quoted);
    found.sort();
    found
}

/// The same with the bytes marked in `quoted` standing for themselves, in the order of the directories.
pub(crate) fn paths_partly_quoted(
    machine: &Machine,
    who: &Identity,
    cwd: &str,
    pattern: &str,
    quoted: &[bool],
) -> Vec<String> {
    let start = if pattern.starts_with('/') { "/" } else { "" };
    let mut found = vec![start.to_owned()];
    let mut at = 0;
    for part in pattern.split('/') {
        let range = at..at + part.len();
        at = range.end + 1;
        if part.is_empty() {
            continue;
        }
        let quoted = quoted.get(range).unwrap_or(&[]);
        found = one_further(machine, (who, cwd), &found, (part, quoted));
        found.truncate(MOST_PATHS);
    }
    if pattern.ends_with('/') {
        found.iter_mut().for_each(|path| path.push('/'));
    }
    found
}

/// The paths one component further.
fn one_further(
    machine: &Machine,
    (who, cwd): (&Identity, &str),
    found: &[String],
    (part, quoted): (&str, &[bool]),
) -> Vec<String> {
    let join = |directory: &str, name: &str| {
        if directory.is_empty() || directory.ends_with('/') {
            format!("{directory}{name}")
        } else {
            format!("{directory}/{name}")
        }
    };
    let mut next = Vec::new();
    for directory in found {
        if !has_special(part, quoted) {
            let path = join(directory, part);
            if machine.walk_to_link(who, cwd, &path).end.is_ok() {
                next.push(path);
            }
            continue;
        }
        let place = if directory.is_empty() { "." } else { directory };
        for name in machine.list(who, cwd, place).unwrap_or_default() {
            let hidden = name.starts_with('.') && !part.starts_with('.');
            if !hidden && matches_partly_quoted(part, quoted, &name) {
                next.push(join(directory, &name));
            }
        }
    }
    next
}

/// Whether any of `*`, `?` and `[` stands there unquoted.
pub(crate) fn has_special(pattern: &str, quoted: &[bool]) -> bool {
    let is_quoted = |at: usize| quoted.get(at).copied().unwrap_or(false);
    let mut bytes = pattern.bytes().enumerate();
    bytes.any(|(at, byte)| matches!(byte, b'*' | b'?' | b'[') && !is_quoted(at))
}

/// Takes the backslashes out of a pattern and marks what they quoted.
fn without_escapes(pattern: &str) -> (String, Vec<bool>) {
    let mut text = String::with_capacity(pattern.len());
    let mut quoted = Vec::with_capacity(pattern.len());
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        let escaped = if character == '\\' {
            characters.next()
        } else {
            None
        };
        let literal = escaped.unwrap_or(character);
        text.push(literal);
        quoted.extend(std::iter::repeat_n(escaped.is_some(), literal.len_utf8()));
    }
    (text, quoted)
}

/// Whether `name` matches `pattern`, of which the bytes marked in `quoted` stand for themselves.
fn matches_partly_quoted(pattern: &str, quoted: &[bool], name: &str) -> bool {
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
    use super::{is_pattern, matches, paths};
    use crate::{Identity, stock};

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
            ("*.conf", "a.conf~", false),
            ("[!0-9]*", "10-a", false),
        ] {
            assert_eq!(matches(pattern, name), expected, "{pattern} {name}");
        }
    }

    #[test]
    fn a_backslash_makes_the_next_character_literal() {
        assert!(matches(r"a\*", "a*"));
        assert!(!matches(r"a\*", "ab"));
        assert!(is_pattern("sites-enabled/*") && !is_pattern("nginx.conf"));
    }

    #[test]
    fn paths_are_those_that_the_user_can_list() {
        let machine = stock::machine("debian-12").unwrap();
        let nginx = |who: &Identity, pattern| paths(&machine, who, "/etc/nginx", pattern);
        let root = Identity::root();
        assert_eq!(
            nginx(&root, "sites-*/default"),
            ["sites-available/default", "sites-enabled/default"]
        );
        assert_eq!(
            nginx(&root, "/etc/nginx/nginx.con?"),
            ["/etc/nginx/nginx.conf"]
        );
        assert!(nginx(&root, "/no/such/*").is_empty());
        let nobody = Identity {
            uid: 65534,
            gid: 65534,
            groups: vec![65534],
            view: crate::View::default(),
        };
        assert!(nginx(&nobody, "/root/.*").is_empty());
        assert!(!nginx(&root, "/root/.*").is_empty());
    }
}
