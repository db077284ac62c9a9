//! File names by pattern, as glob(3) finds them for `include`.

use hurdles_machine::{Context, Machine, NodeKind};

/// The most names that one pattern may yield; glob(3) has no limit, a simulation needs one.
const MOST_NAMES: usize = 10_000;

/// Whether nginx takes this name for a pattern (`ngx_conf_include`, core/ngx_conf_file.c).
pub(crate) fn is_pattern(path: &str) -> bool {
    path.contains(['*', '?', '['])
}

/// The paths that an absolute pattern matches, in byte order; unreadable directories match nothing.
pub(crate) fn expand(machine: &Machine, context: &Context, pattern: &str) -> Vec<String> {
    let who = &context.identity;
    let mut found = vec![String::new()];
    for part in pattern.split('/').filter(|part| !part.is_empty()) {
        let mut next = Vec::new();
        for directory in found {
            if !is_pattern(part) {
                next.push(format!("{directory}/{part}"));
                continue;
            }
            let path = if directory.is_empty() {
                "/"
            } else {
                &directory
            };
            let names = machine.list(who, "/", path).unwrap_or_default();
            let hidden_too = part.starts_with('.');
            next.extend(
                names
                    .iter()
                    .filter(|name| hidden_too || !name.starts_with('.'))
                    .filter(|name| matches(part, name))
                    .map(|name| format!("{directory}/{name}")),
            );
        }
        next.truncate(MOST_NAMES);
        found = next;
    }
    found.retain(|path| exists(machine, context, path));
    found.sort();
    found
}

fn exists(machine: &Machine, context: &Context, path: &str) -> bool {
    let walk = machine.walk_to_link(&context.identity, "/", path);
    walk.end
        .is_ok_and(|id| !matches!(machine.node(id).kind, NodeKind::Other('?')))
}

/// Whether a name fits a pattern of `*`, `?`, `[a-z]`, `[!a]` and `\x` (glob(7)).
pub(crate) fn matches(pattern: &str, name: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let name: Vec<char> = name.chars().collect();
    let (mut p, mut n) = (0, 0);
    // Where the last star stood, and how much of the name it has taken.
    let mut star: Option<(usize, usize)> = None;
    while n < name.len() {
        let step = match pattern.get(p) {
            Some('*') => {
                star = Some((p, n));
                p += 1;
                continue;
            }
            Some('?') => Some(p + 1),
            Some('[') => class_end(&pattern, p, name[n]),
            Some('\\') if pattern.get(p + 1) == Some(&name[n]) => Some(p + 2),
            Some(character) if *character == name[n] => Some(p + 1),
            _ => None,
        };
        match (step, star) {
            (Some(next), _) => {
                p = next;
                n += 1;
            }
            (None, Some((at, taken))) => {
                star = Some((at, taken + 1));
                p = at + 1;
                n = taken + 1;
            }
            (None, None) => return false,
        }
    }
    pattern.iter().skip(p).all(|rest| *rest == '*')
}

/// The index after a bracket expression that starts at `open`, if it takes `character`; an unclosed `[` is literal.
fn class_end(pattern: &[char], open: usize, character: char) -> Option<usize> {
    let negated = matches!(pattern.get(open + 1), Some('!' | '^'));
    let first = open + 1 + usize::from(negated);
    let close = (first + 1..pattern.len()).find(|at| pattern.get(*at) == Some(&']'));
    let Some(close) = close else {
        return (character == '[').then_some(open + 1);
    };
    let members = pattern.get(first..close).unwrap_or_default();
    let mut is_member = false;
    let mut at = 0;
    while let Some(&low) = members.get(at) {
        let range = (members.get(at + 1) == Some(&'-'))
            .then(|| members.get(at + 2))
            .flatten();
        let high = range.copied().unwrap_or(low);
        is_member |= (low..=high).contains(&character);
        at += if range.is_some() { 3 } else { 1 };
    }
    (is_member != negated).then_some(close + 1)
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn patterns_match_as_in_a_shell() {
        let table = [
            ("*.conf", "a.conf", true),
            ("*.conf", "a.conf~", false),
            ("*", "", true),
            ("a*b*c", "axxbyyc", true),
            ("a*b*c", "axxbyy", false),
            ("[0-9]*", "10-a", true),
            ("[!0-9]*", "10-a", false),
            ("?.c", "x.c", true),
            ("[x", "[x", true),
        ];
        for (pattern, name, expected) in table {
            assert_eq!(matches(pattern, name), expected, "{pattern} {name}");
        }
    }
}
