//! ## What it finds
//! A pass directive names an upstream that is not defined.
//!
//! ## Why it matters
//! nginx takes the name for a host then. It has no port, or cannot be found, and nginx refuses to start.
//!
//! ## Example
//! ```text
//! uwsgi_pass backend;
//! ```
//!
//! ## How to fix
//! Define `upstream backend { server ...; }`, or name the socket itself.

use hurdles_nginx::{AddressFault, ProblemKind};

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::fixes::socket;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let problem = facts.nginx_fault()?;
    let ProblemKind::UpstreamAddress { fault, text } = &problem.kind else {
        return None;
    };
    let place = facts.word_of(facts.blame(problem)?, text);
    let is_name = matches!(fault, AddressFault::NoPort | AddressFault::HostNotFound);
    let headline = if is_name {
        format!("No `upstream` block defines `{}`", facts.short(text))
    } else {
        format!("nginx cannot read the address `{}`", facts.short(text))
    };
    let label = if is_name {
        "not defined anywhere"
    } else {
        "no address that nginx can pass to"
    };
    let finding = Finding::error(Stage::NginxConfig, headline, Label::new(place, label));
    let mut finding = facts.nginx_refuses(finding, problem);
    if is_name {
        finding = finding.explain("A name that no `upstream` block has is taken for a host, which needs a port and an address.");
    }
    for address in facts.uwsgi_addresses() {
        let title = format!("Pass to uWSGI's own socket, `{}`", facts.short(&address));
        finding = finding.fix([Candidate::new(title).replace(place, &address)]);
        if is_name && let Some(file) = facts.file_of(place) {
            let block = format!("upstream {text} {{\n    server {address};\n}}\n");
            let title = format!("Define the upstream `{}`", facts.short(text));
            finding = finding.fix([Candidate::new(title).insert_before(file, block)]);
        }
    }
    if *fault == AddressFault::TooLongPath {
        finding = finding.fix(socket::short_on_both_sides(facts));
    }
    Some(finding)
}
