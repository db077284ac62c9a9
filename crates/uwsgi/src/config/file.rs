//! Reading configuration files: by extension, with their magic variables, their sections, their failures.

use hurdles_machine::{Bits, Content, Errno, Machine, NodeKind};
use hurdles_source::SourceId;

use crate::event::{ConfigRead, Event, ExitCause, Ignored, Origin};
use crate::instance::{Exit, Step};
use crate::{Given, Instance};

use super::magic::Substituted;
use super::{Magic, NewEntry, ini, json, xml, yaml};

/// Files that include one another are followed this deep.
const DEEPEST_INCLUDE: usize = 30;

/// What the shell tells of a process that signal 11 ended: uWSGI reads a file or section that includes itself until its
/// stack ends (seen in runs of 2.0.21; a file is told of at each turn, some 47,000 times, a section is not).
const SEGMENTATION_FAULT: i32 = 128 + 11;

/// How a configuration file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Ini,
    Xml,
    Yaml,
    Json,
}

impl Format {
    /// By the end of the name (core/uwsgi.c:uwsgi_opt_load).
    pub(super) fn of_name(name: &str) -> Option<Self> {
        let ends = |end| name.ends_with(end);
        if ends(".ini") {
            Some(Self::Ini)
        } else if ends(".xml") {
            Some(Self::Xml)
        } else if ends(".yaml") || ends(".yml") {
            Some(Self::Yaml)
        } else if ends(".json") || ends(".js") {
            Some(Self::Json)
        } else {
            None
        }
    }
}

/// The option that reads a file of this name.
pub(crate) fn config_format_option(name: &str) -> &'static str {
    match Format::of_name(name) {
        Some(Format::Ini) => "--ini",
        Some(Format::Xml) => "--xml",
        Some(Format::Yaml) => "--yaml",
        Some(Format::Json) => "--json",
        None => "--config",
    }
}

/// A key, its value, and where both stand, as a parser found them.
pub(super) struct Pair {
    pub(super) key: Given,
    pub(super) value: Option<Given>,
}

impl Instance {
    /// Loads a file whose name tells its format: a word without dashes, `config`, `include`.
    pub(crate) fn load_by_name(
        &mut self,
        machine: &mut Machine,
        name: &Given,
        after: Option<&'static str>,
    ) -> Step {
        let Some(format) = Format::of_name(&name.text) else {
            let line = format!("unable to load configuration from {}", name.text);
            self.log.say_at(line, name.span);
            let word = name.clone();
            return Err(Exit::new(1, ExitCause::NoConfiguration { word, after }));
        };
        // The capitals keep what the first file set them to.
        let kept = self.config.magic.keep_capitals(true);
        let result = self.load(machine, format, name);
        self.config.magic.keep_capitals(kept);
        result
    }

    /// Loads a file of a known format: `ini`, `yaml`, `json`, `xml`.
    pub(super) fn load(&mut self, machine: &mut Machine, format: Format, name: &Given) -> Step {
        let open = &self.config.open;
        let is_endless = open.iter().filter(|other| **other == name.text).count() > 1;
        if open.len() >= DEEPEST_INCLUDE && is_endless {
            let what = "not played further: a configuration that includes itself";
            self.not_simulated(what.to_owned(), name.span);
            return Err(Exit::new(
                SEGMENTATION_FAULT,
                ExitCause::Endless(name.clone()),
            ));
        }
        if open.len() >= DEEPEST_INCLUDE {
            self.not_played_further("configurations that include one another", name.span);
            return Ok(());
        }
        self.config.open.push(name.text.clone());
        let result = self.load_section(machine, format, name);
        self.config.open.pop();
        result
    }

    fn load_section(&mut self, machine: &mut Machine, format: Format, name: &Given) -> Step {
        if name.text == "-" || name.text.contains("://") {
            self.not_simulated(
                format!("reading a configuration from `{}`", name.text),
                name.span,
            );
            return Ok(());
        }
        let (file, section, again) = self.split_section(name);
        let path = Machine::absolute(&self.context.cwd, &file.text);
        if again {
            self.config.magic.fill_section(section);
        } else {
            self.open_config(machine, format, &file, section)?;
        }
        let (text, source) = self.read_config(machine, &file, &path)?;
        self.config.last_file = Some(file.clone());
        let text = self.config.magic.substitute(&text, source);
        let wanted = if section.is_empty() { "uwsgi" } else { section };
        let mut fact = ConfigRead {
            name: file.clone(),
            path,
            source,
            failure: None,
            walk: None,
            missing_section: None,
            sections: Vec::new(),
        };
        let pairs = self.parse(format, &text, wanted, &file, &mut fact)?;
        let missing = fact.missing_section.is_some();
        self.events.push(Event::Config(fact));
        let origin = Origin::File(file.text.clone());
        for pair in pairs {
            let new = NewEntry {
                name: pair.key.text.clone(),
                key: pair.key,
                value: pair.value,
                origin: origin.clone(),
                placeholder_only: false,
            };
            self.add_entry(machine, new)?;
        }
        if missing && format == Format::Ini {
            let line = format!(
                "*** WARNING: Can't find section \"{wanted}\" in INI configuration file {} ***",
                file.text
            );
            self.log.say_at(line, file.span);
        }
        Ok(())
    }

