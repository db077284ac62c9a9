//! Puts what was found together: a scenario, where each piece went, and what is left.

use std::collections::BTreeMap;

use super::command::Does;
use super::found::{Found, What};
use super::prepare::{self, Becomes};
use super::start::{self, Start, absolute};
use super::{Kind, Left, Paste, Piece, names, request, system};
use crate::Scenario;

/// The most lines that prepare; what is typed more often than that is no preparation.
const MOST_LINES: usize = 200;

struct Assembly {
    scenario: Scenario,
    pieces: Vec<Piece>,
}

/// The scenario and the pieces.
pub(super) fn assemble(paste: &str, mut found: Vec<Found>) -> Paste {
    let start = start::start(paste, &found);
    for thing in &mut found {
        if let What::File {
            path: Some(path), ..
        } = &mut thing.what
        {
            *path = below(&absolute(path, &start.user), &start.cwd);
        }
    }
    names::name_all(&mut found, &start);
    let mut assembly = Assembly {
        scenario: Scenario {
            partial: true,
            user: start.user.clone(),
            cwd: start.cwd.clone(),
            ..Scenario::default()
        },
        pieces: Vec::new(),
    };
    if let Some(system) = system::system(paste) {
        system.clone_into(&mut assembly.scenario.system);
    }
    assembly.invocation(&found, &start);
    assembly.files(&found);
    assembly.preparation(&found, &start);
    assembly.listing(&found, &start);
    assembly.request(&found);
    assembly.services(&found);
    let mut pieces = assembly.pieces;
    pieces.sort_by_key(|piece| (piece.from_start, piece.from_end));
    let left = left(paste.len(), &pieces);
    Paste {
        scenario: assembly.scenario,
        pieces,
        left,
    }
}

fn below(path: &str, cwd: &str) -> String {
    if path.starts_with('/') {
        path.to_owned()
    } else {
        super::found::plain(&format!("{cwd}/{path}"))
    }
}

/// What no piece covers.
fn left(length: usize, pieces: &[Piece]) -> Vec<Left> {
    let mut left = Vec::new();
    let mut at = 0;
    for piece in pieces {
        if piece.from_start > at {
            left.push(Left {
                from_start: at,
                from_end: piece.from_start,
            });
        }
        at = at.max(piece.from_end);
    }
    if at < length {
        left.push(Left {
            from_start: at,
            from_end: length,
        });
    }
    left
}

impl Assembly {
    fn piece(&mut self, kind: Kind, document: &str, at: (usize, usize), from: (usize, usize)) {
        let is_file = !matches!(kind, Kind::Invocation | Kind::Listing | Kind::Log);
        self.pieces.push(Piece {
            kind,
            path: is_file.then(|| document.to_owned()),
            document: document.to_owned(),
            start: at.0,
            end: at.1,
            from_start: from.0,
            from_end: from.1,
        });
    }

    fn invocation(&mut self, found: &[Found], start: &Start) {
        let mut text = String::new();
        let mut pieces = Vec::new();
        let program = program(found, start);
        for thing in start.lines.iter().filter_map(|at| found.get(*at)) {
            if !text.is_empty() {
                text.push('\n');
            }
            // `uwsgi` is the one that `which` told of.
            if let Some(directory) = program
                .as_deref()
                .and_then(|program| program.strip_suffix("uwsgi"))
                .filter(|_| thing.text.starts_with("uwsgi "))
            {
                text.push_str(directory);
            }
            let begun = text.len();
            text.push_str(&thing.text);
            pieces.push(((begun, text.len()), thing.from));
        }
        for (at, from) in pieces {
            self.piece(Kind::Invocation, "invocation", at, from);
        }
        self.scenario.invocation = text;
    }

    fn files(&mut self, found: &[Found]) {
        let mut pieces: BTreeMap<&str, (Kind, usize, (usize, usize))> = BTreeMap::new();
        for thing in found {
            let What::File {
                path: Some(path),
                kind,
            } = &thing.what
            else {
                continue;
            };
            // Printed twice, it is as it was the last time.
            pieces.insert(path, (*kind, thing.text.len(), thing.from));
            self.scenario.files.insert(path.clone(), thing.text.clone());
        }
        for (path, (kind, length, from)) in pieces {
            self.piece(kind, path, (0, length), from);
        }
    }

    fn preparation(&mut self, found: &[Found], start: &Start) {
        if found
            .iter()
            .any(|thing| matches!(thing.what, What::WholeNginx))
        {
            self.only_dumped_sites();
        }
        let shown = prepare::shown(found);
        let (mut n_setup, mut n_after) = (0, 0);
        n_setup += length(&self.scenario.setup);
        let typed = found.iter().enumerate().filter(|(_, thing)| {
            matches!(
                thing.what,
                What::Typed(Does::Prepare | Does::Log | Does::Nothing)
            )
        });
        for (at, thing) in typed {
            if self.scenario.setup.len() + self.scenario.after.len() > MOST_LINES {
                break;
            }
            let (lines, document, n, line, offset) =
                match prepare::becomes(found, at, start, &shown) {
                    Becomes::Setup(line, offset) => (
                        &mut self.scenario.setup,
                        "setup",
                        &mut n_setup,
                        line,
                        offset,
                    ),
                    Becomes::After(line, offset) => (
                        &mut self.scenario.after,
                        "after",
                        &mut n_after,
                        line,
                        offset,
                    ),
                    Becomes::Nothing => continue,
                };
            let span = (*n + offset, *n + offset + thing.text.len());
            *n += line.len() + 1;
            // Quotes in a quoted line are written otherwise; the piece then is the whole of it.
            let span = (span.0, span.1.min(*n - 1));
            lines.push(line);
            self.piece(Kind::Invocation, document, span, thing.from);
        }
    }

