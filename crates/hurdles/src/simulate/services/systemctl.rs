//! `systemctl`: what it does, says and returns (systemctl(1)); wordings seen with systemd 252.

use hurdles_machine::shell::{Command, Outcome};
use hurdles_machine::{Machine, NodeKind, Origin};
use hurdles_services::manager::{Active, Timer};
use hurdles_services::unit::{self, FOLDERS, Load};
use hurdles_source::Span;

use super::start::Job;
use super::{PATIENCE, root, words};
use crate::simulate::host::Host;

/// Options that change nothing of what is simulated; those in the second list take a value.
const PLAIN: [&str; 16] = [
    "-q",
    "--quiet",
    "-l",
    "--full",
    "--no-pager",
    "--system",
    "--no-block",
    "-f",
    "--force",
    "-a",
    "--all",
    "--no-ask-password",
    "--no-legend",
    "--plain",
    "--no-wall",
    "--wait",
];
const VALUED: [&str; 6] = ["-n", "--lines", "-o", "--output", "-t", "--type"];

/// What was typed.
struct Asked<'c> {
    verb: &'c str,
    units: Vec<&'c str>,
    now: bool,
    quiet: bool,
    properties: Vec<&'c str>,
    values_only: bool,
    /// An option that is not simulated.
    unknown: bool,
    /// The characters of the command.
    span: Span,
}

fn read(command: &Command) -> Asked<'_> {
    let mut asked = Asked {
        verb: "",
        units: Vec::new(),
        now: false,
        quiet: false,
        properties: Vec::new(),
        values_only: false,
        unknown: false,
        span: command.span,
    };
    let mut words = command.argv.iter().skip(1).map(|word| &*word.text);
    while let Some(word) = words.next() {
        match word {
            "--now" => asked.now = true,
            "--value" => asked.values_only = true,
            "-p" | "--property" => asked
                .properties
                .extend(words.next().unwrap_or("").split(',')),
            _ if PLAIN.contains(&word) => asked.quiet |= matches!(word, "-q" | "--quiet"),
            _ if VALUED.contains(&word) => drop(words.next()),
            _ if word.starts_with("--property=") || word.starts_with("-p") => {
                let list = word
                    .trim_start_matches("--property=")
                    .trim_start_matches("-p");
                asked.properties.extend(list.split(','));
            }
            _ if word.starts_with("--lines=") || word.starts_with("-n") => {}
            _ if word.starts_with("--output=") || word.starts_with("--type=") => {}
            _ if word.starts_with('-') => asked.unknown = true,
            _ if asked.verb.is_empty() => asked.verb = word,
            _ => asked.units.push(word),
        }
    }
    asked
}

/// What one command said.
#[derive(Default)]
struct Said {
    stdout: String,
    stderr: String,
    status: i32,
    /// It does not come back.
    blocks: bool,
}

impl Said {
    fn fail(&mut self, text: &str, status: i32) {
        self.stderr.push_str(text);
        self.status = status;
    }

    fn outcome(self) -> Outcome {
        Outcome {
            status: (!self.blocks).then_some(self.status),
            stdout: self.stdout,
            stderr: self.stderr,
        }
    }
}

