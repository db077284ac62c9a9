//! Options that act as soon as they are read.

use hurdles_machine::{Errno, Machine};

use crate::event::{Event, ExitCause, Origin, PrivilegeStep};
use crate::given::atoi;
use crate::instance::{Exit, Step};
use crate::options::OptionSpec;
use crate::{Given, Instance};

use super::file::Format;
use super::{Entry, NewEntry};

impl Instance {
    /// Runs an immediate option.
    pub(super) fn act_at_once(
        &mut self,
        machine: &mut Machine,
        option: &'static OptionSpec,
        index: usize,
    ) -> Step {
        let entry = self.config.entries.get(index);
        let value = entry.map(Entry::current).unwrap_or_default();
        let is_bare = entry.is_none_or(|entry| entry.value.is_none());
        match option.name {
            "ini" => self.load(machine, Format::Ini, &value)?,
            "yaml" | "yml" => self.load(machine, Format::Yaml, &value)?,
            "json" | "js" => self.load(machine, Format::Json, &value)?,
            "xml" | "xmlconfig" => self.load(machine, Format::Xml, &value)?,
            "include" => self.load_by_name(machine, &value, None)?,
            // Only formats that a plugin brings are tried (core/uwsgi.c:uwsgi_opt_load_config), and none does.
            "config" => {
                let line = format!("unable to load configuration from {}", value.text);
                self.log.say_at(line, value.span);
                let (word, after) = (value, None);
                return Err(Exit::new(1, ExitCause::NoConfiguration { word, after }));
            }
            "plugin" | "plugins" | "need-plugin" | "need-plugins" => {
                self.load_plugins(machine, option.name, &value)?;
            }
            "strict" => self.config.strict = is_bare || is_true(&value.text),
            "autoload" => self.config.autoload = is_bare || is_true(&value.text),
            "set" => self.set_value(machine, &value, false)?,
            "set-ph" | "set-placeholder" => self.set_value(machine, &value, true)?,
            "umask" => self.set_umask(&value),
            "stop" | "reload" | "pause" | "suspend" | "resume" => {
                return self.signal_pid_file(machine, option.name, &value);
            }
            "help" | "usage" => {
                self.tell_missing(option, &value);
                return Err(Exit::new(0, ExitCause::Asked));
            }
            "exit" => {
                let status = if is_bare { 1 } else { atoi(&value.text) };
                let status = i32::try_from(status & 0xff).unwrap_or(1);
                return Err(Exit::new(status, ExitCause::Asked));
            }
            "immediate-uid" | "immediate-gid" => {
                self.switch_at_once(machine, option.name, &value)?;
            }
            "python-version" => {
                self.log.print(self.facts.python_version);
                return Err(Exit::new(0, ExitCause::Asked));
            }
            "cflags" | "dot-h" | "config-py" | "build-plugin" | "extract" | "print-sym"
            | "print-symbol" | "connect-and-read" | "binary-append-data" => {
                self.tell_missing(option, &value);
                return Err(Exit::new(0, ExitCause::Asked));
            }
            _ if option.kind == "logic" => self.open_block(option.name, &value)?,
            _ => {}
        }
        self.apply_scalar(machine, option, index)
    }

    /// Immediate options that only set something do so like all others.
    fn apply_scalar(
        &mut self,
        machine: &mut Machine,
        option: &'static OptionSpec,
        index: usize,
    ) -> Step {
        match option.kind {
            "int" | "flag" | "list" | "str" => self.apply(machine, option, index),
            _ => {
                let entry = self.config.entries.get(index);
                let value = entry.map(Entry::current).unwrap_or_default();
                self.tell_missing(option, &value);
                Ok(())
            }
        }
    }

    fn set_value(&mut self, machine: &mut Machine, value: &Given, placeholder_only: bool) -> Step {
        let Some(equals) = value.text.find('=') else {
            self.log
                .say_at("invalid placeholder/--set value", value.span);
            let (option, value) = ("set".to_owned(), value.clone());
            return Err(Exit::new(1, ExitCause::BadValue { option, value }));
        };
        let key = value.part(0, equals);
        let new = NewEntry {
            name: key.text.clone(),
            key,
            value: Some(value.part(equals + 1, value.text.len())),
            origin: Origin::Derived,
            placeholder_only,
        };
        // The key joins the store outside of any open block's repetition.
        self.add_entry(machine, new)
    }

    /// Three octal digits, or four whose first is ignored; fewer leave the umask 0 (core/utils.c:uwsgi_mode_t).
    fn set_umask(&mut self, value: &Given) {
        let digits = match value.text.len() {
            3 => value.text.as_str(),
            4 => value.text.get(1..).unwrap_or_default(),
            _ => "",
        };
        self.context.umask = match u16::from_str_radix(digits, 8) {
            Ok(mask) => mask,
            Err(_) => {
                let line = format!("invalid umask: {}", value.text);
                self.log.say_at(line, value.span);
                0
            }
        };
        self.settings.umask_fixed = true;
    }

    fn switch_at_once(&mut self, machine: &mut Machine, name: &str, value: &Given) -> Step {
        let is_user = name == "immediate-uid";
        let accounts = &machine.accounts;
        let number = u32::try_from(atoi(&value.text)).ok().filter(|id| *id != 0);
        let looked_up = if is_user {
            accounts.user(&value.text).map(|user| user.uid)
        } else {
            accounts.group(&value.text).map(|group| group.gid)
        };
        let word = if is_user { "uid" } else { "gid" };
        let failed = |instance: &mut Self, line: String| {
            instance.log.say_at(line, value.span);
            let (option, value) = (name.to_owned(), value.clone());
            Err(Exit::new(1, ExitCause::BadValue { option, value }))
        };
        let Some(id) = number.or(looked_up).filter(|id| *id != 0) else {
            let line = format!("uwsgi_opt_set_immediate_{word}(): invalid {word} 0");
            return failed(self, line);
        };
        let before = self.context.identity.clone();
        let own = if is_user { before.uid } else { before.gid };
        if !before.is_root() && own != id {
            let errno = Errno::NotPermitted;
            self.not_simulated("the line number in this message".into(), value.span);
            let line = format!(
                "uwsgi_opt_set_immediate_{word}()/set{word}(): {errno} [core/uwsgi.c line N]"
            );
            return failed(self, line);
        }
        if is_user {
            self.context.identity.uid = id;
        } else {
            self.context.identity.gid = id;
            self.context.identity.groups = vec![id];
        }
        machine.set_identity(self.process, self.context.identity.clone());
        self.events.push(Event::Privileges(PrivilegeStep {
            place: 0,
            before,
            after: self.context.identity.clone(),
            spans: value.span.into_iter().collect(),
        }));
        self.log
            .say_at(format!("immediate {word}: {id}"), value.span);
        Ok(())
    }
}

pub(crate) fn is_true(text: &str) -> bool {
    text != "0"
        && !["false", "off", "no"]
            .iter()
            .any(|no| no.eq_ignore_ascii_case(text))
}
