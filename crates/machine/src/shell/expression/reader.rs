//! Reads the text of an expression.

use super::{Atom, Part};

/// How many parts an expression may have.
pub(super) const MOST_PARTS: usize = 200;

pub(super) fn once(atom: Atom) -> Part {
    Part {
        atom,
        least: 1,
        most: 1,
    }
}

pub(super) struct Reader {
    chars: Vec<char>,
    at: usize,
    extended: bool,
    groups: usize,
}

impl Reader {
    /// Reads an expression and how many groups it has; `None` where it holds something that is not simulated.
    pub(super) fn read(text: &str, extended: bool) -> Option<(Vec<Vec<Part>>, usize)> {
        let mut reader = Self {
            chars: text.chars().collect(),
            at: 0,
            extended,
            groups: 0,
        };
        let alternatives = reader.alternatives(0)?;
        (reader.at == reader.chars.len()).then_some((alternatives, reader.groups))
    }

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
