//! A small backtracking matcher for what PCRE has beyond `regex-lite`: lookaround, back references, atomic groups and
//! possessive repeats (pcre2pattern(3)).

mod parse;

use super::Captures;

/// After so many steps a match is given up, as PCRE does at its match limit.
const MOST_STEPS: u32 = 200_000;

/// How deep one part may lie in another.
const DEEPEST: u32 = 64;

/// How many parts may wait for what comes after them: a match beyond is given up rather than the stack.
const MOST_WAITING: u32 = 300;

/// A part of a pattern.
#[derive(Clone, Debug)]
enum Node {
    /// A character that fits the set.
    Set(Set),
    Start,
    End,
    /// `\b`, or `\B`.
    WordBorder(bool),
    Sequence(Vec<Node>),
    Either(Vec<Node>),
    /// With its number where it is kept.
    Group(Box<Node>, Option<usize>),
    BackReference(usize),
    Repeat {
        node: Box<Node>,
        least: usize,
        most: usize,
        lazy: bool,
    },
    /// Once matched, nothing in it is tried again.
    Atomic(Box<Node>),
    Look {
        node: Box<Node>,
        behind: bool,
        negated: bool,
    },
}

/// Which characters fit.
#[derive(Clone, Debug, Default)]
struct Set {
    ranges: Vec<(char, char)>,
    negated: bool,
}

impl Set {
    fn fits(&self, character: char, caseless: bool) -> bool {
        let within = |c: char| {
            self.ranges
                .iter()
                .any(|(low, high)| (*low..=*high).contains(&c))
        };
        let found = within(character)
            || (caseless
                && (within(character.to_ascii_lowercase())
                    || within(character.to_ascii_uppercase())));
        found != self.negated
    }
}

/// A pattern ready to match.
#[derive(Clone, Debug)]
pub(super) struct Program {
    node: Node,
    n_groups: usize,
    names: Vec<(String, usize)>,
    caseless: bool,
}

type Groups = Vec<Option<(usize, usize)>>;

struct Run<'a> {
    text: &'a [char],
    caseless: bool,
    steps: u32,
    waiting: u32,
}

impl Program {
    /// Reads a pattern; none where it uses what is not known here either.
    pub(super) fn new(pattern: &str, caseless: bool) -> Option<Self> {
        let parsed = parse::parse(pattern)?;
        Some(Self {
            node: parsed.node,
            n_groups: parsed.n_groups,
            names: parsed.names,
            caseless: caseless || parsed.caseless,
        })
    }

    /// The names of its groups.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|(name, _)| name.as_str())
    }

    /// Matches anywhere in `subject`.
    pub(super) fn captures(&self, subject: &str) -> Option<Captures> {
        let text: Vec<char> = subject.chars().collect();
        let mut run = Run {
            text: &text,
            caseless: self.caseless,
            steps: 0,
            waiting: 0,
        };
        for start in 0..=text.len() {
            let mut groups: Groups = vec![None; self.n_groups + 1];
            let mut end = None;
            let matched = run.step(&self.node, start, &mut groups, &mut |_, at, _| {
                end = Some(at);
                true
            });
            if matched && let (Some(end), Some(whole)) = (end, groups.first_mut()) {
                *whole = Some((start, end));
                return Some(self.found(&text, &groups));
            }
        }
        None
    }

    fn found(&self, text: &[char], groups: &Groups) -> Captures {
        let shown = |(start, end): (usize, usize)| -> String {
            text.get(start..end).unwrap_or_default().iter().collect()
        };
        let groups: Vec<Option<String>> = groups.iter().map(|group| group.map(shown)).collect();
        let names = self
            .names
            .iter()
            .filter_map(|(name, number)| Some((name.clone(), groups.get(*number)?.clone()?)));
        Captures {
            names: names.collect(),
            groups: groups.clone(),
        }
    }
}

/// What comes after a part: whether the rest matches from here.
type Then<'t, 'a> = &'t mut dyn FnMut(&mut Run<'a>, usize, &mut Groups) -> bool;

