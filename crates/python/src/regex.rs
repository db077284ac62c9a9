//! Regular expressions as the module `re` understands them: a parser and a backtracking matcher.
//!
//! Characters are counted, not bytes. What is not covered is an error of its own, never another meaning.

mod matcher;
mod parser;

pub(crate) use matcher::{Exhausted, Spans, run};
pub(crate) use parser::{Problem, parse};

/// `re.IGNORECASE`.
pub(crate) const IGNORE_CASE: i64 = 2;
/// `re.MULTILINE`.
pub(crate) const MULTILINE: i64 = 8;
/// `re.DOTALL`.
pub(crate) const DOT_ALL: i64 = 16;
/// `re.VERBOSE`.
pub(crate) const VERBOSE: i64 = 64;
/// `re.ASCII`.
pub(crate) const ASCII: i64 = 256;

/// A pattern that was read.
#[derive(Debug)]
pub(crate) struct Pattern {
    pub(crate) node: Node,
    /// Groups by number; the whole match is none of them.
    pub(crate) n_groups: usize,
    /// Named groups in their order.
    pub(crate) names: Vec<(String, usize)>,
    /// The flags, with those that stand in the pattern.
    pub(crate) flags: i64,
}

/// A part of a pattern.
#[derive(Debug)]
pub(crate) enum Node {
    Empty,
    Char(char),
    Any,
    Set(Vec<SetItem>, bool),
    Start,
    End,
    AbsoluteStart,
    AbsoluteEnd,
    Boundary(bool),
    Sequence(Vec<Node>),
    Choice(Vec<Node>),
    Group(Box<Node>, usize),
    Back(usize),
    /// Whether it looks ahead, and whether it is wanted.
    Look(Box<Node>, bool, bool),
    /// What, at least, at most, whether greedy.
    Repeat(Box<Node>, usize, usize, bool),
}

/// What a set has.
#[derive(Clone, Debug)]
pub(crate) enum SetItem {
    Range(char, char),
    /// `d`, `w` or `s`; a capital letter for the opposite.
    Class(char),
}

impl SetItem {
    /// Whether a character is among these.
    pub(crate) fn has(&self, c: char, ascii: bool) -> bool {
        match self {
            Self::Range(first, last) => (*first..=*last).contains(&c),
            Self::Class(class) => {
                let known = !ascii || c.is_ascii();
                let is_in = match class.to_ascii_lowercase() {
                    'd' => c.is_ascii_digit() || (!ascii && !c.is_ascii() && c.is_numeric()),
                    'w' => known && (c.is_alphanumeric() || c == '_'),
                    _ => known && (c.is_whitespace() || ('\x1c'..='\x1f').contains(&c)),
                };
                is_in != class.is_ascii_uppercase()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(pattern: &str, flags: i64, text: &str) -> Option<String> {
        let pattern = parse(pattern, flags).unwrap();
        let text: Vec<char> = text.chars().collect();
        let spans = (0..=text.len())
            .find_map(|at| run(&pattern, &text, at, false, &mut 100_000).unwrap())?;
        let shown = spans.iter().map(|span| {
            span.map_or("-".to_owned(), |(start, end)| {
                text[start..end].iter().collect()
            })
        });
        Some(shown.collect::<Vec<String>>().join("|"))
    }

    #[test]
    fn patterns_match_as_in_python() {
        let rows = [
            (
                r"^/notes/(?P<slug>[a-z0-9-]+)/?$",
                0,
                "/notes/a-1/",
                Some("/notes/a-1/|a-1"),
            ),
            (r"(\d+)-(\w+)?", 0, "x 12-", Some("12-|12|-")),
            (r"a|ab", 0, "ab", Some("a")),
            (r"<.*?>", 0, "<a><b>", Some("<a>")),
            (r"<.*>", 0, "<a><b>", Some("<a><b>")),
            (r"(a)\1", 0, "baa", Some("aa|a")),
            (r"HELLO", IGNORE_CASE, "say hello", Some("hello")),
            (r"^b", MULTILINE, "a\nb", Some("b")),
            (r"^b", 0, "a\nb", None),
            (r"a.b", DOT_ALL, "a\nb", Some("a\nb")),
            (r"a$", 0, "a\n", Some("a")),
            (r"\bcat\b", 0, "a cat!", Some("cat")),
            (r"x(?=y)", 0, "xz xy", Some("x")),
            (r"(?<!a)b", 0, "ab b", Some("b")),
            (r"(?<=a)b", 0, "b ab", Some("b")),
            (r"[^\W\d]{2,3}", 0, "12abcd", Some("abc")),
            (r"(?:ab)+", 0, "ababx", Some("abab")),
            (r"(a*)*", 0, "b", Some("|")),
            (r"[]a]+", 0, "x]a", Some("]a")),
            (r"(?i)AbC", 0, "abc", Some("abc")),
            (" a  b # words\n c", VERBOSE, "abc", Some("abc")),
            (r"\x41\u0042\.", 0, "AB.", Some("AB.")),
            (r"a{,2}b{x", 0, "aab{x", Some("aab{x")),
        ];
        for (pattern, flags, text, expected) in rows {
            assert_eq!(find(pattern, flags, text).as_deref(), expected, "{pattern}");
        }
    }

    #[test]
    fn broken_patterns_say_what_python_says() {
        let rows = [
            ("(a", "missing ), unterminated subpattern", 0),
            ("a)", "unbalanced parenthesis", 1),
            ("[a", "unterminated character set", 0),
            ("*a", "nothing to repeat", 0),
            ("a**", "multiple repeat", 2),
            (r"\p", r"bad escape \p", 0),
            (
                r"(?P<a>x)(?P<a>y)",
                "redefinition of group name 'a' as group 2; was group 1",
                12,
            ),
            ("[b-a]", "bad character range b-a", 1),
            ("a\\", r"bad escape (end of pattern)", 1),
            (r"(a)\2", "invalid group reference 2", 4),
            ("(?P<1a>x)", "bad character in group name '1a'", 4),
        ];
        for (pattern, words, at) in rows {
            match parse(pattern, 0) {
                Err(Problem::Wrong(got, position)) => {
                    assert_eq!((got.as_str(), position), (words, at), "{pattern}");
                }
                other => panic!("{pattern}: {other:?}"),
            }
        }
    }

    #[test]
    fn endless_work_ends() {
        let pattern = parse("(a+)+$", 0).unwrap();
        let text: Vec<char> = "a".repeat(40).chars().chain(['b']).collect();
        assert!(run(&pattern, &text, 0, false, &mut 10_000).is_err());
    }
}
