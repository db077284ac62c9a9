//! The configuration as it grows: keys stored in order, some acting at once, the rest later (core/config.c).

mod expand;
mod file;
mod immediate;
mod ini;
mod json;
mod logic;
mod magic;
mod xml;
mod yaml;

use std::collections::{BTreeMap, BTreeSet};

use hurdles_machine::Machine;

use crate::event::{Event, ExitCause, Ignored, OptionRead, Origin};
use crate::instance::{Exit, Step};
use crate::options::{self, OptionSpec, Owner};
use crate::{Given, Instance};

pub(crate) use file::config_format_option;
pub(crate) use immediate::is_true;
pub(crate) use logic::Logic;
pub(crate) use magic::Magic;

/// More keys than any deployment has; beyond them reading stops (files that include one another).
const MOST_ENTRIES: usize = 4000;

/// One stored key.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// The key it is stored by.
    pub(crate) name: String,
    /// As it was written.
    pub(crate) key: Given,
    /// As it was written; none for a bare flag.
    pub(crate) value: Option<Given>,
    /// The value after the substitutions so far.
    pub(crate) text: Option<String>,
    pub(crate) origin: Origin,
    /// Whether it has acted, or never will.
    pub(crate) configured: bool,
    /// Whether an option of this name was known when it was last looked up.
    pub(crate) known: bool,
}

impl Entry {
    /// The value in force, with its place where it is still as written.
    pub(crate) fn current(&self) -> Given {
        let written = self.value.clone().unwrap_or_default();
        match &self.text {
            Some(text) if *text != written.text => Given::new(text.clone(), written.span),
            _ => written,
        }
    }

    /// The characters to point at: the value's, or the key's where there is none.
    pub(crate) fn span(&self) -> Option<hurdles_source::Span> {
        let value = self.value.as_ref().filter(|value| !value.text.is_empty());
        value.and_then(|value| value.span).or(self.key.span)
    }
}

/// What has been read so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Config {
    pub(crate) entries: Vec<Entry>,
    /// By name the first entry: what `%(name)` stands for.
    first: BTreeMap<String, usize>,
    logic: Option<Logic>,
    logic_running: bool,
    strict: bool,
    autoload: bool,
    magic: Magic,
    /// The file that `ini = :section` means.
    last_file: Option<Given>,
    /// The names of the files and sections that are being read, each included by the one before.
    open: Vec<String>,
    /// Set when a key is added while the late pass runs.
    dirty: bool,
    placeholders: BTreeSet<String>,
    /// The bytes that substitutions have made.
    n_substituted: usize,
    told_full: bool,
}

impl Config {
    /// Whether no more keys are read.
    pub(crate) fn is_full(&self) -> bool {
        self.entries.len() >= MOST_ENTRIES
    }

    /// The value of the first stored key of this name: what `%(name)` stands for.
    pub(crate) fn exported(&self, name: &str) -> Option<&str> {
        let entry = self.entries.get(*self.first.get(name)?)?;
        Some(entry.text.as_deref().unwrap_or_default())
    }
}

/// A key with its value on the way into the store.
pub(crate) struct NewEntry {
    pub(crate) name: String,
    pub(crate) key: Given,
    pub(crate) value: Option<Given>,
    pub(crate) origin: Origin,
    /// `set-ph`: never an option.
    pub(crate) placeholder_only: bool,
}

impl Instance {
    /// Stores a key, or repeats it as the running `for` or `if` says (core/config.c:add_exported_option_do).
    pub(crate) fn add_entry(&mut self, machine: &mut Machine, new: NewEntry) -> Step {
        if !self.config.logic_running {
            if matches!(
                new.name.as_str(),
                "end" | "endfor" | "endif" | "end-if" | "end-for"
            ) {
                self.config.logic = None;
            }
            if let Some(logic) = self.config.logic.clone() {
                self.config.logic_running = true;
                let result = self.repeat_entry(machine, &logic, new);
                self.config.logic_running = false;
                return result;
            }
        }
        if self.config.is_full() {
            if !std::mem::replace(&mut self.config.told_full, true) {
                let what = format!("more than {MOST_ENTRIES} options");
                self.not_simulated(what, new.key.span);
            }
            return Ok(());
        }
        self.config.dirty = true;
        let index = self.config.entries.len();
        let text = new.value.as_ref().map(|value| value.text.clone());
        let name = new.name.clone();
        self.config.first.entry(name.clone()).or_insert(index);
        self.config.entries.push(Entry {
            name: new.name,
            key: new.key,
            value: new.value,
            text,
            origin: new.origin,
            configured: false,
            known: false,
        });
        if new.placeholder_only {
            return self.keep_placeholder(index, &name);
        }
        let Some(option) = self.look_up(machine, index, &name)? else {
            return Ok(());
        };
        self.imply(option);
        if option.is_immediate(self.table.version) {
            self.act_at_once(machine, option, index)?;
            if let Some(entry) = self.config.entries.get_mut(index) {
                entry.configured = true;
            }
        }
        Ok(())
    }

