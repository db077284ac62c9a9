//! ## What it finds
//! A file among the vassals that the Emperor does not take, because of its ending.
//!
//! ## Why it matters
//! The Emperor goes by the name alone: `.ini`, `.xml`, `.yml`, `.yaml`, `.json` and `.js`. Any other file is passed over
//! without a word.
//!
//! ## Example
//! ```text
//! /etc/uwsgi-emperor/vassals/shop.conf
//! ```
//!
//! ## How to fix
//! Give the file an ending that says what it is: `mv shop.conf shop.ini`.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

/// What the Emperor takes without further plugins (core/emperor.c:uwsgi_emperor_is_valid).
const ENDINGS: [&str; 6] = ["ini", "xml", "yml", "yaml", "json", "js"];

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let option = facts.idle_emperor()?;
    let value = option.value.as_ref()?;
    let directory = value.text.trim_end_matches('/');
    let names = facts.before().list(&facts.root(), "/", directory).ok()?;
    let name = names.iter().find(|name| {
        let (_, ending) = name.rsplit_once('.').unwrap_or(("", ""));
        !ENDINGS.contains(&ending) && facts.file(&format!("{directory}/{name}")).is_some()
    })?;
    let path = format!("{directory}/{name}");
    let place = facts.first_line(facts.file(&path)?);
    let shown = facts.short(name);
    let stem = name.rsplit_once('.').map_or(&**name, |(stem, _)| stem);
    let rename = Candidate {
        setup: vec![format!("mv {path} {directory}/{stem}.ini")],
        ..Candidate::new(format!("Call it `{stem}.ini`"))
    };
    let finding = Finding::error(
        Stage::Invocation,
        format!("The Emperor does not take a file called `{shown}`"),
        Label::new(place, "passed over because of its ending"),
    )
    .also(value.span, "the vassals are looked for here")
    .explain(
        "The Emperor takes files that end in `.ini`, `.xml`, `.yml`, `.yaml`, `.json` or `.js`. It starts nothing for any \
         other, so nobody makes the socket.",
    );
    Some(finding.fix([rename]))
}