impl<'a> Run<'a> {
    /// Matches a part at a place, then what comes after it.
    fn step(&mut self, node: &Node, at: usize, groups: &mut Groups, then: Then<'_, 'a>) -> bool {
        self.steps += 1;
        if self.steps > MOST_STEPS || self.waiting > MOST_WAITING {
            return false;
        }
        self.waiting += 1;
        let matched = self.part(node, at, groups, then);
        self.waiting -= 1;
        matched
    }

    /// More than 60 lines: one arm for each kind of part.
    fn part(&mut self, node: &Node, at: usize, groups: &mut Groups, then: Then<'_, 'a>) -> bool {
        match node {
            Node::Set(set) => match self.text.get(at) {
                Some(character) if set.fits(*character, self.caseless) => {
                    then(self, at + 1, groups)
                }
                _ => false,
            },
            Node::Start => at == 0 && then(self, at, groups),
            Node::End => self.is_end(at) && then(self, at, groups),
            Node::WordBorder(wanted) => self.is_border(at) == *wanted && then(self, at, groups),
            Node::Sequence(parts) => self.sequence(parts, at, groups, then),
            Node::Either(branches) => branches
                .iter()
                .any(|branch| self.step(branch, at, groups, &mut *then)),
            Node::Group(inner, None) => self.step(inner, at, groups, then),
            Node::Group(inner, Some(number)) => {
                let before = groups.get(*number).copied().flatten();
                let matched = self.step(inner, at, groups, &mut |run, end, groups| {
                    let old = groups.get(*number).copied().flatten();
                    keep(groups, *number, Some((at, end)));
                    then(run, end, groups) || {
                        keep(groups, *number, old);
                        false
                    }
                });
                if !matched {
                    keep(groups, *number, before);
                }
                matched
            }
            Node::BackReference(number) => {
                let Some((start, end)) = groups.get(*number).copied().flatten() else {
                    return false;
                };
                let wanted = self.text.get(start..end).unwrap_or_default();
                let next = at + wanted.len();
                self.text.get(at..next) == Some(wanted) && then(self, next, groups)
            }
            Node::Repeat {
                node,
                least,
                most,
                lazy,
            } => self.repeat((node, *least, *most, *lazy), 0, at, groups, then),
            Node::Atomic(inner) => match self.alone(inner, at, groups) {
                Some(end) => then(self, end, groups),
                None => false,
            },
            Node::Look {
                node,
                behind,
                negated,
            } => {
                let mut inner = groups.clone();
                let found = if *behind {
                    self.is_behind(node, at, &mut inner)
                } else {
                    self.alone(node, at, &mut inner).is_some()
                };
                if found && !negated {
                    *groups = inner;
                }
                found != *negated && then(self, at, groups)
            }
        }
    }

    fn sequence(
        &mut self,
        parts: &[Node],
        at: usize,
        groups: &mut Groups,
        then: Then<'_, 'a>,
    ) -> bool {
        match parts.split_first() {
            None => then(self, at, groups),
            Some((first, rest)) => self.step(first, at, groups, &mut |run, at, groups| {
                run.sequence(rest, at, groups, &mut *then)
            }),
        }
    }

    fn repeat(
        &mut self,
        what: (&Node, usize, usize, bool),
        done: usize,
        at: usize,
        groups: &mut Groups,
        then: Then<'_, 'a>,
    ) -> bool {
        let (node, least, most, lazy) = what;
        if let Node::Set(set) = node {
            return self.repeat_set((set, least, most, lazy), at, groups, then);
        }
        let may_stop = done >= least;
        if may_stop && lazy && then(self, at, groups) {
            return true;
        }
        let again = done < most
            && self.step(node, at, groups, &mut |run, next, groups| {
                // An empty turn would go on for ever.
                (next > at || done < least) && run.repeat(what, done + 1, next, groups, &mut *then)
            });
        again || (may_stop && !lazy && then(self, at, groups))
    }