    fn keep_placeholder(&mut self, index: usize, name: &str) -> Step {
        if self.table.find(name).is_some() {
            self.log.say(format!(
                "you cannot use {name} as a placeholder, it is already available as an option"
            ));
            let entry = self.config.entries.get(index);
            let value = entry.map(Entry::current).unwrap_or_default();
            let option = "set-placeholder".to_owned();
            return Err(Exit::new(1, ExitCause::BadValue { option, value }));
        }
        if let Some(entry) = self.config.entries.get_mut(index) {
            entry.configured = true;
        }
        Ok(())
    }

    /// The option of this name; under `strict` there must be one (core/config.c:uwsgi_opt_get).
    fn look_up(
        &mut self,
        machine: &mut Machine,
        index: usize,
        name: &str,
    ) -> Result<Option<&'static OptionSpec>, Exit> {
        let mut found = self.table.find(name);
        if found.is_none() && self.config.autoload && self.autoload_plugin(machine, name) {
            found = self.table.find(name);
        }
        if let Some(entry) = self.config.entries.get_mut(index) {
            entry.known = found.is_some();
            if found.is_none() && self.config.strict {
                let (span, key) = (entry.key.span, entry.key.clone());
                let line = format!("[strict-mode] unknown config directive: {name}");
                self.log.say_at(line, span);
                return Err(Exit::new(1, ExitCause::Strict(key)));
            }
        }
        Ok(found)
    }

    /// What merely mentioning an option switches on.
    fn imply(&mut self, option: &OptionSpec) {
        for implied in &option.implies {
            match *implied {
                "master" => self.settings.master_forced = true,
                "log-master" => self.settings.log_master_forced = true,
                "enable-threads" => self.settings.threads_forced = true,
                "cheaper" => self.settings.cheaper_forced = true,
                "mime-types" => self.settings.mime_types = true,
                "quiet-startup" => self.settings.quiet = true,
                "req-log-master" => {
                    self.settings.master_forced = true;
                    self.settings.log_master_forced = true;
                }
                _ => {}
            }
        }
    }

    /// Runs all options that have not acted yet, in stored order (core/config.c:uwsgi_configure).
    pub(crate) fn configure(&mut self, machine: &mut Machine) -> Step {
        let mut rounds = 0;
        'restart: loop {
            rounds += 1;
            let mut index = 0;
            while let Some(entry) = self.config.entries.get(index) {
                if entry.configured {
                    index += 1;
                    continue;
                }
                let name = entry.name.clone();
                self.config.dirty = false;
                if let Some(option) = self.look_up(machine, index, &name)? {
                    self.apply(machine, option, index)?;
                    if let Some(entry) = self.config.entries.get_mut(index) {
                        entry.configured = true;
                    }
                }
                if self.config.dirty && rounds < MOST_ENTRIES {
                    continue 'restart;
                }
                index += 1;
            }
            return Ok(());
        }
    }

    /// Ends with status 1 because of a value that was just complained about.
    pub(crate) fn refuse(&mut self, index: usize) -> Step {
        let entry = self.config.entries.get(index);
        let option = entry.map(|entry| entry.name.clone()).unwrap_or_default();
        let value = entry.map(Entry::current).unwrap_or_default();
        Err(Exit::new(1, ExitCause::BadValue { option, value }))
    }

    /// Every option as it was stored, for findings.
    #[must_use]
    pub fn options(&self) -> Vec<OptionRead> {
        let entries = &self.config.entries;
        let mut last = BTreeMap::new();
        for (index, entry) in entries.iter().enumerate() {
            if entry.known
                && let Some(option) = options::anywhere(&entry.name)
            {
                last.insert(option.canonical, index);
            }
        }
        let read = |(index, entry): (usize, &Entry)| {
            let replaced = entry.known
                && options::anywhere(&entry.name).is_some_and(|option| {
                    !self.accumulates(option)
                        && last.get(option.canonical).is_some_and(|last| *last > index)
                });
            OptionRead {
                name: entry.name.clone(),
                key: entry.key.clone(),
                value: entry.value.clone(),
                used: entry.text.clone(),
                origin: entry.origin.clone(),
                known: entry.known,
                replaced,
            }
        };
        entries.iter().enumerate().map(read).collect()
    }

    /// Tells of keys that no option has, and of values that look as if they held a comment.
    pub(crate) fn report_ignored(&mut self) {
        let mut found = Vec::new();
        for entry in &self.config.entries {
            let value = entry.value.clone().unwrap_or_default();
            if entry.known {
                let is_file = matches!(entry.origin, Origin::File(_));
                if is_file && (value.text.contains(" #") || value.text.contains(" ;")) {
                    let key = entry.key.clone();
                    found.push(Ignored::InlineComment { key, value });
                }
                continue;
            }
            if entry.configured || matches!(entry.origin, Origin::Environment) {
                continue;
            }
            let owner = options::anywhere(&entry.name).map(|option| option.owner);
            found.push(Ignored::UnknownKey {
                key: entry.key.clone(),
                of_unloaded_plugin: owner.and_then(Owner::plugin),
                used_as_placeholder: self.config.placeholders.contains(&entry.name),
            });
        }
        self.events.extend(found.into_iter().map(Event::Ignored));
    }
}
