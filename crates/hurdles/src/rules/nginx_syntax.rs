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
use hurdles_source::Span;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::fixes::configuration;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let problem = facts.nginx_fault()?;
    let place = facts.blame(problem)?;
    let finding = Finding::error(
        Stage::NginxConfig,
        format!("nginx refuses its configuration: {}", problem.kind),
        Label::new(place, problem.kind.to_string()),
    );
    Some(
        facts
            .nginx_refuses(finding, problem)
            .fix(configuration::plain_characters(facts, place))
            .fix(remedies(facts, &problem.kind, place))
            .fix(facts.drop_directive(place)),
    )
}

/// What may be meant where nginx says exactly what it lacks.
fn remedies(facts: &Facts, kind: &ProblemKind, place: Span) -> Vec<Candidate> {
    match kind {
        ProblemKind::InvalidUrlPrefix => {
            let pass = facts.directive_at(place);
            let word = pass.and_then(|pass| pass.arguments.first()?.span);
            let begin = |word| {
                Candidate::new("Begin the address with `http://`").insert_before(word, "http://")
            };
            word.map(begin).into_iter().collect()
        }
        ProblemKind::NoEvents => {
            let main = facts.file("/etc/nginx/nginx.conf");
            let add = |main| {
                Candidate::new("Add an empty `events` block").insert_before(main, "events {}\n")
            };
            main.map(add).into_iter().collect()
        }
        ProblemKind::Bind {
            address,
            errno: Errno::AddressNotAvailable,
        } => {
            let port = address.rsplit(':').next().unwrap_or("80");
            let line = format!("listen {port};");
            let listens = facts.listens_with(address).into_iter();
            listens
                .map(|listen| {
                    replaced(
                        format!("Listen on all addresses: `{line}`"),
                        listen,
                        line.clone(),
                    )
                })
                .collect()
        }
        ProblemKind::NoCertificateForListen | ProblemKind::Certificate { .. } => {
            configuration::without_tls(facts).into_iter().collect()
        }
        ProblemKind::PassUriNotAllowed => without_path(facts, place).into_iter().collect(),
        ProblemKind::InvalidFlag { value, .. } => flag_meant(facts, place, value),
        ProblemKind::ArgumentCount(_) => first_argument_only(facts, place).into_iter().collect(),
        _ => location_remedies(facts, kind, place),
    }
}

/// Leaves the path out of a `proxy_pass`.
fn without_path(facts: &Facts, place: Span) -> Option<Candidate> {
    let word = facts.directive_at(place)?.arguments.first()?.span?;
    let text = facts.text(word);
    let host = text.find("://")? + 3;
    let path = host + text.get(host..)?.find('/')?;
    Some(Candidate::new("Leave the path out").replace(word.part(path, text.len()), ""))
}

/// `on` for the words that people say yes with, `off` for the others.
fn flag_meant(facts: &Facts, place: Span, value: &str) -> Vec<Candidate> {
    let word = facts.word_of(place, value);
    let says_yes = matches!(value.to_ascii_lowercase().as_str(), "yes" | "true" | "1");
    let meant = if says_yes { "on" } else { "off" };
    vec![replaced(format!("Write `{meant}`"), word, meant.to_owned())]
}

/// Takes away what stands behind the first argument.
fn first_argument_only(facts: &Facts, place: Span) -> Option<Candidate> {
    let arguments = &facts.directive_at(place)?.arguments;
    let (first, last) = (arguments.first()?.span?, arguments.last()?.span?);
    let rest = Span::new(first.source, first.end as usize, last.end as usize);
    Some(Candidate::new("Keep only the first argument").replace(rest, ""))
        .filter(|_| arguments.len() > 1)
}

/// The same, of locations.
fn location_remedies(facts: &Facts, kind: &ProblemKind, place: Span) -> Vec<Candidate> {
    match kind {
        ProblemKind::DuplicateLocation(name) => {
            let twins = facts.locations_named(name).into_iter();
            twins
                .filter_map(|location| facts.drop_directive(location))
                .collect()
        }
        ProblemKind::LocationModifier(modifier) => {
            let word = facts.word_of(place, modifier);
            [
                ("~", "a regular expression"),
                ("=", "the exact path"),
                ("^~", "a prefix"),
            ]
            .map(|(meant, what)| {
                replaced(format!("Mean {what}: `{meant}`"), word, meant.to_owned())
            })
            .into()
        }
        _ => Vec::new(),
    }
}

fn replaced(title: String, span: Span, text: String) -> Candidate {
    Candidate::new(title).replace(span, text)
}