impl Host {
    /// Runs `systemctl`; none where what is asked for is not simulated.
    pub(in crate::simulate) fn run_systemctl(
        &mut self,
        machine: &mut Machine,
        command: &Command,
    ) -> Option<Outcome> {
        let asked = read(command);
        if asked.unknown {
            return None;
        }
        let is_root = command.context.identity.is_root();
        let mut said = Said::default();
        match asked.verb {
            "daemon-reload" | "daemon-reexec" => {
                if is_root {
                    self.services.manager.reload(machine, asked.span);
                } else {
                    said.fail("Reload daemon failed: Access denied\n", 1);
                }
            }
            "reboot" if is_root => self.reboot(machine, asked.span),
            "start"
            | "stop"
            | "restart"
            | "reload"
            | "try-restart"
            | "reload-or-restart"
            | "try-reload-or-restart"
            | "force-reload"
            | "condrestart" => {
                if asked.units.is_empty() {
                    said.fail("Too few arguments.\n", 1);
                }
                for name in &asked.units {
                    let name = unit::full_name(name);
                    self.manage(machine, command, asked.verb, &name, &mut said);
                }
            }
            "enable" | "disable" | "reenable" | "mask" | "unmask" | "preset" => {
                for name in &asked.units {
                    let name = unit::full_name(name);
                    self.install(machine, command, &asked, &name, &mut said);
                }
            }
            "is-active" | "is-failed" | "is-enabled" | "status" | "show" | "cat"
            | "reset-failed" | "list-units" | "list-unit-files" | "" => {
                if !self.look(machine, &asked, is_root, &mut said) {
                    return None;
                }
            }
            "list-dependencies" | "edit" | "set-property" | "kill" | "isolate" | "link"
            | "poweroff" | "halt" | "reboot" | "get-default" | "set-default" | "clean"
            | "freeze" | "list-sockets" | "list-timers" | "list-jobs" | "show-environment"
            | "set-environment" | "unset-environment" | "import-environment" | "help" => {
                return None;
            }
            verb => said.fail(&format!("Unknown command verb {verb}.\n"), 1),
        }
        if asked.quiet {
            said.stdout.clear();
        }
        Some(said.outcome())
    }

    /// start, stop and their kin, for one unit.
    fn manage(
        &mut self,
        machine: &mut Machine,
        command: &Command,
        verb: &str,
        name: &str,
        said: &mut Said,
    ) {
        if name == "nginx.service" && self.is_played_nginx(machine, command.span) {
            if !command.context.identity.is_root() {
                said.fail(&denied(verb, name), 4);
                return;
            }
            let outcome = self.run_nginx_unit(machine, command, verb);
            said.status = outcome.status.unwrap_or(0);
            if said.status != 0 {
                said.stderr.push_str(&failed_job(name, "exit-code"));
            }
            return;
        }
        if !command.context.identity.is_root() {
            let state = self.services.manager.unit(machine, name, command.span);
            state.denied = Some(command.span);
            let text = denied(verb, name);
            state.said.push_str(&text);
            said.fail(&text, 4);
            return;
        }
        let before = said.stderr.len();
        let state = self.services.manager.unit(machine, name, command.span);
        if state.unit.changed_on_disk(machine) && state.unit.load != Load::NotFound {
            said.stderr.push_str(&words::changed(name));
            state.stale = Some(command.span);
        }
        let is_up = matches!(
            state.active,
            Active::Running | Active::Exited | Active::Listening
        );
        let span = command.span;
        let job = match verb {
            "start" => self.start_unit(machine, name, span),
            "stop" => self.stop_unit(machine, name, span, false),
            "restart" => self.restart_unit(machine, name, span),
            "try-restart" | "condrestart" if is_up => self.restart_unit(machine, name, span),
            "try-restart" | "condrestart" => Job::Done,
            "try-reload-or-restart" if !is_up => Job::Done,
            "reload" => self.reload_unit(machine, name, span),
            _ => {
                let has_reload = (self.services.manager.get(name))
                    .is_some_and(|state| !state.unit.service.reload.is_empty());
                match is_up && has_reload {
                    true => self.reload_unit(machine, name, span),
                    false => self.restart_unit(machine, name, span),
                }
            }
        };
        self.settle_job(machine, verb, name, job, said);
        let text = said.stderr.get(before..).unwrap_or("").to_owned();
        if let Some(state) = self.services.manager.get_mut(name) {
            state.said.push_str(&text);
        }
    }

    /// Starts a unit as `systemctl start` typed by root; what that says.
    pub(in crate::simulate) fn start_typed(
        &mut self,
        machine: &mut Machine,
        name: &str,
        typed: Span,
    ) -> String {
        let mut said = Said::default();
        let job = self.start_unit(machine, name, typed);
        self.settle_job(machine, "start", name, job, &mut said);
        if let Some(state) = self.services.manager.get_mut(name) {
            state.said.push_str(&said.stderr);
        }
        said.stderr
    }

