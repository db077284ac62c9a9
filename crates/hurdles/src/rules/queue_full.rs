//! ## What it finds
//! The socket's queue of waiting connections is full.
//!
//! ## Why it matters
//! All workers are busy and as many requests as `listen` allows are waiting. The next one is refused at once.
//!
//! ## Example
//! ```text
//! connect() ... failed (11: Resource temporarily unavailable)
//! ```
//!
//! ## How to fix
//! Find out what makes the requests slow, add workers, and raise `listen`.

use hurdles_machine::Errno;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::fixes::options;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let connect = facts
        .connect_failure()
        .filter(|connect| connect.errno == Errno::Again)?;
    let listen = facts
        .option("listen")
        .and_then(|option| option.value.as_ref());
    let slow = facts.slow_line();
    let busy = facts.typed_with(&["curl", "for", "ab", "wget"], "");
    let place = slow
        .or_else(|| listen.and_then(|value| value.span))
        .or(connect.place)
        .or_else(|| facts.anywhere())?;
    let mut finding = Finding::error(
        Stage::Connect,
        "All workers are busy and the socket's queue is full",
        Label::new(place, if slow.is_some() { "each request keeps a worker busy here" } else { "no room for another request" }),
    )
    .explain(format!(
        "Every worker is busy, and as many requests as `listen` allows ({}) wait already. connect() fails with \"Resource \
         temporarily unavailable\" at once, and nginx answers 502.",
        listen.map_or("100 unless set", |value| value.text.as_str())
    ))
    .also(listen.and_then(|value| value.span), "the length of the queue")
    .also(busy, "these requests keep the workers busy")
    .also(connect.place, "nginx connects here");
    if let Some(line) = slow {
        let indent = facts.indent_of(line);
        let _ = indent;
        finding = finding.fix(facts.quicken(line));
    }
    for (name, value) in [("processes", "16"), ("threads", "16"), ("listen", "1024")] {
        let title = format!("Set `{name} = {value}`");
        finding = finding.fix(
            options::set(facts, name, value).map(|changes| Candidate::new(title).with(changes)),
        );
    }
    if let Some(line) = busy.and_then(|busy| facts.typed_line(busy)) {
        finding = finding.fix([Candidate::new("Do not keep the workers busy").replace(line, "")]);
    }
    Some(finding)
}
