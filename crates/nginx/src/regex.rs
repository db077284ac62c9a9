//! Regular expressions: matched by `regex-lite`, which like PCRE takes the leftmost, first alternative. What PCRE has
//! beyond it goes to a matcher of our own; what that does not know either is reported, not guessed.

mod backtrack;

use self::backtrack::Program;
use crate::problem::ProblemKind;

/// A pattern ready to match.
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    compiled: Compiled,
    /// The pattern as written.
    pub(crate) text: String,
}

#[derive(Clone, Debug)]
enum Compiled {
    Plain(regex_lite::Regex),
    Backtracking(Program),
    Unknown,
}

/// What matched: the whole, the numbered groups and the named ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Captures {
    pub(crate) groups: Vec<Option<String>>,
    pub(crate) names: Vec<(String, String)>,
}

impl Pattern {
    /// Compiles a pattern; one that cannot be simulated matches nothing and says so.
    pub(crate) fn new(text: &str, caseless: bool) -> Self {
        // PCRE spells a named group `(?<name>`, `(?'name'` or `(?P<name>`.
        let pattern = text.replace("(?'", "(?<");
        let compiled = regex_lite::RegexBuilder::new(&pattern)
            .case_insensitive(caseless)
            .size_limit(1 << 20)
            .build();
        let compiled = match compiled {
            Ok(regex) => Compiled::Plain(regex),
            Err(_) => {
                Program::new(text, caseless).map_or(Compiled::Unknown, Compiled::Backtracking)
            }
        };
        Self {
            compiled,
            text: text.to_owned(),
        }
    }

    /// Whether matching it is simulated.
    pub(crate) fn is_simulated(&self) -> bool {
        !matches!(self.compiled, Compiled::Unknown)
    }

    /// Matches anywhere in `subject`.
    pub(crate) fn captures(&self, subject: &str) -> Option<Captures> {
        let regex = match &self.compiled {
            Compiled::Plain(regex) => regex,
            Compiled::Backtracking(program) => return program.captures(subject),
            Compiled::Unknown => return None,
        };
        let found = regex.captures(subject)?;
        let text = |group: Option<regex_lite::Match<'_>>| group.map(|m| m.as_str().to_owned());
        let names = regex.capture_names().flatten();
        Some(Captures {
            groups: (0..found.len()).map(|n| text(found.get(n))).collect(),
            names: names
                .filter_map(|name| Some((name.to_owned(), text(found.name(name))?)))
                .collect(),
        })
    }
}

/// The names of a pattern's named groups: variables from then on.
pub(crate) fn names(pattern: &str) -> Vec<String> {
    match Pattern::new(pattern, false).compiled {
        Compiled::Plain(regex) => regex.capture_names().flatten().map(str::to_owned).collect(),
        Compiled::Backtracking(program) => program.names().map(str::to_owned).collect(),
        Compiled::Unknown => Vec::new(),
    }
}

/// How many groups a pattern has; none where that is not known.
pub(crate) fn n_groups(pattern: &str) -> Option<usize> {
    match Pattern::new(pattern, false).compiled {
        Compiled::Plain(regex) => Some(regex.captures_len().saturating_sub(1)),
        _ => None,
    }
}

/// What PCRE refuses, in its words, as far as the common slips go.
pub(crate) fn fault(pattern: &str, pcre2: bool) -> Option<ProblemKind> {
    let (text, at) = slip(pattern.as_bytes(), pcre2)?;
    Some(ProblemKind::Regex {
        pcre2,
        text: text.to_owned(),
        pattern: pattern.to_owned(),
        at: at
            .and_then(|at| pattern.get(at..))
            .filter(|rest| !rest.is_empty())
            .map(str::to_owned),
    })
}

/// PCRE's words for a slip, and where it is; nowhere at the end of the pattern.
fn slip(bytes: &[u8], pcre2: bool) -> Option<(&'static str, Option<usize>)> {
    let words = |new, old| if pcre2 { new } else { old };
    let mut depth = 0usize;
    // Whether there is something before that may be repeated.
    let mut repeatable = false;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'\\' => {
                if at >= bytes.len() {
                    return Some(("\\ at end of pattern", None));
                }
                at += 1;
                repeatable = true;
            }
            b'[' => {
                match class_end(bytes, at) {
                    Some(end) => at = end,
                    None => return Some(("missing terminating ] for character class", None)),
                }
                repeatable = true;
            }
            b'(' => {
                depth += 1;
                repeatable = false;
                at += usize::from(bytes.get(at) == Some(&b'?'));
            }
            b')' if depth == 0 => {
                let text = words("unmatched closing parenthesis", "unmatched parentheses");
                return Some((text, Some(at - 1)));
            }
            b')' => {
                depth -= 1;
                repeatable = true;
            }
            b'|' | b'^' => repeatable = false,
            b'*' | b'+' | b'?' if !repeatable => {
                let new = "quantifier does not follow a repeatable item";
                return Some((words(new, "nothing to repeat"), Some(at - 1)));
            }
            b'*' | b'+' | b'?' => {
                // A lazy or possessive mark belongs to the repeat.
                at += usize::from(matches!(bytes.get(at), Some(b'?' | b'+')));
                repeatable = false;
            }
            _ => repeatable = true,
        }
    }
    (depth > 0).then(|| (words("missing closing parenthesis", "missing )"), None))
}

/// The index after the `]` that ends a character class whose first member is at `at`.
fn class_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    if bytes.get(at) == Some(&b'^') {
        at += 1;
    }
    // A `]` in the first place is a member.
    if bytes.get(at) == Some(&b']') {
        at += 1;
    }
    loop {
        match bytes.get(at)? {
            b'\\' => at += 2,
            b']' => return Some(at + 1),
            b'[' if matches!(bytes.get(at + 1), Some(b':')) => {
                let rest = bytes.get(at + 2..)?;
                let close = rest.windows(2).position(|pair| pair == b":]");
                at = close.map_or(at + 1, |close| at + 4 + close);
            }
            _ => at += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_reported_in_pcre2_words() {
        let text = |pattern| fault(pattern, true).map(|kind| kind.to_string());
        let table = [
            (
                "(",
                Some("pcre2_compile() failed: missing closing parenthesis in \"(\""),
            ),
            (
                "a)b",
                Some("pcre2_compile() failed: unmatched closing parenthesis in \"a)b\" at \")b\""),
            ),
            (
                "[a",
                Some("pcre2_compile() failed: missing terminating ] for character class in \"[a\""),
            ),
            ("\\.php$", None),
            ("^/(a|b)+?x[^]]*$", None),
            ("(?<name>x)*", None),
        ];
        for (pattern, expected) in table {
            assert_eq!(text(pattern).as_deref(), expected, "{pattern}");
        }
    }

    #[test]
    fn groups_are_captured_by_number_and_name() {
        let pattern = Pattern::new("^/(?<lang>[a-z]+)/(.*)$", false);
        let captures = pattern.captures("/de/x").unwrap();
        assert_eq!(captures.groups.get(2), Some(&Some("x".to_owned())));
        assert_eq!(captures.names, [("lang".to_owned(), "de".to_owned())]);
        assert!(Pattern::new("(?=x)", false).is_simulated());
        assert!(!Pattern::new("(?(1)x)", false).is_simulated());
        assert_eq!(names("(?<a>x)(?P<b>y)"), ["a", "b"]);
    }
}
