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
