//! Where the reader looks: the lit finding, the characters to be selected, the open tabs.

use std::rc::Rc;

use hurdles::report::{Finding, Stage};

use super::{Open, Reveal, State};
use crate::document::{Card, Document};

impl State {
    /// Lights what a reader should look at first, without taking the focus.
    pub(super) fn greet(&mut self) {
        self.chosen = self.cause();
        self.stage = None;
        self.reveal = None;
        let document = self
            .chosen
            .and_then(|finding| self.primary_document(finding));
        if let Some(document) = document {
            self.open.show(document);
        }
        self.matters = self.documents_that_matter();
    }

    pub(super) fn primary_document(&self, finding: usize) -> Option<Document> {
        let labels = &self.report.findings.get(finding)?.labels;
        let label = labels
            .iter()
            .find(|label| label.primary)
            .or_else(|| labels.first())?;
        Some(Document::named(&label.document))
    }

    /// The place of the cause and what its first fix changes; else the invocation and nginx's configuration.
    pub(super) fn documents_that_matter(&self) -> Vec<Document> {
        let finding = self
            .cause()
            .and_then(|index| self.report.findings.get(index));
        let named = finding.into_iter().flat_map(|finding| {
            let labels = finding
                .labels
                .iter()
                .filter(|label| label.primary)
                .map(|label| &label.document);
            let edits = finding
                .fixes
                .first()
                .into_iter()
                .flat_map(|fix| &fix.edits)
                .map(|edit| &edit.document);
            labels.chain(edits).map(|name| Document::named(name))
        });
        let usual = [Document::Invocation]
            .into_iter()
            .chain(self.files_of(Card::Nginx));
        let mut documents: Vec<Document> = Vec::new();
        for document in named.chain(usual) {
            if !documents.contains(&document) && document != Document::Request {
                documents.push(document);
            }
        }
        documents.truncate(2);
        documents
    }

    pub(super) fn choose(&mut self, finding: usize, label: Option<usize>) {
        let report = Rc::clone(&self.report);
        let Some(found) = report.findings.get(finding) else {
            return;
        };
        self.chosen = Some(finding);
        self.stage = Some(found.stage);
        let wanted = match label {
            Some(index) => found.labels.get(index),
            None => found
                .labels
                .iter()
                .find(|label| label.primary)
                .or_else(|| found.labels.first()),
        };
        let Some(label) = wanted else {
            return;
        };
        self.point_at(Document::named(&label.document), label.start, label.end);
    }

    /// Opens a document and selects characters in it.
    pub(super) fn point_at(&mut self, document: Document, start: usize, end: usize) {
        self.open.show(document.clone());
        let serial = self.reveal.as_ref().map_or(0, |reveal| reveal.serial) + 1;
        self.reveal = Some(Reveal {
            document,
            start,
            end,
            serial,
        });
    }

    pub(super) fn choose_stage(&mut self, stage: Stage) {
        self.stage = Some(stage);
        let of_stage = |finding: &Finding| finding.stage == stage;
        if let Some(finding) = self.report.findings.iter().position(of_stage) {
            self.chosen = Some(finding);
        }
    }

    pub(super) fn follow_cursor(&mut self, document: &Document, byte: usize) {
        self.reveal = None;
        let touches = |finding: &Finding| {
            let mut labels = finding.labels.iter();
            labels.any(|label| {
                label.document == document.name() && label.start <= byte && byte <= label.end
            })
        };
        // Of several findings at one place the lit one stays, so that moving inside it changes nothing.
        let chosen = self
            .chosen
            .and_then(|index| self.report.findings.get(index));
        if chosen.is_some_and(touches) {
            return;
        }
        if let Some(finding) = self.report.findings.iter().position(touches) {
            self.chosen = Some(finding);
            self.stage = self
                .report
                .findings
                .get(finding)
                .map(|finding| finding.stage);
        }
    }
}

impl Open {
    pub(super) fn show(&mut self, document: Document) {
        match document.card() {
            Card::Lines => {}
            Card::Nginx => self.nginx = Some(document),
            Card::Terminal => self.terminal = Some(document),
            Card::Files => self.files = Some(document),
        }
    }
}