    /// What systemctl says of a job, once it is over.
    fn settle_job(
        &mut self,
        machine: &mut Machine,
        verb: &str,
        name: &str,
        mut job: Job,
        said: &mut Said,
    ) {
        if job == Job::Waits {
            let due = (self.services.manager.get(name)).and_then(|state| state.timer);
            match due {
                Some((at, Timer::StartTimeout)) if at - self.now <= PATIENCE => {
                    self.advance(machine, at - self.now);
                    job = Job::Failed;
                }
                _ => said.blocks = true,
            }
        }
        match job {
            Job::Done | Job::Waits => {}
            Job::Failed => {
                let result = self
                    .services
                    .manager
                    .get(name)
                    .map_or("", |state| state.result);
                said.fail(&failed_job(name, result), 1);
            }
            Job::Refused(text, status) => {
                let verb = match verb {
                    "restart" => "restart",
                    "reload-or-restart" | "force-reload" => "reload-or-restart",
                    _ => "start",
                };
                said.fail(
                    &text.replacen("Failed to start", &format!("Failed to {verb}"), 1),
                    status,
                );
            }
        }
    }

    fn restart_unit(&mut self, machine: &mut Machine, name: &str, span: Span) -> Job {
        let is_known = self.services.manager.unit(machine, name, span).unit.load == Load::Loaded;
        if is_known {
            self.stop_unit(machine, name, span, true);
        }
        self.start_unit(machine, name, span)
    }

    fn reload_unit(&mut self, machine: &mut Machine, name: &str, span: Span) -> Job {
        let state = self.services.manager.unit(machine, name, span);
        let reload = state.unit.service.reload.clone();
        if state.unit.load == Load::NotFound {
            let text = format!("Failed to reload {name}: Unit {name} not found.\n");
            return Job::Refused(text, 5);
        }
        if reload.is_empty() {
            let why = "Job type reload is not applicable for unit";
            return Job::Refused(format!("Failed to reload {name}: {why} {name}.\n"), 3);
        }
        if state.active != Active::Running {
            let text = format!("{name} is not active, cannot reload.\n");
            return Job::Refused(text, 1);
        }
        self.tell_title(machine, name, "Reloading", "...");
        for line in &reload {
            let executed = self.execute(machine, name, line, &hurdles_machine::Environment::new());
            if executed.status.is_some_and(|status| status != 0) && !line.may_fail {
                self.tell_title(machine, name, "Reload failed for", ".");
                return Job::Failed;
            }
        }
        self.tell_title(machine, name, "Reloaded", ".");
        Job::Done
    }

    /// enable, disable, mask and unmask.
    fn install(
        &mut self,
        machine: &mut Machine,
        command: &Command,
        asked: &Asked<'_>,
        name: &str,
        said: &mut Said,
    ) {
        let verb = asked.verb;
        if !command.context.identity.is_root() {
            let text = format!("Failed to {verb} unit: Access denied\n");
            let state = self.services.manager.unit(machine, name, command.span);
            state.denied = Some(command.span);
            state.said.push_str(&text);
            said.fail(&text, 1);
            return;
        }
        let before = said.stderr.len();
        let is_there = unit::fragment_path(machine, name).is_some();
        let nginx = name == "nginx.service" && self.is_played_nginx(machine, command.span);
        match verb {
            _ if nginx => {}
            "unmask" => {
                let path = format!("{}/{name}", FOLDERS[0]);
                if words::is_mask(machine, &path) {
                    let _ = machine.erase(&path);
                    said.stderr.push_str(&format!("Removed \"{path}\".\n"));
                }
            }
            _ if !is_there => {
                let text = format!("Failed to {verb} unit: Unit file {name} does not exist.\n");
                said.fail(&text, 1);
                let state = self.services.manager.unit(machine, name, command.span);
                state.said.push_str(&text);
                return;
            }
            "mask" => self.mask(machine, name, command.span, said),
            "disable" => {
                for link in unit::wanting(machine, name) {
                    let _ = machine.erase(&link);
                    said.stderr.push_str(&format!("Removed \"{link}\".\n"));
                }
            }
            _ => self.enable(machine, name, command.span, said),
        }
        self.services.manager.reload(machine, command.span);
        let text = said.stderr.get(before..).unwrap_or("").to_owned();
        self.services
            .manager
            .unit(machine, name, command.span)
            .said
            .push_str(&text);
        if asked.now {
            let verb = if matches!(verb, "disable" | "mask") {
                "stop"
            } else {
                "start"
            };
            self.manage(machine, command, verb, name, said);
        }
    }

