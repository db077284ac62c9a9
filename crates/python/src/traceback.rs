//! Tracebacks as `PyErr_Print` writes them (Python/pythonrun.c, Python/traceback.c; from 3.13 Lib/traceback.py).

use std::fmt::Write;

use crate::facts::{Frame, Raised};
use crate::frame::TraceEntry;
use crate::heap::{Fact, InstanceId, SyntaxFact};
use crate::settings::Locale;
use crate::suggest::suggestion;
use crate::value::{R, Stop, Value};
use crate::vm::Vm;

/// As many equal lines are printed before the rest is counted (traceback.c, TB_RECURSIVE_CUTOFF).
const MOST_REPEATS: usize = 3;

impl Vm {
    /// What left Python, with the text that is printed for it.
    pub(crate) fn raised(&mut self, stop: Stop) -> Raised {
        let id = match stop {
            Stop::Raise(id) | Stop::Again(id) => id,
            Stop::Exit(status) => {
                return Raised {
                    exit: Some(status),
                    ..empty()
                };
            }
            Stop::Waits => {
                return Raised {
                    waits: true,
                    ..empty()
                };
            }
            Stop::Beyond(what) => {
                self.decide_on_unknown(&what);
                return Raised {
                    unknown: Some(what.to_string()),
                    ..empty()
                };
            }
        };
        let mut raised = empty();
        let class = self.heap.instance(id).class;
        raised.class = self.heap.class(class).name.to_string();
        if self.is_class_named(id, "SystemExit") {
            if let Ok((status, text)) = self.exit_status(id) {
                raised.exit = Some(status);
                raised.text = text;
            }
            return raised;
        }
        let mut seen = Vec::new();
        let mut text = String::new();
        self.steps = 0;
        self.write_chain(id, &mut text, &mut seen);
        raised.text = text;
        raised.message = self.message(id);
        let data = self.heap.instance(id).exception.clone().unwrap_or_default();
        raised.frames = data.traceback.iter().map(frame).collect();
        self.note_foreign_lines(&data.traceback);
        raised.span = data.traceback.iter().rev().find_map(|entry| entry.span);
        let fact = data.fact.as_deref().cloned();
        tell_fact(&mut raised, fact.or_else(|| self.led_to(&data.context)));
        raised
    }

    /// The lines of library files are known for the Pythons that were looked at.
    fn note_foreign_lines(&mut self, traceback: &[TraceEntry]) {
        let minor = self.settings.version.minor;
        let is_library = |entry: &TraceEntry| {
            entry.span.is_none()
                && entry.text.is_some()
                && (entry.file.contains("/dist-packages/") || entry.file.contains("/lib/python3"))
        };
        if !crate::library::is_known(minor) && traceback.iter().any(is_library) {
            let what = format!(
                "line numbers within library files of Python 3.{minor}: those of a near version are shown"
            );
            self.response.unknown = Some(what);
        }
    }

    /// A library's own exception stands for the system's that led to it.
    fn led_to(&self, context: &Option<Value>) -> Option<Fact> {
        let Some(Value::Instance(context)) = context else {
            return None;
        };
        let data = self.heap.instance(*context).exception.as_ref()?;
        let fact = data.fact.as_deref();
        fact.filter(|fact| matches!(fact, Fact::Path(..))).cloned()
    }

    fn message(&mut self, id: InstanceId) -> String {
        self.str(&Value::Instance(id))
            .unwrap_or_else(|_| "<exception str() failed>".to_owned())
    }

    /// The text of an exception with those that led to it.
    pub(crate) fn write_chain_of(&mut self, id: InstanceId, text: &mut String) {
        self.write_chain(id, text, &mut Vec::new());
    }

    fn write_chain(&mut self, id: InstanceId, text: &mut String, seen: &mut Vec<InstanceId>) {
        seen.push(id);
        let data = self.heap.instance(id).exception.clone().unwrap_or_default();
        let link = match (&data.cause, &data.context) {
            (Some(Value::Instance(cause)), _) => Some((
                *cause,
                "The above exception was the direct cause of the following exception:",
            )),
            (_, Some(Value::Instance(context))) if !data.suppress_context => Some((
                *context,
                "During handling of the above exception, another exception occurred:",
            )),
            _ => None,
        };
        if let Some((earlier, words)) = link
            && !seen.contains(&earlier)
            && seen.len() < 30
        {
            self.write_chain(earlier, text, seen);
            _ = write!(text, "\n{words}\n\n");
        }
        self.write_exception(id, text);
    }

