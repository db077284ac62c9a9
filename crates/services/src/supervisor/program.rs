//! Which programs supervisor makes of its configuration, or why it makes none (supervisor/options.py, `read_config` and
//! `_processes_from_section`).

mod fault;
mod files;
mod values;

use hurdles_machine::{Bits, Environment, Identity, Machine, NodeKind};
use hurdles_source::Span;

use super::config::{Config, Entry, Section, quoted};
use super::format::{Names, Value, expand};
use super::{CONFIGURATION, words};
pub use fault::{Fault, FaultKind};
use files::{group_of, include, read};
use values::{boolean, codes, integer, restart, signal};

/// When a program that ended is started again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Autorestart {
    /// Always.
    Always,
    /// Never.
    Never,
    /// Unless its exit status was one of those expected.
    Unexpected,
}

/// One process that supervisor keeps.
#[derive(Clone, Debug, PartialEq)]
pub struct Program {
    /// Its name.
    pub name: String,
    /// Its group's name: the program's, unless a `[group:…]` holds it.
    pub group: String,
    /// The command, with what stands for it expanded.
    pub command: String,
    /// The characters of the command.
    pub command_span: Option<Span>,
    /// The characters of the section's header.
    pub section_span: Option<Span>,
    /// Where it is started; supervisord's own directory where nothing is said.
    pub directory: Option<String>,
    /// The characters of the directory.
    pub directory_span: Option<Span>,
    /// As whom; supervisord's own user where nothing is said.
    pub user: Option<u32>,
    /// The mask for new files.
    pub umask: Option<u16>,
    /// What is added to its environment.
    pub environment: Vec<(String, String)>,
    /// Lower ones are started first.
    pub priority: i64,
    /// Whether it is started with supervisord.
    pub autostart: bool,
    /// Whether it is started again.
    pub autorestart: Autorestart,
    /// How long it must run to count as started.
    pub start_seconds: f64,
    /// How often it is tried again.
    pub start_retries: u32,
    /// The exit statuses that are expected.
    pub exit_codes: Vec<i32>,
    /// The signal that stops it.
    pub stop_signal: i32,
    /// How long it has to end.
    pub stop_seconds: f64,
    /// Where its output goes; none for supervisor's own choice.
    pub stdout_logfile: Option<String>,
}

/// What supervisord read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Loaded {
    /// The programs, in the order in which they are started.
    pub programs: Vec<Program>,
    /// The files that were included.
    pub included: Vec<String>,
    /// What is told about the configuration.
    pub warnings: Vec<String>,
}

/// Reads supervisor's configuration as supervisord does that has this environment.
///
/// # Errors
/// Where supervisord refuses it, or cannot read it.
pub fn load(machine: &Machine, environment: &Environment) -> Result<Loaded, Fault> {
    let mut loaded = Loaded::default();
    let mut config = Config::default();
    read(machine, &mut config, CONFIGURATION)?;
    include(machine, &mut config, &mut loaded)?;
    if config.section("supervisord").is_none() {
        let message = ".ini file does not include supervisord section".to_owned();
        return Err(Fault::new(FaultKind::Other, message, None));
    }
    let mut reader = Reader {
        machine,
        names: Names::new(),
        common: Vec::new(),
    };
    for (name, value) in environment {
        reader.name(&format!("ENV_{name}"), Value::Text(value.clone()));
    }
    for section in &config.sections {
        let Some(name) = section.name.strip_prefix("program:") else {
            continue;
        };
        let group = group_of(&config, name.trim()).unwrap_or_else(|| name.trim().to_owned());
        let programs = reader.programs(section, name.trim(), &group);
        let programs = programs.map_err(|fault| Fault {
            message: format!(
                "{} in section {} (file: {})",
                fault.message,
                quoted(&section.name),
                quoted(&section.file)
            ),
            ..fault
        })?;
        loaded.programs.extend(programs);
    }
    loaded
        .programs
        .sort_by(|a, b| (a.priority, &a.name).cmp(&(b.priority, &b.name)));
    Ok(loaded)
}

/// Reads the values of sections.
struct Reader<'a> {
    machine: &'a Machine,
    names: Names,
    /// Names that hold for one section alone.
    common: Vec<String>,
}

