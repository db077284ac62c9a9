//! From the banner to the first worker, step by step (core/uwsgi.c:uwsgi_setup and uwsgi_start).

use hurdles_machine::{Bits, Content, Errno, Machine};

use crate::event::{Event, ExitCause};
use crate::hooks::Moment;
use crate::instance::{Exit, Step};
use crate::log::Sink;
use crate::privileges::Place;
use crate::{Given, Instance, Version};

impl Instance {
    /// Everything behind the configuration.
    pub(crate) fn set_up(&mut self, machine: &mut Machine) -> Step {
        self.run_hooks(machine, Moment::Asap)?;
        self.print_asked()?;
        self.open_log(machine)?;
        if self.log_master() {
            // The pipe and the old terminal take three descriptors (core/logging.c).
            self.n_descriptors += 3;
        }
        self.say_banner();
        self.write_pid_file(machine, "pidfile")?;
        let binary = self.given("binary-path");
        let binary = binary.map_or(self.build.binary.clone(), |path| path.text);
        self.say_initial(format!("detected binary path: {binary}"));
        if !self.build.has_pcre {
            self.say_initial("!!! no internal routing support, rebuild with pcre support !!!");
        }
        if !self.is_reload {
            self.run_hooks(machine, Moment::PreJail)?;
        }
        self.run_hooks(machine, Moment::InJail)?;
        self.drop_privileges_at(machine, Place::Start)?;
        if let Some(path) = self.given("logto2") {
            self.log_to(machine, "logto2", &path)?;
        }
        self.enter_directory(machine, "chdir")?;
        self.write_pid_file(machine, "pidfile2")?;
        if !self.has_master() && !self.flag("command-mode") {
            self.say_initial(
                "*** WARNING: you are running uWSGI without its master process manager ***",
            );
        }
        self.say_limits();
        self.check_workers()?;
        let max_fds = self
            .number("max-fd")
            .unwrap_or(i64::from(self.facts.max_fds));
        self.say_initial(format!("detected max file descriptor number: {max_fds}"));
        self.say_modes();
        let serves = !self.sockets.is_empty() || !self.gateways.is_empty() || self.has_master();
        if !self.list("emperor").is_empty() && !serves {
            self.run_emperor(machine);
            // Without a master the process itself is the emperor and never comes back.
            return Ok(());
        }
        if !self.list("emperor").is_empty() && !self.has_master() {
            self.run_emperor(machine);
        }
        self.serve(machine)
    }

    /// The rest of the start for a process that serves requests.
    fn serve(&mut self, machine: &mut Machine) -> Step {
        self.say_mime_types(machine);
        let engine = self.facts.lock_engine;
        self.say_initial(format!("lock engine: {engine}"));
        self.say_initial(if self.flag("thunder-lock") {
            "thunder lock: enabled"
        } else {
            "thunder lock: disabled (you can enable it with --thunder-lock)"
        });
        self.open_gateways(machine)?;
        if !self.flag("no-server") {
            self.bind_sockets(machine)?;
            self.drop_privileges_at(machine, Place::Bound)?;
            self.set_protocols()?;
        }
        if !self.sockets.is_empty() || self.has_master() || self.flag("no-server") {
            self.start_python(machine)?;
        }
        self.drop_privileges_at(machine, Place::Initialised)?;
        self.enable_threads();
        self.check_for_sockets()?;
        self.say_capacity();
        self.add_python_path(machine)?;
        if !self.is_lazy() {
            self.load_apps(machine)?;
        }
        self.drop_privileges_at(machine, Place::Loaded)?;
        self.start_workers(machine)
    }

    /// What options for static files make it read; the counts are those of the stock files.
    fn say_mime_types(&mut self, machine: &Machine) {
        if !self.settings.mime_types {
            return;
        }
        const COUNTS: &str = include_str!("../data/mime.txt");
        let system = machine.system.to_string();
        let count = COUNTS
            .lines()
            .find_map(|line| line.strip_prefix(&system)?.strip_prefix(' '));
        let file = "/etc/mime.types";
        if machine.find(file).is_none() {
            self.log.say(format!("!!! no {file} file found !!!"));
        } else if let Some(count) = count {
            self.log.say(format!(
                "building mime-types dictionary from file {file}...{count} entry found"
            ));
        } else {
            self.not_simulated(format!("how many entries `{file}` has"), None);
        }
    }

