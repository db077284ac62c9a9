//! Changing a unit: as whom its service runs.

use hurdles_source::Span;

use crate::facts::Facts;
use crate::fix::{Candidate, Opens};

/// Lets the service that runs uWSGI have a group of nginx's: `Group=`, in its unit, where the next start and the next deploy
/// find it.
pub(crate) fn group(facts: &Facts, group: &str) -> Option<Candidate> {
    let service = &facts.unit()?.service;
    let title = format!("Let the service have nginx's group: `Group={group}`");
    let candidate = match (&service.group, &service.user) {
        (Some(given), _) => Candidate::new(title).replace(given.span, group),
        (None, Some(user)) => {
            Candidate::new(title).insert_after(user.span, format!("\nGroup={group}"))
        }
        (None, None) => return None,
    };
    Some(candidate.opens(Opens::Group(group.to_owned())))
}

/// The line that lets the service that runs uWSGI have a directory below `/run`, made at each start, and the setting behind which
/// it belongs; none where the unit makes some already.
pub(crate) fn run_directory(facts: &Facts, name: &str) -> Option<(Span, String)> {
    let service = &facts.unit()?.service;
    let user = service.user.as_ref()?;
    let has_some = !service.runtime.names.is_empty();
    (!has_some).then(|| (user.span, format!("\nRuntimeDirectory={name}")))
}
