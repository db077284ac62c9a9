//! Reading a pattern, with the words that Python has for broken ones (Lib/re/_parser.py).

mod sets;

use super::{Node, Pattern, SetItem, VERBOSE};

/// Why a pattern cannot be used.
#[derive(Debug)]
pub(crate) enum Problem {
    /// What `re.error` says, and at which character.
    Wrong(String, usize),
    /// It means something that is not simulated.
    NotSimulated,
}

/// Reads a pattern.
pub(crate) fn parse(pattern: &str, flags: i64) -> Result<Pattern, Problem> {
    let mut parser = Parser {
        chars: pattern.chars().collect(),
        at: 0,
        flags,
        names: Vec::new(),
        n_groups: 0,
        open: Vec::new(),
        depth: 0,
    };
    let node = parser.choice()?;
    if parser.peek().is_some() {
        return Err(wrong("unbalanced parenthesis", parser.at));
    }
    Ok(Pattern {
        node,
        n_groups: parser.n_groups,
        names: parser.names,
        flags: parser.flags,
    })
}

/// How deep groups may be nested.
const DEEPEST: usize = 60;
/// A repetition without an end.
const ENDLESS: usize = usize::MAX;

fn wrong(words: impl Into<String>, at: usize) -> Problem {
    Problem::Wrong(words.into(), at)
}

struct Parser {
    chars: Vec<char>,
    at: usize,
    flags: i64,
    names: Vec<(String, usize)>,
    n_groups: usize,
    /// Groups that are not closed yet.
    open: Vec<usize>,
    depth: usize,
}

impl Parser {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn take(&mut self, word: &str) -> bool {
        let rest = self.chars.get(self.at..).unwrap_or(&[]);
        let found =
            word.chars().count() <= rest.len() && word.chars().zip(rest).all(|(a, b)| a == *b);
        self.at += if found { word.chars().count() } else { 0 };
        found
    }

    fn choice(&mut self) -> Result<Node, Problem> {
        let mut ways = vec![self.sequence()?];
        while self.take("|") {
            ways.push(self.sequence()?);
        }
        Ok(match ways.len() {
            1 => ways.remove(0),
            _ => Node::Choice(ways),
        })
    }

    fn sequence(&mut self) -> Result<Node, Problem> {
        let mut parts: Vec<Node> = Vec::new();
        let mut repeats = false;
        while let Some(c) = self.peek() {
            if matches!(c, '|' | ')') {
                break;
            }
            if self.flags & VERBOSE != 0 && (c.is_whitespace() || c == '#') {
                self.at += 1;
                while c == '#' && self.peek().is_some_and(|c| c != '\n') {
                    self.at += 1;
                }
                continue;
            }
            let start = self.at;
            if let Some((least, most)) = self.count()? {
                let greedy = !self.take("?");
                if self.peek() == Some('+') && greedy {
                    return Err(Problem::NotSimulated);
                }
                let what = match parts.pop() {
                    None | Some(Node::Start | Node::End | Node::AbsoluteStart) => {
                        return Err(wrong("nothing to repeat", start));
                    }
                    Some(_) if repeats => return Err(wrong("multiple repeat", start)),
                    Some(what) => what,
                };
                parts.push(Node::Repeat(Box::new(what), least, most, greedy));
                repeats = true;
                continue;
            }
            repeats = false;
            let atom = self.atom()?;
            parts.push(atom);
        }
        Ok(match parts.len() {
            0 => Node::Empty,
            1 => parts.remove(0),
            _ => Node::Sequence(parts),
        })
    }

    /// `*`, `+`, `?` or `{2,3}`.
    fn count(&mut self) -> Result<Option<(usize, usize)>, Problem> {
        let (least, most) = match self.peek() {
            Some('*') => (0, ENDLESS),
            Some('+') => (1, ENDLESS),
            Some('?') => (0, 1),
            Some('{') => return self.braces(),
            _ => return Ok(None),
        };
        self.at += 1;
        Ok(Some((least, most)))
    }

    fn braces(&mut self) -> Result<Option<(usize, usize)>, Problem> {
        let start = self.at;
        self.at += 1;
        let least = self.number();
        let most = if self.take(",") { self.number() } else { least };
        let has_comma = self.chars[start..self.at].contains(&',');
        if !self.take("}") || (least.is_none() && !has_comma) {
            self.at = start;
            return Ok(None);
        }
        let (least, most) = (least.unwrap_or(0), most.unwrap_or(ENDLESS));
        if least > most {
            return Err(wrong("min repeat greater than max repeat", start + 1));
        }
        Ok(Some((least, most)))
    }

    fn number(&mut self) -> Option<usize> {
        let start = self.at;
        while self.peek().is_some_and(|c| c.is_ascii_digit()) {
            self.at += 1;
        }
        let digits: String = self.chars[start..self.at].iter().collect();
        digits.parse().ok()
    }

    fn atom(&mut self) -> Result<Node, Problem> {
        let start = self.at;
        let Some(c) = self.peek() else {
            return Ok(Node::Empty);
        };
        // A brace that counts nothing is a character.
        self.at += 1;
        Ok(match c {
            '.' => Node::Any,
            '^' => Node::Start,
            '$' => Node::End,
            '[' => self.set(start)?,
            '(' => self.group(start)?,
            '\\' => self.escape(start)?,
            c => Node::Char(c),
        })
    }