    /// `show-config`, `plugins-list` and their like.
    fn print_asked(&mut self) -> Step {
        for name in self.list("get") {
            if let Some(value) = self.config.exported(&name.text).map(str::to_owned) {
                self.log.print(value);
            }
        }
        if self.settings.quiet && !self.list("get").is_empty() {
            return Err(Exit::new(0, ExitCause::Asked));
        }
        for option in [
            "dump-options",
            "show-config",
            "plugins-list",
            "loggers-list",
            "logger-list",
        ] {
            if self.flag(option) {
                let span = self.span_of(option);
                self.not_simulated(format!("the output of `{option}`"), span);
                if option == "dump-options" {
                    return Err(Exit::new(0, ExitCause::Asked));
                }
            }
        }
        Ok(())
    }

    pub(crate) fn log_master(&self) -> bool {
        self.flag_or("log-master", self.settings.log_master_forced)
    }

    /// `daemonize` or `logto`, opened by whoever starts, in the directory of the start.
    fn open_log(&mut self, machine: &mut Machine) -> Step {
        if let Some(path) = self.given("daemonize") {
            if self.emperor_fd.is_none() {
                // The parent is gone with status 0 before the file is tried (core/logging.c:daemonize).
                self.is_daemon = true;
                self.exit = Some(0);
                if !self.settings.umask_fixed {
                    self.context.umask = 0;
                }
            }
            self.log_to(machine, "daemonize", &path)?;
        } else if let Some(path) = self.given("logto") {
            self.log_to(machine, "logto", &path)?;
        }
        self.set_log_prefix();
        self.find_loggers()
    }

    /// `logdate`, `log-date` and `log-prefix`: a date, or a text in the form of strftime(3).
    fn set_log_prefix(&mut self) {
        for option in ["logdate", "log-date", "log-prefix"] {
            for value in self.list(option) {
                let is_plain = ["true", "1", "on", "yes"]
                    .iter()
                    .any(|yes| yes.eq_ignore_ascii_case(&value.text));
                if is_plain || self.is_bare(option) {
                    if self.log.prefix.is_empty() {
                        self.log.prefix = "TIME - ".to_owned();
                    }
                    continue;
                }
                if value.text.contains('%') {
                    self.not_simulated("the form of the date in the log".into(), value.span);
                }
                self.log.prefix = format!("{} - ", value.text);
            }
        }
    }

    /// Sends all further lines to a file (core/logging.c:logto).
    pub(crate) fn log_to(
        &mut self,
        machine: &mut Machine,
        option: &'static str,
        path: &Given,
    ) -> Step {
        if path.text.contains(':') {
            self.log.sink = Sink::Elsewhere(path.text.clone());
            return Ok(());
        }
        let mut context = self.context.clone();
        context.umask |= 0o137;
        // open(2) with 0640: the umask given here cuts 0666 down to it.
        let opened = open_for_writing(machine, &context, &path.text);
        if let Err(errno) = opened {
            let place = self.table.version.place("log");
            let line = format!("open(\"{}\"): {errno} {place}", path.text);
            self.log.say_at(line, path.span);
            return Err(self.unwritable(option, path, errno));
        }
        let absolute = Machine::absolute(&self.context.cwd, &path.text);
        self.log.sink = Sink::File(absolute);
        Ok(())
    }

    fn unwritable(&self, option: &'static str, path: &Given, errno: Errno) -> Exit {
        let cause = ExitCause::Unwritable {
            option,
            path: path.clone(),
            errno,
            identity: self.context.identity.clone(),
        };
        Exit::new(1, cause)
    }

    /// `pidfile` and `pidfile2`.
    pub(crate) fn write_pid_file(&mut self, machine: &mut Machine, option: &'static str) -> Step {
        let Some(path) = self.given(option).filter(|_| !self.is_reload) else {
            return Ok(());
        };
        self.log
            .say_at(format!("writing pidfile to {}", path.text), path.span);
        let pid = format!("{}\n", self.process.0);
        let content = Content::Text(pid.into(), None);
        let origin = hurdles_machine::Origin::Made;
        match machine.write(&self.context, &path.text, content, origin) {
            Ok(_) => Ok(()),
            Err(errno) => {
                let place = self.table.version.place("pidfile");
                let line = format!("open(\"{}\"): {errno} {place}", path.text);
                self.log.say_at(line, path.span);
                Err(self.unwritable(option, &path, errno))
            }
        }
    }

