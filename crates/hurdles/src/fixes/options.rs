//! Setting, adding and taking away options of uWSGI, wherever they stand: command line, ini, yaml, json or xml.

use hurdles_source::Span;
use hurdles_uwsgi::{Given, OptionRead, Origin, option_names};

use crate::facts::{Facts, same_option};
use crate::fix::{Candidate, Change, Opens};

/// Sets an option: every value of it that stands somewhere is replaced, else it is added beside the others.
pub(crate) fn set(facts: &Facts, name: &str, value: &str) -> Option<Vec<Change>> {
    let existing: Vec<Change> = facts
        .options()
        .iter()
        .filter(|option| option.known && !accumulates(name) && same_option(&option.name, name))
        .filter_map(|option| {
            let span = option.value.as_ref().and_then(|given| given.span);
            match (span, option.key.span) {
                (Some(span), _) => Some(Change {
                    span,
                    insert: value.to_owned(),
                }),
                (None, Some(key)) => Some(Change {
                    span: Span::new(key.source, key.range().end, key.range().end),
                    insert: format!("={value}"),
                }),
                (None, None) => None,
            }
        })
        .collect();
    if !existing.is_empty() {
        return Some(existing);
    }
    add(facts, name, value).map(|change| vec![change])
}

/// Options whose values stand side by side.
fn accumulates(name: &str) -> bool {
    ["plugin", "plugins", "pythonpath", "mount", "env", "socket"].contains(&name)
}

/// Adds an option behind the one it belongs to.
pub(crate) fn add(facts: &Facts, name: &str, value: &str) -> Option<Change> {
    let Some(anchor) = anchor(facts, name) else {
        let word = facts.program_word()?;
        return Some(Change {
            span: Span::new(word.source, word.range().end, word.range().end),
            insert: format!(" {}", written(name, value)),
        });
    };
    let key = anchor.key.span?;
    let last = anchor
        .value
        .as_ref()
        .and_then(|value| value.span)
        .filter(|span| span.source == key.source);
    let end = last.unwrap_or(key).range().end;
    if !matches!(anchor.origin, Origin::File(_)) {
        let end = word_end(facts, key, end);
        return Some(Change {
            span: Span::new(key.source, end, end),
            insert: format!(" {}", written(name, value)),
        });
    }
    let line = facts.line_of(key);
    let indent = facts.indent_of(key);
    let document = &facts.sources().get(key.source).name;
    let (at, insert) = if document.ends_with(".yaml") || document.ends_with(".yml") {
        (line.range().end, format!("\n{indent}{name}: {value}"))
    } else if document.ends_with(".json") || document.ends_with(".js") {
        (
            line.range().start,
            format!("{indent}\"{name}\": \"{value}\",\n"),
        )
    } else if document.ends_with(".xml") {
        (
            line.range().end,
            format!("\n{indent}<{name}>{value}</{name}>"),
        )
    } else {
        // What follows an `end…` key or stands in a loop may be read differently; the option's own line is safe.
        (line.range().end, format!("\n{indent}{name} = {value}"))
    };
    Some(Change {
        span: Span::new(key.source, at, at),
        insert,
    })
}

/// The option that a new one is put behind: the socket for what concerns it, else the last one in a file, else the last.
fn anchor<'a>(facts: &'a Facts, name: &str) -> Option<&'a OptionRead> {
    let placed = |option: &&OptionRead| option.key.span.is_some() && option.known;
    let options = || facts.options().iter().filter(placed);
    let near: &[&str] = match name {
        "chmod-socket" | "chown-socket" | "listen" | "buffer-size" => {
            &["socket", "http-socket", "uwsgi-socket"]
        }
        "gid" | "uid" => &["uid", "gid", "socket"],
        "http-timeout" => &["http", "http-socket"],
        "chdir" | "pythonpath" | "virtualenv" | "manage-script-name" => &[
            "module",
            "wsgi-file",
            "mount",
            "wsgi",
            "file",
            "chdir",
            "plugin",
            "socket",
        ],
        "mount" => &["wsgi-file", "module", "wsgi", "file", "mount"],
        "plugin" => &[],
        _ => &["socket", "http-socket"],
    };
    let named = near
        .iter()
        .find_map(|near| options().rfind(|option| same_option(&option.name, near)));
    let in_file = || options().rfind(|option| matches!(option.origin, Origin::File(_)));
    if name == "plugin" {
        // On the command line a plugin has to stand in front; in a file any place will do.
        return options().find(|option| matches!(option.origin, Origin::File(_)));
    }
    named.or_else(in_file).or_else(|| options().next_back())
}