impl Reader<'_> {
    fn name(&mut self, name: &str, value: Value) {
        self.names.insert(name.to_owned(), value);
        self.common.push(name.to_owned());
    }

    /// A value, expanded; the entry it comes from.
    fn value<'s>(
        &self,
        section: &'s Section,
        key: &str,
    ) -> Result<Option<(String, &'s Entry)>, Fault> {
        let Some(entry) = section.get(key) else {
            return Ok(None);
        };
        let option = format!("{}.{key}", section.name);
        let value = self.expanded(entry, &option)?;
        Ok(Some((value, entry)))
    }

    fn expanded(&self, entry: &Entry, option: &str) -> Result<String, Fault> {
        expand(&entry.value, &self.names).map_err(|broken| {
            let message = broken.message(&entry.value, option, &self.names);
            Fault::new(FaultKind::Percent, message, entry.span)
        })
    }

    fn parsed<T>(
        &self,
        section: &Section,
        key: &str,
        default: T,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Result<T, Fault> {
        match self.value(section, key)? {
            None => Ok(default),
            Some((value, entry)) => {
                parse(&value).map_err(|message| Fault::new(FaultKind::Other, message, entry.span))
            }
        }
    }

    /// The processes of one `[program:…]`.
    fn programs(
        &mut self,
        section: &Section,
        name: &str,
        group: &str,
    ) -> Result<Vec<Program>, Fault> {
        if let Some(c) = name.chars().find(|c| " :/".contains(*c)) {
            let message = format!(
                "Invalid name: {} because of character: {}",
                quoted(name),
                quoted(&c.to_string())
            );
            return Err(Fault::new(FaultKind::Other, message, section.span));
        }
        let here = section.file.rsplit_once('/').map_or("", |(here, _)| here);
        let outer = self.names.clone();
        let host = self.machine.text_of("/etc/hostname");
        for (name, value) in [
            ("here", here),
            ("program_name", name),
            ("host_node_name", host.as_deref().unwrap_or("").trim()),
            ("group_name", group),
        ] {
            self.name(name, Value::Text(value.to_owned()));
        }
        let programs = self.numbered(section, name, group);
        self.names = outer;
        programs
    }

    fn numbered(
        &mut self,
        section: &Section,
        name: &str,
        group: &str,
    ) -> Result<Vec<Program>, Fault> {
        let template = self.template(section, name, group)?;
        let n_processes = self.parsed(section, "numprocs", 1, integer)?;
        let first = self.parsed(section, "numprocs_start", 0, integer)?;
        let process_name = section.get("process_name");
        if n_processes > 1
            && !process_name.is_some_and(|entry| entry.value.contains("%(process_num)"))
        {
            let message = "%(process_num) must be present within process_name when numprocs > 1";
            let span = section.get("numprocs").and_then(|entry| entry.span);
            return Err(Fault::new(FaultKind::Other, message.to_owned(), span));
        }
        let count = |number: i64| Value::Number(u32::try_from(number).unwrap_or(0));
        let mut programs = Vec::new();
        // A number beyond this says nothing that the first ones do not say.
        for number in first..first.saturating_add(n_processes.min(64)) {
            self.name("process_num", count(number));
            self.name("numprocs", count(n_processes));
            programs.push(self.process(section, &template, process_name)?);
        }
        Ok(programs)
    }

    /// What the processes of a program have in common, in the order in which supervisor reads it.
    fn template(&self, section: &Section, name: &str, group: &str) -> Result<Program, Fault> {
        let priority = self.parsed(section, "priority", 999, integer)?;
        let autostart = self.parsed(section, "autostart", true, boolean)?;
        let autorestart = self.parsed(section, "autorestart", Autorestart::Unexpected, restart)?;
        let start_seconds = self.parsed(section, "startsecs", 1, integer)?;
        let start_retries = self.parsed(section, "startretries", 3, integer)?;
        let stop_signal = self.parsed(section, "stopsignal", 15, signal)?;
        let stop_seconds = self.parsed(section, "stopwaitsecs", 10, integer)?;
        let exit_codes = self.parsed(section, "exitcodes", vec![0], codes)?;
        self.parsed(section, "redirect_stderr", false, boolean)?;
        let user = match self.value(section, "user")? {
            None => None,
            Some((user, entry)) => Some(
                self.user(&user)
                    .map_err(|message| Fault::new(FaultKind::UnknownUser, message, entry.span))?,
            ),
        };
        let umask = match self.value(section, "umask")? {
            None => None,
            Some((umask, entry)) => {
                let number = u16::from_str_radix(umask.trim(), 8);
                Some(number.map_err(|_| {
                    let message = format!("{umask} can not be converted to an octal type");
                    Fault::new(FaultKind::Other, message, entry.span)
                })?)
            }
        };
        #[expect(
            clippy::cast_precision_loss,
            reason = "seconds that people write are few"
        )]
        let seconds = |number: i64| number as f64;
        Ok(Program {
            name: name.to_owned(),
            group: group.to_owned(),
            command: String::new(),
            command_span: None,
            section_span: section.span,
            directory: None,
            directory_span: None,
            user,
            umask,
            environment: Vec::new(),
            priority,
            autostart,
            autorestart,
            start_seconds: seconds(start_seconds),
            start_retries: u32::try_from(start_retries).unwrap_or(0).min(20),
            exit_codes,
            stop_signal,
            stop_seconds: seconds(stop_seconds),
            stdout_logfile: None,
        })
    }

    /// One process of a program.
    fn process(
        &mut self,
        section: &Section,
        template: &Program,
        process_name: Option<&Entry>,
    ) -> Result<Program, Fault> {
        let mut program = template.clone();
        if let Some(entry) = section.get("environment") {
            let text = self.expanded(entry, "environment")?;
            let Some(pairs) = words::pairs(&text) else {
                let message = format!("Unexpected end of key/value pairs in value '{text}'");
                return Err(Fault::new(FaultKind::Other, message, entry.span));
            };
            for (name, value) in &pairs {
                self.name(&format!("ENV_{name}"), Value::Text(value.clone()));
            }
            program.environment = pairs;
        }
        if let Some((directory, entry)) = self.value(section, "directory")? {
            program.directory = Some(directory);
            program.directory_span = entry.span;
        }
        for key in ["stdout_logfile", "stderr_logfile"] {
            let Some((path, entry)) = self.value(section, key)? else {
                continue;
            };
            if matches!(&*path.to_lowercase(), "none" | "off" | "auto" | "syslog") {
                continue;
            }
            self.log_directory(&path)
                .map_err(|message| Fault::new(FaultKind::LogDirectory, message, entry.span))?;
            if key == "stdout_logfile" {
                program.stdout_logfile = Some(path);
            }
        }
        let Some((command, entry)) = self.value(section, "command")? else {
            let message = format!(
                "program section {} does not specify a command",
                section.name
            );
            return Err(Fault::new(FaultKind::Other, message, section.span));
        };
        program.command = command;
        program.command_span = entry.span;
        if let Some(entry) = process_name {
            program.name = self.expanded(entry, "process_name")?;
        }
        Ok(program)
    }

    fn user(&self, user: &str) -> Result<u32, String> {
        let accounts = &self.machine.accounts;
        match user.trim().parse() {
            Ok(id) if accounts.user_by_id(id).is_some() => Ok(id),
            Ok(id) => Err(format!("Invalid user id {id}")),
            Err(_) => match accounts.user(user) {
                Some(account) => Ok(account.uid),
                None => Err(format!("Invalid user name {user}")),
            },
        }
    }

    /// supervisor/datatypes.py, `existing_dirpath`: `~` is root's home here.
    fn log_directory(&self, path: &str) -> Result<(), String> {
        let expanded = match path.strip_prefix("~/") {
            Some(rest) => format!("/root/{rest}"),
            None => path.to_owned(),
        };
        let Some((directory, _)) = expanded.rsplit_once('/').filter(|(dir, _)| !dir.is_empty())
        else {
            return Ok(());
        };
        let walk = self
            .machine
            .walk(&Identity::root(), "/", directory, Bits::NONE);
        let is_directory = walk
            .end
            .is_ok_and(|id| matches!(self.machine.node(id).kind, NodeKind::Directory(_)));
        if is_directory {
            return Ok(());
        }
        Err(format!(
            "The directory named as part of the path {path} does not exist"
        ))
    }
}

#[cfg(test)]
mod tests;
