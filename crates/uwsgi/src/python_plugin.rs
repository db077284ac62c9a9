//! The python plugin's own start: version, home, interpreter, search path (plugins/python/python_plugin.c).

use hurdles_machine::{Bits, Machine};
use hurdles_python::{Locale, PathOrigin, Python, Settings, Version as PythonVersion};

use crate::build::Source;
use crate::event::ExitCause;
use crate::instance::{Exit, Step};
use crate::{Given, Instance, Version};

impl Instance {
    /// Starts the interpreter, if the plugin is loaded.
    pub(crate) fn start_python(&mut self, machine: &mut Machine) -> Step {
        if !self.table.python {
            return Ok(());
        }
        let banner = self.facts.python_banner;
        self.say_initial(format!("Python version: {banner}"));
        // Where Python runs already, nothing is asked of its home (plugins/python/python_plugin.c:init_uwsgi_embedded_module).
        let home = self
            .given("home")
            .filter(|_| self.build.source != Source::Pyuwsgi);
        if self.build.source == Source::Pyuwsgi {
            self.log.say("--- Python VM already initialized ---");
        }
        if let Some(home) = &home {
            self.say_home(machine, home);
        }
        let Some(version) = PythonVersion::parse(self.facts.python_version) else {
            self.not_simulated(format!("Python {}", self.facts.python_version), None);
            return Ok(());
        };
        let executable = self.given("py-executable").map(|path| path.text);
        let arguments = self.given("pyargv").unwrap_or_default().text;
        let words = arguments.split([' ', '\t']).filter(|word| !word.is_empty());
        let settings = Settings {
            version,
            executable: executable.unwrap_or_else(|| self.build.python.clone()),
            argv: [self.program.clone()]
                .into_iter()
                .chain(words.map(str::to_owned))
                .collect(),
            home: home.as_ref().map(|home| home.text.clone()),
            first_entries: vec![".".to_owned()],
            locale: self.locale(),
            uwsgi: Some(self.build.version.clone()),
        };
        match Python::start(machine, &self.context, &settings) {
            Ok(python) => self.apps.python = Some(python),
            Err(fatal) => {
                let span = home.as_ref().and_then(|home| home.span);
                self.log.say_output(&fatal.output, span);
                let home = home.unwrap_or_else(|| Given::new(fatal.home, None));
                return Err(Exit::new(1, ExitCause::PythonFatal { home }));
            }
        }
        if !self.has_threads() && self.table.version < Version(2, 0, 27) {
            self.say_initial(
                "*** Python threads support is disabled. You can enable it with --enable-threads ***",
            );
        }
        self.say_initial("Python main interpreter initialized at 0xADDR");
        Ok(())
    }

    /// The encoding of the process's locale. Python inside uWSGI neither coerces the C locale nor knows a UTF-8 mode, also not by
    /// `PYTHONUTF8` (seen in runs of 2.0.21 and 2.0.31); the `python3` in which pyuwsgi runs has both.
    fn locale(&self) -> Locale {
        let environment = &self.context.environment;
        let name = ["LC_ALL", "LC_CTYPE", "LANG"]
            .iter()
            .filter_map(|name| environment.get(*name))
            .find(|value| !value.is_empty());
        let encoding = name.and_then(|name| name.split_once('.'));
        let is_utf8 = encoding.is_some_and(|(_, encoding)| {
            let encoding = encoding.replace('-', "");
            encoding.eq_ignore_ascii_case("utf8")
        });
        if is_utf8 || self.build.source == Source::Pyuwsgi {
            Locale::Utf8
        } else if self.table.version >= Version(2, 0, 22) {
            Locale::AsciiEscaped
        } else {
            Locale::AsciiStrict
        }
    }

    fn say_home(&mut self, machine: &Machine, home: &Given) {
        let (who, cwd) = (&self.context.identity, &self.context.cwd);
        let walk = machine.walk(who, cwd, &home.text, Bits::NONE);
        let is_directory = walk.end.is_ok_and(|id| machine.node(id).is_directory());
        if !is_directory && self.table.version >= Version(2, 0, 16) {
            let line = format!("!!! Python Home is not a directory: {} !!!", home.text);
            self.log.say_at(line, home.span);
        }
        let marker = format!("{}/pyvenv.cfg", home.text);
        let (who, cwd) = (&self.context.identity, &self.context.cwd);
        if machine.walk(who, cwd, &marker, Bits::READ).end.is_ok() {
            let line = format!("PEP 405 virtualenv detected: {}", home.text);
            self.log.say_at(line, home.span);
        }
        self.log
            .say_at(format!("Set PythonHome to {}", home.text), home.span);
    }

    /// `pythonpath`: patterns are looked up when the option is read, in the directory of the start.
    pub(crate) fn add_python_paths(&mut self, machine: &Machine, value: &Given) {
        for path in self.glob(machine, &value.text) {
            self.apps.paths.push(Given::new(path, value.span));
        }
    }

    /// Inserts each entry before all others, just before apps are loaded.
    pub(crate) fn add_python_path(&mut self, machine: &mut Machine) -> Step {
        if self.apps.python.is_none() {
            return Ok(());
        }
        for path in self.apps.paths.clone() {
            if let Some(python) = &mut self.apps.python {
                python.insert_path(0, &path.text, PathOrigin::Inserted);
            }
            let line = format!("added {} to pythonpath.", path.text);
            self.log.say_at(line, path.span);
        }
        for name in self.list("shared-import") {
            self.import_only(machine, &name)?;
        }
        Ok(())
    }

    /// `import`: the module is run and forgotten.
    pub(crate) fn import_only(&mut self, machine: &mut Machine, name: &Given) -> Step {
        let Some(mut python) = self.apps.python.take() else {
            return Ok(());
        };
        python.set_context(&self.context);
        let is_file = name.text.contains('/') || name.text.ends_with(".py");
        let (mut text, mut exit) = (String::new(), None);
        if is_file {
            let module = crate::apps::module_name_of(&name.text);
            match python.load_file(machine, &name.text, &module) {
                Ok(_) => {}
                Err(failure) => match *failure {
                    hurdles_python::FileFailure::Unopened(..) => {
                        text = format!("failed to open python file {}", name.text);
                    }
                    hurdles_python::FileFailure::NotCompiled(raised)
                    | hurdles_python::FileFailure::Raised(raised) => {
                        (text, exit) = (raised.text, raised.exit);
                    }
                },
            }
        } else if let Err(raised) = python.import_module(machine, &name.text) {
            (text, exit) = (raised.text, raised.exit);
        }
        let output = python.take_output();
        self.apps.python = Some(python);
        self.log.say_output(&output, name.span);
        self.log.say_output(&text, name.span);
        exit.map_or(Ok(()), |status| Err(Exit::new(status, ExitCause::AppExit)))
    }
}