/// An option as it is typed.
fn written(name: &str, value: &str) -> String {
    if value.is_empty() {
        format!("--{name}")
    } else {
        format!("--{name}={value}")
    }
}

/// The end of the shell's word that reaches `end`.
fn word_end(facts: &Facts, span: Span, end: usize) -> usize {
    let text = &facts.sources().get(span.source).text;
    let rest = text.get(end..).unwrap_or("");
    end + rest
        .find([' ', '\t', '\n', ';', '&', '|'])
        .unwrap_or(rest.len())
}

/// Where the last word of a text begins.
pub(crate) fn word_start(text: &str) -> usize {
    text.rfind(char::is_whitespace).map_or(0, |at| at + 1)
}

/// The key of the option `config` that this word is the value of.
pub(crate) fn value_of_config<'f>(facts: &'f Facts, word: &Given) -> Option<&'f Given> {
    let option = facts.option("config")?;
    let value = option
        .value
        .as_ref()
        .filter(|value| value.text == word.text);
    value.map(|_| &option.key)
}

/// Whether an option has this name.
pub(crate) fn is_option(name: &str) -> bool {
    option_names().any(|option| option == name)
}

/// Takes one option away.
pub(crate) fn removal(facts: &Facts, option: &OptionRead) -> Option<Change> {
    let key = option.key.span?;
    if matches!(option.origin, Origin::File(_)) {
        let line = facts.line_of(key);
        let text = &facts.sources().get(key.source).text;
        let end = line.range().end;
        let with_break =
            end + usize::from(text.get(end..).is_some_and(|rest| rest.starts_with('\n')));
        return Some(Change {
            span: Span::new(key.source, line.range().start, with_break),
            insert: String::new(),
        });
    }
    let value = option
        .value
        .as_ref()
        .and_then(|value| value.span)
        .filter(|span| span.source == key.source);
    let end = word_end(
        facts,
        key,
        value.map_or(key.range().end, |value| value.range().end),
    );
    let start = blank_before(facts, key);
    Some(Change {
        span: Span::new(key.source, start, end),
        insert: String::new(),
    })
}

fn blank_before(facts: &Facts, span: Span) -> usize {
    let text = &facts.sources().get(span.source).text;
    let start = span.range().start;
    text.get(..start)
        .map_or(start, |before| before.trim_end_matches([' ', '\t']).len())
}

/// Leaves one option out.
pub(crate) fn without(facts: &Facts, name: &str) -> Option<Candidate> {
    without_all(facts, &[name])
}

/// Leaves several options out.
pub(crate) fn without_all(facts: &Facts, names: &[&str]) -> Option<Candidate> {
    let options: Vec<&OptionRead> = facts
        .options()
        .iter()
        .filter(|option| names.iter().any(|name| same_option(&option.name, name)))
        .collect();
    let mut said: Vec<&str> = options.iter().map(|option| option.name.as_str()).collect();
    said.dedup();
    let title = format!("Leave out `{}`", said.join("` and `"));
    let changes: Vec<Change> = options
        .iter()
        .filter_map(|option| removal(facts, option))
        .collect();
    (!changes.is_empty()).then(|| Candidate::new(title).with(changes))
}

/// Takes a word off the command line.
pub(crate) fn drop_word(facts: &Facts, word: Span) -> Option<Candidate> {
    let is_typed = &*facts.sources().get(word.source).name == "invocation";
    let title = format!("Take `{}` away", facts.short(facts.text(word)));
    let span = Span::new(word.source, blank_before(facts, word), word.range().end);
    is_typed.then(|| Candidate::new(title).replace(span, ""))
}

