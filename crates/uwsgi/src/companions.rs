//! What a master starts beside its workers, and what each worker starts within itself: the lines that tell of it
//! (core/master.c, core/uwsgi.c, core/daemons.c). What these do afterwards is not simulated.

use hurdles_machine::Machine;

use crate::event::ExitCause;
use crate::given::atoi;
use crate::instance::{Exit, Step};
use crate::{Given, Instance};

/// The options that attach a program by its command alone.
const DAEMONS: [&str; 3] = [
    "attach-daemon",
    "attach-control-daemon",
    "legion-attach-daemon",
];
/// The options that run a command at certain times.
const CRONS: [&str; 2] = ["cron", "unique-cron"];

impl Instance {
    /// A time of `cron`: five numbers and a command (core/uwsgi.c:uwsgi_opt_add_cron).
    pub(crate) fn check_cron(&mut self, option: &str, value: &Given) -> Step {
        let is_good = option == "cron2" || command_of_cron(&value.text).is_some();
        if is_good {
            return Ok(());
        }
        self.log.say_at("invalid cron syntax", value.span);
        let (option, value) = (option.to_owned(), value.clone());
        Err(Exit::new(1, ExitCause::BadValue { option, value }))
    }

    /// Each `cron` as the table of them is made.
    pub(crate) fn say_crons(&mut self) {
        let mut commands: Vec<(String, Given)> = Vec::new();
        for value in CRONS.iter().flat_map(|option| self.list(option)) {
            if let Some(command) = command_of_cron(&value.text) {
                commands.push((command.to_owned(), value));
            }
        }
        for value in self.list("cron2") {
            let command = value.text.split_once(' ').map_or("", |(_, rest)| rest);
            commands.push((command.to_owned(), value));
        }
        for (command, value) in commands {
            let line = format!("[uwsgi-cron] command \"{command}\" registered as cron task");
            self.log.say_at(line, value.span);
        }
    }

    /// Spoolers start before the workers.
    pub(crate) fn say_spoolers(&mut self) {
        for directory in self.list("spooler") {
            let path = Machine::absolute(&self.context.cwd, &directory.text);
            let line = format!("spawned the uWSGI spooler on dir {path} with pid PID");
            self.log.say_at(line, directory.span);
        }
    }

    /// Mules and attached programs start once the master goes about its work.
    pub(crate) fn say_companions(&mut self) {
        let named = self.list("mule").len();
        let asked: i64 = self.list("mules").iter().map(|n| atoi(&n.text)).sum();
        let many = usize::try_from(asked).unwrap_or(0).min(256);
        let span = self.span_of("mules").or(self.span_of("mule"));
        for number in 1..=named + many {
            self.log
                .say_at(format!("spawned uWSGI mule {number} (pid: PID)"), span);
        }
        let mut commands: Vec<Given> = DAEMONS
            .iter()
            .flat_map(|option| self.list(option))
            .collect();
        for value in self.list("attach-daemon2") {
            let pairs = value.tokens(',').into_iter();
            commands.extend(pairs.filter_map(|pair| {
                let command = pair.text.starts_with("cmd=");
                command.then(|| pair.part(4, pair.text.len()))
            }));
        }
        let (uid, gid) = (self.context.identity.uid, self.context.identity.gid);
        for command in commands {
            let line = format!(
                "[uwsgi-daemons] spawning \"{}\" (uid: {uid} gid: {gid})",
                command.text
            );
            self.log.say_at(line, command.span);
        }
    }

    /// What each worker tells once it is there.
    pub(crate) fn say_in_worker(&mut self, worker: u32) {
        let evil = ["evil-reload-on-as", "evil-reload-on-rss"];
        if evil
            .iter()
            .any(|option| self.number(option).unwrap_or(0) > 0)
        {
            self.log
                .say_dated(format!("mem-collector thread started for worker {worker}"));
        }
        let threads = self.number("offload-threads").unwrap_or(0);
        if threads > 0 {
            let span = self.span_of("offload-threads");
            let line = format!("spawned {threads} offload threads for uWSGI worker {worker}");
            self.log.say_at(line, span);
        }
        let share = self.number("cpu-affinity").unwrap_or(0).clamp(0, 64);
        let share = u32::try_from(share).unwrap_or(0);
        let cores = self.facts.cores;
        if share > 0 && cores > 0 {
            // core/utils.c:uwsgi_set_cpu_affinity
            let first = (worker - 1).saturating_mul(share) % cores;
            let cores = (0..share).map(|step| format!(" {}", (first + step) % cores));
            let line = format!(
                "mapping worker {worker} to CPUs:{}",
                cores.collect::<String>()
            );
            let span = self.span_of("cpu-affinity");
            self.log.say_at(line, span);
        }
    }

    /// gevent's loop needs Python's module of that name; a worker without it ends at once (plugins/gevent/gevent.c).
    pub(crate) fn import_gevent(&mut self, machine: &mut Machine, workers: u32) -> Step {
        let Some(cores) = self.given("gevent").filter(|_| workers > 0) else {
            return Ok(());
        };
        let Some(mut python) = self.apps.python.take() else {
            return Ok(());
        };
        let failure = python.import_module(machine, "gevent").err();
        self.apps.python = Some(python);
        let Some(failure) = failure else {
            return Ok(());
        };
        let n_told = if self.has_master() {
            workers.min(64)
        } else {
            1
        };
        for _ in 0..n_told {
            self.log.say_output(&failure.text, cores.span);
        }
        if self.has_master() {
            // The master starts the workers again and again, and none of them ever accepts.
            self.workers.busy_until.clear();
            self.not_simulated(
                "how often the master starts its workers again".to_owned(),
                cores.span,
            );
            return Ok(());
        }
        let cause = ExitCause::Other("Python has no module `gevent`".to_owned());
        Err(Exit::new(1, cause))
    }

    /// The loop in which workers take requests (core/uwsgi.c:uwsgi_start, core/async.c:async_loop).
    pub(crate) fn say_loop(&mut self, workers: u32) {
        if let Some(cores) = self.given("gevent").filter(|_| workers > 0) {
            let line = "*** running gevent loop engine [addr:0xADDR] ***";
            self.log.say_at(line, cores.span);
        } else if self.number("async").unwrap_or(0) > 1
            && self.list("loop").is_empty()
            && !self.flag("ugreen")
        {
            for _ in 0..workers {
                self.log.say(
                    "*** DANGER *** async mode without coroutine/greenthread engine loaded !!!",
                );
            }
        }
    }
}

/// The command behind the five numbers of a time.
fn command_of_cron(text: &str) -> Option<&str> {
    let mut rest = text.trim_start();
    for _ in 0..5 {
        let (word, behind) = rest.split_once(' ')?;
        word.parse::<i32>().ok()?;
        rest = behind.trim_start();
    }
    (!rest.is_empty()).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_has_five_numbers_and_a_command() {
        assert_eq!(
            command_of_cron("5 -1 -1 -1 -1 /bin/true"),
            Some("/bin/true")
        );
        assert_eq!(command_of_cron("5  1 1 1 1  a b"), Some("a b"));
        assert_eq!(command_of_cron("*/5 * * * * /bin/true"), None);
        assert_eq!(command_of_cron("5 /bin/true"), None);
    }
}
