//! Options as they act in the late pass, and how their values are read back (core/uwsgi.c, the `uwsgi_opt_` functions).

use std::collections::BTreeMap;

use hurdles_machine::Machine;

use crate::event::ExitCause;
use crate::given::atoi;
use crate::instance::{Exit, Step};
use crate::options::OptionSpec;
use crate::{Given, Instance};

/// What the options have set so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Settings {
    /// By canonical name the stored keys that acted, in order.
    applied: BTreeMap<&'static str, Vec<usize>>,
    pub(crate) master_forced: bool,
    pub(crate) log_master_forced: bool,
    pub(crate) threads_forced: bool,
    pub(crate) cheaper_forced: bool,
    pub(crate) mime_types: bool,
    pub(crate) quiet: bool,
    pub(crate) umask_fixed: bool,
    pub(crate) uid: Option<u32>,
    pub(crate) uid_name: Option<Given>,
    pub(crate) gid: Option<u32>,
    pub(crate) gid_name: Option<Given>,
    /// Set by `chmod-socket`; 0 stands for 666 with a remark.
    pub(crate) chmod_socket: Option<u16>,
}

impl Instance {
    /// Lets one option act.
    pub(crate) fn apply(
        &mut self,
        machine: &mut Machine,
        option: &'static OptionSpec,
        index: usize,
    ) -> Step {
        let Some(entry) = self.config.entries.get(index) else {
            return Ok(());
        };
        let value = entry.current();
        let is_bare = entry.value.is_none();
        match option.kind {
            "int" if !is_bare && atoi(&value.text) < 0 => {
                let name = &option.name;
                let line = format!("invalid value for option \"{name}\": must be > 0");
                self.log.say_at(line, value.span);
                return self.refuse(index);
            }
            "socket" | "tlssocket" => self.add_socket(machine, option, &value)?,
            "gateway" => self.add_gateway(&value),
            "octal3" if option.canonical == "chmod-socket" => {
                self.set_socket_mode((!is_bare).then_some(&value), index)?;
            }
            "user" => set_account(&value, &mut self.settings.uid, &mut self.settings.uid_name),
            "group" => set_account(&value, &mut self.settings.gid, &mut self.settings.gid_name),
            "env" => self.put_environment(&value),
            "unset_env" => {
                self.context.environment.remove(&value.text);
            }
            "config" => self.load_by_name(machine, &value, None)?,
            "paths" => self.add_python_paths(machine, &value),
            "set_cap" => self.set_capabilities(&value)?,
            "check_static" => {
                let line = format!("[uwsgi-static] added check for {}", value.text);
                self.log.say_at(line, value.span);
            }
            "keyval" if option.name.starts_with("static-map") => self.map_static(&value)?,
            "add_cron" | "add_cron2" | "add_unique_cron" => self.check_cron(option.name, &value)?,
            "print" => return self.print_value(option, &value),
            _ => {}
        }
        if option.kind == "gevent" {
            let cores = self.settings.applied.entry("async");
            cores.or_default().push(index);
        }
        self.tell_missing(option, &value);
        let applied = self.settings.applied.entry(option.canonical);
        applied.or_default().push(index);
        Ok(())
    }

    /// Whether values of this option are kept side by side rather than replaced.
    pub(crate) fn accumulates(&self, option: &OptionSpec) -> bool {
        matches!(
            option.kind,
            "list"
                | "socket"
                | "tlssocket"
                | "gateway"
                | "env"
                | "unset_env"
                | "config"
                | "paths"
                | "keyval"
                | "plugin-list"
                | "logic"
                | "noop"
                | "hook"
                | "set_logger"
        ) || option.kind.starts_with("add_")
    }

    fn set_socket_mode(&mut self, value: Option<&Given>, index: usize) -> Step {
        let old = self.settings.chmod_socket.unwrap_or(0);
        let Some(value) = value.filter(|value| value.text != "1") else {
            self.settings.chmod_socket = Some(old);
            return Ok(());
        };
        let is_octal =
            value.text.len() == 3 && value.text.bytes().all(|b| (b'0'..=b'7').contains(&b));
        if !is_octal {
            let line = format!("invalid chmod value: {}", value.text);
            self.log.say_at(line, value.span);
            return self.refuse(index);
        }
        let digits = u16::from_str_radix(&value.text, 8).unwrap_or(0);
        // A second value is appended to the first (core/uwsgi.c:uwsgi_opt_chmod_socket); chmod(2) keeps twelve bits.
        self.settings.chmod_socket = Some(((old << 9) | digits) & 0o7777);
        Ok(())
    }

    fn put_environment(&mut self, value: &Given) {
        match value.text.split_once('=') {
            Some((name, text)) => {
                let (name, text) = (name.to_owned(), text.to_owned());
                self.context.environment.insert(name, text);
            }
            // putenv(3) without `=` removes the variable.
            None => {
                self.context.environment.remove(&value.text);
            }
        }
    }

