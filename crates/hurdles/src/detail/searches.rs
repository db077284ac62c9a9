//! Where Python looked for modules that it did not find.

use hurdles_python::{FileFailure, ImportFailure, PathOrigin, Raised, Tried, TriedOutcome};
use hurdles_uwsgi::LoadFailure;

use super::{ImportSearch, SearchRow, finding_at};
use crate::report::{Report, Stage};
use crate::trace::Trace;

/// One search for each app that failed to load for want of a module.
pub(super) fn of(trace: &Trace, report: &Report) -> Vec<ImportSearch> {
    let instances = trace.instances().into_iter();
    let failures = instances.flat_map(|instance| {
        let attempts = instance.attempts().iter();
        attempts.filter_map(|attempt| failed_import(attempt.result.as_ref().err()?))
    });
    let finding =
        finding_at(report, Stage::Imports).or_else(|| finding_at(report, Stage::EntryPoint));
    failures
        .map(|failure| ImportSearch {
            finding,
            module: failure.module.clone(),
            rows: failure.tried.iter().map(row).collect(),
        })
        .collect()
}

fn failed_import(failure: &LoadFailure) -> Option<&ImportFailure> {
    let raised: &Raised = match failure {
        LoadFailure::Import(raised) | LoadFailure::Factory(raised) => raised,
        LoadFailure::File(failure) => match &**failure {
            FileFailure::Raised(raised) | FileFailure::NotCompiled(raised) => raised,
            FileFailure::Unopened(..) => return None,
        },
        _ => return None,
    };
    raised.import.as_ref()
}

fn row(tried: &Tried) -> SearchRow {
    let (met, found) = match &tried.outcome {
        TriedOutcome::Nothing => ("nothing of that name".to_owned(), false),
        TriedOutcome::Absent => ("no such directory".to_owned(), false),
        TriedOutcome::Closed(walk) => {
            let at = walk.steps.last().map_or("it", |step| &step.path);
            (format!("`{at}` may not be searched"), false)
        }
        TriedOutcome::Unreadable(path, _) => (format!("`{path}` may not be read"), false),
        TriedOutcome::Hidden(path, _) => (format!("`{path}` lies below a closed directory"), false),
        TriedOutcome::Found(path) => (format!("found `{path}`"), true),
    };
    SearchRow {
        place: tried.entry.text.clone(),
        origin: origin(&tried.entry.origin),
        met,
        found,
    }
}

fn origin(origin: &PathOrigin) -> String {
    let words = match origin {
        PathOrigin::Embedder | PathOrigin::CurrentDirectory => "current directory",
        PathOrigin::PythonPath => "`PYTHONPATH`",
        PathOrigin::Zip | PathOrigin::Stdlib | PathOrigin::LibDynload => "standard library",
        PathOrigin::UserSite => "the user's own packages, below HOME",
        PathOrigin::VenvSite => "virtual environment",
        PathOrigin::LocalDistPackages => "packages installed by root's pip",
        PathOrigin::DistPackages => "packages installed by apt",
        PathOrigin::PthFile(file) => return format!("a line of `{file}`"),
        PathOrigin::Inserted => "uWSGI's `pythonpath`",
        PathOrigin::Program => "added by the app itself",
        PathOrigin::Package(name) => return format!("the package `{name}`"),
    };
    words.to_owned()
}
