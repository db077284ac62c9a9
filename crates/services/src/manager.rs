//! What systemd has in memory: the units that it has read, what became of each, and what was logged.

use std::collections::BTreeMap;

use hurdles_machine::Machine;
use hurdles_source::Span;

use crate::spawn::Failure;
use crate::unit::{self, Unit};

/// systemd's `ActiveState` with `SubState`, as far as services and sockets have them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Active {
    /// `inactive`, `dead`.
    #[default]
    Dead,
    /// `activating`, `start-pre`.
    StartPre,
    /// `activating`, `start`.
    Start,
    /// `activating`, `auto-restart`.
    AutoRestart,
    /// `active`, `running`.
    Running,
    /// `active`, `exited`.
    Exited,
    /// `active`, `listening`.
    Listening,
    /// `deactivating`, `stop-sigterm`.
    Stopping,
    /// `failed`, `failed`.
    Failed,
}

impl Active {
    /// `ActiveState` and `SubState`.
    #[must_use]
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Dead => ("inactive", "dead"),
            Self::StartPre => ("activating", "start-pre"),
            Self::Start => ("activating", "start"),
            Self::AutoRestart => ("activating", "auto-restart"),
            Self::Running => ("active", "running"),
            Self::Exited => ("active", "exited"),
            Self::Listening => ("active", "listening"),
            Self::Stopping => ("deactivating", "stop-sigterm"),
            Self::Failed => ("failed", "failed"),
        }
    }

    /// Whether it is on its way to another state.
    #[must_use]
    pub fn is_moving(self) -> bool {
        matches!(self.words().0, "activating" | "deactivating")
    }
}

/// How a process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// With a status.
    Exited(i32),
    /// By a signal.
    Killed(i32),
}

impl Ended {
    /// As systemd writes it: `code=exited, status=1/FAILURE`.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Self::Exited(_) => format!("code=exited, status={}", self.status()),
            Self::Killed(_) => format!("code=killed, status={}", self.status()),
        }
    }

    /// Number and word: `217/USER`.
    #[must_use]
    pub fn status(self) -> String {
        match self {
            Self::Exited(status) => format!("{status}/{}", crate::status::word(status)),
            Self::Killed(signal) => format!("{signal}/{}", crate::status::signal(signal)),
        }
    }
}

/// What is about to happen by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timer {
    /// It is started again.
    Restart,
    /// What is left of it is killed.
    Kill,
    /// Its start has taken too long.
    StartTimeout,
}

/// One unit in memory.
#[derive(Clone, Debug)]
pub struct State {
    /// What its files said when they were read.
    pub unit: Unit,
    /// Where it stands.
    pub active: Active,
    /// `Result=`.
    pub result: &'static str,
    /// How its main process ended.
    pub ended: Option<Ended>,
    /// How often it was started again by itself.
    pub restarts: u32,
    /// When it was started, in seconds since the beginning.
    pub starts: Vec<f64>,
    /// What happens next by itself, and when.
    pub timer: Option<(f64, Timer)>,
    /// What it and systemd logged.
    pub journal: String,
    /// The file that its programs write to instead of the journal.
    pub output: Option<String>,
    /// Why its program was not executed, at the last start.
    pub failure: Option<Failure>,
    /// What the command printed that started it.
    pub said: String,
    /// Whether somebody asked for it to run.
    pub asked: bool,
    /// The command that asked.
    pub asked_at: Option<Span>,
    /// Whether somebody who is not root asked in vain.
    pub denied: Option<Span>,
    /// Whether it was started with files that have changed since.
    pub stale: Option<Span>,
    /// An environment file that could not be read.
    pub missing_file: Option<hurdles_machine::shell::Word>,
    /// The characters of the command whose failure ended the start, with the status.
    pub control_failure: Option<(Span, i32)>,
}

impl State {
    fn new(unit: Unit) -> Self {
        Self {
            unit,
            active: Active::Dead,
            result: "success",
            ended: None,
            restarts: 0,
            starts: Vec::new(),
            timer: None,
            journal: String::new(),
            output: None,
            failure: None,
            said: String::new(),
            asked: false,
            asked_at: None,
            denied: None,
            stale: None,
            missing_file: None,
            control_failure: None,
        }
    }

    /// Adds a line to the journal.
    pub fn log(&mut self, line: &str) {
        self.journal.push_str(line);
        self.journal.push('\n');
    }

    /// How systemd calls it in its log: name and description.
    #[must_use]
    pub fn title(&self) -> String {
        if self.unit.description == self.unit.name {
            self.unit.name.clone()
        } else {
            format!("{} - {}", self.unit.name, self.unit.description)
        }
    }
}

/// All units in memory.
#[derive(Clone, Debug, Default)]
pub struct Manager {
    states: BTreeMap<String, State>,
    /// Names in the order in which they were asked for.
    order: Vec<String>,
}

