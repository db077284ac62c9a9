//! Regular expressions of grep and sed (regex(7)): basic and extended, by bounded backtracking.

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
/// How deep a search may nest; what needs more does not match.
const DEEPEST: usize = 250;
/// How many parts an expression may have.
const MOST_PARTS: usize = 200;

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
        let mut reader = Reader {
            chars: text.chars().collect(),
            at: 0,
            extended,
            groups: 0,
        };
        let alternatives = reader.alternatives(0)?;
        (reader.at == reader.chars.len()).then_some(Self {
            alternatives,
            ignores_case: false,
            groups: reader.groups,
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

fn once(atom: Atom) -> Part {
    Part {
        atom,
        least: 1,
        most: 1,
    }
}

struct Reader {
    chars: Vec<char>,
    at: usize,
    extended: bool,
    groups: usize,
}

impl Reader {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    /// Whether an operator stands here: plain in extended, with a backslash in basic expressions.
    fn takes(&mut self, operator: char) -> bool {
        let length = match (self.extended, self.peek(0), self.peek(1)) {
            (true, Some(c), _) if c == operator => 1,
            (false, Some('\\'), Some(c)) if c == operator => 2,
            _ => return false,
        };
        self.at += length;
        true
    }

    fn alternatives(&mut self, depth: usize) -> Option<Vec<Vec<Part>>> {
        if depth > 20 {
            return None;
        }
        let mut alternatives = vec![self.sequence(depth)?];
        while self.takes('|') {
            alternatives.push(self.sequence(depth)?);
        }
        Some(alternatives)
    }

    fn is_end(&self) -> bool {
        matches!(
            (self.extended, self.peek(0), self.peek(1)),
            (_, None, _) | (true, Some('|' | ')'), _) | (false, Some('\\'), Some('|' | ')'))
        )
    }

    fn sequence(&mut self, depth: usize) -> Option<Vec<Part>> {
        let mut parts: Vec<Part> = Vec::new();
        while !self.is_end() {
            if parts.len() >= MOST_PARTS {
                return None;
            }
            if self.takes('(') {
                self.groups += 1;
                let group = self.groups;
                let inside = self.alternatives(depth + 1)?;
                if !self.takes(')') {
                    return None;
                }
                parts.push(once(Atom::Group(group, inside)));
            } else if self.repeats(&mut parts)? {
            } else {
                let is_first = parts.is_empty();
                parts.push(once(self.atom(is_first)?));
            }
        }
        Some(parts)
    }

    /// `*`, `+`, `?` and `{m,n}` after something.
    fn repeats(&mut self, parts: &mut [Part]) -> Option<bool> {
        let Some(last) = parts
            .last_mut()
            .filter(|last| !matches!(last.atom, Atom::Start))
        else {
            return Some(false);
        };
        let (least, most) = if self.peek(0) == Some('*') {
            self.at += 1;
            (0, usize::MAX)
        } else if self.takes('+') {
            (1, usize::MAX)
        } else if self.takes('?') {
            (0, 1)
        } else if self.takes('{') {
            let mut inside = String::new();
            while let Some(c) = self.peek(0).filter(|c| c.is_ascii_digit() || *c == ',') {
                inside.push(c);
                self.at += 1;
            }
            if !self.takes('}') {
                return None;
            }
            match inside.split_once(',') {
                None => {
                    let n = inside.parse().ok()?;
                    (n, n)
                }
                Some((least, "")) => (least.parse().ok()?, usize::MAX),
                Some((least, most)) => (least.parse().unwrap_or(0), most.parse().ok()?),
            }
        } else {
            return Some(false);
        };
        (last.least, last.most) = (least, most);
        Some(true)
    }

    fn atom(&mut self, is_first: bool) -> Option<Atom> {
        let c = self.peek(0)?;
        self.at += 1;
        Some(match c {
            '.' => Atom::Any,
            '^' if self.extended || is_first => Atom::Start,
            '$' if self.extended || self.is_end() => Atom::End,
            '[' => return self.class(),
            '\\' => {
                let escaped = self.peek(0)?;
                self.at += 1;
                let class = |negated, ranges: &[(char, char)]| Atom::Class {
                    negated,
                    ranges: ranges.to_vec(),
                };
                const WORD: [(char, char); 4] = [('a', 'z'), ('A', 'Z'), ('0', '9'), ('_', '_')];
                match escaped {
                    'b' | '<' | '>' => Atom::WordBorder,
                    'w' => class(false, &WORD),
                    'W' => class(true, &WORD),
                    's' => class(false, &[(' ', ' '), ('\t', '\t')]),
                    'S' => class(true, &[(' ', ' '), ('\t', '\t')]),
                    'n' => Atom::Char('\n'),
                    't' => Atom::Char('\t'),
                    '0'..='9' => return None,
                    other => Atom::Char(other),
                }
            }
            other => Atom::Char(other),
        })
    }

    fn class(&mut self) -> Option<Atom> {
        let negated = self.peek(0) == Some('^');
        self.at += usize::from(negated);
        let mut ranges = Vec::new();
        let start = self.at;
        loop {
            let c = self.peek(0)?;
            self.at += 1;
            if c == ']' && self.at > start + 1 {
                return Some(Atom::Class { negated, ranges });
            }
            if c == '[' && self.peek(0) == Some(':') {
                let rest: String = self.chars.get(self.at + 1..)?.iter().collect();
                let name = rest.split_once(":]")?.0.to_owned();
                self.at += name.chars().count() + 3;
                ranges.extend_from_slice(match name.as_str() {
                    "space" | "blank" => &[(' ', ' '), ('\t', '\t')],
                    "digit" => &[('0', '9')],
                    "alpha" => &[('a', 'z'), ('A', 'Z')],
                    "alnum" => &[('a', 'z'), ('A', 'Z'), ('0', '9')],
                    "upper" => &[('A', 'Z')],
                    "lower" => &[('a', 'z')],
                    _ => return None,
                });
                continue;
            }
            if self.peek(0) == Some('-') && self.peek(1).is_some_and(|last| last != ']') {
                let last = self.peek(1)?;
                self.at += 2;
                ranges.push((c, last));
            } else {
                ranges.push((c, c));
            }
        }
    }
}

struct Matcher<'a> {
    text: &'a str,
    ignores_case: bool,
    groups: Vec<Option<(usize, usize)>>,
    steps: &'a mut usize,
    depth: usize,
}

/// What to do once a part has matched up to a place.
type Then<'t> = &'t mut dyn FnMut(&mut Matcher<'_>, usize) -> Option<usize>;

impl Matcher<'_> {
    fn sequence(&mut self, parts: &[Part], at: usize, then: Then<'_>) -> Option<usize> {
        match parts.split_first() {
            None => then(self, at),
            Some(_) if self.depth >= DEEPEST => None,
            Some((part, rest)) => {
                self.depth += 1;
                let end = self.repeated(part, 0, at, &mut |matcher, at| {
                    matcher.sequence(rest, at, then)
                });
                self.depth -= 1;
                end
            }
        }
    }

    /// As often as possible, then fewer.
    fn repeated(&mut self, part: &Part, done: usize, at: usize, then: Then<'_>) -> Option<usize> {
        *self.steps = self.steps.checked_sub(1)?;
        // One character wide things need no recursion, whose depth would follow the text's length.
        if !matches!(part.atom, Atom::Group(..)) {
            let mut places = vec![at];
            while places.len() <= part.most
                && let Some(next) = places.last().and_then(|at| self.single(&part.atom, *at))
            {
                *self.steps = self.steps.checked_sub(1)?;
                if places.last() == Some(&next) {
                    places.resize(part.least.min(1000) + 1, next);
                    break;
                }
                places.push(next);
            }
            let enough = places.get(part.least..).unwrap_or(&[]);
            return enough.iter().rev().find_map(|at| then(self, *at));
        }
        if let Atom::Group(number, alternatives) = &part.atom
            && done < part.most
            && done < 500
        {
            let before = self.groups.get(*number).copied().flatten();
            for parts in alternatives {
                let found = self.sequence(parts, at, &mut |matcher, end| {
                    if end == at && done >= part.least {
                        return None;
                    }
                    if let Some(group) = matcher.groups.get_mut(*number) {
                        *group = Some((at, end));
                    }
                    matcher.repeated(part, done + 1, end, then)
                });
                if found.is_some() {
                    return found;
                }
            }
            if let Some(group) = self.groups.get_mut(*number) {
                *group = before;
            }
        }
        if done >= part.least {
            then(self, at)
        } else {
            None
        }
    }

    /// The place behind one atom that is no group.
    fn single(&self, atom: &Atom, at: usize) -> Option<usize> {
        let next = self.text.get(at..)?.chars().next();
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let fits = match atom {
            Atom::Start => return (at == 0).then_some(at),
            Atom::End => return next.is_none().then_some(at),
            Atom::WordBorder => {
                let before = self.text.get(..at)?.chars().next_back();
                let differs = before.is_some_and(is_word) != next.is_some_and(is_word);
                return differs.then_some(at);
            }
            Atom::Any => true,
            Atom::Char(wanted) => self.same(*wanted, next?),
            Atom::Class { negated, ranges } => {
                let c = next?;
                let inside = ranges.iter().any(|(first, last)| {
                    (first..=last).contains(&&c)
                        || self.ignores_case
                            && c.is_ascii()
                            && ((first..=last).contains(&&c.to_ascii_lowercase())
                                || (first..=last).contains(&&c.to_ascii_uppercase()))
                });
                inside != *negated
            }
            Atom::Group(..) => false,
        };
        let next = next?;
        fits.then_some(at + next.len_utf8())
    }

    fn same(&self, a: char, b: char) -> bool {
        a == b || self.ignores_case && a.to_lowercase().eq(b.to_lowercase())
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
