//! Goes through a listing and finds what belongs to logs.

use hurdles_machine::listing;
use hurdles_source::SourceId;

use super::context::{self, Output};
use super::envelope::{self, Envelope, member};
use super::table::{Names, Program, Row, Speakers, Weight, find};
use super::traceback::{self, Traceback};
use super::{Entry, Reading, normal, requests};
use crate::report::Stage;

/// As many lines as are looked at, and as many entries as are told.
const MOST_LINES: usize = 10_000;
const MOST_ENTRIES: usize = 1_000;

/// The longest line that is taken for one of a log.
const LONGEST: usize = 20_000;

/// Reads what logs a listing holds.
pub(crate) fn read(text: &str, source: SourceId) -> Reading {
    let mut reader = Reader::default();
    if text.trim().is_empty() {
        return reader.reading;
    }
    let lines: Vec<listing::PlainLine> = listing::plain_lines(text, source)
        .take(MOST_LINES)
        .collect();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let n_lines = match reader.typed(line) {
            true => 1,
            false => reader.lines(lines.get(at..).unwrap_or(&[])),
        };
        at += n_lines.max(1);
    }
    reader.reading
}

#[derive(Default)]
struct Reader {
    reading: Reading,
    output: Output,
    /// Who wrote the line before this one.
    before: Option<Program>,
    block: usize,
}

impl Reader {
    /// Whether the line is a command, which begins a new output.
    fn typed(&mut self, line: &listing::PlainLine) -> bool {
        let text = line.text.trim();
        let prompted = listing::typed_command(text);
        let is_prompted = prompted.is_some();
        let Some(command) = prompted.or_else(|| unprompted(text)) else {
            return false;
        };
        let command = context::read(&command);
        self.block += 1;
        self.before = None;
        self.output = command.output;
        if command.changes {
            self.reading.changes.push(line.span.range().start);
        }
        // Readers of listings know these and their prompts; they may end the output of another command.
        let is_known = is_prompted && command.is_shown_file;
        if !is_known && command.output != Output::Open {
            self.reading.claimed.push(line.span.range());
        }
        true
    }

    /// Reads what begins with the first line; tells how many lines that is.
    fn lines(&mut self, lines: &[listing::PlainLine]) -> usize {
        let Some(line) = lines.first() else {
            return 1;
        };
        let text = without_quote(&line.text);
        if text.trim().is_empty() || text.len() > LONGEST {
            // A blank line inside a log stays part of it.
            return 1;
        }
        if self.file_head(text) {
            self.reading.claimed.push(line.span.range());
            return 1;
        }
        if let Some(n_lines) = self.traceback(lines) {
            return n_lines;
        }
        let envelope = envelope::read(text);
        match self.entry(&envelope, lines) {
            Some((row, names)) => self.take(line, &envelope, row, names),
            None if envelope.has_head || self.is_in_log(text) => {
                self.reading.claimed.push(line.span.range());
            }
            None => self.before = None,
        }
        1
    }

    /// `==> /var/log/nginx/error.log <==` of tail, which changes the one who speaks.
    fn file_head(&mut self, text: &str) -> bool {
        let inside = text.trim().strip_prefix("==> ");
        let Some(path) = inside.and_then(|rest| rest.strip_suffix(" <==")) else {
            return false;
        };
        self.output = context::read(&format!("tail {path}")).output;
        self.block += 1;
        self.before = None;
        true
    }

    /// Whether a line that is not understood stands in a log all the same.
    fn is_in_log(&self, text: &str) -> bool {
        self.output != Output::Open && !looks_like_listing(text)
    }

    fn known(&self) -> Option<Program> {
        match self.output {
            Output::Log(Some(program)) => Some(program),
            _ => self.before,
        }
    }

    /// The row that a line belongs to.
    fn entry(
        &self,
        envelope: &Envelope,
        lines: &[listing::PlainLine],
    ) -> Option<(&'static Row, Names)> {
        if let Some(request) = requests::read(envelope.message)
            && request.by_nginx
        {
            let synthetic = format!("HTTP/1.1 {}", request.status);
            let speakers = Speakers {
                only: Some(Program::Browser),
                known: None,
            };
            return find(&synthetic, speakers);
        }
        let message = envelope.message.trim_end();
        let whole = envelope.level.map(|level| format!("[{level}] {message}"));
        let speakers = Speakers {
            only: envelope.program,
            known: self.known(),
        };
        let trimmed = message.trim_start();
        let found = find(message, speakers)
            .or_else(|| {
                (trimmed != message)
                    .then(|| find(trimmed, speakers))
                    .flatten()
            })
            .or_else(|| whole.and_then(|whole| find(&whole, speakers)));
        // A class alone is Python's last word only right before uWSGI gives up.
        let is_last_word = || {
            let next = lines
                .get(1)
                .map(|line| envelope::read(&line.text).message.to_owned());
            traceback::is_exception(message)
                && next.is_some_and(|next| next.starts_with("unable to load app"))
        };
        found.or_else(|| {
            let only =
                Some(Program::Python).filter(|_| envelope.program.is_none() && is_last_word());
            only.and_then(|_| find(message, Speakers { only, known: None }))
        })
    }

