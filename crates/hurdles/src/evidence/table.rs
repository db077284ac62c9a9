//! The table of messages: what forms a program's messages have, and what each says. Its text is `data/messages.txt`, whose
//! head says how it is written.

use std::sync::OnceLock;

use crate::report::Stage;

const TEXT: &str = include_str!("../../data/messages.txt");

/// Who writes a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Program {
    Nginx,
    Uwsgi,
    Systemd,
    Init,
    Supervisor,
    Python,
    Curl,
    Browser,
    Kernel,
    Shell,
    Gunicorn,
}

impl Program {
    const ALL: [(&'static str, Self); 11] = [
        ("nginx", Self::Nginx),
        ("uwsgi", Self::Uwsgi),
        ("systemd", Self::Systemd),
        ("init", Self::Init),
        ("supervisor", Self::Supervisor),
        ("python", Self::Python),
        ("curl", Self::Curl),
        ("browser", Self::Browser),
        ("kernel", Self::Kernel),
        ("shell", Self::Shell),
        ("gunicorn", Self::Gunicorn),
    ];

    fn read(word: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find_map(|(name, program)| (name == word).then_some(program))
    }

    /// Its name in reports.
    pub(crate) fn name(self) -> &'static str {
        let mut all = Self::ALL.into_iter();
        all.find_map(|(name, program)| (program == self).then_some(name))
            .unwrap_or("")
    }
}

/// What a message means for the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weight {
    /// It names what went wrong.
    Cause,
    /// Something failed, and why is said elsewhere.
    Effect,
    /// It works now and will bite.
    Warn,
    /// It tells of ordinary work.
    Note,
    /// It tells of the machine.
    Host,
    /// The stage and all before it were passed.
    Passed,
    /// It is part of an output and says nothing alone.
    Skip,
}

impl Weight {
    fn read(word: &str) -> Option<Self> {
        Some(match word {
            "cause" => Self::Cause,
            "effect" => Self::Effect,
            "warn" => Self::Warn,
            "note" => Self::Note,
            "host" => Self::Host,
            "ok" => Self::Passed,
            "skip" => Self::Skip,
            _ => return None,
        })
    }

    /// Whether something went wrong.
    pub(crate) fn is_fault(self) -> bool {
        matches!(self, Self::Cause | Self::Effect)
    }
}

/// What messages of some forms say.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) program: Program,
    pub(crate) weight: Weight,
    pub(crate) stage: Option<Stage>,
    pub(crate) code: Option<&'static str>,
    pub(crate) meaning: &'static str,
    pub(crate) causes: Vec<&'static str>,
    pub(crate) asks: Vec<Ask>,
    forms: Vec<Form>,
}

/// Something to paste next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ask {
    /// What a command prints.
    Output(&'static str),
    /// A file, or lines of one.
    Text(&'static str),
}

/// One form of a message.
#[derive(Debug)]
struct Form {
    parts: Vec<Part>,
    /// Whether it counts only where the program is known to speak.
    needs_speaker: bool,
}

#[derive(Debug)]
enum Part {
    Text(&'static str),
    Name(&'static str),
}

/// What stood in a message in the places that differ.
pub(crate) type Names = Vec<(&'static str, String)>;

/// All rows, in their order.
pub(crate) fn rows() -> &'static [Row] {
    static ROWS: OnceLock<Vec<Row>> = OnceLock::new();
    ROWS.get_or_init(|| parse(TEXT))
}

fn parse(text: &'static str) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let mark = line.get(..2).unwrap_or("");
        let rest = line.get(2..).unwrap_or("");
        match (mark, rows.last_mut()) {
            ("~ " | ": ", Some(row)) => row.forms.push(Form {
                parts: parts(rest),
                needs_speaker: mark == ": ",
            }),
            ("= ", Some(row)) => row.meaning = rest,
            ("? ", Some(row)) => row.causes.push(rest),
            ("> ", Some(row)) => row.asks.push(Ask::Text(rest)),
            ("$ ", Some(row)) => row.asks.push(Ask::Output(rest)),
            _ => rows.extend(head(line)),
        }
    }
    rows
}

fn head(line: &'static str) -> Option<Row> {
    let mut words = line.split(' ');
    let program = Program::read(words.next()?)?;
    let weight = Weight::read(words.next()?)?;
    let stage = words.next()?;
    let code = words.next()?;
    Some(Row {
        program,
        weight,
        stage: Stage::ALL.into_iter().find(|known| known.name() == stage),
        code: (code != "-").then_some(code),
        meaning: "",
        causes: Vec::new(),
        asks: Vec::new(),
        forms: Vec::new(),
    })
}

fn parts(form: &'static str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = form;
    while let Some((before, after)) = rest.split_once('{') {
        let named = after.split_once('}');
        let Some((name, behind)) = named.filter(|(name, _)| is_name(name)) else {
            break;
        };
        if !before.is_empty() {
            parts.push(Part::Text(before));
        }
        parts.push(Part::Name(name));
        rest = behind;
    }
    if !rest.is_empty() {
        parts.push(Part::Text(rest));
    }
    parts
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// Who may have written a message: the one who is known to speak, or anybody but those who always leave their mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Speakers {
    /// The only one who can have written it.
    pub(crate) only: Option<Program>,
    /// One who is known to speak here.
    pub(crate) known: Option<Program>,
}

/// The row that a message belongs to, with what stands in its open places.
pub(crate) fn find(message: &str, speakers: Speakers) -> Option<(&'static Row, Names)> {
    let may_speak = |row: &&Row| match speakers.only {
        Some(only) => row.program == only,
        // nginx never writes a line without a stamp or its name in front.
        None => row.program != Program::Nginx,
    };
    rows().iter().filter(may_speak).find_map(|row| {
        let is_known = [speakers.only, speakers.known].contains(&Some(row.program));
        let mut forms = row.forms.iter();
        let names = forms.find_map(|form| {
            (is_known || !form.needs_speaker)
                .then(|| form.read(message))
                .flatten()
        })?;
        Some((row, names))
    })
}

impl Form {
    /// What stands in the open places of a message of this form. Each open place is as short as can be, so nothing is tried
    /// twice.
    fn read(&self, message: &str) -> Option<Names> {
        let mut names = Names::new();
        let mut rest = message;
        let mut open: Option<&'static str> = None;
        let last = self.parts.len().saturating_sub(1);
        for (n, part) in self.parts.iter().enumerate() {
            match part {
                Part::Text(text) => match open.take() {
                    None => rest = rest.strip_prefix(text)?,
                    Some(name) => {
                        let (value, after) = if n == last {
                            (rest.strip_suffix(text)?, "")
                        } else {
                            split_later(rest, text, name)?
                        };
                        names.push((name, taken(name, value, names.is_empty() && n == 1)?));
                        rest = after;
                    }
                },
                Part::Name(name) => open = Some(name),
            }
        }
        if let Some(name) = open {
            let is_first = self.parts.len() == 1;
            names.push((name, taken(name, rest, is_first)?));
            rest = "";
        }
        rest.is_empty().then_some(names)
    }
}

/// Splits at the first place where the text stands and the open place before it is not empty where it may not be.
fn split_later<'t>(rest: &'t str, text: &str, name: &str) -> Option<(&'t str, &'t str)> {
    let least = usize::from(name != "rest");
    let from = rest.char_indices().nth(least).map(|(at, _)| at)?;
    let at = rest.get(from..)?.find(text)? + from;
    Some((rest.get(..at)?, rest.get(at + text.len()..)?))
}

/// A value for an open place, if it can stand there.
fn taken(name: &str, value: &str, is_first: bool) -> Option<String> {
    let fits = match name {
        "rest" => true,
        "n" | "m" | "line" => is_number(value),
        "level" => !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_uppercase()),
        "class" => is_class(value),
        "error" => is_error(value),
        // What begins a line is one word, or any sentence would fit.
        _ => !(value.is_empty() || is_first && value.contains(char::is_whitespace)),
    };
    fits.then(|| value.to_owned())
}

