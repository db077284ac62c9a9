//! ## What it finds
//! The directory given as virtual environment is none.
//!
//! ## Why it matters
//! Without a `pyvenv.cfg` there, uWSGI takes the directory for a whole Python. Python then lacks its own library
//! and the process ends.
//!
//! ## Example
//! ```text
//! virtualenv = /home/ubuntu/app/venv/bin
//! ```
//!
//! ## How to fix
//! Name the environment's root, the directory that holds `pyvenv.cfg`, or leave the option out.

use hurdles_uwsgi::ExitCause;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::fixes::{access, options};
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let ExitCause::PythonFatal { home } = facts.exit_cause()? else {
        return None;
    };
    let place = home.span.or_else(|| facts.anywhere())?;
    let shown = facts.short(&home.text);
    let path = hurdles_machine::Machine::absolute(facts.cwd(), &home.text);
    let exists = facts.before().find(&path).is_some();
    let who = facts.runs_as();
    let walk = facts
        .machine()
        .walk(&who.identity, "/", &path, hurdles_machine::Bits(5));
    let refused = walk.steps.last().filter(|step| exists && !step.granted);
    let headline = match (exists, refused) {
        (_, Some(_)) => format!(
            "uWSGI runs as `{}`, which may not reach `{shown}`",
            who.name
        ),
        (true, None) => format!("`{shown}` is no virtual environment"),
        (false, None) => format!("The virtual environment `{shown}` does not exist"),
    };
    let label = match (exists, refused) {
        (_, Some(_)) => "out of reach for uWSGI's user",
        (true, None) => "holds no `pyvenv.cfg`",
        (false, None) => "there is no such directory",
    };
    let mut finding = Finding::error(Stage::Imports, headline, Label::new(place, label)).explain(
        "A virtual environment is known by its `pyvenv.cfg`. Without one uWSGI tells Python that its whole library lies in \
         that directory; Python does not find it there and ends the process. Nothing listens any more, and nginx answers 502.",
    );
    if let Some(step) = refused {
        finding = finding
            .explain(facts.step_sentence(step, &who))
            .also(facts.place_of_step(step), facts.step_text(step, &who))
            .fix(access::grant(facts, step, &who));
    }
    for found in facts.virtual_environments() {
        let title = format!("Name the environment `{}`", facts.short(&found));
        finding = finding.fix([Candidate::new(title).replace(place, &found)]);
    }
    if let Some(parent) = home
        .text
        .strip_suffix("/bin")
        .or_else(|| home.text.strip_suffix("/bin/"))
    {
        let title = format!("Name the environment's root, `{}`", facts.short(parent));
        finding = finding.fix([Candidate::new(title).replace(place, parent)]);
    }
    Some(finding.fix(options::without_all(
        facts,
        &["virtualenv", "home", "venv", "pyhome"],
    )))
}
