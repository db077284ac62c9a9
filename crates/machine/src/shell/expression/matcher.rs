//! Tries an expression at one place of a text.

use super::{Atom, Part};

/// How deep a search may nest; what needs more does not match.
const DEEPEST: usize = 250;

pub(super) struct Matcher<'a> {
    pub(super) text: &'a str,
    pub(super) ignores_case: bool,
    pub(super) groups: Vec<Option<(usize, usize)>>,
    pub(super) steps: &'a mut usize,
    pub(super) depth: usize,
}

/// What to do once a part has matched up to a place.
pub(super) type Then<'t> = &'t mut dyn FnMut(&mut Matcher<'_>, usize) -> Option<usize>;

impl Matcher<'_> {
    pub(super) fn sequence(&mut self, parts: &[Part], at: usize, then: Then<'_>) -> Option<usize> {
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
