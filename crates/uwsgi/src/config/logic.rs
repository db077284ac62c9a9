//! `for … endfor` and `if-… endif`: every key until the end is repeated or dropped (core/config.c).

use hurdles_machine::{Bits, Machine, NodeKind};

use crate::event::ExitCause;
use crate::given::atoi;
use crate::instance::{Exit, Step};
use crate::{Given, Instance};

use super::NewEntry;

/// As many repetitions as one `for-times` may ask for here; uWSGI itself has no limit.
const MOST_REPETITIONS: i64 = 1000;

/// The block that is open.
#[derive(Clone, Debug)]
pub(crate) struct Logic {
    name: &'static str,
    argument: String,
}

impl Instance {
    /// Opens a block.
    pub(super) fn open_block(&mut self, name: &'static str, value: &Given) -> Step {
        if self.config.logic.is_some() {
            let line = format!("recursive logic in options is not supported (option = {name})");
            self.log.say_at(&line, value.span);
            return Err(Exit::new(1, ExitCause::Other(line)));
        }
        self.config.logic = Some(Logic {
            name,
            argument: value.text.clone(),
        });
        Ok(())
    }

    /// Stores a key as often as the open block says, `%(_)` replaced.
    pub(super) fn repeat_entry(
        &mut self,
        machine: &mut Machine,
        logic: &Logic,
        new: NewEntry,
    ) -> Step {
        for item in self.repetitions(machine, logic) {
            if self.config.is_full() {
                break;
            }
            let value = new.value.as_ref().map(|value| {
                let text = value.text.replace("%(_)", &item);
                if text == value.text {
                    value.clone()
                } else {
                    Given::new(text, value.span)
                }
            });
            let repeated = NewEntry {
                name: new.name.clone(),
                key: new.key.clone(),
                value,
                origin: new.origin.clone(),
                placeholder_only: false,
            };
            self.add_entry(machine, repeated)?;
        }
        Ok(())
    }

    /// What `%(_)` stands for in each repetition; nothing when the condition does not hold.
    fn repetitions(&mut self, machine: &Machine, logic: &Logic) -> Vec<String> {
        let argument = logic.argument.as_str();
        let when = |holds: bool| {
            if holds {
                vec![argument.to_owned()]
            } else {
                Vec::new()
            }
        };
        let (name, negated) = match logic.name.strip_prefix("if-not-") {
            Some(rest) => (rest, true),
            None => (logic.name.trim_start_matches("if-"), false),
        };
        match name {
            "for" => argument
                .split(' ')
                .filter(|word| !word.is_empty())
                .map(str::to_owned)
                .collect(),
            "for-times" => (1..=atoi(argument).min(MOST_REPETITIONS))
                .map(|n| n.to_string())
                .collect(),
            "for-glob" => self.glob(machine, argument),
            "for-readline" => self.lines_of(machine, argument),
            "env" | "ifenv" => {
                let value = |name: &str| self.context.environment.get(name).cloned();
                compare(argument, negated, value)
            }
            "opt" => compare(argument, negated, |name| {
                self.config.exported(name).map(str::to_owned)
            }),
            "reload" => when(negated),
            "hostname" => when((argument == self.facts.nodename) != negated),
            "plugin" | "ifplugin" => when(self.plugins.has(argument) != negated),
            "exists" | "ifexists" => when(self.kind_at(machine, argument).is_some() != negated),
            "file" => {
                let is_file = matches!(self.kind_at(machine, argument), Some(NodeKind::File(_)));
                when(is_file != negated)
            }
            "dir" | "ifdir" | "directory" => {
                let kind = self.kind_at(machine, argument);
                when(matches!(kind, Some(NodeKind::Directory(_))) != negated)
            }
            _ => {
                self.not_simulated(format!("`{}`", logic.name), None);
                Vec::new()
            }
        }
    }

    fn kind_at<'m>(&self, machine: &'m Machine, path: &str) -> Option<&'m NodeKind> {
        let walk = machine.walk(&self.context.identity, &self.context.cwd, path, Bits::NONE);
        walk.end.ok().map(|id| &machine.node(id).kind)
    }

    fn lines_of(&mut self, machine: &Machine, path: &str) -> Vec<String> {
        let content = machine.read(&self.context.identity, &self.context.cwd, path);
        match content {
            Ok(hurdles_machine::Content::Text(text, _)) => {
                let lines = text.lines().take(1000);
                lines.map(|line| line.trim_end().to_owned()).collect()
            }
            Ok(_) => Vec::new(),
            Err(errno) => {
                let place = self.table.version.place("config");
                self.log.say(format!("open(\"{path}\"): {errno} {place}"));
                Vec::new()
            }
        }
    }
}

/// `name` or `name=value` against what is set; the value, or nothing when the condition does not hold.
fn compare(
    argument: &str,
    negated: bool,
    value_of: impl Fn(&str) -> Option<String>,
) -> Vec<String> {
    let (name, wanted) = match argument.split_once('=') {
        Some((name, wanted)) => (name, Some(wanted)),
        None => (argument, None),
    };
    let value = value_of(name);
    let holds = match (&value, wanted) {
        (Some(value), Some(wanted)) => value == wanted,
        (value, _) => value.is_some(),
    };
    if holds == negated {
        Vec::new()
    } else {
        vec![value.unwrap_or_default()]
    }
}
