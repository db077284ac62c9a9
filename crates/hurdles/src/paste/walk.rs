//! Goes through the lines of a paste and finds commands, their output, fenced and bare blocks.

use std::collections::BTreeSet;

use super::Kind;
use super::command::{self, Does};
use super::extent::extent;
use super::found::{Found, Place, What};
use super::line::Line;
use super::prompt::{Prompt, Prompts, Shape};
use super::shell;
use super::sniff::{self, Begins};

/// The walk: everything that is known at the line where it stands.
pub(super) struct Walk<'t> {
    pub(super) lines: Vec<Line<'t>>,
    pub(super) prompts: Prompts<'t>,
    pub(super) place: Place,
    pub(super) found: Vec<Found>,
    /// The name that stood before the last fence or block.
    hint: Option<String>,
    /// Where the fence ends in which it stands.
    fence: Option<usize>,
    /// Words that were to end a here-document and never came.
    pub(super) missing_ends: BTreeSet<String>,
}

/// What is found in the lines, in their order.
pub(super) fn walk(lines: Vec<Line<'_>>) -> Vec<Found> {
    let prompts = Prompts::of(&lines);
    let mut walk = Walk {
        lines,
        prompts,
        place: Place::default(),
        found: Vec::new(),
        hint: None,
        fence: None,
        missing_ends: BTreeSet::new(),
    };
    let mut at = 0;
    while at < walk.lines.len() {
        // Each step goes on by at least one line.
        at = walk.step(at).max(at + 1);
    }
    walk.found
}

impl<'t> Walk<'t> {
    /// Handles what stands at a line; the line behind it.
    fn step(&mut self, at: usize) -> usize {
        if self.fence.is_some_and(|end| at >= end) {
            self.fence = None;
            return at + 1;
        }
        let Some(line) = self.lines.get(at).copied() else {
            return at + 1;
        };
        if let Some(prompt) = self.prompts.at(line.text) {
            return self.typed(at, &prompt);
        }
        if self.fence.is_none()
            && let Some(language) = fence_mark(line.text)
        {
            return self.open_fence(at, language);
        }
        if let Some(path) = sniff::header_path(line.text) {
            self.hint = Some(path.to_owned());
            // A remark that names a Python file is a line of that file too.
            return at + 1;
        }
        match sniff::begins(line.text) {
            Some(Begins::Command) => {
                let end = self.command_end(at);
                let prompt = Prompt {
                    shape: Shape::Plain,
                    user: None,
                    directory: None,
                    is_root: false,
                    environment: None,
                    command: line.text.trim(),
                };
                self.command(at, end, &prompt, true)
            }
            Some(kind) => {
                let limit = self.fence.unwrap_or(self.lines.len());
                let end = extent(kind, &self.lines, at, limit, &self.prompts);
                self.block(kind, at, end);
                end
            }
            None => {
                if !line.is_blank() {
                    self.hint = sniff::named_path(line.text).map(str::to_owned);
                }
                at + 1
            }
        }
    }

    /// Looks into a fence: a language may say what it holds, else its lines do.
    fn open_fence(&mut self, at: usize, language: &str) -> usize {
        let close = (at + 1..self.lines.len()).find(|at| {
            self.lines
                .get(*at)
                .is_some_and(|line| fence_mark(line.text) == Some(""))
        });
        let end = close.unwrap_or(self.lines.len());
        let inside = self.lines.get(at + 1..end).unwrap_or(&[]);
        let first = inside.iter().find(|line| !line.is_blank());
        let begun = first.and_then(|line| sniff::begins(line.text));
        let has_prompt = inside
            .iter()
            .any(|line| self.prompts.at(line.text).is_some());
        let named = first.and_then(|line| sniff::header_path(line.text));
        let kind = match language.split([':', ' ', '{']).next().unwrap_or("") {
            _ if has_prompt => None,
            "python" | "py" | "python3" => Some(Begins::Python),
            "nginx" | "nginxconf" => Some(Begins::Nginx),
            "ini" | "conf" | "systemd" | "toml" | "cfg" => begun.filter(|kind| is_file(*kind)),
            _ => begun.filter(|kind| is_file(*kind)),
        };
        if let Some(path) = sniff::named_path(language) {
            self.hint = Some(path.to_owned());
        }
        self.fence = Some(end);
        let Some(kind) = kind.or_else(|| named.map(|path| kind_of_name(path, begun))) else {
            return at + 1;
        };
        if let Some(path) = named {
            self.hint = Some(path.to_owned());
        }
        self.block(kind, at + 1, end);
        end
    }

    /// Takes lines as one block of a kind.
    fn block(&mut self, kind: Begins, from: usize, to: usize) {
        match kind {
            Begins::Listing => self.listing(None, from, to),
            Begins::Log => self.log(None, from, to, true),
            Begins::Command => {}
            _ => {
                let path = self.hint.take().map(|hint| self.place.path(&hint));
                self.file(path, Some(kind), from, to, None);
            }
        }
    }

    /// A prompt and what was typed behind it.
    fn typed(&mut self, at: usize, prompt: &Prompt<'t>) -> usize {
        self.go_to(prompt);
        let end = self.command_end(at);
        self.command(at, end, prompt, false)
    }

