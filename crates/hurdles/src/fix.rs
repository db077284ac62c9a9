//! Changes of a scenario: what a rule proposes, how it reads as a fix, and the difference between two scenarios as one change.

mod difference;
mod mapping;
mod opens;

use hurdles_source::{Sources, Span};

use crate::report::{Edit, Fix, Opening};

pub(crate) use difference::difference;
pub(crate) use mapping::Mapping;
pub(crate) use opens::Opens;

/// Some characters to be replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) span: Span,
    pub(crate) insert: String,
}

/// A change that may help; whether it does is for a simulation to say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub(crate) title: String,
    pub(crate) changes: Vec<Change>,
    /// Lines to add to `setup`.
    pub(crate) setup: Vec<String>,
    /// Lines to add to `after`.
    pub(crate) after: Vec<String>,
    /// Who gains access.
    pub(crate) opens: Option<Opens>,
}

impl Candidate {
    pub(crate) fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            ..Self::default()
        }
    }

    /// Replaces the characters of `span`.
    pub(crate) fn replace(mut self, span: Span, insert: impl Into<String>) -> Self {
        let insert = insert.into();
        self.changes.push(Change { span, insert });
        self
    }

    /// Inserts behind `span`.
    pub(crate) fn insert_after(self, span: Span, insert: impl Into<String>) -> Self {
        let end = span.end as usize;
        self.replace(Span::new(span.source, end, end), insert)
    }

    /// Inserts in front of `span`.
    pub(crate) fn insert_before(self, span: Span, insert: impl Into<String>) -> Self {
        let start = span.start as usize;
        self.replace(Span::new(span.source, start, start), insert)
    }

    /// Adds several changes at once.
    pub(crate) fn with(mut self, changes: impl IntoIterator<Item = Change>) -> Self {
        self.changes.extend(changes);
        self
    }

    /// Adds a line to `setup`.
    pub(crate) fn setup(mut self, line: impl Into<String>) -> Self {
        self.setup.push(line.into());
        self
    }

    /// Adds a line to `after`.
    pub(crate) fn after(mut self, line: impl Into<String>) -> Self {
        self.after.push(line.into());
        self
    }

    /// Says who gains access.
    pub(crate) fn opens(mut self, who: Opens) -> Self {
        self.opens = Some(who);
        self
    }

    /// The change as strangers read it; `None` where changes overlap or nothing is changed.
    pub(crate) fn to_fix(&self, sources: &Sources) -> Option<Fix> {
        let mut edits: Vec<Edit> = self
            .changes
            .iter()
            .map(|change| Edit {
                document: sources.get(change.span.source).name.to_string(),
                start: change.span.start as usize,
                end: change.span.end as usize,
                insert: change.insert.clone(),
            })
            .filter(|edit| {
                let text = sources
                    .find(&edit.document)
                    .map(|id| sources.get(id).text.clone());
                text.is_none_or(|text| text.get(edit.start..edit.end) != Some(&edit.insert))
            })
            .collect();
        edits.sort_by(|a, b| {
            (&a.document, a.start, a.end, &a.insert).cmp(&(&b.document, b.start, b.end, &b.insert))
        });
        edits.dedup();
        let overlap = edits.windows(2).any(|pair| {
            pair[0].document == pair[1].document
                && (pair[1].start < pair[0].end || pair[0].start == pair[1].start)
        });
        // A listing shows what was; changing it changes nothing on the machine.
        let is_record = edits.iter().any(|edit| edit.document == "listing");
        let nothing = edits.is_empty() && self.setup.is_empty() && self.after.is_empty();
        (!overlap && !nothing && !is_record).then(|| Fix {
            title: self.title.clone(),
            edits,
            setup: self.setup.clone(),
            after: self.after.clone(),
            opens: self.opens.as_ref().map(Opens::to_string),
            opens_to: self.opens.as_ref().map_or(Opening::Nobody, Opens::to),
            works: false,
        })
    }
}

/// How much a fix changes: the characters that go and come.
fn size(fix: &Fix) -> usize {
    let edits = fix
        .edits
        .iter()
        .map(|edit| (edit.end - edit.start).max(edit.insert.len()));
    let lines = fix
        .setup
        .iter()
        .chain(&fix.after)
        .map(|line| line.len() + 1);
    edits.sum::<usize>() + lines.sum::<usize>()
}

/// The order in which fixes are offered: first what lasts (a line typed once uWSGI runs is gone with the next start), then what
/// opens least, then what changes fewest places, takes away no statement that somebody wanted, and takes fewest characters.
pub(crate) fn rank(fix: &Fix) -> (bool, Opening, usize, bool, usize) {
    let is_for_now = !fix.after.is_empty();
    let n_places = fix.edits.len() + fix.setup.len() + fix.after.len();
    let takes_away = fix.edits.iter().any(|edit| edit.insert == "pass");
    (is_for_now, fix.opens_to, n_places, takes_away, size(fix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlapping_changes_are_no_fix() {
        let mut sources = Sources::default();
        let id = sources.add("invocation", "uwsgi -s x");
        let both = Candidate::new("t")
            .replace(Span::new(id, 0, 5), "a")
            .replace(Span::new(id, 3, 7), "b");
        assert_eq!(both.to_fix(&sources), None);
        assert_eq!(Candidate::new("t").to_fix(&sources), None);
    }

    #[test]
    fn what_opens_least_is_offered_first() {
        let fix = |title: &str, lines: &[&str], opens: Option<Opens>| Fix {
            title: title.to_owned(),
            edits: Vec::new(),
            setup: lines.iter().map(|line| (*line).to_owned()).collect(),
            after: Vec::new(),
            opens: opens.as_ref().map(Opens::to_string),
            opens_to: opens.as_ref().map_or(Opening::Nobody, Opens::to),
            works: true,
        };
        let mut fixes = [
            fix("all", &["a"], Some(Opens::Everybody)),
            fix("root", &["a"], Some(Opens::Root)),
            fix("two lines", &["a", "b"], None),
            fix(
                "a user",
                &["long"],
                Some(Opens::User("www-data".to_owned())),
            ),
            fix(
                "nobody",
                &["longer line"],
                Some(Opens::RunsAs("ada".to_owned())),
            ),
        ];
        fixes.sort_by_key(rank);
        let titles = fixes.map(|fix| fix.title);
        assert_eq!(titles, ["nobody", "two lines", "a user", "all", "root"]);
    }
}
