//! The services of Debian's packages as `systemctl` and `service` start them: which program each is, and what is told of it.

use hurdles_machine::shell::{Command, Outcome};
use hurdles_machine::{Content, Context, Environment, Identity, Machine, NodeKind, Origin};
use hurdles_services::packages::Package;
use hurdles_source::Span;

use super::host::Host;
use crate::Scenario;
use crate::report::ServiceReport;

/// Programs that start others and are not simulated. Who types them has them: that a stock system lacks them says nothing,
/// and whether they start uWSGI is not known.
const STARTERS: [&str; 36] = [
    "ansible",
    "ansible-playbook",
    "buildah",
    "circusd",
    "daemontools",
    "docker",
    "docker-compose",
    "dokku",
    "eb",
    "fab",
    "flyctl",
    "foreman",
    "forego",
    "heroku",
    "honcho",
    "invoke",
    "just",
    "kubectl",
    "make",
    "minikube",
    "monit",
    "nerdctl",
    "nixos-rebuild",
    "npm",
    "overmind",
    "pm2",
    "podman",
    "podman-compose",
    "s6-svscan",
    "salt",
    "screen",
    "start-stop-daemon",
    "svc",
    "task",
    "tmux",
    "vagrant",
];

/// Puts the packages on the machine that a scenario uses.
pub(super) fn install(machine: &mut Machine, scenario: &Scenario) {
    let typed = [
        scenario.setup.join("\n"),
        scenario.invocation.clone(),
        scenario.after.join("\n"),
        scenario.listing.clone(),
    ];
    for package in Package::ALL {
        let has_file = scenario
            .files
            .keys()
            .any(|path| package.owns(&scenario.absolute(path)));
        if has_file || typed.iter().any(|text| package.is_named_in(text)) {
            package.install(machine);
        }
    }
    for word in scenario
        .invocation
        .split(|c: char| c.is_whitespace() || ";&|()".contains(c))
    {
        let path = format!("/usr/local/bin/{word}");
        if STARTERS.contains(&word) && machine.find(&format!("/usr/bin/{word}")).is_none() {
            let kind = NodeKind::File(Content::Stock(path.as_str().into()));
            machine.place(&path, kind, 0o755, (0, 0), Origin::Stock);
        }
    }
    // The machine has systemd (contract); the tree of the stock system was read from an image without it.
    for path in ["/usr/bin/systemctl", "/usr/bin/journalctl"] {
        if machine.find(path).is_none() {
            let kind = NodeKind::File(Content::Stock(path.into()));
            machine.place(path, kind, 0o755, (0, 0), Origin::Stock);
        }
    }
}

