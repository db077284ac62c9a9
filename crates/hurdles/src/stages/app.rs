//! The stages `entry-point`, `imports` and `callable`: from the name of a module to something that can be called.

use hurdles_python::{FileFailure, ImportProblem, Raised};
use hurdles_uwsgi::{AppAttempt, LoadFailure, Refusal};

use super::{Verdict, start};
use crate::report::Stage;
use crate::trace::Trace;

const STAGES: [Stage; 3] = [Stage::EntryPoint, Stage::Imports, Stage::Callable];

/// The verdicts of the three stages, in order.
pub(super) fn verdicts(trace: &Trace) -> [Verdict; 3] {
    let unreached = || {
        [
            Verdict::unreached(),
            Verdict::unreached(),
            Verdict::unreached(),
        ]
    };
    if let Some((stage, why)) = start::trip(trace) {
        return placed(stage, why).unwrap_or_else(unreached);
    }
    let instances = trace.instances();
    let attempts: Vec<&AppAttempt> = instances
        .iter()
        .flat_map(|instance| instance.attempts())
        .collect();
    let loaded = attempts.iter().find(|attempt| attempt.result.is_ok());
    let failed = attempts.iter().find_map(|attempt| {
        let failure = attempt.result.as_ref().err()?;
        Some((attempt, failure))
    });
    let no_app = trace.refusals.contains(&Refusal::NoApp);
    if let Some((attempt, failure)) = failed
        && (loaded.is_none() || no_app)
    {
        let (stage, why) = stage_of(attempt, failure);
        return placed(stage, why).unwrap_or_else(unreached);
    }
    let Some(loaded) = loaded else {
        return unreached();
    };
    let name = loaded
        .callable
        .as_ref()
        .map_or("application", |name| &name.text);
    let callable = match trace.refusals.iter().find_map(not_callable) {
        Some(why) => Verdict::Tripped(why),
        None => Verdict::Cleared(format!("`{name}` is what uWSGI calls")),
    };
    [
        Verdict::Cleared(format!("`{}` is found", loaded.module.text)),
        Verdict::Cleared("everything that it imports is found and runs".to_owned()),
        callable,
    ]
}

/// The stages before `stage` are cleared, those after it not reached; none where it is none of the three.
fn placed(stage: Stage, why: String) -> Option<[Verdict; 3]> {
    let at = STAGES.iter().position(|candidate| *candidate == stage)?;
    let mut why = Some(why);
    Some(std::array::from_fn(|n| match n.cmp(&at) {
        std::cmp::Ordering::Less => Verdict::Cleared("passed".to_owned()),
        std::cmp::Ordering::Equal => Verdict::Tripped(why.take().unwrap_or_default()),
        std::cmp::Ordering::Greater => Verdict::unreached(),
    }))
}

/// Which stage a failed attempt belongs to, and what to say of it.
fn stage_of(attempt: &AppAttempt, failure: &LoadFailure) -> (Stage, String) {
    match failure {
        LoadFailure::Import(raised) => stage_of_raised(attempt, raised),
        LoadFailure::File(failure) => match &**failure {
            FileFailure::Unopened(errno, _) => (
                Stage::EntryPoint,
                format!("`{}` cannot be opened: {errno}", attempt.module.text),
            ),
            FileFailure::NotCompiled(raised) | FileFailure::Raised(raised) => {
                (Stage::Imports, last_line(raised))
            }
        },
        LoadFailure::NoCallable { name, .. } | LoadFailure::NotCallable(name) => (
            Stage::Callable,
            format!("`{}` has no callable `{name}`", attempt.module.text),
        ),
        LoadFailure::Factory(raised) if raised.import.is_some() => {
            (Stage::Imports, last_line(raised))
        }
        LoadFailure::Factory(raised) => (Stage::Callable, last_line(raised)),
        LoadFailure::MountpointTaken => (
            Stage::Invocation,
            format!("the mountpoint `{}` is taken", attempt.mountpoint),
        ),
        LoadFailure::TooMany => (
            Stage::Invocation,
            "the worker has as many apps as `max-apps` allows".to_owned(),
        ),
        LoadFailure::BadApplications => (
            Stage::Callable,
            "`applications` has keys that are no text".to_owned(),
        ),
    }
}

/// The entry point itself is missing when Python looks for it, or a package above it, and no code has run yet.
fn stage_of_raised(attempt: &AppAttempt, raised: &Raised) -> (Stage, String) {
    let target = attempt.module.text.as_str();
    let is_entry = raised.import.as_ref().is_some_and(|import| {
        let is_above = target
            .strip_prefix(&*import.module)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        let missing = matches!(
            import.problem,
            ImportProblem::NotFound
                | ImportProblem::ParentIsNotAPackage
                | ImportProblem::Unreadable
        );
        raised.frames.is_empty() && is_above && missing
    });
    if is_entry {
        let why = format!("Python finds no module `{target}`");
        return (Stage::EntryPoint, why);
    }
    (Stage::Imports, last_line(raised))
}

fn last_line(raised: &Raised) -> String {
    if raised.waits {
        return "importing never comes back".to_owned();
    }
    if raised.message.is_empty() {
        return format!("importing raises {}", raised.class);
    }
    format!("importing raises {}: {}", raised.class, raised.message)
}

/// The app cannot be called as WSGI calls it: the call itself raised, before any code of it ran.
fn not_callable(refusal: &Refusal) -> Option<String> {
    let Refusal::Raised(raised) = refusal else {
        return None;
    };
    let is_answer = raised.message.ends_with("is not iterable");
    (raised.class == "TypeError" && raised.frames.is_empty() && !is_answer)
        .then(|| format!("calling it raises TypeError: {}", raised.message))
}
