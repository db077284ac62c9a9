//! Starting a service: what comes before, the program itself, and when systemd takes it for started (`service_start` and what
//! it calls, src/core/service.c).

use hurdles_machine::shell::Word;
use hurdles_machine::{Environment, Identity, Machine};
use hurdles_services::manager::{Active, Ended, Timer, read_environment};
use hurdles_services::unit::{self, Load};
use hurdles_services::{ExecLine, Kind, Service};
use hurdles_source::Span;

use super::Executed;
use crate::simulate::host::Host;

/// How a job ends.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Job {
    /// As asked.
    Done,
    /// The unit failed on the way.
    Failed,
    /// It is not over yet.
    Waits,
    /// It never began: what systemctl says, and its exit status.
    Refused(String, i32),
}

/// How deep units may ask for units.
const DEEPEST: usize = 8;

impl Host {
    /// Starts a unit; what asked for it stands at `typed`.
    pub(super) fn start_unit(&mut self, machine: &mut Machine, name: &str, typed: Span) -> Job {
        if let Some(refused) = self.refuses(machine, name, typed) {
            return refused;
        }
        let Some(state) = self.state(name) else {
            return Job::Done;
        };
        state.asked = true;
        state.asked_at = Some(typed);
        match state.active {
            Active::Running | Active::Exited | Active::Listening => return Job::Done,
            Active::Start | Active::StartPre => return Job::Waits,
            _ => {}
        }
        if self.services.depth >= DEEPEST {
            return Job::Done;
        }
        self.services.depth += 1;
        let needs = self.start_needs(machine, name, typed);
        let job = match needs {
            Some(refused) => refused,
            None if name.ends_with(".socket") => self.start_socket(machine, name),
            None if name.ends_with(".service") => self.start_service(machine, name),
            None => Job::Done,
        };
        self.services.depth -= 1;
        job
    }

    /// Why a unit cannot be asked for anything.
    fn refuses(&mut self, machine: &Machine, name: &str, typed: Span) -> Option<Job> {
        let hint = format!("See system logs and 'systemctl status {name}' for details.\n");
        let refused = |why: &str, hint: &str, status| {
            Some(Job::Refused(
                format!("Failed to start {name}: Unit {why}\n{hint}"),
                status,
            ))
        };
        if unit::is_template(name) {
            let _ = self.services.manager.unit(machine, name, typed);
            return refused(
                &format!("name {name} is missing the instance name."),
                &hint,
                1,
            );
        }
        let load = self.services.manager.unit(machine, name, typed).unit.load;
        match load {
            Load::Loaded => None,
            Load::NotFound => refused(&format!("{name} not found."), "", 5),
            Load::Masked => refused(&format!("{name} is masked."), "", 1),
            Load::BadSetting => refused(&format!("{name} has a bad unit file setting."), &hint, 1),
        }
    }

    /// Starts what a unit needs; why it cannot be started without.
    fn start_needs(&mut self, machine: &mut Machine, name: &str, typed: Span) -> Option<Job> {
        let mut needs = self.state(name)?.unit.needs.clone();
        // A service is bound to the socket of its own name.
        if let Some(stem) = name.strip_suffix(".service") {
            let socket = format!("{stem}.socket");
            if unit::fragment_path(machine, &socket).is_some() {
                let word = Word::plain(&socket, typed);
                needs.push(("Wants".to_owned(), word));
            }
        }
        for (key, word) in needs {
            let needed = word.text.as_str();
            let is_ours = needed.ends_with(".service") || needed.ends_with(".socket");
            let is_stock = unit::fragment_path(machine, needed).is_none()
                && (needed.starts_with("systemd-")
                    || needed.starts_with("network")
                    || needed == "nginx.service");
            if !is_ours || is_stock || needed == name {
                continue;
            }
            let job = self.start_unit(machine, needed, typed);
            let is_missing = matches!(&job, Job::Refused(_, 5));
            if key != "Wants" && is_missing {
                let said = format!("Failed to start {name}: Unit {needed} not found.\n");
                return Some(Job::Refused(said, 5));
            }
        }
        None
    }

