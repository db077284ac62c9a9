//! ## What it finds
//! `uid` or `gid` is given by name to a uWSGI that was not started by root, and is ignored.
//!
//! ## Why it matters
//! Names are looked up only when privileges are dropped. An ordinary user drops none, and nothing is said about it.
//!
//! ## Example
//! ```text
//! uwsgi --gid www-data -s /tmp/app.sock        # typed by ubuntu
//! ```
//!
//! ## How to fix
//! Start with `sudo`, or let others write to the socket.

use hurdles_uwsgi::{Event, Ignored};

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fixes::{opening, options};
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let (connect, step) = facts.connect_refused_at(false)?;
    let ignored: Vec<_> = facts
        .uwsgi_events()
        .filter_map(|event| match event {
            Event::Ignored(Ignored::NameWithoutRoot { option, value }) => Some((*option, value)),
            _ => None,
        })
        .collect();
    let (option, value) = ignored
        .iter()
        .rev()
        .find(|(option, _)| *option == "gid")
        .or(ignored.last())?;
    let place = value.span.or_else(|| facts.anywhere())?;
    let starter = facts.starter().name;
    Some(
        Finding::error(
            Stage::Connect,
            format!("`{option} {}` is ignored: uWSGI is not started as root", facts.short(&value.text)),
            Label::new(place, "never looked up without root"),
        )
        .explain(format!(
            "uWSGI is started by `{starter}` and stays `{starter}`: a user or group given by name is looked up only when root's \
             rights are dropped, and otherwise passed over without a word. So it shows on the socket: {} nginx gets \
             \"Permission denied\" and answers 502.",
            facts.step_sentence(step, &connect.who)
        ))
        .also(connect.place, "nginx connects here")
        .fix(opening::open_socket(facts, step, &connect.who))
        .fix(options::start_as_root(facts)),
    )
}
