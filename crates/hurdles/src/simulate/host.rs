//! The programs that run on the machine besides its own tools: nginx, uWSGI, other servers, curl, and what starts and
//! stops them. What they say is collected as it happens.

use hurdles_machine::shell::{Command, Outcome, Programs};
use hurdles_machine::{
    Address, Exchange, ListenerId, Machine, ProcessId, Program, Reply, ReplyEnd, Runs, exec,
};
use hurdles_nginx::event::{AttemptEnd, Event};
use hurdles_nginx::{Request, Response, Server, simple_http};

use super::Services;
use super::background::{self, Pending};
use super::services::nginx_identity;
use crate::managed::Managed;
use crate::report::Unknown;
use crate::trace::{NginxCommand, Phase, UwsgiRun};

/// What runs on the machine.
#[derive(Default)]
pub(super) struct Host {
    /// nginx, where it runs.
    pub(super) nginx: Option<Server>,
    /// Each use of the program `nginx`.
    pub(super) commands: Vec<NginxCommand>,
    /// Each start of uWSGI.
    pub(super) uwsgi: Vec<UwsgiRun>,
    /// systemd.
    pub(super) services: Services,
    /// What is being typed.
    pub(super) phase: Phase,
    /// Seconds since the beginning.
    pub(super) now: f64,
    /// Requests in the background that go on.
    pub(super) pending: Vec<Pending>,
    /// Seconds that the last answer took.
    seconds: f64,
    /// Something that is not simulated and on which the last answer rests.
    pub(super) doubt: Option<String>,
    /// What managers of services did.
    pub(super) managed: Managed,
    /// Whether what nothing shows to be absent is taken to be there.
    pub(super) partial: bool,
    /// Facts that were missed.
    pub(super) unknown: Vec<Unknown>,
}

impl Programs for Host {
    fn run(&mut self, machine: &mut Machine, command: &Command) -> Option<Outcome> {
        let words: Vec<&str> = command.argv.iter().map(|word| &*word.text).collect();
        let file = exec::program_file(machine, &command.program);
        if let Some(Runs::Uwsgi(_)) = file.map(|file| &file.runs) {
            return Some(self.run_uwsgi(machine, command));
        }
        let name = command.program.rsplit('/').next().unwrap_or("");
        let service = match (name, words.as_slice()) {
            ("service" | "invoke-rc.d", [_, unit, action, ..])
            | ("systemctl", [_, action, unit]) => self.run_packaged(machine, command, unit, action),
            _ => None,
        };
        if service.is_some() {
            return service;
        }
        match (name, words.as_slice()) {
            ("nginx", _) => Some(self.run_nginx(machine, command, &words)),
            _ if command.program == "/etc/init.d/uwsgi" => Some(self.init_script(machine, command)),
            (name, _) if name.starts_with("uwsgi") => Some(self.run_uwsgi(machine, command)),
            ("supervisord", _) => Some(self.run_supervisord(machine, command)),
            ("supervisorctl", _) => self.run_supervisorctl(machine, command, &words),
            ("curl", _) => self.run_curl(machine, command, &words),
            ("service" | "invoke-rc.d", _) => self.run_service(machine, command),
            ("systemctl", _) => self.run_systemctl(machine, command),
            ("journalctl", _) => self.run_journalctl(machine, command),
            ("reboot", [_]) if command.context.identity.is_root() => {
                self.reboot(machine, command.span);
                Some(Outcome::status(0))
            }
            _ => None,
        }
    }

    fn signal(&mut self, machine: &mut Machine, process: ProcessId, signal: i32) {
        self.deliver(machine, process, signal);
        if self.services.inside().is_none() {
            self.watch(machine);
        }
    }

    fn pass(&mut self, machine: &mut Machine, seconds: f64) {
        self.advance(machine, seconds);
    }
}

impl Host {
    /// Runs `nginx` with these words and remembers it.
    pub(super) fn run_nginx(
        &mut self,
        machine: &mut Machine,
        command: &Command,
        words: &[&str],
    ) -> Outcome {
        let outcome = hurdles_nginx::run(machine, &command.context, words, &mut self.nginx);
        let result = Outcome {
            status: Some(outcome.status),
            stdout: String::new(),
            stderr: outcome.output.clone(),
        };
        self.commands.push(NginxCommand {
            span: command.span,
            arguments: words.iter().map(|word| (*word).to_owned()).collect(),
            outcome,
        });
        result
    }