    fn take(
        &mut self,
        line: &listing::PlainLine,
        envelope: &Envelope,
        row: &'static Row,
        mut names: Names,
    ) {
        self.before = Some(row.program);
        self.reading.claimed.push(line.span.range());
        if row.weight == Weight::Skip || self.reading.entries.len() >= MOST_ENTRIES {
            return;
        }
        let request = requests::read(envelope.message);
        let by_nginx = request.as_ref().is_some_and(|request| request.by_nginx);
        let asked = member(envelope.context, "request").and_then(|line| line.split(' ').nth(1));
        let path = request.map(|request| request.path().to_owned());
        if let Some(upstream) = member(envelope.context, "upstream") {
            names.push(("upstream", format!("`{upstream}`")));
        } else {
            names.push(("upstream", "the upstream".to_owned()));
        }
        let (stage, code) = if row.program == Program::Python {
            of_exception(row, &Traceback::default(), true)
        } else {
            (row.stage, row.code)
        };
        self.reading.entries.push(Entry {
            range: line.span.range(),
            program: if by_nginx {
                Program::Nginx
            } else {
                row.program
            },
            weight: row.weight,
            stage,
            code,
            row,
            names,
            keys: vec![normal::key(envelope)],
            frame: None,
            path: path.or_else(|| asked.map(str::to_owned)),
            block: self.block,
        });
    }

    /// Reads a traceback; tells how many lines it has.
    fn traceback(&mut self, lines: &[listing::PlainLine]) -> Option<usize> {
        let messages = lines
            .iter()
            .map(|line| envelope::read(without_quote(&line.text)).message);
        let found = traceback::read(messages.clone())?;
        let taken = lines.get(..found.n_lines)?;
        let (first, last) = (taken.first()?, taken.last()?);
        self.reading
            .claimed
            .extend(taken.iter().map(|line| line.span.range()));
        self.before = Some(Program::Python);
        let speakers = Speakers {
            only: Some(Program::Python),
            known: None,
        };
        let (row, names) = find(&found.exception, speakers)?;
        let (stage, code) = of_exception(row, &found, false);
        if self.reading.entries.len() < MOST_ENTRIES {
            self.reading.entries.push(Entry {
                range: first.span.range().start..last.span.range().end,
                program: Program::Python,
                weight: row.weight,
                stage,
                code,
                row,
                names,
                keys: messages
                    .take(found.n_lines)
                    .map(normal::key_of_line)
                    .collect(),
                frame: found.place().cloned(),
                path: None,
                block: self.block,
            });
        }
        Some(found.n_lines)
    }
}

/// The stage and code of an exception: the same one means another thing while the app is imported, while uWSGI calls it for
/// the first time, and in a view.
fn of_exception(
    row: &Row,
    found: &Traceback,
    is_alone: bool,
) -> (Option<Stage>, Option<&'static str>) {
    let is_missing = row.code == Some("package-missing");
    match row.stage {
        // Without a traceback it was uWSGI itself that asked for the module.
        _ if is_alone && is_missing => (Some(Stage::EntryPoint), Some("module-not-found")),
        _ if is_alone => (row.stage, row.code),
        Some(Stage::Response) => (row.stage, row.code),
        _ if !found.is_import() => (Some(Stage::Response), Some("app-raises")),
        Some(Stage::Callable) => (Some(Stage::Imports), Some("import-raises")),
        stage => (stage, row.code),
    }
}

/// A command that was pasted without its prompt.
fn unprompted(text: &str) -> Option<String> {
    let command = text.trim_matches('`');
    (context::looks_typed(command) || listing::looks_typed(text)).then(|| command.to_owned())
}

/// A line without the mark of a quotation.
fn without_quote(text: &str) -> &str {
    text.strip_prefix("> ").unwrap_or(text)
}

/// Whether a line is one of `ls -l`, `id` or the like, which may follow a log without a command.
fn looks_like_listing(text: &str) -> bool {
    let text = text.trim_start();
    let mode = text.get(..10).unwrap_or("");
    let is_mode = mode.len() == 10
        && mode.starts_with(['-', 'd', 'l', 's', 'b', 'c', 'p'])
        && mode.bytes().skip(1).all(|byte| b"rwxsStT-".contains(&byte));
    let is_total = text.strip_prefix("total ").is_some_and(envelope::is_digits);
    is_mode || is_total || text.starts_with("uid=") || text.starts_with("# file: ")
}
