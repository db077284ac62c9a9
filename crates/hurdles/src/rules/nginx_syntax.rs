//! ## What it finds
//! nginx refuses its configuration.
//!
//! ## Why it matters
//! A single error anywhere keeps all of nginx from starting. `nginx -t` names the file and the line where it
//! noticed.
//!
//! ## Example
//! ```text
//! invalid number of arguments in "listen" directive
//! ```
//!
//! ## How to fix
//! Correct the place that is marked and test again with `nginx -t`.

use hurdles_machine::Errno;
use hurdles_nginx::ProblemKind;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let problem = facts.nginx_fault()?;
    let place = facts.blame(problem)?;
    let finding = Finding::error(
        Stage::NginxConfig,
        format!(
            "nginx refuses its configuration: {}",
            facts.short(&problem.kind.to_string())
        ),
        Label::new(place, problem.kind.to_string()),
    );
    let mut finding = finding;
    if problem.kind == ProblemKind::InvalidUrlPrefix
        && let Some(word) = facts
            .directive_at(place)
            .and_then(|pass| pass.arguments.first()?.span)
    {
        finding =
            finding
                .fix([Candidate::new("Begin the address with `http://`")
                    .insert_before(word, "http://")]);
    }
    if problem.kind == ProblemKind::NoEvents
        && let Some(main) = facts.file("/etc/nginx/nginx.conf")
    {
        finding =
            finding
                .fix([Candidate::new("Add an empty `events` block")
                    .insert_before(main, "events {}\n")]);
    }
    if let ProblemKind::Bind {
        address,
        errno: Errno::AddressNotAvailable,
    } = &problem.kind
    {
        for listen in facts.listens_with(address) {
            let port = address.rsplit(':').next().unwrap_or("80");
            let title = format!("Listen on all addresses: `listen {port};`");
            finding =
                finding.fix([Candidate::new(title).replace(listen, format!("listen {port};"))]);
        }
    }
    if let ProblemKind::DuplicateLocation(name) = &problem.kind {
        finding = finding.fix(
            facts
                .locations_named(name)
                .into_iter()
                .filter_map(|location| facts.drop_directive(location)),
        );
    }
    if let ProblemKind::LocationModifier(modifier) = &problem.kind {
        let word = facts.word_of(place, modifier);
        for (meant, what) in [
            ("~", "a regular expression"),
            ("=", "the exact path"),
            ("^~", "a prefix"),
        ] {
            finding = finding
                .fix([Candidate::new(format!("Mean {what}: `{meant}`")).replace(word, meant)]);
        }
    }
    if problem.kind == ProblemKind::NoCertificateForListen {
        for listen in facts.listens_for_tls() {
            finding = finding
                .fix([Candidate::new("Listen without TLS: `listen 80;`")
                    .replace(listen, "listen 80;")]);
        }
    }
    Some(
        facts
            .nginx_refuses(finding, problem)
            .fix(facts.drop_directive(place)),
    )
}