    /// One exception: header, frames, the last line.
    pub(crate) fn write_exception(&mut self, id: InstanceId, text: &mut String) {
        let from = text.len();
        self.write_exception_plainly(id, text);
        if self.settings.locale == Locale::AsciiEscaped
            && let Some(own) = text.get(from..).filter(|own| !own.is_ascii())
        {
            let own = crate::builtins::escaped(own);
            text.truncate(from);
            text.push_str(&own);
        }
    }

    fn write_exception_plainly(&mut self, id: InstanceId, text: &mut String) {
        let data = self.heap.instance(id).exception.clone().unwrap_or_default();
        if !data.traceback.is_empty() {
            text.push_str("Traceback (most recent call last):\n");
            self.write_entries(&data.traceback, text);
        }
        if let Some(Fact::Syntax(syntax)) = data.fact.as_deref() {
            write_syntax(syntax, self.settings.version.minor, text);
        }
        let class = self.heap.instance(id).class;
        let name = self.full_class_name(class);
        let message = self.message(id);
        text.push_str(&name);
        if !message.is_empty() {
            _ = write!(text, ": {message}");
        }
        if let Some(words) = self.suggestion_for(id, data.fact.as_deref()) {
            _ = write!(text, ". Did you mean: '{words}'?");
        }
        text.push('\n');
    }

    fn write_entries(&self, entries: &[TraceEntry], text: &mut String) {
        let minor = self.settings.version.minor;
        let mut repeats = 0;
        let mut last: Option<&TraceEntry> = None;
        let same = |a: &TraceEntry, b: &TraceEntry| {
            a.file == b.file && a.line == b.line && a.function == b.function
        };
        let say = |repeats: usize, text: &mut String| {
            if repeats > MOST_REPEATS {
                let more = repeats - MOST_REPEATS;
                let plural = if more == 1 { "" } else { "s" };
                _ = writeln!(text, "  [Previous line repeated {more} more time{plural}]");
            }
        };
        for entry in entries {
            if last.is_some_and(|last| same(last, entry)) {
                repeats += 1;
            } else {
                say(repeats, text);
                repeats = 1;
            }
            last = Some(entry);
            let shown = entry.text.as_deref().unwrap_or("");
            if repeats > MOST_REPEATS {
                continue;
            }
            if self.settings.locale == Locale::AsciiStrict && !shown.is_ascii() {
                // The line is indented, then writing it fails, and with it the line break (Python/traceback.c,
                // _Py_DisplaySourceLine; seen in a run of 2.0.21).
                _ = write!(
                    text,
                    "  File \"{}\", line {}, in {}\n    ",
                    entry.file, entry.line, entry.function
                );
            } else {
                write_entry(entry, minor, text);
            }
        }
        say(repeats, text);
    }

    /// A name close to the one that was missing (Python/suggestions.c, since 3.10).
    fn suggestion_for(&mut self, id: InstanceId, fact: Option<&Fact>) -> Option<String> {
        let Some(Fact::Missing(missing)) = fact else {
            return None;
        };
        let minor = self.settings.version.minor;
        let is_name_error = self.is_class_named(id, "NameError");
        if minor < 10 || (self.is_class_named(id, "ImportError") && minor < 12) {
            return None;
        }
        let mut candidates = missing.candidates.clone();
        if is_name_error {
            candidates.extend(self.heap.dict(self.builtins).text_keys());
        }
        suggestion(&missing.name, &candidates)
    }
}

/// Adds what is known of the reason beside the words.
fn tell_fact(raised: &mut Raised, fact: Option<Fact>) {
    match fact {
        Some(Fact::Import(failure)) => raised.import = Some(failure),
        Some(Fact::Missing(missing)) => raised.missing = Some(missing),
        Some(Fact::Environment(name)) => raised.environment_variable = Some(name),
        Some(Fact::Path(path, errno, walk)) => raised.path = Some((path, errno, walk)),
        Some(Fact::Syntax(syntax)) => raised.span = syntax.span.or(raised.span),
        None => {}
    }
}