    /// Whether a service has been started too often, counting this time.
    fn is_over_limit(&mut self, name: &str) -> bool {
        let now = self.now;
        let Some(state) = self.state(name) else {
            return false;
        };
        let seconds = state.unit.service.limit_seconds.unwrap_or(10.0);
        let burst = state.unit.service.limit_burst.unwrap_or(5) as usize;
        let recent = state
            .starts
            .iter()
            .filter(|at| now - **at < seconds)
            .count();
        seconds > 0.0 && burst > 0 && recent >= burst
    }

    /// Starts a service that is not running.
    pub(super) fn start_service(&mut self, machine: &mut Machine, name: &str) -> Job {
        if self.is_over_limit(name) {
            self.tell(
                machine,
                name,
                &format!("{name}: Start request repeated too quickly."),
            );
            if let Some(state) = self.state(name) {
                state.timer = None;
                state.active = Active::Failed;
                if state.result == "success" {
                    state.result = "start-limit-hit";
                }
            }
            return self.cannot_start(machine, name);
        }
        let now = self.now;
        let Some(state) = self.state(name) else {
            return Job::Done;
        };
        state.starts.push(now);
        state.timer = None;
        state.result = "success";
        state.ended = None;
        state.failure = None;
        state.missing_file = None;
        state.control_failure = None;
        let service = state.unit.service.clone();
        let files = match self.environment_files(machine, name, &service) {
            Ok(files) => files,
            Err(job) => return job,
        };
        let kind = service.kind();
        let at_once = matches!(kind, Kind::Simple | Kind::Idle)
            && service.start_pre.is_empty()
            && service.condition.is_empty()
            && service.start_post.is_empty();
        if !at_once {
            self.tell_title(machine, name, "Starting", "...");
        }
        for line in service.start_pre.iter().chain(&service.condition) {
            let executed = self.execute(machine, name, line, &files);
            if let Some(job) = self.control_ended(machine, name, line, &executed, Active::StartPre)
            {
                return job;
            }
        }
        match kind {
            Kind::Oneshot => self.start_oneshot(machine, name, &service, &files),
            Kind::Forking => self.start_forking(machine, name, &service, &files),
            _ => self.start_main(machine, name, &service, &files),
        }
    }

    /// What came of a command beside the main one; a job where nothing more is to be done.
    fn control_ended(
        &mut self,
        machine: &mut Machine,
        name: &str,
        line: &ExecLine,
        executed: &Executed,
        active: Active,
    ) -> Option<Job> {
        match executed.status {
            Some(0) => None,
            Some(_) if line.may_fail => None,
            Some(status) => {
                let ended = ended(status).words();
                self.tell(
                    machine,
                    name,
                    &format!("{name}: Control process exited, {ended}"),
                );
                if let Some(state) = self.state(name) {
                    state.control_failure = Some((line.span, status));
                }
                self.kill_all(machine, name);
                self.fail(machine, name, "exit-code");
                Some(self.cannot_start(machine, name))
            }
            None => Some(self.wait(name, active)),
        }
    }

    /// Waits for a start that does not end by itself.
    fn wait(&mut self, name: &str, active: Active) -> Job {
        let now = self.now;
        let Some(state) = self.state(name) else {
            return Job::Done;
        };
        let service = &state.unit.service;
        let usual = if service.kind() == Kind::Oneshot {
            f64::INFINITY
        } else {
            90.0
        };
        let seconds = service.timeout_start.map_or(usual, |seconds| {
            if seconds == 0.0 {
                f64::INFINITY
            } else {
                seconds
            }
        });
        state.active = active;
        state.timer = Some((now + seconds, Timer::StartTimeout));
        Job::Waits
    }

