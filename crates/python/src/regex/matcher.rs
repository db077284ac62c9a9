//! Matching by going back: each part of a pattern is tried, then what follows it.

use super::{ASCII, DOT_ALL, IGNORE_CASE, MULTILINE, Node, Pattern, SetItem};

/// The whole match, then the groups: from where to where, in characters.
pub(crate) type Spans = Vec<Option<(usize, usize)>>;

/// More steps than are simulated.
#[derive(Debug)]
pub(crate) struct Exhausted;

/// How deep the parts of one match may follow one another.
const DEEPEST: usize = 2000;

struct Matcher<'a> {
    text: &'a [char],
    flags: i64,
    groups: Spans,
    steps: &'a mut usize,
    depth: usize,
}

type Next<'n> = &'n mut dyn FnMut(&mut Matcher<'_>, usize) -> Result<bool, Exhausted>;

/// Matches a pattern at a place; `whole` wants the text's end, too.
pub(crate) fn run(
    pattern: &Pattern,
    text: &[char],
    at: usize,
    whole: bool,
    steps: &mut usize,
) -> Result<Option<Spans>, Exhausted> {
    let mut matcher = Matcher {
        text,
        flags: pattern.flags,
        groups: vec![None; pattern.n_groups + 1],
        steps,
        depth: 0,
    };
    let mut end = None;
    let found = matcher.node(&pattern.node, at, &mut |matcher, to| {
        let fits = !whole || to == matcher.text.len();
        if fits {
            end = Some(to);
        }
        Ok(fits)
    })?;
    let mut groups = matcher.groups;
    Ok(found.then(|| {
        groups[0] = end.map(|end| (at, end));
        groups
    }))
}

impl Matcher<'_> {
    fn node(&mut self, node: &Node, at: usize, next: Next<'_>) -> Result<bool, Exhausted> {
        if *self.steps == 0 || self.depth > DEEPEST {
            return Err(Exhausted);
        }
        *self.steps -= 1;
        self.depth += 1;
        let result = self.step(node, at, next);
        self.depth -= 1;
        result
    }

    // An arm for each kind of part: more than 60 lines.
    fn step(&mut self, node: &Node, at: usize, next: Next<'_>) -> Result<bool, Exhausted> {
        let here = self.text.get(at).copied();
        let before = at.checked_sub(1).and_then(|at| self.text.get(at)).copied();
        let one = |fits: bool| fits.then_some(at + 1);
        let none = |fits: bool| fits.then_some(at);
        let to = match node {
            Node::Empty => Some(at),
            Node::Char(wanted) => one(here.is_some_and(|c| self.same(c, *wanted))),
            Node::Any => one(here.is_some_and(|c| c != '\n' || self.has(DOT_ALL))),
            Node::Set(items, negated) => {
                one(here.is_some_and(|c| self.in_set(c, items) != *negated))
            }
            Node::Start => none(at == 0 || (self.has(MULTILINE) && before == Some('\n'))),
            Node::End => {
                let at_last = at + 1 == self.text.len() && here == Some('\n');
                none(here.is_none() || at_last || (self.has(MULTILINE) && here == Some('\n')))
            }
            Node::AbsoluteStart => none(at == 0),
            Node::AbsoluteEnd => none(here.is_none()),
            Node::Boundary(wanted) => {
                let is_word = |c: Option<char>| {
                    c.is_some_and(|c| SetItem::Class('w').has(c, self.has(ASCII)))
                };
                none((is_word(before) != is_word(here)) == *wanted)
            }
            Node::Back(number) => self
                .groups
                .get(*number)
                .copied()
                .flatten()
                .and_then(|group| {
                    let length = group.1 - group.0;
                    let mut pairs = (0..length).map(|n| (group.0 + n, at + n));
                    let fits = pairs.all(|(a, b)| {
                        let there = self.text.get(b);
                        there.is_some_and(|there| self.same(*there, self.text[a]))
                    });
                    fits.then_some(at + length)
                }),
            Node::Look(inner, ahead, wanted) => {
                let found = self.look(inner, at, *ahead)?;
                none(found == *wanted)
            }
            Node::Sequence(parts) => return self.sequence(parts, at, next),
            Node::Choice(ways) => {
                for way in ways {
                    if self.node(way, at, next)? {
                        return Ok(true);
                    }
                }
                return Ok(false);
            }
            Node::Group(inner, number) => {
                let old = self.groups[*number];
                let found = self.node(inner, at, &mut |matcher, to| {
                    let before = matcher.groups[*number].replace((at, to));
                    let found = next(matcher, to)?;
                    if !found {
                        matcher.groups[*number] = before;
                    }
                    Ok(found)
                })?;
                if !found {
                    self.groups[*number] = old;
                }
                return Ok(found);
            }
            Node::Repeat(inner, least, most, greedy) => {
                if is_single(inner) {
                    return self.run_of(inner, at, (*least, *most, *greedy), next);
                }
                return self.repeat(inner, at, (*least, *most, *greedy), None, next);
            }
        };
        to.map_or(Ok(false), |to| next(self, to))
    }

    fn has(&self, flag: i64) -> bool {
        self.flags & flag != 0
    }

    fn same(&self, a: char, b: char) -> bool {
        a == b || (self.has(IGNORE_CASE) && a.to_lowercase().eq(b.to_lowercase()))
    }

    fn in_set(&self, c: char, items: &[SetItem]) -> bool {
        let ascii = self.has(ASCII);
        let has = |c: char| items.iter().any(|item| item.has(c, ascii));
        let folded = || {
            let lower = c.to_lowercase().next().is_some_and(has);
            lower || c.to_uppercase().next().is_some_and(has)
        };
        has(c) || (self.has(IGNORE_CASE) && folded())
    }

    fn sequence(&mut self, parts: &[Node], at: usize, next: Next<'_>) -> Result<bool, Exhausted> {
        match parts.split_first() {
            None => next(self, at),
            Some((first, rest)) => self.node(first, at, &mut |matcher, to| {
                matcher.sequence(rest, to, next)
            }),
        }
    }

    fn look(&mut self, inner: &Node, at: usize, ahead: bool) -> Result<bool, Exhausted> {
        if ahead {
            return self.node(inner, at, &mut |_, _| Ok(true));
        }
        for start in (0..=at).rev() {
            if self.node(inner, start, &mut |_, to| Ok(to == at))? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// A part of one character, many times: no way back is kept for each.
    fn run_of(
        &mut self,
        inner: &Node,
        at: usize,
        (least, most, greedy): (usize, usize, bool),
        next: Next<'_>,
    ) -> Result<bool, Exhausted> {
        let mut n_times = 0;
        let fits = |matcher: &mut Self, n: usize| matcher.node(inner, at + n, &mut |_, _| Ok(true));
        while n_times < if greedy { most } else { least } {
            if !fits(self, n_times)? {
                break;
            }
            n_times += 1;
        }
        if n_times < least {
            return Ok(false);
        }
        loop {
            if next(self, at + n_times)? {
                return Ok(true);
            }
            if greedy {
                if n_times == least {
                    return Ok(false);
                }
                n_times -= 1;
            } else {
                if n_times == most || !fits(self, n_times)? {
                    return Ok(false);
                }
                n_times += 1;
            }
        }
    }

    fn repeat(
        &mut self,
        inner: &Node,
        at: usize,
        (least, most, greedy): (usize, usize, bool),
        last: Option<usize>,
        next: Next<'_>,
    ) -> Result<bool, Exhausted> {
        let may_end = least == 0;
        if !greedy && may_end && next(self, at)? {
            return Ok(true);
        }
        // What matched nothing is not tried at the same place again.
        if most > 0 && last != Some(at) {
            let left = (least.saturating_sub(1), most.saturating_sub(1), greedy);
            let found = self.node(inner, at, &mut |matcher, to| {
                matcher.repeat(inner, to, left, Some(at), next)
            })?;
            if found {
                return Ok(true);
            }
        }
        if greedy && (may_end || last == Some(at)) {
            return next(self, at);
        }
        Ok(false)
    }
}

fn is_single(node: &Node) -> bool {
    matches!(node, Node::Char(_) | Node::Any | Node::Set(..))
}
