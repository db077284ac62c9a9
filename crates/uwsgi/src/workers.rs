//! Workers: spawning them, who is busy until when, who waits.

use hurdles_machine::{ListenerId, Machine};

use crate::apps::FAILED_APP;
use crate::event::ExitCause;
use crate::hooks::Moment;
use crate::instance::{Exit, Step};
use crate::{Instance, Version};

/// What the workers do.
#[derive(Debug, Default)]
pub(crate) struct Workers {
    /// For each core of each worker the second until which it is busy.
    pub(crate) busy_until: Vec<f64>,
    /// Connections taken by the kernel and not yet by a worker: where, and until when.
    pub(crate) waiting: Vec<(ListenerId, f64)>,
    /// Requests of the whole instance.
    pub(crate) n_requests: u64,
    /// Whether the emperor has been told.
    pub(crate) is_loyal: bool,
}

impl Instance {
    /// The last lines of the start: master, workers, routers; lazy apps in each worker.
    pub(crate) fn start_workers(&mut self, machine: &mut Machine) -> Step {
        if let Some(path) = self.given("daemonize2") {
            self.log.say_at("*** daemonizing uWSGI ***", path.span);
            self.is_daemon = true;
            self.exit = Some(0);
            self.log_to(machine, "daemonize2", &path)?;
        }
        if self.flag("no-server") {
            self.log.say("no-server mode requested. Goodbye.");
            return Err(Exit::new(0, ExitCause::Asked));
        }
        let workers = self.n_serving();
        if !self.has_master() && workers == 0 {
            return Err(Exit::new(0, ExitCause::Other("no workers".to_owned())));
        }
        if workers > 0 && !self.flag("single-interpreter") {
            self.log
                .say("*** uWSGI is running in multiple interpreter mode ***");
        }
        if !self.plugins.answers_requests() && self.gateways.is_empty() {
            for line in [
                "!!!!!!!!!!!!!! WARNING !!!!!!!!!!!!!!",
                "no request plugin is loaded, you will not be able to manage requests.",
                "you may need to install the package for your language of choice, or simply load it with --plugin.",
                "!!!!!!!!!!! END OF WARNING !!!!!!!!!!",
            ] {
                self.log.say(line);
            }
        }
        self.say_workers(machine, workers)?;
        for option in ["safe-pidfile", "safe-pidfile2"] {
            if self.has_master() {
                // Each process that the master has forked writes it too.
                let span = self.span_of(option);
                if self.given(option).is_some() {
                    self.not_simulated(format!("when `{option}` is written"), span);
                }
                continue;
            }
            self.write_pid_file(machine, option)?;
        }
        let cores = workers.saturating_mul(self.n_cores()).min(65_536);
        self.workers.busy_until = vec![0.0; cores as usize];
        if self.is_lazy() {
            self.load_lazy_apps(machine, workers)?;
        }
        self.import_gevent(machine, workers)?;
        self.run_worker_hooks(machine)?;
        if !self.is_lazy() {
            let forked_in = self.context.cwd.clone();
            for _ in 0..workers.min(64) {
                self.context.cwd.clone_from(&forked_in);
                self.enter_directory(machine, "chdir2")?;
            }
        }
        Ok(())
    }

    fn say_workers(&mut self, machine: &mut Machine, workers: u32) -> Step {
        let cores = self.n_cores();
        if !self.has_master() {
            self.log.say(if workers == 1 {
                format!("spawned uWSGI worker 1 (and the only) (pid: PID, cores: {cores})")
            } else {
                format!("spawned uWSGI worker 1 (pid: PID, cores: {cores})")
            });
            for number in 2..=workers {
                self.log.say(format!(
                    "spawned uWSGI worker {number} (pid: PID, cores: {cores})"
                ));
            }
            self.say_in_workers(workers);
            return Ok(());
        }
        let verb = if self.is_reload {
            "gracefully (RE)spawned"
        } else {
            "spawned"
        };
        self.log
            .say(format!("{verb} uWSGI master process (pid: PID)"));
        if self.emperor.is_none() && !self.list("emperor").is_empty() {
            self.run_emperor(machine);
        }
        self.say_spoolers();
        let cheaper = self.number("cheaper").filter(|count| *count > 0);
        let cheaper = cheaper.map(|count| self.number("cheaper-initial").unwrap_or(count));
        let first = match cheaper.and_then(|count| u32::try_from(count).ok()) {
            Some(count) if count > 0 => count.min(workers),
            _ => workers,
        };
        for number in 1..=first {
            self.log.say(format!(
                "spawned uWSGI worker {number} (pid: PID, cores: {cores})"
            ));
        }
        self.say_in_workers(first);
        self.say_companions();
        self.say_watched(machine);
        self.say_gateways();
        self.open_stats(machine, workers)
    }

