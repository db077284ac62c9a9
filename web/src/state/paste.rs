//! What a paste or a dropped file does: it takes the place of a sample that nobody touched, and joins what is one's own.

use std::rc::Rc;

use hurdles::{Paste, Scenario};

use super::{Open, State};
use crate::document::Document;

/// What became of a paste, as the page tells it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Became {
    /// Its pieces in their order.
    pub(crate) pieces: Vec<Piece>,
    /// The first words of what was not understood.
    pub(crate) left: Vec<String>,
}

/// One piece: what it is, where it went, the first of its lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) kind: &'static str,
    pub(crate) document: Document,
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) n_lines: usize,
    pub(crate) excerpt: String,
}

/// A paste and the scenario that came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pasted {
    text: String,
    scenario: Rc<Scenario>,
}

impl State {
    /// Sorts a paste into the scenario; a second one is read together with the first as long as nothing was changed in between.
    pub(super) fn paste(&mut self, text: String) {
        let before = self
            .pasted
            .as_ref()
            .filter(|pasted| pasted.scenario == self.scenario);
        let goes_on = before.is_some();
        let all = match before {
            Some(pasted) => format!("{}\n{text}", pasted.text),
            None => text,
        };
        let paste = hurdles::paste(&all);
        if paste.pieces.is_empty() {
            let said = "Nothing of this paste could be understood. Paste what a terminal shows, a configuration, a log or Python.";
            self.notice = Some(said.to_owned().into());
            return;
        }
        self.became = Some(told(&all, &paste));
        self.notice = None;
        if goes_on || self.is_untouched() {
            self.replace(paste.scenario);
        } else {
            self.edit(|scenario| join(scenario, paste.scenario));
        }
        self.pasted = Some(Pasted {
            text: all,
            scenario: Rc::clone(&self.scenario),
        });
        self.start_afresh();
    }

    /// Takes a file in under its name: a scenario takes this one's place, a text without a telling name is sorted as a paste.
    pub(super) fn drop_file(&mut self, name: &str, text: String) {
        if text.contains(['\0', '\u{fffd}']) {
            self.notice = Some(format!("`{name}` is no text, so it was left alone.").into());
            return;
        }
        if name.ends_with(".json") && text.contains("\"hurdles\"") {
            match Scenario::from_json(&text) {
                Ok(scenario) => self.load(scenario),
                Err(error) => {
                    self.notice = Some(format!("`{name}` is no scenario: {error}").into());
                }
            }
            return;
        }
        let Some(directory) = directory(name, &text) else {
            self.paste(text);
            return;
        };
        if self.is_untouched() {
            self.replace(self.own());
            self.generation += 1;
        }
        let path = match directory {
            "" => format!("{}/{name}", self.scenario.cwd.trim_end_matches('/')),
            directory => format!("{directory}/{name}"),
        };
        self.add_file(path, text);
    }

    /// Empties everything, for a deployment of one's own.
    pub(super) fn empty(&mut self) {
        self.replace(self.own());
        self.became = None;
        self.start_afresh();
    }

    fn own(&self) -> Scenario {
        Scenario {
            partial: true,
            system: self.scenario.system.clone(),
            ..Scenario::default()
        }
    }

    /// Whether what stands here is as it was loaded.
    fn is_untouched(&self) -> bool {
        self.loaded == self.scenario
    }

    fn start_afresh(&mut self) {
        self.generation += 1;
        self.open = Open::default();
        self.greet();
    }
}

/// Where a file of that name lies; the empty text for the directory of the invocation, none where the name tells nothing.
fn directory(name: &str, text: &str) -> Option<&'static str> {
    let is_nginx = ["uwsgi_pass", "server {", "server_name"]
        .iter()
        .any(|word| text.contains(word));
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("py" | "ini" | "wsgi" | "sh" | "toml" | "yaml" | "yml" | "xml") => Some(""),
        Some("service" | "socket" | "path" | "timer") => Some("/etc/systemd/system"),
        Some("conf") if text.contains("[program:") => Some("/etc/supervisor/conf.d"),
        Some("conf") | None if is_nginx && !text.contains('@') => {
            let is_main = name == "nginx.conf";
            Some(if is_main {
                "/etc/nginx"
            } else {
                "/etc/nginx/sites-enabled"
            })
        }
        _ => None,
    }
}

/// Puts what was pasted beside what is there.
fn join(scenario: &mut Scenario, pasted: Scenario) {
    scenario.files.extend(pasted.files);
    if !pasted.invocation.is_empty() {
        scenario.invocation = pasted.invocation;
        scenario.user = pasted.user;
        scenario.cwd = pasted.cwd;
    }
    for (lines, more) in [
        (&mut scenario.setup, pasted.setup),
        (&mut scenario.after, pasted.after),
    ] {
        for line in more {
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
    }
    if !pasted.listing.is_empty() {
        if !scenario.listing.is_empty() && !scenario.listing.ends_with('\n') {
            scenario.listing.push('\n');
        }
        scenario.listing.push_str(&pasted.listing);
    }
    if pasted.request != hurdles::scenario::Request::default() {
        scenario.request = pasted.request;
    }
    scenario.partial = true;
}

fn told(text: &str, paste: &Paste) -> Became {
    let first_line = |from: usize, to: usize| {
        let part = text.get(from..to).unwrap_or("");
        let line = part.lines().map(str::trim).find(|line| !line.is_empty());
        line.map(|line| line.chars().take(72).collect::<String>())
    };
    let pieces = paste.pieces.iter().map(|piece| Piece {
        kind: piece.kind.word(),
        document: Document::named(&piece.document),
        start: piece.start,
        end: piece.end,
        n_lines: text
            .get(piece.from_start..piece.from_end)
            .map_or(0, |part| part.lines().count()),
        excerpt: first_line(piece.from_start, piece.from_end).unwrap_or_default(),
    });
    let left = paste
        .left
        .iter()
        .filter_map(|left| first_line(left.from_start, left.from_end));
    Became {
        pieces: pieces.collect(),
        left: left.collect(),
    }
}