    fn set_capabilities(&mut self, value: &Given) -> Step {
        const NAMES: &str = include_str!("../data/capabilities.txt");
        let mut n_known = 0;
        for name in value.tokens(',') {
            let number = NAMES.lines().position(|known| known == name.text);
            if let Some(number) = number {
                n_known += 1;
                let line = format!("setting capability {} [{number}]", name.text);
                self.log.say_at(line, name.span);
            } else {
                for _ in 0..2 {
                    let line = format!("[security] unknown capability: {}", name.text);
                    self.log.say_at(line, name.span);
                }
            }
        }
        if n_known == 0 {
            self.log
                .say_at("[security] empty capabilities mask !!!", value.span);
            let (option, value) = ("cap".to_owned(), value.clone());
            return Err(Exit::new(1, ExitCause::BadValue { option, value }));
        }
        Ok(())
    }

    /// `static-map = /path=directory`.
    fn map_static(&mut self, value: &Given) -> Step {
        let Some((path, directory)) = value.text.split_once('=') else {
            let line = "invalid document root in static map, syntax mountpoint=docroot";
            self.log.say_at(line, value.span);
            let (option, value) = ("static-map".to_owned(), value.clone());
            return Err(Exit::new(1, ExitCause::BadValue { option, value }));
        };
        let line = format!("[uwsgi-static] added mapping for {path} => {directory}");
        self.log.say_at(line, value.span);
        Ok(())
    }

    fn print_value(&mut self, option: &OptionSpec, value: &Given) -> Step {
        if option.name == "version" {
            self.log.print(self.build.version.clone());
            return Err(Exit::new(0, ExitCause::Asked));
        }
        self.log.print(&value.text);
        Ok(())
    }

    fn applied(&self, name: &str) -> &[usize] {
        self.settings.applied.get(name).map_or(&[], Vec::as_slice)
    }

    /// Whether a flag is on; `false`, `off`, `no` and `0` turn it off again (core/uwsgi.c:uwsgi_opt_true).
    pub(crate) fn flag(&self, name: &str) -> bool {
        self.flag_or(name, false)
    }

    /// The same, with what holds where the option was not given.
    pub(crate) fn flag_or(&self, name: &str, default: bool) -> bool {
        let last = self.applied(name).last();
        let entry = last.and_then(|index| self.config.entries.get(*index));
        entry.map_or(default, |entry| {
            let text = entry.text.as_deref().unwrap_or("1");
            text != "0"
                && !["false", "off", "no"]
                    .iter()
                    .any(|no| no.eq_ignore_ascii_case(text))
        })
    }

    /// The last value of an option.
    pub(crate) fn given(&self, name: &str) -> Option<Given> {
        let index = self.applied(name).last()?;
        self.config
            .entries
            .get(*index)
            .map(super::config::Entry::current)
    }

    /// Whether an option was last given without a value.
    pub(crate) fn is_bare(&self, name: &str) -> bool {
        let entry = self.applied(name).last();
        let entry = entry.and_then(|index| self.config.entries.get(*index));
        entry.is_some_and(|entry| entry.text.is_none())
    }

    /// The last value of an option as C's atoi(3) reads it; 1 where it has none.
    pub(crate) fn number(&self, name: &str) -> Option<i64> {
        let index = self.applied(name).last()?;
        let entry = self.config.entries.get(*index)?;
        Some(entry.text.as_deref().map_or(1, atoi))
    }

    /// All values of an option, in order.
    pub(crate) fn list(&self, name: &str) -> Vec<Given> {
        let entries = self.applied(name).iter();
        let entries = entries.filter_map(|index| self.config.entries.get(*index));
        entries.map(super::config::Entry::current).collect()
    }

    /// The characters that gave an option its last value.
    pub(crate) fn span_of(&self, name: &str) -> Option<hurdles_source::Span> {
        let index = self.applied(name).last()?;
        self.config.entries.get(*index)?.span()
    }

    /// Whether there is a master process.
    pub(crate) fn has_master(&self) -> bool {
        self.flag_or("master", self.settings.master_forced)
    }

    /// How many workers were asked for.
    pub(crate) fn n_workers(&self) -> u32 {
        let asked = self.number("processes").unwrap_or(1);
        u32::try_from(asked).unwrap_or(0).min(1024)
    }

    /// How many requests one worker handles at a time: threads, or async cores.
    pub(crate) fn n_cores(&self) -> u32 {
        let threads = self.number("threads").unwrap_or(0);
        let asynchronous = self.number("async").unwrap_or(0);
        let cores = if threads > 1 { threads } else { asynchronous };
        u32::try_from(cores.max(1)).unwrap_or(1).min(4096)
    }
}

/// A number is kept as one, anything else as a name to be looked up when root drops its rights; `0` counts as a name.
fn set_account(value: &Given, id: &mut Option<u32>, name: &mut Option<Given>) {
    let is_number = !value.text.is_empty() && value.text.bytes().all(|b| b.is_ascii_digit());
    if is_number {
        *id = u32::try_from(atoi(&value.text)).ok().filter(|id| *id != 0);
    }
    if id.is_none() {
        *name = Some(value.clone());
    }
}
