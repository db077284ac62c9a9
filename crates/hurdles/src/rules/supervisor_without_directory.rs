//! ## What it finds
//! A program of supervisor that names its configuration without a path and has no `directory=`.
//!
//! ## Why it matters
//! supervisord runs in `/`, and so do its programs unless `directory=` says otherwise. uWSGI then looks for `/uwsgi.ini`, says
//! "realpath() of uwsgi.ini failed" and ends; supervisor gives up: "Exited too quickly".
//!
//! ## Example
//! ```text
//! [program:shop]
//! command=uwsgi --ini uwsgi.ini
//! ```
//!
//! ## How to fix
//! Add `directory=/srv/shop`, or write the whole path of the file.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    if facts.worked() {
        return None;
    }
    let processes = facts.supervised().iter();
    let (process, word, directory) = processes
        .filter(|process| process.program.directory.is_none())
        .find_map(|process| {
            let command = &process.program.command;
            let (word, directory) = command.split_whitespace().find_map(|word| {
                let name = word.rsplit_once('=').map_or(word, |(_, value)| value);
                let is_relative = !name.starts_with('/') && name.ends_with(".ini");
                let directory = facts.directory_with(name).filter(|_| is_relative)?;
                Some((name, directory))
            })?;
            Some((process, word, directory))
        })?;
    let place = process.program.command_span?;
    let finding = Finding::error(
        Stage::Invocation,
        format!("supervisor starts the program in `/`, where no `{}` is", facts.short(word)),
        Label::new(facts.word_of(place, word), "a path that begins nowhere"),
    )
    .also(process.program.section_span, "has no `directory=`")
    .explain(format!(
        "A program of supervisor begins in supervisord's own directory, `/`. uWSGI looks for `/{word}`, does not find it \
         and ends, and supervisor gives it up. The file is in `{directory}`.",
    ));
    let title = format!("Add `directory={}`", facts.short(&directory));
    let add = Candidate::new(title).insert_after(place, format!("\ndirectory={directory}"));
    let word = facts.word_of(place, word);
    let whole = Candidate::new("Write the whole path").insert_before(word, format!("{directory}/"));
    Some(finding.fix([add, whole]))
}
