//! ## What it finds
//! An ACL for nginx's user stands on another directory than the one the socket is made in.
//!
//! ## Why it matters
//! A default ACL is inherited by what is made in that very directory. A socket made elsewhere has only its mode.
//!
//! ## Example
//! ```text
//! setfacl -Rm d:u:www-data:rwx,u:www-data:rwx /run/uwsgi
//! uwsgi -s ~/simple/tmp/simple.sock ...
//! ```
//!
//! ## How to fix
//! Set the ACL on the socket's own directory, or make the socket in the directory that has the ACL.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::{Candidate, Opens};
use crate::fixes::opening;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let (connect, step) = facts.connect_refused_at(false)?;
    let worker = &connect.who;
    let (own_directory, name) = step.path.rsplit_once('/')?;
    let own = facts.before().find(own_directory)?;
    if facts.inherits_entry(own, worker) {
        return None;
    }
    let other = facts
        .directories_with_entry(worker)
        .into_iter()
        .find(|other| other != own_directory)?;
    let node = facts.before().find(&other)?;
    let place = facts
        .origin_of(node)
        .or(connect.place)
        .or_else(|| facts.anywhere())?;
    let shown = facts.short(&other);
    let mut finding = Finding::error(
        Stage::Connect,
        format!("The ACL for `{}` is on `{shown}`, the socket is elsewhere", worker.name),
        Label::new(place, format!("no ACL for `{own_directory}`, where the socket is made")),
    )
    .explain(format!(
        "What is made in `{other}` inherits an entry for `{}`. The socket is made in `{own_directory}`, which has no such ACL. {} \
         connect() fails with \"Permission denied\", and nginx answers 502. On the right directory it would work: the socket inherits \
         the entry, and the group bits of `chmod-socket` become the mask that lets its `w` through.",
        worker.name,
        facts.step_sentence(step, worker)
    ))
    .also(facts.socket_value(step.node), "the socket is made here")
    .also(connect.place, "nginx connects here");
    if let Some(word) = facts.find_in_line(place, &other) {
        let title = format!("Set the ACL on `{}`", facts.short(own_directory));
        finding = finding.fix([Candidate::new(title)
            .replace(word, own_directory)
            .opens(Opens::User(worker.name.clone()))]);
    }
    if let Some(value) = facts.socket_value(step.node) {
        let path = format!("{other}/{name}");
        let mut candidate =
            Candidate::new(format!("Make the socket in `{shown}`")).replace(value, &path);
        for (place, text) in facts.pass_arguments("uwsgi_pass") {
            if text.starts_with("unix:") && text != format!("unix:{path}") {
                candidate = candidate.replace(place, format!("unix:{path}"));
            }
        }
        finding = finding.fix([candidate.opens(Opens::User(worker.name.clone()))]);
    }
    Some(
        finding.fix(
            opening::open_socket(facts, step, worker)
                .into_iter()
                .take(1),
        ),
    )
}