/// Moves the option that loads a plugin in front of a word, or adds it there.
pub(crate) fn plugin_first(facts: &Facts, plugin: &str, word: Span) -> Vec<Candidate> {
    let title = format!("Put `--plugin {plugin}` in front");
    let mut candidate = Candidate::new(title).insert_before(word, format!("--plugin {plugin} "));
    // A command line that was refused has no options stored behind the word; those are looked for in the text.
    let text = &facts.sources().get(word.source).text;
    let from = word.range().end;
    let rest = text.get(from..).unwrap_or("");
    for written in [
        format!(" --plugin {plugin}"),
        format!(" --plugin={plugin}"),
        format!(" --plugins {plugin}"),
        format!(" --plugins={plugin}"),
    ] {
        if let Some(at) = rest.find(&written) {
            let span = Span::new(word.source, from + at, from + at + written.len());
            candidate = candidate.replace(span, "");
            break;
        }
    }
    // Where no plugin is named at all, the app needs its own beside the one of this word.
    if plugin != "python3" && !text.contains("--plugin") {
        let both = format!("--plugin {plugin},python3 ");
        let title = format!("Put `{}` in front", both.trim_end());
        return vec![candidate, Candidate::new(title).insert_before(word, both)];
    }
    vec![candidate]
}

/// Adds the option that loads a plugin: in front on the command line, or in the configuration file.
pub(crate) fn add_plugin(facts: &Facts, plugin: &str) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    if let Some(change) = add(facts, "plugin", plugin) {
        let title = format!("Load the plugin: `plugin = {plugin}`");
        candidates.push(Candidate::new(title).with([change]));
    }
    if let Some(word) = facts.program_word() {
        let title = format!("Load the plugin: `--plugin {plugin}`");
        candidates.push(Candidate::new(title).insert_after(word, format!(" --plugin {plugin}")));
    }
    candidates
}

/// Gives an option the value it lacks, or takes a superfluous one away.
pub(crate) fn give_value(facts: &Facts, word: &Given, takes_none: bool) -> Vec<Candidate> {
    let Some(place) = word.span else {
        return Vec::new();
    };
    let name = word
        .text
        .trim_start_matches('-')
        .split('=')
        .next()
        .unwrap_or_default();
    if takes_none {
        let at = facts.text(place).find('=').unwrap_or(0);
        let title = format!("Write `--{name}` alone");
        return vec![Candidate::new(title).replace(place.part(at, place.range().len()), "")];
    }
    let values: Vec<String> = match name {
        "s" | "socket" => facts.wanted_addresses(),
        "plugin" | "plugins" => vec!["python3".to_owned()],
        "wsgi-file" | "file" => facts.app_files(),
        "uid" | "gid" => vec!["www-data".to_owned()],
        _ => Vec::new(),
    };
    values
        .into_iter()
        .map(|value| {
            Candidate::new(format!("Give the value `{}`", facts.short(&value)))
                .insert_after(place, format!(" {value}"))
        })
        .collect()
}

/// Starts uWSGI by sudo.
pub(crate) fn start_as_root(facts: &Facts) -> Option<Candidate> {
    let word = facts
        .program_word()
        .filter(|_| !facts.starter().identity.is_root())?;
    // Whoever typed `sudo -u somebody` meant sudo already.
    let text = &facts.sources().get(word.source).text;
    if let Some(at) = text
        .get(..word.range().start)
        .and_then(|before| before.rfind("sudo -u "))
    {
        let span = Span::new(word.source, at, word.range().start);
        if text
            .get(span.range())
            .is_some_and(|typed| typed.split_whitespace().count() == 3)
        {
            let candidate =
                Candidate::new("Start uWSGI as root: `sudo` alone").replace(span, "sudo ");
            return Some(candidate.opens(Opens::Root));
        }
    }
    // Variables in front of the command belong to it.
    Some(
        Candidate::new("Start uWSGI as root: `sudo`")
            .insert_before(word, "sudo ")
            .opens(Opens::Root),
    )
}

/// Lets uWSGI run as somebody else.
pub(crate) fn run_as(facts: &Facts, user: String) -> Option<Candidate> {
    if user == "root" || facts.runs_as().name == user {
        return None;
    }
    let title = format!("Let uWSGI run as `{}`", facts.short(&user));
    let has_uid = facts.option("uid").is_some();
    let changes = set(facts, "uid", &user).filter(|_| has_uid)?;
    Some(
        Candidate::new(title)
            .with(changes)
            .opens(Opens::RunsAs(user)),
    )
}

/// A key as it has to be written where another one stands.
pub(crate) fn key_like(facts: &Facts, key: Span, name: &str) -> String {
    let dashes = facts.text(key).starts_with('-');
    format!("{}{name}", if dashes { "--" } else { "" })
}
