//! What a rule says: a fault with its places and the changes that may help, before any of them was tried.

use hurdles_source::Span;

use crate::fix::Candidate;
use crate::report::{Evidence, Severity, Stage};

/// A place with what is to be said there.
#[derive(Clone, Debug)]
pub(crate) struct Label {
    pub(crate) span: Span,
    pub(crate) text: String,
}

impl Label {
    pub(crate) fn new(span: Span, text: impl Into<String>) -> Self {
        Self {
            span,
            text: text.into(),
        }
    }
}

/// A fault. The rule's id is added by whoever runs the rule.
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    pub(crate) severity: Severity,
    pub(crate) stage: Stage,
    pub(crate) headline: String,
    pub(crate) explanation: String,
    pub(crate) primary: Label,
    pub(crate) related: Vec<Label>,
    pub(crate) candidates: Vec<Candidate>,
    pub(crate) evidence: Evidence,
}

impl Finding {
    /// A fault that breaks this request.
    pub(crate) fn error(stage: Stage, headline: impl Into<String>, primary: Label) -> Self {
        Self {
            severity: Severity::Error,
            stage,
            headline: headline.into(),
            explanation: String::new(),
            primary,
            related: Vec::new(),
            candidates: Vec::new(),
            evidence: Evidence::Given,
        }
    }

    /// Something that works now and will bite.
    pub(crate) fn warning(stage: Stage, headline: impl Into<String>, primary: Label) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(stage, headline, primary)
        }
    }

    /// Something that is good to know and no fault.
    pub(crate) fn info(stage: Stage, headline: impl Into<String>, primary: Label) -> Self {
        Self {
            severity: Severity::Info,
            ..Self::error(stage, headline, primary)
        }
    }

    /// Says what happens and why; sentences of several calls follow one another.
    pub(crate) fn explain(mut self, sentence: impl AsRef<str>) -> Self {
        if !self.explanation.is_empty() && !sentence.as_ref().is_empty() {
            self.explanation.push(' ');
        }
        self.explanation.push_str(sentence.as_ref());
        self
    }

    /// Adds a further place, where there is one.
    pub(crate) fn also(mut self, span: Option<Span>, text: impl Into<String>) -> Self {
        if let Some(span) = span.filter(|span| *span != self.primary.span) {
            self.related.push(Label::new(span, text));
        }
        self
    }

    /// Adds changes that may help.
    pub(crate) fn fix(mut self, candidates: impl IntoIterator<Item = Candidate>) -> Self {
        self.candidates.extend(candidates);
        self
    }

    /// Marks that a default of the system decides; `what` names it and the command that would make sure.
    pub(crate) fn assuming(mut self, what: Option<String>) -> Self {
        if let Some(what) = what {
            self.evidence = Evidence::Assumed;
            self = self.explain(what);
        }
        self
    }
}
