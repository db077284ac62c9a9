//! Regular expressions of grep and sed (regex(7)): basic and extended, by bounded backtracking.

mod matcher;
mod reader;

use matcher::Matcher;
use reader::{MOST_PARTS, Reader, once};

/// A compiled expression.
#[derive(Clone, Debug)]
pub(super) struct Expression {
    /// What is tried one after the other; each a sequence.
    alternatives: Vec<Vec<Part>>,
    ignores_case: bool,
    groups: usize,
}

/// Something with how often it may come.
#[derive(Clone, Debug)]
struct Part {
    atom: Atom,
    least: usize,
    most: usize,
}

#[derive(Clone, Debug)]
enum Atom {
    Char(char),
    Any,
    Class {
        negated: bool,
        ranges: Vec<(char, char)>,
    },
    Group(usize, Vec<Vec<Part>>),
    Start,
    End,
    WordBorder,
}

/// How many steps one search may take.
const MOST_STEPS: usize = 20_000;

impl Expression {
    /// An expression in which every character stands for itself.
    pub(super) fn fixed(text: &str) -> Option<Self> {
        let parts: Vec<Part> = text.chars().map(|c| once(Atom::Char(c))).collect();
        (parts.len() <= MOST_PARTS).then_some(Self {
            alternatives: vec![parts],
            ignores_case: false,
            groups: 0,
        })
    }

    /// Reads an expression; `None` where it holds something that is not simulated.
    pub(super) fn parse(text: &str, extended: bool) -> Option<Self> {
        let (alternatives, groups) = Reader::read(text, extended)?;
        Some(Self {
            alternatives,
            ignores_case: false,
            groups,
        })
    }

    pub(super) fn ignoring_case(self, ignores_case: bool) -> Self {
        Self {
            ignores_case,
            ..self
        }
    }

    /// The first match at or after byte `from`: its range and its groups' ranges.
    pub(super) fn find(&self, text: &str, from: usize) -> Option<Vec<Option<(usize, usize)>>> {
        let mut steps = MOST_STEPS;
        let starts = text.char_indices().map(|(at, _)| at).chain([text.len()]);
        for start in starts.filter(|start| *start >= from) {
            let mut matcher = Matcher {
                text,
                ignores_case: self.ignores_case,
                groups: vec![None; self.groups + 1],
                steps: &mut steps,
                depth: 0,
            };
            let end = self
                .alternatives
                .iter()
                .find_map(|parts| matcher.sequence(parts, start, &mut |_, at| Some(at)));
            if let Some(end) = end {
                let mut groups = matcher.groups;
                if let Some(whole) = groups.first_mut() {
                    *whole = Some((start, end));
                }
                return Some(groups);
            }
        }
        None
    }

    /// The text with the first or all matches replaced; `None` where nothing matches.
    pub(super) fn replace(&self, text: &str, replacement: &str, all: bool) -> Option<String> {
        let mut result = String::new();
        let mut from = 0;
        let mut found = false;
        while let Some(groups) = self.find(text, from) {
            let Some(Some((start, end))) = groups.first().copied() else {
                break;
            };
            found = true;
            result.push_str(text.get(from..start)?);
            substitute(&mut result, text, replacement, &groups);
            from = end;
            if start == end {
                // An empty match moves on by a character.
                let next = text.get(end..).and_then(|rest| rest.chars().next());
                result.extend(next);
                from = end + next.map_or(1, char::len_utf8);
            }
            if !all || from > text.len() {
                break;
            }
        }
        result.push_str(text.get(from..).unwrap_or(""));
        found.then_some(result)
    }
}

/// Appends a replacement with `&` and `\1` filled in.
fn substitute(
    result: &mut String,
    text: &str,
    replacement: &str,
    groups: &[Option<(usize, usize)>],
) {
    let group = |result: &mut String, n: usize| {
        if let Some(Some((start, end))) = groups.get(n) {
            result.push_str(text.get(*start..*end).unwrap_or(""));
        }
    };
    let mut chars = replacement.chars();
    while let Some(c) = chars.next() {
        match c {
            '&' => group(result, 0),
            '\\' => match chars.next() {
                Some('n') => result.push('\n'),
                Some('t') => result.push('\t'),
                Some(digit @ '0'..='9') => {
                    group(result, digit.to_digit(10).map_or(0, |n| n as usize));
                }
                Some(other) => result.push(other),
                None => result.push('\\'),
            },
            other => result.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_match_as_in_regex_7() {
        for (pattern, extended, text, expected) in [
            ("^::1", false, "::1 localhost", true),
            ("^::1", false, " ::1", false),
            ("a.c$", false, "xabc", true),
            ("a+", false, "a+", true),
            ("a\\+b", false, "aab", true),
            ("(a|b)+c", true, "xabac", true),
            ("\\(a\\)x", false, "ax", true),
            ("[[:space:]]#", false, "x #", true),
            ("x*", false, "", true),
            ("\\bapp\\b", false, "my app x", true),
            ("\\bapp\\b", false, "apply", false),
            ("a{2,3}b", true, "xaab", true),
            ("[^a-c]", false, "abc", false),
        ] {
            let expression = Expression::parse(pattern, extended).unwrap();
            assert_eq!(
                expression.find(text, 0).is_some(),
                expected,
                "{pattern} {text}"
            );
        }
    }

    #[test]
    fn replacing_fills_in_groups() {
        for (pattern, replacement, all, text, expected) in [
            (
                "/tmp/old",
                "/tmp/",
                false,
                "x /tmp/old.sock",
                Some("x /tmp/.sock"),
            ),
            ("\\(a*\\)b", "<\\1>", false, "aab", Some("<aa>")),
            ("a", "&&", true, "banana", Some("baanaanaa")),
            ("x*", "-", true, "ab", Some("-a-b-")),
            ("z", "y", true, "ab", None),
        ] {
            let expression = Expression::parse(pattern, false).unwrap();
            let result = expression.replace(text, replacement, all);
            assert_eq!(result.as_deref(), expected, "{pattern}");
        }
    }

    #[test]
    fn a_costly_expression_gives_up_instead_of_hanging() {
        let expression = Expression::parse("(a*)*(a*)*(a*)*b", true).unwrap();
        assert!(expression.find(&"a".repeat(5000), 0).is_none());
    }
}
