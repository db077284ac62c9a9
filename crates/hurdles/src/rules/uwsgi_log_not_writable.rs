//! ## What it finds
//! The log file that uWSGI is told to write cannot be opened.
//!
//! ## Why it matters
//! uWSGI opens it before anything else and exits when that fails. nginx then finds no socket.
//!
//! ## Example
//! ```text
//! uwsgi --logto /var/log/app.log -s /run/app.sock      # as an ordinary user
//! ```
//!
//! ## How to fix
//! Choose a file that the starting user may write, or make its directory writable.

use hurdles_uwsgi::ExitCause;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::{Candidate, Opens};
use crate::fixes::options;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let ExitCause::Unwritable {
        option,
        path,
        errno,
        identity,
    } = facts.exit_cause()?
    else {
        return None;
    };
    let place = path.span.or_else(|| facts.anywhere())?;
    let who = facts.user_name(identity.uid);
    let absolute = hurdles_machine::Machine::absolute(facts.start_cwd(), &path.text);
    let directory = absolute
        .rsplit_once('/')
        .map_or("/", |(directory, _)| directory)
        .to_owned();
    let missing = facts.before().find(&directory).is_none();
    let why = if missing {
        format!("`{directory}` does not exist")
    } else {
        format!("{errno}")
    };
    let mut finding = Finding::error(
        Stage::Invocation,
        format!("uWSGI cannot open `{}` for writing", facts.short(&path.text)),
        Label::new(place, why),
    )
    .explain(format!(
        "`{option}` names a file that uWSGI opens as `{who}` when it starts. open() fails with \"{errno}\", and uWSGI exits \
         before it makes its socket; nginx then finds nobody and answers 502."
    ));
    if missing {
        finding = finding.fix([Candidate::new(format!(
            "Make the directory `{}`",
            facts.short(&directory)
        ))
        .setup(format!("mkdir -p {directory}"))
        .setup(format!("chown {who} {directory}"))]);
    } else {
        finding = finding.fix([Candidate::new(format!("Let `{who}` write the file"))
            .setup(format!("touch {absolute}"))
            .setup(format!("chown {who} {absolute}"))
            .opens(Opens::User(who.clone()))]);
    }
    Some(finding.fix(options::without(facts, option)))
}
