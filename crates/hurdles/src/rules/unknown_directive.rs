//! ## What it finds
//! nginx knows no directive of this name.
//!
//! ## Why it matters
//! It may be misspelt, belong to a module that is not installed, or be the rest of a word that was cut by a `{`.
//!
//! ## Example
//! ```text
//! uwsgi_pas unix:/run/app.sock;
//! ```
//!
//! ## How to fix
//! Correct the name, or install the module that brings it.

use hurdles_nginx::{ProblemKind, directive_names, module_of};
use hurdles_source::nearest_name;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::fixes::configuration;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let problem = facts.nginx_fault()?;
    let ProblemKind::UnknownDirective(name) = &problem.kind else {
        return None;
    };
    let place = facts.word_of(facts.blame(problem)?, name);
    let finding = Finding::error(
        Stage::NginxConfig,
        format!("nginx knows no directive `{}`", facts.short(name)),
        Label::new(place, "no directive has this name"),
    );
    let mut finding = facts.nginx_refuses(finding, problem);
    if let Some(plain) = configuration::plain_characters(facts, place) {
        finding = finding
            .explain("Among its characters are some that only look like blanks or quotes, as web pages have them.")
            .fix([plain]);
    }
    if let Some(module) = module_of(name) {
        finding = finding.explain(format!(
            "It belongs to the module `{module}`, which is not built in here."
        ));
    }
    if let Some(meant) = nearest_name(name, directive_names()) {
        finding = finding
            .explain(format!("Did you mean `{meant}`?"))
            .fix([Candidate::new(format!("Write `{meant}`")).replace(place, meant)]);
    }
    Some(finding.fix(facts.drop_directive(place)))
}
