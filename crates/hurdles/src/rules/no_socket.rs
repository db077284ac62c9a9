//! ## What it finds
//! uWSGI was given nothing to listen on.
//!
//! ## Why it matters
//! It starts, finds that there is nothing to do, and exits.
//!
//! ## Example
//! ```text
//! uwsgi --plugin python3 --wsgi-file wsgi.py
//! ```
//!
//! ## How to fix
//! Add a socket: `-s /run/app/app.sock`, the one that nginx passes requests to.

use hurdles_uwsgi::{Event, ExitCause, Ignored};

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::fixes::options;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let ExitCause::NoSocket = facts.exit_cause()? else {
        return None;
    };
    let place = facts.program_word().or_else(|| facts.anywhere())?;
    let mut finding = Finding::error(
        Stage::Invocation,
        "uWSGI is given no socket to listen on",
        Label::new(place, "no option names a socket"),
    )
    .explain(
        "uWSGI starts, finds neither a socket nor anything else to do, prints `The -s/--socket option is missing` and exits. \
         nginx finds nobody and answers 502.",
    );
    for event in facts.uwsgi_events() {
        if let Event::Ignored(Ignored::UnknownKey {
            key,
            of_unloaded_plugin: Some(plugin),
            ..
        }) = event
        {
            finding = finding
                .explain(format!(
                    "`{}` is an option of the plugin `{plugin}`, which is not loaded, so it is passed over.",
                    facts.short(&key.text)
                ))
                .also(key.span, format!("needs the plugin `{plugin}`"))
                .fix(options::add_plugin(facts, plugin));
        }
    }
    for address in facts.wanted_addresses() {
        let title = format!(
            "Listen where nginx looks: `--socket {}`",
            facts.short(&address)
        );
        finding = finding.fix(
            options::set(facts, "socket", &address)
                .map(|changes| Candidate::new(title).with(changes)),
        );
    }
    Some(finding)
}
