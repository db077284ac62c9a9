//! ## What it finds
//! A word that begins with dashes is no option that this uWSGI knows at that place of the command line.
//!
//! ## Why it matters
//! uWSGI stops at once with `getopt_long() error`. Options of a plugin exist only after `--plugin` was read,
//! further to the left.
//!
//! ## Example
//! ```text
//! uwsgi --wsgi-file wsgi.py --plugin python3 -s /tmp/a.sock
//! ```
//!
//! ## How to fix
//! Correct the name, or move `--plugin python3` in front of the options that belong to it.

use hurdles_source::Span;
use hurdles_uwsgi::ExitCause;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::fixes::options;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let ExitCause::CommandLine {
        message,
        word,
        nearest,
        needs_plugin,
    } = facts.exit_cause()?
    else {
        return None;
    };
    if message.contains("argument") {
        return None;
    }
    let place = word.span.or_else(|| facts.anywhere())?;
    let name = facts.short(word.text.split('=').next().unwrap_or(&word.text));
    let (headline, label) = if message.contains("ambiguous") {
        (
            format!("`{name}` may mean several options"),
            "several options begin like this".to_owned(),
        )
    } else if let Some(plugin) = needs_plugin {
        (
            format!("`{name}` comes before the plugin that knows it"),
            format!("only known once the plugin `{plugin}` is loaded"),
        )
    } else {
        (
            format!("uWSGI knows no option `{name}`"),
            "no option of this name".to_owned(),
        )
    };
    let mut finding = Finding::error(Stage::Invocation, headline, Label::new(place, label)).explain(format!(
        "uWSGI reads its command line, prints \"{message}\" and exits. Nothing listens on the socket, so nginx answers 502."
    ));
    if let Some(plugin) = needs_plugin {
        finding = finding.explain(
            "The options of a plugin exist only after `--plugin` was read, so it has to stand further to the left.",
        );
        finding = finding.fix(options::plugin_first(facts, plugin, place));
    }
    if let Some(meant) = nearest {
        let title = format!("Write `--{meant}`");
        let span = option_in(&word.text, place);
        finding = finding
            .explain(format!("Did you mean `--{meant}`?"))
            .fix([Candidate::new(title).replace(span, format!("--{meant}"))]);
    }
    Some(finding.fix(options::drop_word(facts, place)))
}

/// The characters of the option alone, without a value tied to it.
fn option_in(word: &str, place: Span) -> Span {
    let option = word.split('=').next().unwrap_or(word);
    if place.range().len() == word.len() {
        place.part(0, option.len())
    } else {
        place
    }
}
