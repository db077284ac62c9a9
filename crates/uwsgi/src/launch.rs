//! Reading the command line, the environment and the files: everything up to the first line of the banner.

use hurdles_machine::shell::Word;
use hurdles_machine::{Context, Machine, ProcessId, Program};

use crate::banner::facts_of;
use crate::build::{Build, Source};
use crate::config::{Config, NewEntry};
use crate::event::{Event, ExitCause, Origin};
use crate::instance::{Exit, Step};
use crate::log::Log;
use crate::options::{self, CommandLine, WordError};
use crate::{Given, Instance, Socket};

/// Environment variables that begin like options and are none (core/init.c:parse_sys_envs).
const RESERVED: [&str; 8] = [
    "UWSGI_RELOADS",
    "UWSGI_VASSALS_DIR",
    "UWSGI_EMPEROR_FD",
    "UWSGI_BROODLORD_NUM",
    "UWSGI_EMPEROR_FD_CONFIG",
    "UWSGI_EMPEROR_PROXY",
    "UWSGI_JAIL_PID",
    "UWSGI_ORIGINAL_PROC_NAME",
];

/// Starts uWSGI as the shell would with these words, `argv[0]` first, and runs it until it serves or has ended.
#[must_use]
pub fn start(machine: &mut Machine, context: &Context, argv: &[Word]) -> Instance {
    let words = argv.iter().map(Given::from).collect();
    Instance::launch(machine, context, words, Launch::default())
}

/// The same for the program file at this path, which decides what build of uWSGI it is.
#[must_use]
pub fn start_file(
    machine: &mut Machine,
    context: &Context,
    argv: &[Word],
    program: &str,
) -> Instance {
    let facts = facts_of(&machine.system.clone());
    let launch = Launch {
        build: Some(Build::of_file(machine, facts, program)),
        ..Launch::default()
    };
    let words = argv.iter().map(Given::from).collect();
    Instance::launch(machine, context, words, launch)
}

/// What sets one start apart from another.
#[derive(Clone, Debug, Default)]
pub(crate) struct Launch {
    /// Seconds after the first start.
    pub(crate) at: f64,
    /// For a vassal: its descriptor towards the emperor.
    pub(crate) emperor_fd: Option<u32>,
    /// How many emperors stand above it.
    pub(crate) n_emperors: u32,
    /// Whether a running instance replaces itself.
    pub(crate) is_reload: bool,
    /// The process that goes on, for a reload.
    pub(crate) process: Option<ProcessId>,
    /// Its sockets.
    pub(crate) inherited: Vec<Socket>,
    /// Which uWSGI it is; the distribution's where nothing is said.
    pub(crate) build: Option<Build>,
}

impl Instance {
    /// Starts an instance; the words begin with the program's name. More than 60 lines: the fields of an instance, each with what it
    /// starts with.
    pub(crate) fn launch(
        machine: &mut Machine,
        context: &Context,
        mut words: Vec<Given>,
        launch: Launch,
    ) -> Self {
        let facts = facts_of(&machine.system.clone());
        let build = launch.build.unwrap_or_else(|| Build::distribution(facts));
        let program = if words.is_empty() {
            "uwsgi".to_owned()
        } else {
            words.remove(0).text
        };
        // The kernel puts the interpreter's name first when it runs a script (binfmt_script.c).
        let program = match build.source {
            Source::Pyuwsgi => build.python.clone(),
            Source::Distribution | Source::Pip => program,
        };
        let process = launch
            .process
            .unwrap_or_else(|| machine.start_process(Program::Uwsgi, context));
        let mut instance = Self {
            process,
            exit: None,
            facts,
            table: build.table(),
            context: context.clone(),
            start_cwd: context.cwd.clone(),
            program,
            words: words.clone(),
            inherited: launch.inherited,
            config: Config::default(),
            settings: crate::settings::Settings::default(),
            log: Log::new(launch.at),
            events: Vec::new(),
            noted: std::collections::BTreeSet::new(),
            plugins: build.plugins(),
            build,
            sockets: Vec::new(),
            gateways: Vec::new(),
            apps: crate::apps::Apps::default(),
            workers: crate::workers::Workers::default(),
            emperor: None,
            emperor_fd: launch.emperor_fd,
            n_emperors: launch.n_emperors,
            is_daemon: false,
            is_reload: launch.is_reload,
            n_descriptors: 0,
            stopped: false,
        };
        instance.settings.master_forced = launch.emperor_fd.is_some();
        let result = instance.boot(machine, words);
        instance.report_ignored();
        if let Err(exit) = result {
            if !matches!(*exit.cause, ExitCause::Waits) {
                instance.vacuum(machine, Some(&exit.cause));
            }
            instance.end(machine, exit);
        }
        instance
    }