    /// `Failed to start …`.
    pub(super) fn cannot_start(&mut self, machine: &mut Machine, name: &str) -> Job {
        let result = self.state(name).map_or("", |state| state.result);
        // What failed while it ran has said so already.
        let told = format!("{name}: Failed with result '{result}'.");
        let is_told = (self.state(name))
            .is_some_and(|state| state.journal.trim_end().ends_with(told.as_str()));
        if !is_told {
            self.tell(machine, name, &told);
        }
        self.tell_title(machine, name, "Failed to start", ".");
        Job::Failed
    }

    /// A line with the unit's title in it.
    pub(super) fn tell_title(&mut self, machine: &mut Machine, name: &str, verb: &str, end: &str) {
        let title = self
            .state(name)
            .map(|state| state.title())
            .unwrap_or_default();
        self.tell(machine, name, &format!("{verb} {title}{end}"));
    }

    /// The variables of `EnvironmentFile=`; a job where one is missing.
    fn environment_files(
        &mut self,
        machine: &mut Machine,
        name: &str,
        service: &Service,
    ) -> Result<Environment, Job> {
        let mut all = Environment::new();
        for (word, may_miss) in &service.environment_files {
            let read = machine.read(&Identity::root(), "/", &word.text);
            let text = match read {
                Ok(hurdles_machine::Content::Text(text, _)) => text,
                Ok(_) => continue,
                Err(_) if *may_miss => continue,
                Err(errno) => {
                    self.tell(
                        machine,
                        name,
                        &format!("{name}: Failed to load environment files: {errno}"),
                    );
                    let task = if service.start_pre.is_empty() {
                        "start"
                    } else {
                        "start-pre"
                    };
                    self.tell(
                        machine,
                        name,
                        &format!("{name}: Failed to run '{task}' task: {errno}"),
                    );
                    if let Some(state) = self.state(name) {
                        state.missing_file = Some(word.clone());
                    }
                    self.fail(machine, name, "resources");
                    return Err(self.cannot_start(machine, name));
                }
            };
            let (variables, refused) = read_environment(&text);
            for line in refused {
                let said = format!(
                    "{name}: Ignoring invalid environment assignment '{line}': {}",
                    word.text
                );
                self.tell(machine, name, &said);
            }
            all.extend(variables);
        }
        Ok(all)
    }

    /// The one program of a simple, exec or notify service.
    fn start_main(
        &mut self,
        machine: &mut Machine,
        name: &str,
        service: &Service,
        files: &Environment,
    ) -> Job {
        let kind = service.kind();
        let Some(line) = service.start.first() else {
            return Job::Done;
        };
        let waits_for_word = matches!(kind, Kind::Notify | Kind::Dbus);
        let told_first = matches!(kind, Kind::Simple | Kind::Idle) && service.start_post.is_empty();
        if told_first {
            self.tell_title(machine, name, "Started", ".");
        }
        self.is_running(name);
        let executed = self.execute(machine, name, line, files);
        self.services
            .mains
            .insert(name.to_owned(), executed.first_run);
        let is_lost = executed.status.is_some() && !executed.is_unknown;
        if is_lost && (waits_for_word || kind == Kind::Exec && !executed.was_executed) {
            let status = executed.status.unwrap_or(0);
            self.main_lost(machine, name, status);
            return self.cannot_start(machine, name);
        }
        if waits_for_word && !executed.is_unknown {
            let below = kind == Kind::Notify && is_below_shell(line) && !listens_to_all(service);
            if below || kind == Kind::Dbus {
                let said = format!(
                    "{name}: Got notification message from PID PID, but reception only permitted for main PID PID"
                );
                for _ in 0..if below { 2 } else { 0 } {
                    self.tell(machine, name, &said);
                }
                return self.wait(name, Active::Start);
            }
        }
        for post in &service.start_post {
            let executed = self.execute(machine, name, post, files);
            if let Some(job) = self.control_ended(machine, name, post, &executed, Active::Start) {
                return job;
            }
        }
        if !told_first {
            self.tell_title(machine, name, "Started", ".");
        }
        if is_lost {
            self.main_ended(machine, name, executed.status.unwrap_or(0));
        }
        Job::Done
    }

