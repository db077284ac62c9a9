//! What is raised when an import fails, with where Python looked.

use std::rc::Rc;

use super::Vm;
use super::import::Search;
use crate::facts::{ImportFailure, ImportProblem, Tried};
use crate::heap::Fact;
use crate::value::Stop;

impl Vm {
    pub(super) fn importer_span(&self) -> Option<hurdles_source::Span> {
        let frame = self
            .frames
            .iter()
            .rev()
            .find(|frame| !frame.file.is_model())?;
        let at = frame.position.at;
        Some(hurdles_source::Span::new(
            frame.file.source?,
            at.start as usize,
            at.end as usize,
        ))
    }

    pub(super) fn not_found(&mut self, full: &str, tried: Vec<Tried>, message: String) -> Stop {
        self.import_error(full, ImportProblem::NotFound, tried, None, &message)
    }

    pub(super) fn not_a_package(
        &mut self,
        full: &str,
        parent: &str,
        file: Option<Rc<str>>,
        message: String,
    ) -> Stop {
        // What the parent hides: the same name further down the path.
        let mut tried = Vec::new();
        let entries = self.path_entries();
        let top = parent.split('.').next().unwrap_or(parent);
        let mut rest = entries.as_slice();
        let mut shadows = None;
        while let Search::Module(found) = self.search(rest, top, &mut tried) {
            let at = rest
                .iter()
                .position(|entry| tried.last().is_some_and(|last| last.entry == *entry));
            if file.as_deref() != Some(found.path.as_str()) {
                shadows = Some(found.path);
                break;
            }
            rest = at.and_then(|at| rest.get(at + 1..)).unwrap_or(&[]);
        }
        let stop = self.import_error(
            full,
            ImportProblem::ParentIsNotAPackage,
            tried,
            file.as_deref(),
            &message,
        );
        if let (Stop::Raise(id), Some(_)) = (&stop, &shadows)
            && let Some(data) = &mut self.heap.instance_mut(*id).exception
            && let Some(Fact::Import(failure)) = data.fact.as_deref()
        {
            let failure = ImportFailure {
                shadows,
                ..failure.clone()
            };
            data.fact = Some(Rc::new(Fact::Import(failure)));
        }
        stop
    }

    fn import_error(
        &mut self,
        full: &str,
        problem: ImportProblem,
        tried: Vec<Tried>,
        file: Option<&str>,
        message: &str,
    ) -> Stop {
        let fact = Fact::Import(ImportFailure {
            module: full.to_owned(),
            problem,
            importer: self.importer_span(),
            tried,
            parent_file: file.map(str::to_owned),
            shadows: None,
            chain: self.importing.iter().map(|name| name.to_string()).collect(),
        });
        let class = if self.settings.version.minor >= 6 {
            "ModuleNotFoundError"
        } else {
            "ImportError"
        };
        self.error_with(class, message, fact)
    }
}