    fn boot(&mut self, machine: &mut Machine, words: Vec<Given>) -> Step {
        if let Some(fd) = self.emperor_fd {
            self.log
                .say(format!("*** has_emperor mode detected (fd: {fd}) ***"));
        }
        if self.context.environment.contains_key("NOTIFY_SOCKET") {
            self.not_simulated("what systemd hears through NOTIFY_SOCKET".into(), None);
        }
        self.load_implied_plugins(machine);
        let environment = &mut self.context.environment;
        environment
            .entry("UWSGI_ORIGINAL_PROC_NAME".to_owned())
            .or_insert_with(|| self.program.clone());
        environment.insert("UWSGI_RELOADS".to_owned(), "0".to_owned());
        self.set_magic(machine);
        self.read_environment(machine)?;
        self.read_command_line(machine, words)?;
        self.substitute(machine)?;
        self.configure(machine)?;
        self.set_up(machine)
    }

    /// Ends the process with a status.
    pub(crate) fn end(&mut self, machine: &mut Machine, exit: Exit) {
        if matches!(*exit.cause, ExitCause::Waits) {
            // The process lives on and its sockets stay open, but nobody will accept.
            self.workers.busy_until.clear();
            return;
        }
        self.events.push(Event::Exit {
            status: exit.status,
            cause: *exit.cause,
        });
        if !self.is_daemon {
            self.exit = Some(exit.status);
        }
        self.stopped = true;
        machine.end_process(self.process);
    }

    fn set_magic(&mut self, machine: &Machine) {
        let identity = self.context.identity.clone();
        let accounts = &machine.accounts;
        let values = [
            ('v', self.start_cwd.clone()),
            ('h', self.facts.nodename.to_owned()),
            ('V', self.build.version.clone()),
            ('k', self.facts.cores.to_string()),
            ('[', "\u{1b}".to_owned()),
            ('u', identity.uid.to_string()),
            ('U', accounts.user_name(identity.uid)),
            ('g', identity.gid.to_string()),
            ('G', accounts.group_name(identity.gid)),
            ('b', self.build.binary.clone()),
            ('t', "0".to_owned()),
            ('T', "0".to_owned()),
        ];
        self.set_magic_letters(values);
    }

    /// `UWSGI_SOCKET=x` is `socket = x` (core/init.c:parse_sys_envs).
    fn read_environment(&mut self, machine: &mut Machine) -> Step {
        let variables: Vec<(String, String)> = self
            .context
            .environment
            .iter()
            .filter(|(name, _)| name.starts_with("UWSGI_") && !RESERVED.contains(&name.as_str()))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        for (name, value) in variables {
            let key = name.get(6..).unwrap_or_default();
            let new = NewEntry {
                name: key.to_lowercase().replace('_', "-"),
                key: Given::new(name.clone(), None),
                value: Some(Given::new(value, None)),
                origin: Origin::Environment,
                placeholder_only: false,
            };
            self.add_entry(machine, new)?;
        }
        Ok(())
    }

    fn read_command_line(&mut self, machine: &mut Machine, words: Vec<Given>) -> Step {
        let mut line = CommandLine::new(words);
        while let Some(taken) = line.take(self.table) {
            match taken {
                Ok(taken) => {
                    let new = NewEntry {
                        name: taken.option.name.to_owned(),
                        key: taken.name,
                        value: taken.value,
                        origin: Origin::CommandLine,
                        placeholder_only: false,
                    };
                    self.add_entry(machine, new)?;
                }
                Err(refused) => {
                    let (error, word) = *refused;
                    return self.refuse_word(&error, word);
                }
            }
        }
        for (word, after) in line.positional() {
            if !word.text.starts_with('[') {
                self.load_by_name(machine, &word, after)?;
            }
        }
        Ok(())
    }

    fn refuse_word(&mut self, error: &WordError, word: Given) -> Step {
        let message = error.message(&word.text);
        let line = format!("{}: {message}", self.program);
        self.log.say_at(line, word.span);
        self.log.say_at("getopt_long() error", word.span);
        let name = word.text.trim_start_matches('-');
        let name = name.split('=').next().unwrap_or(name);
        let known = options::anywhere(name);
        let needs_plugin = known.and_then(|option| option.owner.plugin());
        let nearest = match (error, known) {
            (WordError::Unknown, None) => options::nearest_option(name),
            _ => None,
        };
        let cause = ExitCause::CommandLine {
            message,
            word,
            nearest,
            needs_plugin,
        };
        Err(Exit::new(1, cause))
    }
}