fn empty() -> Raised {
    Raised {
        text: String::new(),
        class: String::new(),
        message: String::new(),
        frames: Vec::new(),
        span: None,
        import: None,
        missing: None,
        exit: None,
        environment_variable: None,
        path: None,
        waits: false,
        unknown: None,
    }
}

fn frame(entry: &TraceEntry) -> Frame {
    Frame {
        file: entry.file.to_string(),
        line: entry.line,
        function: entry.function.to_string(),
        span: entry.span,
    }
}

fn write_entry(entry: &TraceEntry, minor: u8, text: &mut String) {
    _ = writeln!(
        text,
        "  File \"{}\", line {}, in {}",
        entry.file, entry.line, entry.function
    );
    let Some(line) = &entry.text else {
        return;
    };
    let stripped = line.trim_start_matches([' ', '\t', '\x0c']);
    if stripped.trim().is_empty() {
        return;
    }
    let stripped = stripped.trim_end();
    for line in stripped.lines() {
        _ = writeln!(text, "    {line}");
    }
    if minor < 11 {
        return;
    }
    let Some((start, end)) = entry.columns else {
        return;
    };
    let indent =
        line.chars().count() - line.trim_start_matches([' ', '\t', '\x0c']).chars().count();
    let whole = line.chars().count() - indent;
    let (start, end) = (start.saturating_sub(indent), end.saturating_sub(indent));
    let bracket = entry.bracket.filter(|_| minor >= 13);
    let anchors = entry
        .anchors
        .or(bracket.map(|bracket| (bracket, end + indent)));
    let is_plain = bracket.is_some_and(|bracket| {
        calls_plainly(stripped, (start, end), bracket.saturating_sub(indent))
    });
    if end <= start || is_plain || (end - start == whole && anchors.is_none()) {
        return;
    }
    let mut markers = " ".repeat(4 + start);
    let anchors =
        anchors.map(|(left, right)| (left.saturating_sub(indent), right.saturating_sub(indent)));
    for column in start..end {
        markers.push(match anchors {
            Some((left, right)) if !(left..right).contains(&column) => '~',
            _ => '^',
        });
    }
    _ = writeln!(text, "{markers}");
}

/// Whether a call is all that an assignment or `return` does: 3.13 marks nothing then (traceback.py, `_should_show_carets`).
fn calls_plainly(line: &str, (start, end): (usize, usize), bracket: usize) -> bool {
    let before: String = line.chars().take(start).collect();
    let callee: String = line
        .chars()
        .skip(start)
        .take(bracket.saturating_sub(start))
        .collect();
    let after = line.chars().skip(end).collect::<String>();
    let is_last = matches!(after.trim_start().chars().next(), None | Some('#'));
    let is_name =
        |text: &str| !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || c == '_');
    let before = before.trim_end();
    let assigns = before
        .strip_suffix('=')
        .is_some_and(|target| is_name(target.trim_end()));
    is_last && (assigns || (before == "return" && is_name(&callee)))
}

/// The place of a `SyntaxError` (pythonrun.c, print_error_text).
fn write_syntax(syntax: &SyntaxFact, minor: u8, text: &mut String) {
    _ = writeln!(text, "  File \"{}\", line {}", syntax.file, syntax.line);
    let Some(line) = &syntax.text else {
        return;
    };
    let stripped = line.trim_start_matches([' ', '\t', '\x0c']);
    let cut = line.chars().count() - stripped.chars().count();
    _ = writeln!(text, "    {}", stripped.trim_end());
    let Some((start, end)) = syntax.columns else {
        return;
    };
    let start = (start as usize).saturating_sub(1 + cut);
    let end = (end as usize).saturating_sub(1 + cut);
    let length = if minor >= 10 {
        end.saturating_sub(start).max(1)
    } else {
        1
    };
    let limit = stripped
        .trim_end()
        .chars()
        .count()
        .saturating_sub(start)
        .max(1);
    _ = writeln!(
        text,
        "    {}{}",
        " ".repeat(start),
        "^".repeat(length.min(limit))
    );
}

/// Turns what stopped an evaluation into a result that the caller outside gets.
pub(crate) fn leave<T>(vm: &mut Vm, result: R<T>) -> Result<T, Box<Raised>> {
    result.map_err(|stop| Box::new(vm.raised(stop)))
}
