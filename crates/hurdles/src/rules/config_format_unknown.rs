//! ## What it finds
//! A configuration file is named without saying its format, and its ending does not tell.
//!
//! ## Why it matters
//! uWSGI guesses the format from the ending alone and knows `.ini`, `.xml`, `.yaml`, `.yml`, `.json` and `.js`. The option
//! `config` reads none of these: it is for formats that plugins bring.
//!
//! ## Example
//! ```text
//! uwsgi site.conf
//! ```
//!
//! ## How to fix
//! Write `--ini site.conf`, or let the file's name end in `.ini`.

use hurdles_uwsgi::{ExitCause, Given};

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::fixes::options;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let ExitCause::NoConfiguration { word, after: None } = facts.exit_cause()? else {
        return None;
    };
    if let Some(key) = options::value_of_config(facts, word) {
        return wrong_option(facts, word, key);
    }
    let place = word.span?;
    let path = hurdles_machine::Machine::absolute(facts.start_cwd(), &word.text);
    let content = facts.file(&path).map(|file| facts.text(file).to_owned())?;
    if !content.contains('=')
        || !content
            .lines()
            .any(|line| line.trim_start().starts_with('['))
    {
        return None;
    }
    let name = facts.short(&word.text);
    Some(
        Finding::error(
            Stage::Invocation,
            format!("uWSGI cannot tell the format of `{name}`"),
            Label::new(place, "the ending says nothing to uWSGI"),
        )
        .explain(format!(
            "`{name}` is given without an option, so uWSGI guesses its format from the ending and knows `.ini`, `.xml`, \
             `.yaml`, `.yml`, `.json` and `.js` only. It prints that it is unable to load the configuration and exits."
        ))
        .fix([Candidate::new(format!("Say that it is an ini file: `--ini {name}`")).insert_before(place, "--ini ")]),
    )
}

/// `config` tries only formats that plugins bring (core/uwsgi.c:uwsgi_opt_load_config).
fn wrong_option(facts: &Facts, word: &Given, key: &Given) -> Option<Finding> {
    let name = facts.short(&word.text);
    let dashes = if key.text.starts_with('-') { "--" } else { "" };
    let written = format!("{dashes}{}", format_of(&word.text));
    let label = Label::new(key.span?, "takes only formats that a plugin brings");
    let headline = format!("`{}` does not read `{name}`", key.text);
    let finding = Finding::error(Stage::Invocation, headline, label).explain(
        "`config` tries only formats that plugins bring, and no plugin brings one, so uWSGI prints that it is unable to \
         load the configuration and exits. The formats that it reads itself have options of their own.",
    );
    let title = format!("Write `{written}`");
    Some(finding.fix([Candidate::new(title).replace(key.span?, written)]))
}

/// The option that reads a file of this name; what is told by nothing is an ini file.
fn format_of(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("xml") => "xml",
        Some("yaml" | "yml") => "yaml",
        Some("json" | "js") => "json",
        _ => "ini",
    }
}