impl Manager {
    /// A unit, read where it is not in memory; one that does nothing is read again, as systemd forgets it.
    pub fn unit(&mut self, machine: &Machine, name: &str, typed: Span) -> &mut State {
        let is_new = !self.states.contains_key(name);
        if is_new {
            self.order.push(name.to_owned());
        }
        let state = (self.states.entry(name.to_owned()))
            .or_insert_with(|| State::new(unit::load(machine, name, typed)));
        if is_new {
            for line in state.unit.load_lines() {
                state.log(&line);
            }
        } else if state.active == Active::Dead && state.unit.changed_on_disk(machine) {
            reread(state, machine, typed);
        }
        state
    }

    /// A unit in memory.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&State> {
        self.states.get(name)
    }

    /// A unit in memory, to be changed.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut State> {
        self.states.get_mut(name)
    }

    /// Takes a unit out of memory but for its journal, as when the machine is turned off.
    pub fn forget(&mut self, name: &str) {
        if let Some(state) = self.states.get_mut(name) {
            state.active = Active::Dead;
            state.timer = None;
            state.starts.clear();
            state.restarts = 0;
            state.ended = None;
            state.result = "success";
        }
    }

    /// All units in the order in which they were asked for.
    pub fn all(&self) -> impl Iterator<Item = &State> {
        self.order.iter().filter_map(|name| self.states.get(name))
    }

    /// `daemon-reload`: all units are read again.
    pub fn reload(&mut self, machine: &Machine, typed: Span) {
        for state in self.states.values_mut() {
            if state.unit.changed_on_disk(machine) {
                reread(state, machine, typed);
            }
        }
    }

    /// The next thing that happens by itself until `until`.
    #[must_use]
    pub fn due(&self, until: f64) -> Option<(f64, String, Timer)> {
        let timers = self.states.iter().filter_map(|(name, state)| {
            let (at, timer) = state.timer?;
            (at <= until).then(|| (at, name.clone(), timer))
        });
        timers.min_by(|one, other| one.0.total_cmp(&other.0))
    }

    /// Whether a unit is starting or stopping.
    #[must_use]
    pub fn is_moving(&self) -> bool {
        self.states.values().any(|state| state.active.is_moving())
    }
}

fn reread(state: &mut State, machine: &Machine, typed: Span) {
    let name = state.unit.name.clone();
    state.unit = unit::load(machine, &name, typed);
    for line in state.unit.load_lines() {
        state.log(&line);
    }
}

/// Reads an environment file: `NAME=value` lines with quotes (`parse_env_file`, src/basic/env-file.c); the names that are
/// refused stand beside it.
#[must_use]
pub fn read_environment(text: &str) -> (hurdles_machine::Environment, Vec<String>) {
    let mut all = hurdles_machine::Environment::new();
    let mut refused = Vec::new();
    let joined = text.replace("\\\n", "");
    for line in joined.lines() {
        let line = line.trim();
        if line.is_empty() || line.starts_with(['#', ';']) {
            continue;
        }
        let Some((name, value)) = line.split_once('=') else {
            continue;
        };
        let name = name.trim();
        let value = unquoted(value.trim());
        let is_name = !name.is_empty()
            && !name.starts_with(|c: char| c.is_ascii_digit())
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if is_name {
            all.insert(name.to_owned(), value);
        } else {
            refused.push(format!("{name}={value}"));
        }
    }
    (all, refused)
}

/// A value without its quotes; blanks before a quoted part that follows a quoted one are dropped with it.
fn unquoted(value: &str) -> String {
    let mut out = String::new();
    let mut quote = None;
    let mut after_quote = false;
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        match (c, quote) {
            ('\\', None | Some('"')) => out.extend(chars.next()),
            (c, Some(open)) if c == open => {
                quote = None;
                after_quote = true;
            }
            ('\'' | '"', None) => quote = Some(c),
            (' ' | '\t', None) if after_quote => {}
            (c, _) => {
                after_quote = false;
                out.push(c);
            }
        }
    }
    out.trim_end_matches([' ', '\t']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn environment_files_are_read_as_systemd_does() {
        let text =
            "# c\nX=1\nY=\"a b\"\nZ='c d' # not a comment\nexport Q=1\nW=a b c\nbad line\nV=${X}\n";
        let (all, refused) = read_environment(text);
        let shown: Vec<String> = all
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        assert_eq!(
            shown,
            ["V=${X}", "W=a b c", "X=1", "Y=a b", "Z=c d# not a comment"]
        );
        assert_eq!(refused, ["export Q=1"]);
    }

    #[test]
    fn ends_are_written_with_their_words() {
        assert_eq!(Ended::Exited(217).words(), "code=exited, status=217/USER");
        assert_eq!(Ended::Exited(30).words(), "code=exited, status=30/n/a");
        assert_eq!(Ended::Killed(9).words(), "code=killed, status=9/KILL");
    }
}
