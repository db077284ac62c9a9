//! From the text of a pattern to its parts (pcre2syntax(3)).

use super::{DEEPEST, Node, Set};

pub(super) struct Parsed {
    pub(super) node: Node,
    pub(super) n_groups: usize,
    pub(super) names: Vec<(String, usize)>,
    pub(super) caseless: bool,
}

struct Reader<'p> {
    rest: &'p str,
    depth: u32,
    n_groups: usize,
    names: Vec<(String, usize)>,
}

pub(super) fn parse(pattern: &str) -> Option<Parsed> {
    let (caseless, rest) = match pattern.strip_prefix("(?i)") {
        Some(rest) => (true, rest),
        None => (false, pattern),
    };
    let mut reader = Reader {
        rest,
        depth: 0,
        n_groups: 0,
        names: Vec::new(),
    };
    let node = reader.either()?;
    reader.rest.is_empty().then_some(Parsed {
        node,
        n_groups: reader.n_groups,
        names: reader.names,
        caseless,
    })
}

impl Reader<'_> {
    fn take(&mut self) -> Option<char> {
        let mut characters = self.rest.chars();
        let character = characters.next()?;
        self.rest = characters.as_str();
        Some(character)
    }

    fn takes(&mut self, text: &str) -> bool {
        let rest = self.rest.strip_prefix(text);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn either(&mut self) -> Option<Node> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let mut branches = vec![self.sequence()?];
        while self.takes("|") {
            branches.push(self.sequence()?);
        }
        self.depth -= 1;
        Some(Node::Either(branches))
    }

    fn sequence(&mut self) -> Option<Node> {
        let mut parts = Vec::new();
        while !self.rest.is_empty() && !self.rest.starts_with(['|', ')']) {
            let part = self.part()?;
            parts.push(self.repeated(part)?);
        }
        Some(Node::Sequence(parts))
    }

    fn part(&mut self) -> Option<Node> {
        Some(match self.take()? {
            '^' => Node::Start,
            '$' => Node::End,
            '.' => Node::Set(Set {
                ranges: vec![('\n', '\n')],
                negated: true,
            }),
            '[' => Node::Set(self.class()?),
            '(' => return self.group(),
            '\\' => return self.escape(),
            '*' | '+' | '?' => return None,
            character => one(character),
        })
    }

    fn repeated(&mut self, mut node: Node) -> Option<Node> {
        loop {
            let (least, most) = if self.takes("*") {
                (0, usize::MAX)
            } else if self.takes("+") {
                (1, usize::MAX)
            } else if self.takes("?") {
                (0, 1)
            } else if let Some(bounds) = self.bounds() {
                bounds
            } else {
                return Some(node);
            };
            let lazy = self.takes("?");
            let possessive = !lazy && self.takes("+");
            node = Node::Repeat {
                node: Box::new(node),
                least,
                most,
                lazy,
            };
            if possessive {
                node = Node::Atomic(Box::new(node));
            }
        }
    }

    /// `{2}`, `{2,}`, `{2,5}`; anything else in braces is plain text.
    fn bounds(&mut self) -> Option<(usize, usize)> {
        let (inner, rest) = self.rest.strip_prefix('{')?.split_once('}')?;
        let bounds = match inner.split_once(',') {
            None => {
                let exactly = inner.parse().ok()?;
                (exactly, exactly)
            }
            Some((least, "")) => (least.parse().ok()?, usize::MAX),
            Some((least, most)) => (least.parse().ok()?, most.parse().ok()?),
        };
        self.rest = rest;
        Some(bounds)
    }

    fn group(&mut self) -> Option<Node> {
        let look = |behind, negated| (behind, negated);
        let looks = [
            ("?=", look(false, false)),
            ("?!", look(false, true)),
            ("?<=", look(true, false)),
            ("?<!", look(true, true)),
        ];
        for (start, (behind, negated)) in looks {
            if self.takes(start) {
                let node = Box::new(self.closed()?);
                return Some(Node::Look {
                    node,
                    behind,
                    negated,
                });
            }
        }
        if self.takes("?:") {
            return Some(Node::Group(Box::new(self.closed()?), None));
        }
        if self.takes("?>") {
            return Some(Node::Atomic(Box::new(self.closed()?)));
        }
        self.n_groups += 1;
        let number = self.n_groups;
        for (start, end) in [("?P<", '>'), ("?<", '>'), ("?'", '\'')] {
            if self.takes(start) {
                let (name, rest) = self.rest.split_once(end)?;
                self.names.push((name.to_owned(), number));
                self.rest = rest;
                return Some(Node::Group(Box::new(self.closed()?), Some(number)));
            }
        }
        if self.rest.starts_with(['?', '*']) {
            return None;
        }
        Some(Node::Group(Box::new(self.closed()?), Some(number)))
    }

    fn closed(&mut self) -> Option<Node> {
        let node = self.either()?;
        self.takes(")").then_some(node)
    }

    fn escape(&mut self) -> Option<Node> {
        let character = self.take()?;
        Some(match character {
            'b' => Node::WordBorder(true),
            'B' => Node::WordBorder(false),
            'A' => Node::Start,
            'z' | 'Z' => Node::End,
            '1'..='9' => Node::BackReference(character.to_digit(10)? as usize),
            _ => Node::Set(kind(character)?),
        })
    }

    fn class(&mut self) -> Option<Set> {
        let mut set = Set {
            negated: self.takes("^"),
            ..Set::default()
        };
        let mut is_first = true;
        loop {
            let character = self.take()?;
            match character {
                ']' if !is_first => return Some(set),
                '[' if self.rest.starts_with(':') => return None,
                '\\' => {
                    let escaped = kind(self.take()?)?;
                    if escaped.negated {
                        return None;
                    }
                    set.ranges.extend(escaped.ranges);
                }
                low => {
                    let mut ahead = self.rest.chars();
                    let is_range = ahead.next() == Some('-') && ahead.next() != Some(']');
                    let high = if is_range {
                        self.take()?;
                        match self.take()? {
                            '\\' => self.take()?,
                            high => high,
                        }
                    } else {
                        low
                    };
                    set.ranges.push((low, high));
                }
            }
            is_first = false;
        }
    }
}

fn one(character: char) -> Node {
    Node::Set(Set {
        ranges: vec![(character, character)],
        negated: false,
    })
}

/// What an escaped character stands for; none for the letters that have a meaning not known here.
fn kind(character: char) -> Option<Set> {
    let ranges: &[(char, char)] = match character.to_ascii_lowercase() {
        'd' => &[('0', '9')],
        'w' => &[('a', 'z'), ('A', 'Z'), ('0', '9'), ('_', '_')],
        's' => &[(' ', ' '), ('\t', '\r')],
        'n' => &[('\n', '\n')],
        'r' => &[('\r', '\r')],
        't' => &[('\t', '\t')],
        letter if letter.is_ascii_alphanumeric() => return None,
        _ => {
            return Some(Set {
                ranges: vec![(character, character)],
                negated: false,
            });
        }
    };
    if character.is_ascii_uppercase() && !matches!(character, 'D' | 'W' | 'S') {
        return None;
    }
    Some(Set {
        ranges: ranges.to_vec(),
        negated: character.is_ascii_uppercase(),
    })
}