    fn mask(&mut self, machine: &mut Machine, name: &str, span: Span, said: &mut Said) {
        let path = format!("{}/{name}", FOLDERS[0]);
        if machine.find_link(&path).is_some() {
            if !words::is_mask(machine, &path) {
                said.fail(
                    &format!("Failed to mask unit: File {path} already exists.\n"),
                    1,
                );
            }
            return;
        }
        let link = NodeKind::Symlink("/dev/null".into());
        machine.place(&path, link, 0o777, (0, 0), Origin::Typed(span));
        said.stderr
            .push_str(&format!("Created symlink {path} → /dev/null.\n"));
    }

    fn enable(&mut self, machine: &mut Machine, name: &str, span: Span, said: &mut Said) {
        let state = self.services.manager.unit(machine, name, span);
        let (install, load) = (state.unit.install.clone(), state.unit.load);
        let fragment = state.unit.fragment.clone().unwrap_or_default();
        if load == Load::Masked {
            said.fail(
                &format!("Failed to enable unit: Unit file {fragment} is masked.\n"),
                1,
            );
            return;
        }
        if install.wanted_by.is_empty() && install.alias.is_empty() && install.also.is_empty() {
            said.stderr.push_str(words::NO_INSTALL);
            return;
        }
        let instance = match (unit::is_template(name), &install.default_instance) {
            (true, Some(instance)) => name.replacen('@', &format!("@{instance}"), 1),
            _ => name.to_owned(),
        };
        for (target, kind) in &install.wanted_by {
            let path = format!("{}/{target}.{kind}/{instance}", FOLDERS[0]);
            if machine.find_link(&path).is_some() {
                continue;
            }
            let link = NodeKind::Symlink(fragment.as_str().into());
            machine.place(&path, link, 0o777, (0, 0), Origin::Typed(span));
            let shown = fragment.replacen("/usr/lib/", "/lib/", 1);
            said.stderr
                .push_str(&format!("Created symlink {path} → {shown}.\n"));
        }
        for also in &install.also {
            if unit::fragment_path(machine, also).is_some()
                && also != name
                && !said.stderr.contains(also.as_str())
            {
                self.enable(machine, also, span, said);
            }
        }
    }

    /// Commands that only look; false where one is not simulated.
    fn look(
        &mut self,
        machine: &mut Machine,
        asked: &Asked<'_>,
        is_root: bool,
        said: &mut Said,
    ) -> bool {
        if asked.units.is_empty() {
            return false;
        }
        for name in &asked.units {
            let name = unit::full_name(name);
            if name == "nginx.service" && self.is_played_nginx(machine, asked.span) {
                let runs = self.nginx.is_some();
                match asked.verb {
                    "is-active" => {
                        said.stdout
                            .push_str(if runs { "active\n" } else { "inactive\n" });
                        said.status = if runs { 0 } else { 3 };
                    }
                    "is-enabled" => said.stdout.push_str("enabled\n"),
                    "status" => said.status = if runs { 0 } else { 3 },
                    "reset-failed" => {}
                    _ => return false,
                }
                continue;
            }
            if asked.verb == "reset-failed" && !is_root {
                let text = format!("Failed to reset failed state of unit {name}: Access denied\n");
                said.fail(&text, 1);
                continue;
            }
            self.drain(machine, &name);
            let is_known = self.services.manager.get(&name).is_some();
            let state = self.services.manager.unit(machine, &name, asked.span);
            match asked.verb {
                "is-active" => {
                    let word = state.active.words().0;
                    said.stdout.push_str(&format!("{word}\n"));
                    said.status = if word == "active" { 0 } else { 3 };
                }
                "is-failed" => {
                    let word = state.active.words().0;
                    said.stdout.push_str(&format!("{word}\n"));
                    said.status = i32::from(word != "failed");
                }
                "is-enabled" => words::is_enabled(
                    machine,
                    state,
                    &mut said.stdout,
                    &mut said.stderr,
                    &mut said.status,
                ),
                "status" => words::status(
                    machine,
                    state,
                    &mut said.stdout,
                    &mut said.stderr,
                    &mut said.status,
                ),
                "show" => words::show(
                    machine,
                    state,
                    &asked.properties,
                    asked.values_only,
                    &mut said.stdout,
                ),
                "cat" => words::cat(
                    machine,
                    state,
                    &mut said.stdout,
                    &mut said.stderr,
                    &mut said.status,
                ),
                "reset-failed" if !is_known => {
                    let why = format!("Unit {name} not loaded.");
                    said.fail(
                        &format!("Failed to reset failed state of unit {name}: {why}\n"),
                        1,
                    );
                }
                "reset-failed" => {
                    state.starts.clear();
                    if state.active == Active::Failed {
                        state.active = Active::Dead;
                        state.result = "success";
                    }
                }
                _ => return false,
            }
        }
        true
    }