/// A number, or a word that stands for one.
fn is_number(value: &str) -> bool {
    let digits = value.trim_start_matches('-');
    let is_stand_in = matches!(value, "N" | "PID");
    is_stand_in || !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// The name of a class as Python writes it: with its module in front, or with a capital at its beginning.
fn is_class(value: &str) -> bool {
    let own = value.rsplit('.').next().unwrap_or("");
    let begins = |c: char| c.is_ascii_uppercase() || c.is_ascii_lowercase() && own != value;
    own.starts_with(begins)
        && value
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '_' | '.'))
}

/// A class that by its name alone is an exception.
fn is_error(value: &str) -> bool {
    const ENDINGS: [&str; 5] = ["Error", "Exception", "Exit", "NotFound", "DoesNotExist"];
    let own = value.rsplit('.').next().unwrap_or("");
    let is_more = |ending: &str| own.ends_with(ending) && own.len() > ending.len();
    is_class(value)
        && (ENDINGS.iter().any(|ending| is_more(ending)) || own == "Error" && own != value)
}

/// A meaning, cause or question with the names put in; nothing where a name is not there.
pub(crate) fn filled(text: &str, names: &Names) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, behind)) = after.split_once('}') else {
            break;
        };
        out.push_str(before);
        let value = names.iter().find(|(known, _)| *known == name);
        out.push_str(value.map_or("", |(_, value)| short(value)));
        rest = behind;
    }
    out.push_str(rest);
    tidy(&out)
}

/// As much of a value as a sentence bears.
fn short(value: &str) -> &str {
    const MOST: usize = 160;
    value
        .get(..value.floor_char_boundary(MOST))
        .unwrap_or(value)
}

/// Takes away what is left around places that stayed empty.
fn tidy(text: &str) -> String {
    let mut text = text.to_owned();
    for (from, to) in [(" ( line )", ""), (" `` ", " "), (" ``", ""), ("  ", " ")] {
        text = text.replace(from, to);
    }
    text.trim().trim_end_matches([':', ' ']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::RULES;

    #[test]
    fn every_row_says_something_and_names_a_rule_that_exists() {
        assert!(rows().len() > 100);
        for row in rows() {
            assert!(!row.forms.is_empty() && !row.meaning.is_empty(), "{row:?}");
            if let Some(code) = row.code {
                assert!(RULES.iter().any(|rule| rule.id == code), "{code}");
            }
            if row.weight == Weight::Cause {
                assert!(!row.causes.is_empty() && !row.asks.is_empty(), "{row:?}");
                assert!(row.stage.is_some(), "{row:?}");
            }
        }
        let heads = TEXT.lines().filter(|line| head(line).is_some()).count();
        assert_eq!(heads, rows().len());
    }

    #[test]
    fn open_places_take_what_may_stand_there() {
        let speakers = Speakers {
            only: Some(Program::Nginx),
            known: None,
        };
        let message = "connect() to unix:/tmp/a.sock failed (13: Permission denied) while connecting to upstream";
        let (row, names) = find(message, speakers).unwrap();
        assert_eq!(row.code, Some("socket-not-writable"));
        assert_eq!(filled("at `{path}`: {none}", &names), "at `/tmp/a.sock`");
        assert_eq!(
            find("worker process x exited on signal y", speakers).map(|(row, _)| row.weight),
            None
        );
        assert!(
            is_class("django.core.exceptions.ImproperlyConfigured")
                && !is_class("error")
                && !is_class("A b")
        );
    }
}