    /// `chdir` and `chdir2`.
    pub(crate) fn enter_directory(&mut self, machine: &mut Machine, option: &'static str) -> Step {
        let Some(path) = self.given(option) else {
            return Ok(());
        };
        self.log
            .say_at(format!("chdir() to {}", path.text), path.span);
        let identity = self.context.identity.clone();
        let walk = machine.walk(&identity, &self.context.cwd, &path.text, Bits::SEARCH);
        let end = walk.end.and_then(|id| {
            if machine.node(id).is_directory() {
                Ok(())
            } else {
                Err(Errno::NotADirectory)
            }
        });
        if let Err(errno) = end {
            let place = self.table.version.place(option);
            self.log
                .say_at(format!("chdir(): {errno} {place}"), path.span);
            let cause = ExitCause::Chdir {
                path,
                errno,
                walk,
                identity,
            };
            return Err(Exit::new(1, cause));
        }
        let last = walk.steps.last().map(|step| step.path.clone());
        self.context.cwd = last.unwrap_or_else(|| Machine::absolute(&self.context.cwd, &path.text));
        self.events.push(Event::Chdir(path));
        Ok(())
    }

    /// The asynchronous mode and virtual hosting.
    fn say_modes(&mut self) {
        let asked = self.number("async").unwrap_or(0);
        if asked > 1 {
            let max_fds = self
                .number("max-fd")
                .unwrap_or(i64::from(self.facts.max_fds));
            self.say_initial(format!(
                "- async cores set to {asked} - fd table size: {max_fds}"
            ));
        }
        if self.flag("vhost") || self.flag("vhost-host") {
            self.say_initial("VirtualHosting mode enabled.");
        }
    }

    /// What core/init.c:sanitize_args complains about.
    fn check_workers(&mut self) -> Step {
        if self.number("harakiri").unwrap_or(0) > 0
            && self.number("post-buffering").unwrap_or(0) == 0
        {
            let span = self.span_of("harakiri");
            self.log.say_at(
                " *** WARNING: you have enabled harakiri without post buffering. Slow upload could be rejected on \
                 post-unbuffered webservers *** ",
                span,
            );
        }
        let cheaper = self.number("cheaper").unwrap_or(0);
        if cheaper > 0 && cheaper >= i64::from(self.n_workers()) {
            let value = self.given("cheaper").unwrap_or_default();
            let line = "invalid cheaper value: must be lower than processes";
            self.log.say_at(line, value.span);
            let option = "cheaper".to_owned();
            return Err(Exit::new(1, ExitCause::BadValue { option, value }));
        }
        Ok(())
    }

    fn check_for_sockets(&mut self) -> Step {
        if !self.sockets.is_empty() || self.flag("no-server") || self.flag("command-mode") {
            return Ok(());
        }
        if self.gateways.is_empty() && self.list("emperor").is_empty() {
            self.log
                .say("The -s/--socket option is missing and stdin is not a socket.");
            return Err(Exit::new(1, ExitCause::NoSocket));
        }
        if !self.gateways.is_empty() && !self.has_master() {
            self.log
                .say("...you should enable the master process... really...");
            return Err(Exit::new(0, ExitCause::NoSocket));
        }
        Ok(())
    }

    /// How many workers really run: none without a socket.
    pub(crate) fn n_serving(&self) -> u32 {
        if self.sockets.is_empty() {
            0
        } else {
            self.n_workers()
        }
    }

    /// `buffer-size`: sixteen bits, larger values are cut to the largest.
    pub(crate) fn buffer_size(&self) -> u32 {
        let asked = self.number("buffer-size").unwrap_or(4096);
        u32::try_from(asked.clamp(0, 65535)).unwrap_or(4096)
    }

    fn enable_threads(&mut self) {
        let is_new = self.table.version >= Version(2, 0, 27);
        if self.apps.python.is_some() && (self.has_threads() || is_new) {
            let span = self.span_of("enable-threads");
            self.log.say_at("python threads support enabled", span);
        }
    }

    pub(crate) fn has_threads(&self) -> bool {
        self.flag_or("enable-threads", self.settings.threads_forced)
            || self.number("threads").unwrap_or(0) > 1
    }

    pub(crate) fn is_lazy(&self) -> bool {
        self.flag("lazy") || self.flag("lazy-apps")
    }
}

/// Opens a file for appending, making it where it is missing.
fn open_for_writing(
    machine: &mut Machine,
    context: &hurdles_machine::Context,
    path: &str,
) -> Result<(), Errno> {
    let walk = machine.walk(&context.identity, &context.cwd, path, Bits::WRITE);
    match walk.end {
        Ok(id) if machine.node(id).is_directory() => Err(Errno::IsADirectory),
        Ok(_) => Ok(()),
        Err(Errno::NotFound) => {
            let content = Content::Text("".into(), None);
            let origin = hurdles_machine::Origin::Made;
            machine.write(context, path, content, origin).map(|_| ())
        }
        Err(errno) => Err(errno),
    }
}