    /// The line behind a command, which goes on where its line ends in a backslash or within quotes.
    fn command_end(&self, at: usize) -> usize {
        const MOST_LINES: usize = 60;
        let mut quote = None;
        let last = self.lines.len().min(at + MOST_LINES);
        for end in at..last {
            let Some(line) = self.lines.get(end) else {
                break;
            };
            if end > at && self.prompts.at(line.text).is_some() {
                // Quotes that nothing closes: it was no such command.
                return if quote.is_some() { at + 1 } else { end };
            }
            let text = if end > at {
                line.text
            } else {
                self.typed_part(line.text)
            };
            quote = shell::open_quote(text, quote);
            if quote.is_none() && !text.trim_end().ends_with('\\') {
                return end + 1;
            }
        }
        at + 1
    }

    /// What stands behind the prompt.
    fn typed_part(&self, text: &'t str) -> &'t str {
        self.prompts.at(text).map_or(text, |prompt| prompt.command)
    }

    /// Takes in who types where, as far as the prompt tells.
    fn go_to(&mut self, prompt: &Prompt<'_>) {
        let place = &mut self.place;
        if prompt.shape == Shape::Windows {
            return;
        }
        if let Some(user) = prompt.user {
            place.user = Some(user.to_owned());
        }
        place.is_root = prompt.is_root;
        place.environment = prompt.environment.map(str::to_owned);
        let Some(directory) = prompt.directory else {
            return;
        };
        if directory.starts_with(['/', '~']) {
            let home = Place {
                cwd: None,
                ..place.clone()
            };
            place.cwd = Some(home.path(directory));
        } else if place
            .cwd
            .as_deref()
            .is_none_or(|cwd| cwd.rsplit('/').next() != Some(directory))
        {
            let is_home = prompt.user == Some(directory);
            place.cwd = if is_home { Some(place.path("~")) } else { None };
        }
    }

    /// A command in the lines from `at`, and its output.
    fn command(&mut self, at: usize, behind: usize, prompt: &Prompt<'_>, is_bare: bool) -> usize {
        let (text, from) = self.command_text(at, behind, prompt.command);
        let end = if is_bare {
            self.bare_output_end(behind)
        } else {
            self.output_end(at, behind, prompt.shape)
        };
        if prompt.shape == Shape::Windows {
            return end;
        }
        let does = command::does(&text);
        let end = match &does {
            Does::Write(written) => self.here_document(written.clone(), behind),
            _ => end,
        };
        self.found.push(Found {
            what: What::Typed(does.clone()),
            from,
            text: text.clone(),
            place: self.place.clone(),
        });
        self.output(&does, &text, at, behind, end);
        self.moved(&text);
        end
    }

    /// What was typed, with the lines that it goes on in, and where it stands.
    fn command_text(&self, at: usize, behind: usize, command: &str) -> (String, (usize, usize)) {
        let mut text = command.to_owned();
        let first_end = self
            .lines
            .get(at)
            .map_or(0, |line| line.text_start + line.text.trim_end().len());
        let start = first_end.saturating_sub(command.len());
        let mut end = first_end;
        for line in self.lines.get(at + 1..behind).unwrap_or(&[]) {
            text.push('\n');
            text.push_str(line.text.strip_prefix("> ").unwrap_or(line.text));
            end = line.text_end();
        }
        (text, (start, end))
    }

    /// The directory after a command.
    fn moved(&mut self, text: &str) {
        if let Some(to) = command::moves_to(text)
            && to != "-"
        {
            let is_relative = !to.starts_with(['/', '~']);
            if is_relative && self.place.cwd.is_none() {
                self.place.cwd = Some(self.place.path("~"));
            }
            self.place.cwd = Some(self.place.path(&to));
        }
        let words: Vec<&str> = text.split_whitespace().collect();
        if matches!(
            words.as_slice(),
            ["sudo", "-i" | "-s" | "su", ..] | ["su"] | ["su", "-"]
        ) {
            self.place.is_root = true;
        }
    }

    /// The line behind the output of a command.
    fn output_end(&self, at: usize, behind: usize, shape: Shape) -> usize {
        let depth = self.lines.get(at).map_or(0, |line| line.depth);
        let limit = self.fence.unwrap_or(self.lines.len());
        (behind..limit)
            .find(|at| {
                self.lines.get(*at).is_some_and(|line| {
                    line.depth < depth
                        || shape == Shape::Plain && fence_mark(line.text).is_some()
                        || self
                            .prompts
                            .at(line.text)
                            .is_some_and(|prompt| prompt.shape >= shape.min(Shape::Host))
                })
            })
            .unwrap_or(limit)
    }

    /// The line behind the output of a command that no prompt marks: what is no output of any command ends it.
    fn bare_output_end(&self, behind: usize) -> usize {
        let limit = self.fence.unwrap_or(self.lines.len());
        (behind..limit)
            .find(|at| {
                self.lines.get(*at).is_some_and(|line| {
                    line.is_blank()
                        || fence_mark(line.text).is_some()
                        || self.prompts.at(line.text).is_some()
                        || !(sniff::is_listing_line(line.text) || sniff::is_log_line(line.text))
                })
            })
            .unwrap_or(limit)
    }
}

/// What stands behind the mark of a fence.
fn fence_mark(text: &str) -> Option<&str> {
    let text = text.trim();
    text.strip_prefix("```")
        .or_else(|| text.strip_prefix("~~~"))
        .map(|rest| rest.trim_matches(['`', '~', ' ']))
}

fn is_file(kind: Begins) -> bool {
    !matches!(kind, Begins::Log | Begins::Listing | Begins::Command)
}

/// The kind of a block of which the first line is its name.
fn kind_of_name(path: &str, begun: Option<Begins>) -> Begins {
    match Kind::of_path(path) {
        Kind::Python => Begins::Python,
        Kind::Nginx => Begins::Nginx,
        Kind::Unit => Begins::Unit,
        _ => begun.unwrap_or(Begins::Ini),
    }
}
