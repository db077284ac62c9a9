//! Looking for plugins and loading them (core/plugins.c).

use hurdles_machine::{Bits, Machine};

use crate::event::{Event, ExitCause, PluginSearch};
use crate::instance::{Exit, Step};
use crate::options::{self, Owner};
use crate::{Given, Instance};

/// The plugins loaded so far, by the name each registers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plugins {
    names: Vec<String>,
}

impl Plugins {
    /// These, which are part of the program.
    pub(crate) fn of(names: &[&str]) -> Self {
        Self {
            names: names.iter().map(|name| (*name).to_owned()).collect(),
        }
    }

    /// Whether a plugin of this name is loaded.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.names.iter().any(|loaded| loaded == name)
    }

    /// Whether a loaded plugin answers requests.
    pub(crate) fn answers_requests(&self) -> bool {
        const REQUEST_PLUGINS: [&str; 9] = [
            "python", "cgi", "echo", "ping", "nagios", "rpc", "signal", "spooler", "webdav",
        ];
        self.names
            .iter()
            .any(|name| REQUEST_PLUGINS.contains(&name.as_str()))
    }
}

impl Instance {
    /// `plugin = a,b`: a failure is only told, except for `need-plugin`.
    pub(crate) fn load_plugins(
        &mut self,
        machine: &Machine,
        option: &'static str,
        value: &Given,
    ) -> Step {
        for name in value.tokens(',') {
            let is_new = self.load_plugin(machine, &name.trimmed());
            if !is_new && option.starts_with("need-") {
                let line = format!("unable to load plugin \"{}\"", name.text);
                self.log.say_at(line, name.span);
                let option = option.to_owned();
                return Err(Exit::new(
                    1,
                    ExitCause::BadValue {
                        option,
                        value: name,
                    },
                ));
            }
        }
        Ok(())
    }

    /// Loads one plugin; false when it is missing or there already.
    pub(crate) fn load_plugin(&mut self, machine: &Machine, name: &Given) -> bool {
        let plain = name
            .text
            .rsplit_once(':')
            .map_or(name.text.as_str(), |(_, rest)| rest);
        let plain = plain.split('|').next().unwrap_or(plain);
        let file = if plain.ends_with("_plugin.so") {
            plain.to_owned()
        } else {
            format!("{plain}_plugin.so")
        };
        let candidates: Vec<String> = if file.contains('/') {
            vec![file.clone()]
        } else {
            let own = self.list("plugins-dir").into_iter().map(|dir| dir.text);
            let own = own.chain(self.list("plugin-dir").into_iter().map(|dir| dir.text));
            own.chain([self.build.plugin_directory.to_owned()])
                .map(|directory| format!("{directory}/{file}"))
                .collect()
        };
        let mut search = PluginSearch {
            name: name.clone(),
            tried: Vec::new(),
            found: false,
            alike: Vec::new(),
            inside: self.build.has_plugins_inside() && self.plugins.has(own_name(plain)),
        };
        for candidate in &candidates {
            search.tried.push(candidate.clone());
            let who = &self.context.identity;
            let walk = machine.walk(who, &self.context.cwd, candidate, Bits::READ);
            match walk.end {
                Ok(_) => {
                    search.found = true;
                    break;
                }
                Err(errno) => {
                    let place = self.table.version.place("plugin");
                    let line = format!("open(\"{candidate}\"): {errno} {place}");
                    self.log.say_at(line, name.span);
                }
            }
        }
        if !search.found {
            let last = candidates.last().map_or("", String::as_str);
            let failure =
                format!("{last}: cannot open shared object file: No such file or directory");
            let line = if file.contains('/') {
                failure
            } else {
                format!("!!! UNABLE to load uWSGI plugin: {failure} !!!")
            };
            self.log.say_at(line, name.span);
            search.alike = installed_like(machine, self.build.plugin_directory, plain);
        }
        let found = search.found;
        self.events.push(Event::Plugin(search));
        found && self.register(plain, name)
    }

    /// Enters a plugin under the name it gives itself; false when it is there already.
    fn register(&mut self, file_name: &str, name: &Given) -> bool {
        let own = own_name(file_name);
        if self.plugins.has(own) {
            return false;
        }
        self.plugins.names.push(own.to_owned());
        match own {
            "python" => self.table.python = true,
            "http" => self.table.http = true,
            "cheaper_busyness" | "logsocket" => self.table.others.add(own),
            "corerouter" | "logfile" | "syslog" => {}
            _ => {
                self.table.others.add(own);
                self.not_simulated(format!("the plugin `{own}`"), name.span);
            }
        }
        true
    }

    /// `autoload`: the plugin that has this option is looked for (core/plugins.c:uwsgi_try_autoload).
    pub(crate) fn autoload_plugin(&mut self, machine: &Machine, option: &str) -> bool {
        let file = match options::anywhere(option).map(|option| option.owner) {
            Some(Owner::Python) => "python311",
            Some(Owner::Http) => "http",
            Some(Owner::Other(name)) => name,
            Some(Owner::Core) | None => return false,
        };
        let series = self.facts.python_series().replace('.', "");
        let file = file.replace("311", &series);
        let path = format!("{}/{file}_plugin.so", self.build.plugin_directory);
        if machine.find(&path).is_none() || !self.register(&file, &Given::default()) {
            return false;
        }
        self.log
            .say(format!("option \"{option}\" found in plugin {path}"));
        true
    }

    /// Plugins that the program's own name asks for: `uwsgi_python3` (core/init.c:uwsgi_autoload_plugins_by_name).
    pub(crate) fn load_implied_plugins(&mut self, machine: &Machine) {
        let variable = |name: &str| self.context.environment.get(name).cloned();
        let name = variable("UWSGI_ORIGINAL_PROC_NAME").unwrap_or_else(|| self.program.clone());
        let from_environment = variable("UWSGI_PLUGINS");
        let base = name.rsplit('/').next().unwrap_or(&name);
        if let Some(at) = base.find("uwsgi_") {
            let rest = base.get(at + 6..).unwrap_or_default();
            for plugin in rest.split('_').filter(|plugin| !plugin.is_empty()) {
                self.log
                    .say(format!("[uwsgi] implicit plugin requested {plugin}"));
                self.load_plugin(machine, &Given::new(plugin, None));
            }
        }
        for plugin in from_environment.iter().flat_map(|list| list.split(',')) {
            if !plugin.is_empty() {
                self.load_plugin(machine, &Given::new(plugin, None));
            }
        }
    }
}

/// The name that a plugin gives itself, from its file's: `python` for `python311_plugin.so`.
fn own_name(file_name: &str) -> &str {
    let base = file_name.rsplit('/').next().unwrap_or(file_name);
    let base = base.strip_suffix("_plugin.so").unwrap_or(base);
    if base.starts_with("python") {
        "python"
    } else {
        base
    }
}

/// Installed plugins whose names begin like this one.
fn installed_like(machine: &Machine, directory: &str, name: &str) -> Vec<String> {
    let root = hurdles_machine::Identity::root();
    let files = machine.list(&root, "/", directory).unwrap_or_default();
    let names = files
        .iter()
        .filter_map(|file| file.strip_suffix("_plugin.so"));
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    let alike = names.filter(|installed| !stem.is_empty() && installed.starts_with(stem));
    alike.map(str::to_owned).collect()
}