    /// Everything is turned off and comes up again: what is enabled starts.
    pub(in crate::simulate) fn reboot(&mut self, machine: &mut Machine, span: Span) {
        let names: Vec<String> = (self.services.manager.all())
            .map(|state| state.unit.name.clone())
            .collect();
        for name in names {
            self.stop_unit(machine, &name, span, false);
            self.services.manager.forget(&name);
        }
        super::power::turn_off(self, machine);
        self.boot(machine, span);
    }

    /// Starts what is enabled.
    pub(in crate::simulate) fn boot(&mut self, machine: &mut Machine, span: Span) {
        for target in ["sockets.target", "multi-user.target", "default.target"] {
            for name in unit::wanted(machine, target) {
                if name != "nginx.service" || !self.is_played_nginx(machine, span) {
                    self.start_unit(machine, &name, span);
                }
            }
        }
    }

    /// Whether nginx's unit runs nginx, which is simulated without the steps of a unit: it was started before anything was typed.
    pub(in crate::simulate) fn is_played_nginx(&self, machine: &Machine, typed: Span) -> bool {
        let unit = unit::load(machine, "nginx.service", typed);
        unit.service.start.is_empty()
            || unit
                .service
                .start
                .iter()
                .any(|line| line.program.text.ends_with("/nginx"))
    }
}

/// What systemctl says where somebody may not.
fn denied(verb: &str, name: &str) -> String {
    format!(
        "Failed to {verb} {name}: Access denied\nSee system logs and 'systemctl status {name}' for details.\n"
    )
}

/// What systemctl says of a job that failed (`log_job_error_with_service_result`, src/shared/bus-wait-for-jobs.c).
fn failed_job(name: &str, result: &str) -> String {
    let why = match result {
        "resources" => "of unavailable resources or another system error",
        "protocol" => "the service did not take the steps required by its unit configuration",
        "timeout" => "a timeout was exceeded",
        "signal" => "a fatal signal was delivered to the control process",
        "core-dump" => "a fatal signal was delivered causing the control process to dump core",
        "watchdog" => "the service failed to send watchdog ping",
        "start-limit-hit" => "start of the service was attempted too often",
        "oom-kill" => "of an out-of-memory kill",
        _ => "the control process exited with error code",
    };
    let mut text = format!(
        "Job for {name} failed because {why}.\nSee \"systemctl status {name}\" and \"journalctl -xeu {name}\" for details.\n"
    );
    if result == "start-limit-hit" {
        text.push_str(&format!(
            "To force a start use \"systemctl reset-failed {name}\"\nfollowed by \"systemctl start {name}\" again.\n"
        ));
    }
    text
}

/// The identity that nginx is started with: root's, with the mounts of its unit.
pub(in crate::simulate) fn nginx_identity(
    machine: &mut Machine,
    span: Span,
) -> hurdles_machine::Identity {
    let unit = unit::load(machine, "nginx.service", span);
    let mut identity = root().identity;
    if unit.service.has_namespace()
        && let Ok(view) = hurdles_services::spawn::view(machine, &unit, "/usr/sbin/nginx")
    {
        identity.view = view;
    }
    identity
}
