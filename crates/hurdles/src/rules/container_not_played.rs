//! ## What it finds
//! A Dockerfile, a compose file, or a command that runs containers.
//!
//! ## Why it matters
//! What an image holds is not known here: its system, its programs, its users and what its own scripts start. So nothing of a
//! container is played, and nothing is said of it.
//!
//! ## Example
//! ```text
//! docker build -t shop . && docker run -p 80:80 shop
//! ```
//!
//! ## How to fix
//! Paste what runs within the container: the line that starts uWSGI (`CMD`, `ENTRYPOINT`, `command:`), its ini, nginx's
//! configuration, the app, and `ls -l` of the directories from `docker exec`.

use crate::container;
use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

const PROGRAMS: [&str; 6] = [
    "docker",
    "docker-compose",
    "podman",
    "podman-compose",
    "nerdctl",
    "kubectl",
];

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let place = facts.unplayed_start()?;
    let whole = facts.whole("invocation")?;
    let typed = facts.text(whole).to_owned();
    let is_pasted = container::kind_of(&typed).is_some();
    let word = facts
        .text(place)
        .rsplit('/')
        .next()
        .unwrap_or("")
        .to_owned();
    if !is_pasted && !PROGRAMS.contains(&&*word) {
        return None;
    }
    let place = if is_pasted {
        facts.first_line(whole)
    } else {
        place
    };
    let mut finding = Finding::info(
        Stage::Invocation,
        "A container is not played",
        Label::new(place, "what runs in it is not known here"),
    )
    .explain(
        "What an image brings (its system, users, programs, scripts) decides, and is not shown. Paste what runs within: the \
         line that starts uWSGI, its ini, nginx's configuration, the app; then that is played as on a machine of its own.",
    );
    let files = facts.files().into_iter();
    let described = files.filter(|(path, _)| container::is_named(path));
    let texts = described.map(|(_, span)| facts.text(span).to_owned());
    for text in is_pasted.then_some(typed).into_iter().chain(texts) {
        for line in container::commands(&text) {
            let title = format!("Play what starts in it: `{}`", facts.short(&line));
            finding = finding.fix([Candidate::new(title).replace(whole, line)]);
        }
    }
    Some(finding)
}