/// What systemd gives a service (systemd.exec(5); `LANG` as seen with systemd 252).
pub(super) fn environment() -> Environment {
    [
        ("INVOCATION_ID", "ID"),
        ("JOURNAL_STREAM", "8:N"),
        ("LANG", "C.UTF-8"),
        (
            "PATH",
            "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        ),
        ("SYSTEMD_EXEC_PID", "PID"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into()
}

/// Root in `/`, as a service begins.
pub(super) fn context() -> Context {
    Context {
        identity: Identity {
            groups: Vec::new(),
            ..Identity::root()
        },
        cwd: "/".to_owned(),
        environment: environment(),
        umask: 0o022,
    }
}

/// What a unit is called in its own words.
fn description(package: Package) -> &'static str {
    match package {
        Package::Uwsgi => "LSB: Start/stop uWSGI server instance(s)",
        Package::Emperor => "uWSGI Emperor",
        Package::Supervisor => "Supervisor process control system for UNIX",
    }
}

impl Host {
    /// What a service manager does with a service of one of the packages; none where it is another's.
    pub(super) fn run_packaged(
        &mut self,
        machine: &mut Machine,
        command: &Command,
        unit: &str,
        action: &str,
    ) -> Option<Outcome> {
        let name = unit.strip_suffix(".service").unwrap_or(unit);
        let package = Package::ALL
            .into_iter()
            .find(|package| package.name() == name && package.is_installed(machine))
            .filter(|package| *package != Package::Emperor)?;
        let own = format!("/etc/systemd/system/{name}.service");
        if machine.find(&own).is_some() {
            return None;
        }
        if !command.context.identity.is_root() && !matches!(action, "status" | "is-active") {
            let mut outcome = Outcome::status(4);
            outcome.stderr = format!(
                "Failed to {action} {name}.service: Access denied\nSee system logs and 'systemctl status \
                 {name}.service' for details.\n"
            );
            return Some(outcome);
        }
        let fails = match action {
            "start" => self.start_packaged(machine, command.span, package),
            "restart" | "force-reload" | "try-restart" | "reload-or-restart" => {
                self.stop_packaged(machine, command.span, package);
                self.start_packaged(machine, command.span, package)
            }
            "stop" => {
                self.stop_packaged(machine, command.span, package);
                false
            }
            "reload" => {
                if package != Package::Uwsgi {
                    return None;
                }
                let environment = environment();
                self.run_init_script(machine, &["reload"], &environment, command.span);
                false
            }
            "enable" | "disable" | "status" | "is-active" => return Some(Outcome::status(0)),
            _ => return None,
        };
        let mut outcome = Outcome::status(i32::from(fails));
        if fails {
            outcome.stderr = format!(
                "Job for {name}.service failed because the control process exited with error code.\nSee \"systemctl \
                 status {name}.service\" and \"journalctl -xeu {name}.service\" for details.\n"
            );
            if let Some(report) = self.managed.services.last_mut() {
                report.said.clone_from(&outcome.stderr);
            }
        }
        Some(outcome)
    }

    /// Starts supervisor's own service.
    pub(super) fn start_supervisor_service(&mut self, machine: &mut Machine, span: Span) {
        self.start_packaged(machine, span, Package::Supervisor);
    }

    /// Starts a service; whether the command that starts it fails.
    fn start_packaged(&mut self, machine: &mut Machine, span: Span, package: Package) -> bool {
        let name = package.name();
        let described = format!("{name}.service - {}", description(package));
        let mut report = ServiceReport {
            unit: format!("{name}.service"),
            manager: "systemd".to_owned(),
            active: "active".to_owned(),
            sub: "running".to_owned(),
            result: "success".to_owned(),
            status: String::new(),
            restarts: 0,
            journal: String::new(),
            said: String::new(),
        };
        let mut fails = false;
        match package {
            Package::Uwsgi => fails = self.start_script(machine, span, &mut report, &described),
            Package::Supervisor => {
                report.journal = format!("Started {described}.\n");
                if self.managed.supervisor.is_none()
                    && let Err(said) = self.start_supervisord(machine, &context(), span)
                {
                    restarts(&mut report, &said);
                }
            }
            Package::Emperor => {
                report.journal = format!("Starting {described}...\nStarted {described}.\n");
                self.managed.emperor = Some(self.uwsgi.len());
                self.start_emperor(machine, span);
            }
        }
        self.managed.services.retain(|old| old.unit != report.unit);
        self.managed.services.push(report);
        fails
    }

    /// Runs Debian's script; whether it fails.
    fn start_script(
        &mut self,
        machine: &mut Machine,
        span: Span,
        report: &mut ServiceReport,
        described: &str,
    ) -> bool {
        "init".clone_into(&mut report.manager);
        let environment = environment();
        let script = self.run_init_script(machine, &["start"], &environment, span);
        report.journal = format!("Starting {described}...\n{}", script.output);
        if script.status != 0 {
            let why = "Control process exited, code=exited, status=1/FAILURE";
            fail(report, why);
            report
                .journal
                .push_str(&format!("Failed to start {described}.\n"));
            return true;
        }
        report.journal.push_str(&format!("Started {described}.\n"));
        if script.n_apps == 0 {
            "exited".clone_into(&mut report.sub);
        }
        false
    }

    fn stop_packaged(&mut self, machine: &mut Machine, span: Span, package: Package) {
        match package {
            Package::Uwsgi => {
                let ran = self
                    .managed
                    .services
                    .iter()
                    .any(|it| it.unit == "uwsgi.service");
                if ran {
                    let environment = environment();
                    self.run_init_script(machine, &["stop"], &environment, span);
                }
            }
            Package::Supervisor => self.managed.supervisor = None,
            Package::Emperor => {}
        }
    }

    /// The unit of the package: a directory for sockets that its group may write to, and uWSGI as root with that group.
    fn start_emperor(&mut self, machine: &mut Machine, span: Span) {
        let mut context = context();
        let group = machine.accounts.group_id("www-data").unwrap_or(0);
        context.identity.gid = group;
        let kind = NodeKind::Directory(std::collections::BTreeMap::new());
        machine.place("/run/uwsgi", kind, 0o775, (0, group), Origin::Made);
        let words = ["/usr/bin/uwsgi", "--ini", "/etc/uwsgi-emperor/emperor.ini"];
        let words = words.map(|text| hurdles_machine::shell::Word::plain(text, span));
        hurdles_machine::shell::execute(machine, &words, span, &context, self);
    }
}

/// Notes that supervisord ended over its configuration and waits to be started again.
fn restarts(report: &mut ServiceReport, said: &str) {
    report.journal.push_str(said);
    "activating".clone_into(&mut report.active);
    "auto-restart".clone_into(&mut report.sub);
    "exit-code".clone_into(&mut report.result);
    "2/INVALIDARGUMENT".clone_into(&mut report.status);
    report.journal.push_str(
        "supervisor.service: Main process exited, code=exited, status=2/INVALIDARGUMENT\n\
         supervisor.service: Failed with result 'exit-code'.\n",
    );
}

/// Notes that a unit failed.
fn fail(report: &mut ServiceReport, why: &str) {
    "failed".clone_into(&mut report.active);
    "failed".clone_into(&mut report.sub);
    "exit-code".clone_into(&mut report.result);
    let unit = report.unit.clone();
    report.journal.push_str(&format!(
        "{unit}: {why}\n{unit}: Failed with result 'exit-code'.\n"
    ));
}