    fn escape(&mut self, start: usize) -> Result<Node, Problem> {
        let Some(c) = self.peek() else {
            return Err(wrong("bad escape (end of pattern)", start));
        };
        self.at += 1;
        Ok(match c {
            'A' => Node::AbsoluteStart,
            'Z' => Node::AbsoluteEnd,
            'b' => Node::Boundary(true),
            'B' => Node::Boundary(false),
            'd' | 'w' | 's' | 'D' | 'W' | 'S' => Node::Set(vec![SetItem::Class(c)], false),
            '1'..='9' => {
                self.at -= 1;
                let number = self.number().unwrap_or(0);
                if number > self.n_groups {
                    return Err(wrong(
                        format!("invalid group reference {number}"),
                        start + 1,
                    ));
                }
                if self.open.contains(&number) {
                    return Err(wrong("cannot refer to an open group", start));
                }
                Node::Back(number)
            }
            c => Node::Char(self.escaped(c, start)?),
        })
    }

    /// A character behind a backslash that stands for one character.
    fn escaped(&mut self, c: char, start: usize) -> Result<char, Problem> {
        let n_digits = match c {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            'n' => return Ok('\n'),
            't' => return Ok('\t'),
            'r' => return Ok('\r'),
            'f' => return Ok('\x0c'),
            'v' => return Ok('\x0b'),
            'a' => return Ok('\x07'),
            '0' => return Ok('\0'),
            c if c.is_ascii_alphanumeric() => {
                return Err(wrong(format!("bad escape \\{c}"), start));
            }
            c => return Ok(c),
        };
        let digits = self.chars.get(self.at..self.at + n_digits);
        let digits: String = digits.unwrap_or(&[]).iter().collect();
        let code = u32::from_str_radix(&digits, 16)
            .ok()
            .and_then(char::from_u32);
        self.at += n_digits;
        code.ok_or_else(|| wrong(format!("incomplete escape \\{c}{digits}"), start))
    }

    fn group(&mut self, start: usize) -> Result<Node, Problem> {
        if self.depth > DEEPEST {
            return Err(Problem::NotSimulated);
        }
        self.depth += 1;
        let node = self.group_inside(start);
        self.depth -= 1;
        node
    }

    fn group_inside(&mut self, start: usize) -> Result<Node, Problem> {
        let looks = [
            ("?=", true, true),
            ("?!", true, false),
            ("?<=", false, true),
            ("?<!", false, false),
        ];
        for (sign, ahead, wanted) in looks {
            if self.take(sign) {
                let inner = self.choice()?;
                self.close(start)?;
                return Ok(Node::Look(Box::new(inner), ahead, wanted));
            }
        }
        if self.take("?#") {
            while self.peek().is_some_and(|c| c != ')') {
                self.at += 1;
            }
            self.close(start)?;
            return Ok(Node::Empty);
        }
        if self.take("?P=") {
            let at = self.at;
            let name = self.name(')')?;
            let known = self.names.iter().find(|(known, _)| *known == name);
            let unknown = wrong(format!("unknown group name '{name}'"), at);
            return known.map(|(_, number)| Node::Back(*number)).ok_or(unknown);
        }
        if self.take("?:") {
            let inner = self.choice()?;
            self.close(start)?;
            return Ok(inner);
        }
        let name_at = self.at + 3;
        let name = if self.take("?P<") {
            Some(self.name('>')?)
        } else {
            None
        };
        if name.is_none() && self.take("?") {
            return self.inline_flags();
        }
        self.n_groups += 1;
        let number = self.n_groups;
        if let Some(name) = name {
            if let Some((_, old)) = self.names.iter().find(|(known, _)| *known == name) {
                let words = format!(
                    "redefinition of group name '{name}' as group {number}; was group {old}"
                );
                return Err(wrong(words, name_at));
            }
            self.names.push((name, number));
        }
        self.open.push(number);
        let inner = self.choice()?;
        self.close(start)?;
        self.open.pop();
        Ok(Node::Group(Box::new(inner), number))
    }

    fn close(&mut self, start: usize) -> Result<(), Problem> {
        if self.take(")") {
            Ok(())
        } else {
            Err(wrong("missing ), unterminated subpattern", start))
        }
    }

    fn name(&mut self, end: char) -> Result<String, Problem> {
        let start = self.at;
        while self.peek().is_some_and(|c| c != end) {
            self.at += 1;
        }
        let name: String = self.chars[start..self.at].iter().collect();
        if self.peek().is_none() {
            return Err(wrong(format!("missing {end}, unterminated name"), start));
        }
        self.at += 1;
        if name.is_empty() {
            return Err(wrong("missing group name", start));
        }
        let is_word = name.chars().all(|c| c.is_alphanumeric() || c == '_');
        if !is_word || name.starts_with(|c: char| c.is_numeric()) {
            return Err(wrong(
                format!("bad character in group name '{name}'"),
                start,
            ));
        }
        Ok(name)
    }

    /// `(?im)` at the pattern's start.
    fn inline_flags(&mut self) -> Result<Node, Problem> {
        let start = self.at - 2;
        loop {
            let Some(c) = self.peek() else {
                return Err(wrong("missing -, : or )", self.at));
            };
            self.at += 1;
            self.flags |= match c {
                'i' => super::IGNORE_CASE,
                'm' => super::MULTILINE,
                's' => super::DOT_ALL,
                'x' => VERBOSE,
                'a' => super::ASCII,
                'u' => 0,
                ')' if start == 0 => return Ok(Node::Empty),
                _ => return Err(Problem::NotSimulated),
            };
        }
    }
}
