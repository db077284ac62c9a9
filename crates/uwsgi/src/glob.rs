//! glob(3) on the machine: `*`, `?` and `[…]` in the components of a path.

use hurdles_machine::{Bits, Machine};

use crate::Instance;

/// As many results as one pattern gives here.
const MOST_RESULTS: usize = 1000;

impl Instance {
    /// The paths that match, sorted, directories with a slash at the end; the pattern itself where none does
    /// (`GLOB_MARK | GLOB_NOCHECK`).
    pub(crate) fn glob(&self, machine: &Machine, pattern: &str) -> Vec<String> {
        let (who, cwd) = (&self.context.identity, &self.context.cwd);
        let mut found = vec![String::new()];
        if pattern.starts_with('/') {
            found = vec!["/".to_owned()];
        }
        for part in pattern.split('/').filter(|part| !part.is_empty()) {
            let mut next = Vec::new();
            for base in &found {
                let join = |name: &str| match base.as_str() {
                    "" => name.to_owned(),
                    base if base.ends_with('/') => format!("{base}{name}"),
                    base => format!("{base}/{name}"),
                };
                if !part.contains(['*', '?', '[']) {
                    let path = join(part);
                    let is_there = machine.walk(who, cwd, &path, Bits::NONE).end.is_ok();
                    next.extend(is_there.then_some(path));
                    continue;
                }
                let directory = if base.is_empty() { "." } else { base };
                let names = machine.list(who, cwd, directory).unwrap_or_default();
                let hidden = part.starts_with('.');
                let matching = names
                    .iter()
                    .filter(|name| hidden || !name.starts_with('.'))
                    .filter(|name| matches(part, name));
                next.extend(matching.map(|name| join(name)).take(MOST_RESULTS));
            }
            found = next;
            found.truncate(MOST_RESULTS);
        }
        found.retain(|path| !path.is_empty());
        if found.is_empty() {
            return vec![pattern.to_owned()];
        }
        found.sort();
        let mark = |path: String| {
            let end = machine.walk(who, cwd, &path, Bits::NONE).end;
            let is_directory = end.is_ok_and(|id| machine.node(id).is_directory());
            if is_directory && !path.ends_with('/') {
                path + "/"
            } else {
                path
            }
        };
        found.into_iter().map(mark).collect()
    }
}

/// Whether a name matches one component of a pattern (fnmatch(3)).
pub(crate) fn matches(pattern: &str, name: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let name: Vec<char> = name.chars().collect();
    // The usual walk with one step back to the last star, linear in practice and quadratic at worst.
    let (mut p, mut n) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while n < name.len() {
        let step = match pattern.get(p) {
            Some('*') => {
                star = Some((p, n));
                p += 1;
                continue;
            }
            Some('?') => Some(p + 1),
            Some('[') => in_set(&pattern, p, name.get(n).copied()),
            Some(wanted) if Some(wanted) == name.get(n) => Some(p + 1),
            _ => None,
        };
        match (step, star) {
            (Some(next), _) => {
                p = next;
                n += 1;
            }
            (None, Some((at, from))) => {
                star = Some((at, from + 1));
                p = at + 1;
                n = from + 1;
            }
            (None, None) => return false,
        }
    }
    pattern.iter().skip(p).all(|rest| *rest == '*')
}

/// Where the pattern goes on behind the set at `open`, if it holds this character.
fn in_set(pattern: &[char], open: usize, character: Option<char>) -> Option<usize> {
    let close = pattern.iter().skip(open + 2).position(|c| *c == ']')? + open + 2;
    let set = pattern.get(open + 1..close)?;
    let (set, negated) = match set.first() {
        Some('!' | '^') => (set.get(1..)?, true),
        _ => (set, false),
    };
    let character = character?;
    let mut at = 0;
    let mut holds = false;
    while let Some(first) = set.get(at) {
        match (set.get(at + 1), set.get(at + 2)) {
            (Some('-'), Some(last)) => {
                holds |= (*first..=*last).contains(&character);
                at += 3;
            }
            _ => {
                holds |= *first == character;
                at += 1;
            }
        }
    }
    (holds != negated).then_some(close + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_as_fnmatch_does() {
        for (pattern, name, expected) in [
            ("*.ini", "a.ini", true),
            ("*.ini", "a.ini.bak", false),
            ("a?c", "abc", true),
            ("[a-c]x", "bx", true),
            ("[!a]x", "ax", false),
            ("*a*b", "xaayb", true),
            ("[", "[", false),
            ("", "", true),
        ] {
            assert_eq!(matches(pattern, name), expected, "{pattern} {name}");
        }
    }
}