    fn is_running(&mut self, name: &str) {
        if let Some(state) = self.state(name) {
            state.active = Active::Running;
        }
    }

    /// The main process ended before the service counted as started.
    fn main_lost(&mut self, machine: &mut Machine, name: &str, status: i32) {
        let ended = ended(status);
        if let Some(state) = self.state(name) {
            state.ended = Some(ended);
        }
        if status == 0 {
            self.fail(machine, name, "protocol");
            return;
        }
        self.tell(
            machine,
            name,
            &format!("{name}: Main process exited, {}", ended.words()),
        );
        self.fail(machine, name, "exit-code");
    }

    fn start_forking(
        &mut self,
        machine: &mut Machine,
        name: &str,
        service: &Service,
        files: &Environment,
    ) -> Job {
        let Some(line) = service.start.first() else {
            return Job::Done;
        };
        let executed = self.execute(machine, name, line, files);
        self.services
            .mains
            .insert(name.to_owned(), executed.first_run);
        if let Some(job) = self.control_ended(machine, name, line, &executed, Active::Start) {
            return job;
        }
        if let Some(path) = service.pid_file.as_ref().filter(|_| !executed.is_unknown) {
            let path = &path.text;
            let path = if path.starts_with('/') {
                path.clone()
            } else {
                format!("/run/{path}")
            };
            // The daemon writes it a little later than its parent ends.
            let said = format!(
                "{name}: Can't open PID file {path} (yet?) after start: No such file or directory"
            );
            self.tell(machine, name, &said);
            if machine.find(&path).is_none() {
                return self.wait(name, Active::Start);
            }
        }
        self.is_running(name);
        for post in &service.start_post {
            let executed = self.execute(machine, name, post, files);
            if let Some(job) = self.control_ended(machine, name, post, &executed, Active::Start) {
                return job;
            }
        }
        self.tell_title(machine, name, "Started", ".");
        if self.running(name).is_empty() && !executed.is_unknown {
            self.main_ended(machine, name, 0);
        }
        Job::Done
    }

    fn start_oneshot(
        &mut self,
        machine: &mut Machine,
        name: &str,
        service: &Service,
        files: &Environment,
    ) -> Job {
        for line in &service.start {
            let executed = self.execute(machine, name, line, files);
            self.services
                .mains
                .insert(name.to_owned(), executed.first_run);
            match executed.status {
                None => return self.wait(name, Active::Start),
                Some(status) if !service.is_clean(status) && !line.may_fail => {
                    self.main_lost(machine, name, status);
                    return self.cannot_start(machine, name);
                }
                Some(_) => {}
            }
        }
        let daemons = !self.running(name).is_empty();
        if service.remains || daemons {
            if let Some(state) = self.state(name) {
                state.active = Active::Exited;
            }
        } else {
            self.tell(machine, name, &format!("{name}: Deactivated successfully."));
            if let Some(state) = self.state(name) {
                state.active = Active::Dead;
            }
            self.take_directories_away(machine, name, false);
        }
        self.tell_title(machine, name, "Finished", ".");
        Job::Done
    }
}

/// How a process ended that a shell would give this status.
pub(super) fn ended(status: i32) -> Ended {
    match status {
        129..=159 => Ended::Killed(status - 128),
        status => Ended::Exited(status),
    }
}

/// Whether the program is a child of a shell that stays: one that has more to do than this.
fn is_below_shell(line: &ExecLine) -> bool {
    let name = line.program.text.rsplit('/').next().unwrap_or("");
    let script = line.argv.iter().skip(1).map(|word| &*word.text);
    matches!(name, "sh" | "bash" | "dash")
        && script
            .clone()
            .any(|word| word.contains('|') && !word.contains("||"))
}

fn listens_to_all(service: &Service) -> bool {
    (service.notify_access.as_ref()).is_some_and(|word| word.text == "all")
}
