//! Changes of the scenario, and the way back.

use std::rc::Rc;

use hurdles::Scenario;

use super::{MEMORY, Open, State};
use crate::document::Document;

impl State {
    pub(super) fn type_in(&mut self, document: Document, text: String) {
        if document.text(&self.scenario) == text {
            return;
        }
        if self.typing.as_ref() != Some(&document) {
            self.remember();
        }
        self.future.clear();
        Rc::make_mut(&mut self.scenario).set_document(document.name(), text);
        self.typing = Some(document);
        self.reveal = None;
        self.judge();
    }

    pub(super) fn edit(&mut self, change: impl FnOnce(&mut Scenario)) {
        let mut scenario = (*self.scenario).clone();
        change(&mut scenario);
        self.replace(scenario);
    }

    pub(super) fn add_file(&mut self, path: String, text: String) {
        let path = self.free_path(path);
        self.open.show(Document::File(path.clone()));
        self.edit(|scenario| {
            scenario.files.insert(path, text);
        });
    }

    /// The path itself, or the next one with a number if it is taken by another text.
    pub(super) fn free_path(&self, path: String) -> String {
        if !self.scenario.files.contains_key(&path) {
            return path;
        }
        let (stem, extension) = match path.rsplit_once('.') {
            Some((stem, extension)) if !extension.contains('/') => (stem, format!(".{extension}")),
            _ => (path.as_str(), String::new()),
        };
        let mut numbered = (2..).map(|number| format!("{stem}-{number}{extension}"));
        numbered
            .find(|path| !self.scenario.files.contains_key(path))
            .unwrap_or(path)
    }

    pub(super) fn rename_file(&mut self, from: &str, to: String) {
        if from == to || to.trim().is_empty() {
            return;
        }
        if self.scenario.files.contains_key(&to) {
            let text = format!("There is a file `{to}` already; `{from}` keeps its path.");
            self.notice = Some(text.into());
            return;
        }
        self.open.show(Document::File(to.clone()));
        self.edit(|scenario| {
            if let Some(text) = scenario.files.remove(from) {
                scenario.files.insert(to, text);
            }
        });
    }

    pub(super) fn load(&mut self, scenario: Scenario) {
        if *self.scenario != scenario {
            self.replace(scenario);
            self.generation += 1;
        }
        self.loaded = Rc::clone(&self.scenario);
        self.became = None;
        self.open = Open::default();
        self.dialog = None;
        self.greet();
    }

    pub(super) fn fix(&mut self, finding: usize, fix: usize) {
        let report = Rc::clone(&self.report);
        let Some(fix) = report
            .findings
            .get(finding)
            .and_then(|finding| finding.fixes.get(fix))
        else {
            return;
        };
        let Some(fixed) = self.scenario.with_fix(fix) else {
            return;
        };
        self.replace(fixed);
        self.stage = None;
        self.chosen = self.cause();
    }

    pub(super) fn replace(&mut self, scenario: Scenario) {
        if *self.scenario == scenario {
            return;
        }
        self.remember();
        self.future.clear();
        self.scenario = Rc::new(scenario);
        self.typing = None;
        self.reveal = None;
        self.judge();
    }

    pub(super) fn remember(&mut self) {
        if self.past.len() == MEMORY {
            self.past.remove(0);
        }
        self.past.push(Rc::clone(&self.scenario));
    }

    pub(super) fn undo(&mut self) {
        if let Some(scenario) = self.past.pop() {
            self.future
                .push(std::mem::replace(&mut self.scenario, scenario));
            self.travelled();
        }
    }

    pub(super) fn redo(&mut self) {
        if let Some(scenario) = self.future.pop() {
            self.past
                .push(std::mem::replace(&mut self.scenario, scenario));
            self.travelled();
        }
    }

    pub(super) fn travelled(&mut self) {
        self.typing = None;
        self.reveal = None;
        self.became = None;
        self.judge();
        self.stage = None;
        self.chosen = self.cause();
    }
}