    /// `nginx -T` prints all that is loaded: a default site that is not in it is not there.
    fn only_dumped_sites(&mut self) {
        const DEFAULT: &str = "/etc/nginx/sites-enabled/default";
        if !self.scenario.files.contains_key(DEFAULT)
            && self.scenario.files.contains_key("/etc/nginx/nginx.conf")
        {
            self.scenario.setup.push(format!("rm -f {DEFAULT}"));
        }
    }

    fn listing(&mut self, found: &[Found], start: &Start) {
        let mut listing = String::new();
        let mut pieces = Vec::new();
        for thing in found {
            let (kind, typed) = match &thing.what {
                What::Listing { typed } => (Kind::Listing, typed),
                What::Log { typed } => (Kind::Log, typed),
                _ => continue,
            };
            let mut text = thing.text.as_str();
            if let Some(typed) = typed {
                // The command as the reader of listings knows it: where it was typed is told by the prompt.
                listing.push_str(&prompt(thing, start));
                listing.push_str(typed);
                listing.push('\n');
                if kind == Kind::Listing {
                    text = text.split_once('\n').map_or("", |(_, rest)| rest);
                }
            } else if !listing.is_empty() {
                listing.push('\n');
            }
            let begun = match kind {
                Kind::Listing if typed.is_some() => {
                    listing.len() - typed.as_ref().map_or(0, String::len) - 1
                }
                _ => listing.len(),
            };
            listing.push_str(text);
            pieces.push((kind, (begun, listing.len()), thing.from));
        }
        for (kind, at, from) in pieces {
            self.piece(kind, "listing", at, from);
        }
        self.scenario.listing = listing;
    }

    fn request(&mut self, found: &[Found]) {
        let Some(asked) = request::asked(found) else {
            return;
        };
        let length = asked.request.url.len();
        self.scenario.request = asked.request;
        if let Some(from) = asked.from {
            self.piece(Kind::Invocation, "request", (0, length), from);
        }
    }

    /// Where nothing was typed that starts it, a service that is shown is what starts.
    fn services(&mut self, found: &[Found]) {
        if !self.scenario.invocation.is_empty() {
            return;
        }
        let unit = self.scenario.files.iter().find_map(|(path, text)| {
            let name = path.strip_suffix(".service")?.rsplit('/').next()?;
            text.contains("ExecStart").then(|| name.to_owned())
        });
        if let Some(unit) = unit {
            self.scenario.invocation = format!("systemctl start {unit}");
            return;
        }
        let is_program = |text: &String| text.contains("[program:");
        if self.scenario.files.values().any(is_program) {
            "supervisorctl update".clone_into(&mut self.scenario.invocation);
            return;
        }
        let process = found.iter().find_map(process);
        if let Some((text, from)) = process {
            self.piece(Kind::Invocation, "invocation", (0, text.len()), from);
            self.scenario.invocation = text;
        }
    }
}

fn length(lines: &[String]) -> usize {
    lines.iter().map(|line| line.len() + 1).sum()
}

/// A prompt that tells where a command was typed.
fn prompt(thing: &Found, start: &Start) -> String {
    let place = &thing.place;
    let user = place.user.as_deref().unwrap_or(&start.user);
    let sign = if place.is_root { '#' } else { '$' };
    match &place.cwd {
        Some(cwd) => format!("{user}@host:{}{sign} ", absolute(cwd, user)),
        None => "$ ".to_owned(),
    }
}

/// The program that `which` told of, for whoever starts uWSGI.
fn program(found: &[Found], start: &Start) -> Option<String> {
    let user = start.last.and_then(|at| found.get(at))?.place.user.clone();
    found
        .iter()
        .find(|thing| {
            matches!(thing.what, What::Program)
                && thing.text.ends_with("/uwsgi")
                && thing.place.user == user
        })
        .map(|thing| thing.text.clone())
}

/// The command line of a process in a line of `ps`.
fn process(thing: &Found) -> Option<(String, (usize, usize))> {
    if !matches!(thing.what, What::Listing { .. }) {
        return None;
    }
    let mut start = thing.from.0;
    for line in thing.text.split_inclusive('\n') {
        let command = line
            .match_indices("uwsgi ")
            .find(|(_, _)| {
                line.split_whitespace()
                    .nth(1)
                    .is_some_and(|pid| pid.parse::<u32>().is_ok())
            })
            .and_then(|(at, _)| {
                let begun = line.get(..at)?.rfind(' ')? + 1;
                Some((begun, line.get(begun..)?.trim_end()))
            });
        if let Some((begun, command)) = command.filter(|(_, text)| !text.contains("grep")) {
            let from = start + begun;
            return Some((command.to_owned(), (from, from + command.len())));
        }
        start += line.len();
    }
    None
}
