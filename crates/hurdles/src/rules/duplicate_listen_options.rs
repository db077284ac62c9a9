//! ## What it finds
//! Options of one listening address are set twice.
//!
//! ## Why it matters
//! They belong to the socket and not to the server, so nginx takes them once only.
//!
//! ## Example
//! ```text
//! listen [::]:80 ipv6only=on;      # in two files
//! ```
//!
//! ## How to fix
//! Keep the option in one place and write the bare address in the other.

use hurdles_nginx::ProblemKind;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let problem = facts.nginx_fault()?;
    let (address, what) = match &problem.kind {
        ProblemKind::DuplicateListenOptions(address) => (address, "Options"),
        ProblemKind::DuplicateDefault(address) => (address, "The default server"),
        ProblemKind::DuplicateListen(address) => (address, "A `listen` line"),
        _ => return None,
    };
    let place = facts.blame(problem)?;
    let finding = Finding::error(
        Stage::NginxConfig,
        format!("{what} of `{}` given twice", facts.short(address)),
        Label::new(place, "the second time"),
    );
    let mut finding = facts
        .nginx_refuses(finding, problem)
        .explain("Each address takes them from one place only.");
    let mut words = facts.text(place).trim_end_matches(';').split_whitespace();
    if let (Some(_), Some(first)) = (words.next(), words.next()) {
        let plain = format!("listen {first};");
        if plain != facts.text(place) {
            let title = format!("Leave the bare address: `{plain}`");
            finding = finding.fix([Candidate::new(title).replace(place, plain)]);
        }
    }
    for twin in facts
        .listens_with(address)
        .into_iter()
        .filter(|twin| *twin != place)
    {
        finding = finding.also(Some(twin), "the first time");
    }
    Some(finding.fix(facts.drop_directive(place)))
}