    /// What systemd does for the unit of nginx.
    pub(super) fn run_nginx_unit(
        &mut self,
        machine: &mut Machine,
        command: &Command,
        action: &str,
    ) -> Outcome {
        let mut command = command.clone();
        command.context.identity = nginx_identity(machine, command.span);
        let mut nginx = |words: &[&str]| self.run_nginx(machine, &command, words).status;
        let status = match action {
            "start" => nginx(&["nginx"]),
            "stop" => nginx(&["nginx", "-s", "stop"]),
            "reload" | "force-reload" => nginx(&["nginx", "-s", "reload"]),
            "restart" | "reload-or-restart" | "try-restart" => {
                // The unit tests the configuration first and keeps what runs if the test fails (ExecStartPre).
                match nginx(&["nginx", "-t"]) {
                    Some(0) => {
                        nginx(&["nginx", "-s", "stop"]);
                        nginx(&["nginx"])
                    }
                    failed => failed,
                }
            }
            _ => Some(0),
        };
        Outcome::status(status.unwrap_or(0))
    }

    /// Makes a request of nginx, or of whoever holds the port; in the foreground time passes until the answer.
    pub(super) fn request(
        &mut self,
        machine: &mut Machine,
        request: &Request,
        background: bool,
    ) -> Response {
        let logs_before = background.then(|| background::texts(machine));
        let mut server = self.nginx.take();
        let response = hurdles_nginx::request(
            server.as_mut(),
            machine,
            request,
            &mut |machine, listener, exchange| self.answer(machine, listener, exchange),
        );
        self.nginx = server;
        let seconds = self.taken(&response).min(request.patience);
        match logs_before {
            None => self.advance(machine, seconds),
            Some(before) if seconds > 0.0 => {
                let pending = background::postpone(machine, &before, self.now + seconds);
                self.pending.push(pending);
            }
            Some(_) => {}
        }
        response
    }

    /// How long a request took.
    fn taken(&mut self, response: &Response) -> f64 {
        let answered = std::mem::take(&mut self.seconds);
        let passed = response.events.iter().filter_map(|event| match event {
            Event::Passed(passed) => Some(passed),
            _ => None,
        });
        let waits = passed
            .flat_map(|passed| &passed.attempts)
            .map(|attempt| match attempt.end {
                AttemptEnd::TimedOut(seconds) => seconds,
                AttemptEnd::ClientLeft => f64::INFINITY,
                _ => answered,
            });
        waits.fold(0.0, f64::max)
    }

    /// Whoever listens there answers.
    fn answer(
        &mut self,
        machine: &mut Machine,
        listener: ListenerId,
        exchange: &Exchange,
    ) -> Reply {
        let mut instances = self.uwsgi.iter_mut().map(|run| &mut run.instance);
        if let Some(instance) = instances.find(|instance| instance.serves(listener)) {
            let reply = instance.answer(machine, listener, exchange);
            self.seconds = reply.seconds;
            return reply;
        }
        let process = machine.listener(listener).process;
        let server = process.and_then(|id| machine.process(id)).cloned();
        if let Some(server) = server
            && let Program::HttpServer(directory) = &server.program
        {
            return simple_http::answer(machine, &server.identity, directory, exchange);
        }
        let what = format!(
            "what the program answers that listens on {}",
            shown(&machine.listener(listener).address)
        );
        self.doubt = Some(what.clone());
        self.unknown.push(Unknown {
            what,
            tell: "ss -ltnxp".to_owned(),
        });
        Reply {
            bytes: Vec::new(),
            seconds: 0.0,
            end: ReplyEnd::Silent,
        }
    }
}

/// An address as people write it.
fn shown(address: &Address) -> String {
    match address {
        Address::Unix(path) => path.clone(),
        Address::Abstract(name) => format!("@{name}"),
        Address::Tcp(ip, port) => std::net::SocketAddr::new(*ip, *port).to_string(),
    }
}