    /// A process without master is never told from a worker that was started again: it runs no `-once` hooks.
    fn run_worker_hooks(&mut self, machine: &mut Machine) -> Step {
        self.run_hooks(machine, Moment::PostFork)?;
        self.run_hooks(machine, Moment::Accepting)?;
        if self.has_master() {
            self.run_hooks(machine, Moment::AcceptingOnce)?;
        }
        self.run_hooks(machine, Moment::AcceptingFirst)?;
        if self.has_master() {
            self.run_hooks(machine, Moment::AcceptingFirstOnce)?;
        }
        Ok(())
    }

    fn say_in_workers(&mut self, workers: u32) {
        for worker in 1..=workers.min(64) {
            self.say_in_worker(worker);
        }
        self.say_loop(workers.min(64));
    }

    /// Files whose change the master waits for and that are not there yet (core/utils.c:uwsgi_check_touches), and the
    /// thread of the first worker that looks after the app's files (plugins/python/pyutils.c).
    fn say_watched(&mut self, machine: &Machine) {
        const WATCHED: [&str; 7] = [
            "touch-reload",
            "touch-workers-reload",
            "touch-chain-reload",
            "touch-logrotate",
            "touch-logreopen",
            "touch-exec",
            "touch-signal",
        ];
        let watched: Vec<_> = WATCHED
            .iter()
            .flat_map(|option| self.list(option))
            .collect();
        for path in watched {
            let name = path.text.split(' ').next().unwrap_or_default().to_owned();
            let identity = self.context.identity.clone();
            let walk = machine.walk(
                &identity,
                &self.context.cwd,
                &name,
                hurdles_machine::Bits::NONE,
            );
            if walk.end.is_err() {
                self.log.say_at(
                    format!("unable to stat() {name}, events will be triggered as soon as the file is created"),
                    path.span,
                );
            }
        }
        let reloader = [
            "py-auto-reload",
            "py-autoreload",
            "python-auto-reload",
            "python-autoreload",
        ];
        let interval = reloader.iter().find_map(|option| self.number(option));
        if self.apps.python.is_some()
            && interval.is_some_and(|seconds| seconds > 0)
            && !self.is_lazy()
        {
            self.log.say("Python auto-reloader enabled");
        }
    }

    /// `lazy-apps`: each worker loads the apps for itself.
    fn load_lazy_apps(&mut self, machine: &mut Machine, workers: u32) -> Step {
        if self.flag("master-as-root") && self.context.identity.is_root() {
            self.drop_privileges(machine, 4)?;
        }
        let start = self
            .apps
            .python
            .as_ref()
            .map(hurdles_python::Python::subinterpreter);
        let forked_in = self.context.cwd.clone();
        for worker in 1..=workers.min(16) {
            self.context.cwd.clone_from(&forked_in);
            if worker > 1 {
                self.apps.python.clone_from(&start);
                self.apps.loaded.clear();
                self.apps.others.clear();
                self.apps.attempts.clear();
                self.apps.default = None;
            }
            let Err(exit) = self.load_apps(machine) else {
                self.enter_directory(machine, "chdir2")?;
                continue;
            };
            if exit.status != FAILED_APP || !self.has_master() {
                return Err(exit);
            }
            return self.give_up_lazily(worker, exit);
        }
        Ok(())
    }

    fn give_up_lazily(&mut self, worker: u32, exit: Exit) -> Step {
        let oops = format!("OOPS ! failed loading app in worker {worker} (pid PID)");
        let is_old = self.table.version < Version(2, 0, 18);
        if !self.flag("need-app") {
            // The master starts the worker again and again.
            self.log.say(format!("{oops} :( trying again..."));
            return Ok(());
        }
        let word = if self.table.version < Version(2, 0, 20) {
            "SIGQUIT"
        } else {
            "SIGTERM"
        };
        self.log
            .say(format!("SIGINT/{word} received...killing workers..."));
        self.log.say(if is_old {
            format!("{oops} :( trying again...")
        } else {
            oops
        });
        self.log
            .say_dated("need-app requested, destroying the instance...");
        self.log.say("goodbye to uWSGI.");
        let status = if is_old { 0 } else { exit.status };
        Err(Exit::new(status, *exit.cause))
    }

    /// Lets time pass: queues shrink as workers become free, emperors look after their vassals.
    pub fn advance(&mut self, machine: &mut Machine, seconds: f64) {
        let now = self.log.now + seconds.max(0.0);
        self.advance_emperor(machine, now);
        self.log.now = now;
        self.settle_queues(machine);
        for vassal in self
            .emperor
            .iter_mut()
            .flat_map(|emperor| &mut emperor.vassals)
        {
            vassal.instance.log.now = now;
            vassal.instance.settle_queues(machine);
        }
    }

    /// Tells each listener how many connections wait now.
    pub(crate) fn settle_queues(&mut self, machine: &mut Machine) {
        let now = self.log.now;
        self.workers.waiting.retain(|(_, until)| *until > now);
        let listeners = self.sockets.iter().filter_map(|socket| socket.listener);
        for listener in listeners {
            let waiting = self
                .workers
                .waiting
                .iter()
                .filter(|(at, _)| *at == listener);
            let n_waiting = u32::try_from(waiting.count()).unwrap_or(u32::MAX);
            machine.listener_mut(listener).queued = n_waiting;
        }
    }
}