    /// The file and the section behind the last colon; without a file the last one is meant again.
    fn split_section<'n>(&self, name: &'n Given) -> (Given, &'n str, bool) {
        let Some(colon) = name.text.rfind(':') else {
            return (name.clone(), "", false);
        };
        let section = name.text.get(colon + 1..).unwrap_or_default();
        match &self.config.last_file {
            Some(last) if colon == 0 => (last.clone(), section, true),
            _ => (name.part(0, colon), section, false),
        }
    }

    /// Fills the magic variables for a file and tells of it.
    fn open_config(
        &mut self,
        machine: &Machine,
        format: Format,
        file: &Given,
        section: &str,
    ) -> Step {
        let path = Machine::absolute(&self.context.cwd, &file.text);
        let full = self.full_name(machine, file, &path)?;
        let inode = Magic::inode(machine, &path);
        self.config.magic.fill(&file.text, &full, section, &inode);
        let line = match format {
            Format::Ini => "[uWSGI] getting INI configuration from ",
            Format::Yaml => "[uWSGI] getting YAML configuration from ",
            Format::Json => "[uWSGI] getting JSON configuration from ",
            Format::Xml => "[uWSGI] parsing config file ",
        };
        self.say_initial(format!("{line}{}", file.text));
        Ok(())
    }

    fn parse(
        &mut self,
        format: Format,
        text: &Substituted,
        wanted: &str,
        file: &Given,
        fact: &mut ConfigRead,
    ) -> Result<Vec<Pair>, Exit> {
        let read = match format {
            Format::Ini => {
                let ini = ini::read(text, wanted);
                for (name, span) in &ini.sections {
                    if name != wanted {
                        let (name, span) = (name.clone(), *span);
                        self.events
                            .push(Event::Ignored(Ignored::Section { name, span }));
                    }
                }
                fact.sections = ini.sections;
                fact.missing_section = (!ini.has_section).then(|| wanted.to_owned());
                let pair = |line: ini::Line| Pair {
                    key: line.key,
                    value: Some(line.value),
                };
                return Ok(ini.lines.into_iter().map(pair).collect());
            }
            Format::Yaml => yaml::read(text, wanted),
            Format::Json => json::read(text, wanted),
            Format::Xml => xml::read(text, wanted),
        };
        match read {
            Ok(read) => {
                for what in read.not_read {
                    self.not_simulated(what, file.span);
                }
                Ok(read.pairs)
            }
            Err(complaint) => {
                self.log
                    .say_at(complaint.replace("{}", &file.text), file.span);
                Err(Exit::new(1, ExitCause::ConfigUnreadable))
            }
        }
    }

    /// `%p`: realpath(3), but a link's own path (core/uwsgi.c:config_magic_table_fill).
    fn full_name(&mut self, machine: &Machine, file: &Given, path: &str) -> Result<String, Exit> {
        let who = &self.context.identity;
        let link = machine.walk_to_link(who, &self.context.cwd, &file.text);
        if let Ok(id) = link.end
            && matches!(machine.node(id).kind, NodeKind::Symlink(_))
        {
            let is_absolute = file.text.starts_with('/');
            return Ok(if is_absolute {
                file.text.clone()
            } else {
                format!("{}/{}", self.start_cwd, file.text)
            });
        }
        let walk = machine.walk(who, &self.context.cwd, &file.text, Bits::NONE);
        match walk.end {
            Ok(_) => {
                let last = walk.steps.last().map(|step| step.path.clone());
                Ok(last.unwrap_or_else(|| path.to_owned()))
            }
            Err(errno) => {
                let place = self.table.version.place("realpath");
                let line = format!("realpath() of {} failed: {errno} {place}", file.text);
                self.log.say_at(line, file.span);
                self.config_failed(machine, file, path, errno);
                Err(Exit::new(1, ExitCause::ConfigUnreadable))
            }
        }
    }

    fn read_config(
        &mut self,
        machine: &Machine,
        file: &Given,
        path: &str,
    ) -> Result<(String, Option<SourceId>), Exit> {
        let content = machine.read(&self.context.identity, &self.context.cwd, &file.text);
        match content {
            Ok(Content::Text(text, source)) => Ok((text.to_string(), source)),
            // Reading a directory gives nothing and no complaint.
            Err(Errno::IsADirectory) => Ok((String::new(), None)),
            Ok(Content::Stock(_) | Content::Unknown(_) | Content::Program(_)) => {
                self.not_simulated(format!("the text of `{path}`"), file.span);
                Ok((String::new(), None))
            }
            Err(errno) => {
                let place = self.table.version.place("config");
                let line = format!("open(\"{}\"): {errno} {place}", file.text);
                self.log.say_at(line, file.span);
                self.config_failed(machine, file, path, errno);
                Err(Exit::new(1, ExitCause::ConfigUnreadable))
            }
        }
    }

    fn config_failed(&mut self, machine: &Machine, file: &Given, path: &str, errno: Errno) {
        let who = &self.context.identity;
        let walk = machine.walk(who, &self.context.cwd, &file.text, Bits::READ);
        self.events.push(Event::Config(ConfigRead {
            name: file.clone(),
            path: path.to_owned(),
            source: None,
            failure: Some(errno),
            walk: Some(walk),
            missing_section: None,
            sections: Vec::new(),
        }));
    }
}