    /// One character many times: that needs no memory of its turns.
    fn repeat_set(
        &mut self,
        what: (&Set, usize, usize, bool),
        at: usize,
        groups: &mut Groups,
        then: Then<'_, 'a>,
    ) -> bool {
        let (set, least, most, lazy) = what;
        let rest = self.text.get(at..).unwrap_or_default().iter();
        let fitting = rest.take_while(|c| set.fits(**c, self.caseless)).take(most);
        let longest = fitting.count();
        if longest < least {
            return false;
        }
        let turns = least..=longest;
        let mut each = |n: usize| {
            self.steps += 1;
            self.steps <= MOST_STEPS && then(self, at + n, groups)
        };
        if lazy {
            turns.into_iter().any(&mut each)
        } else {
            turns.rev().any(each)
        }
    }

    /// Matches a part for itself: where it ends.
    fn alone(&mut self, node: &Node, at: usize, groups: &mut Groups) -> Option<usize> {
        let mut end = None;
        self.step(node, at, groups, &mut |_, at, _| {
            end = Some(at);
            true
        });
        end
    }

    fn is_behind(&mut self, node: &Node, at: usize, groups: &mut Groups) -> bool {
        (0..=at).any(|start| self.step(node, start, groups, &mut |_, end, _| end == at))
    }

    fn is_end(&self, at: usize) -> bool {
        at == self.text.len() || (at + 1 == self.text.len() && self.text.get(at) == Some(&'\n'))
    }

    fn is_border(&self, at: usize) -> bool {
        let is_word = |at: Option<usize>| {
            let character = at.and_then(|at| self.text.get(at));
            character.is_some_and(|c| c.is_ascii_alphanumeric() || *c == '_')
        };
        is_word(at.checked_sub(1)) != is_word(Some(at))
    }
}

fn keep(groups: &mut Groups, number: usize, value: Option<(usize, usize)>) {
    if let Some(group) = groups.get_mut(number) {
        *group = value;
    }
}

#[cfg(test)]
mod tests {
    use super::Program;

    #[test]
    fn lookaround_and_its_kin_match_as_pcre_does() {
        let table = [
            ("^/(?!static)", "/cart", true),
            ("^/(?!static)", "/static/x", false),
            (r"/\.(?!well-known).*", "/.git/config", true),
            (r"/\.(?!well-known).*", "/.well-known/x", false),
            (r"(?<!x)/$", "/a/", true),
            (r"(?<=a)/$", "/b/", false),
            (r"^/(?=.*\.png$)a+", "/aa.png", true),
            (r"^/.*+$", "/abc", true),
            (r"^/.*+c$", "/abc", false),
            (r"^/(?>a|ab)c", "/abc", false),
            (r"^/([a-z])\1$", "/xx", true),
            (r"^/([a-z])\1$", "/xy", false),
            (r"^/(?:a|b){2,3}?(?!c)\d*$", "/ab1", true),
            (r"^/[^/\s]+(?=/)", "/a/", true),
        ];
        for (pattern, subject, expected) in table {
            let program = Program::new(pattern, false).unwrap();
            assert_eq!(
                program.captures(subject).is_some(),
                expected,
                "{pattern} {subject}"
            );
        }
    }

    #[test]
    fn groups_are_kept_by_number_and_name() {
        let program = Program::new(r"^/(?!x)(?<lang>[a-z]+)/(.*)$", false).unwrap();
        let captures = program.captures("/de/a").unwrap();
        assert_eq!(captures.groups.get(2), Some(&Some("a".to_owned())));
        assert_eq!(captures.names, [("lang".to_owned(), "de".to_owned())]);
    }

    #[test]
    fn costly_patterns_come_to_an_end() {
        let program = Program::new(r"^(?=x)?(a+)+$", false).unwrap();
        assert!(program.captures(&format!("{}b", "a".repeat(60))).is_none());
        assert!(Program::new(&"(".repeat(500), false).is_none());
        let long = format!("/{}", "a".repeat(8000));
        assert!(
            Program::new("^/(?!x).*$", false)
                .unwrap()
                .captures(&long)
                .is_some()
        );
        assert!(
            Program::new("^/(?!x)(a|b)*$", false)
                .unwrap()
                .captures(&long)
                .is_none()
        );
    }
}
