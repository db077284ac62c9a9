//! The python plugin answers a request (plugins/python/wsgi_handlers.c, wsgi_subhandler.c, wsgi_headers.c).

use hurdles_machine::{Machine, Reply, ReplyEnd};
use hurdles_python::{Item, WsgiAnswer, WsgiServer};

use super::line::Told;
use super::{Request, closed};
use crate::event::{Event, ExitCause, Refusal};
use crate::instance::Exit;
use crate::{Instance, Version};

/// The modifier by which python also answers (uwsgi.h, `UWSGI_MODIFIER_MANAGE_PATH_INFO`). It cuts the path only where
/// the values of the environ are bytes, which they are on Python 2 alone (plugins/python/wsgi_subhandler.c).
const MANAGE_PATH_INFO: u8 = 30;
/// As much body as is made up for an app to read.
const LARGEST_BODY: u64 = 4 << 20;

impl Instance {
    /// Finds the plugin, the app, calls it, and tells of it in the log.
    pub(super) fn respond(
        &mut self,
        machine: &mut Machine,
        mut request: Request,
        core: u32,
    ) -> Reply {
        let is_python = self.table.python && matches!(request.modifier, 0 | MANAGE_PATH_INFO);
        if !is_python {
            let modifier = request.modifier;
            self.log
                .say(format!("-- unavailable modifier requested: {modifier} --"));
            self.events
                .push(Event::Refused(Refusal::NoPlugin(modifier)));
            self.announce_loyalty();
            return closed();
        }
        let mut told = Told {
            status: 500,
            core,
            ..Told::default()
        };
        let is_cut_off = self.refuse_long_body(&mut request);
        if let Some(complaint) = request.complaint.take() {
            if request.vars.is_empty() {
                told.status = 0;
            }
            self.log.say(complaint);
            self.tell(&request, &told);
            let end = if is_cut_off {
                ReplyEnd::Reset
            } else {
                ReplyEnd::Closed
            };
            return Reply { end, ..closed() };
        }
        self.manage_script_name(&mut request);
        let Some(app) = self.choose_app(&request) else {
            return self.answer_without_app(&request, told);
        };
        self.call_app(machine, &request, app, told)
    }

    /// `limit-post`: the variables behind a length that is too large are not read (core/protocol.c:uwsgi_parse_vars).
    fn refuse_long_body(&self, request: &mut Request) -> bool {
        let limit = self
            .number("limit-post")
            .and_then(|limit| u64::try_from(limit).ok());
        let is_long = |value: &str| {
            let length = value.parse::<u64>().unwrap_or(0);
            limit.is_some_and(|limit| limit != 0 && length > limit)
        };
        let at = request
            .vars
            .iter()
            .position(|(key, value)| key == "CONTENT_LENGTH" && is_long(value));
        let Some(at) = at else { return false };
        request.vars.truncate(at + 1);
        request.complaint = Some("Invalid (too big) CONTENT_LENGTH. skip.".to_owned());
        true
    }

    fn answer_without_app(&mut self, request: &Request, mut told: Told) -> Reply {
        let body = "Internal Server Error";
        let headers = [("Connection", "close"), ("Content-Type", "text/plain")];
        let head = self.head(request, "500 Internal Server Error", headers.into_iter());
        told.n_headers = head.n_headers;
        told.header_bytes = head.text.len();
        told.body_bytes = body.len();
        self.log
            .say("--- no python application found, check your startup logs for errors ---");
        self.tell(request, &told);
        self.events.push(Event::Refused(Refusal::NoApp));
        Reply {
            bytes: (head.text + body).into_bytes(),
            ..closed()
        }
    }

    fn call_app(
        &mut self,
        machine: &mut Machine,
        request: &Request,
        app: usize,
        mut told: Told,
    ) -> Reply {
        let Some(loaded) = self.apps.loaded.get_mut(app) else {
            return closed();
        };
        loaded.n_requests += 1;
        told.app = Some(loaded.number);
        told.app_requests = loaded.n_requests;
        let (callable, interpreter) = (loaded.callable.clone(), loaded.interpreter);
        let server = self.server_facts(request);
        let python = match interpreter {
            0 => self.apps.python.as_mut(),
            n => self.apps.others.get_mut(n - 1),
        };
        let Some(python) = python else {
            return closed();
        };
        python.set_context(&self.context);
        let answer = python.call_wsgi(machine, &callable, &request.vars, &server);
        if let Some(reply) = self.kill_slow(machine, request, &answer) {
            return reply;
        }
        let start = self.log.now;
        self.log.now = start + answer.seconds;
        let reply = self.serialise(machine, request, &answer, told);
        self.log.now = start;
        reply
    }

    fn server_facts(&self, request: &Request) -> WsgiServer {
        let is_on = |value: &str| {
            value.len() >= 2
                && value
                    .get(..2)
                    .is_some_and(|two| two.eq_ignore_ascii_case("on"))
        };
        let https = request.var("HTTPS").or(request.var("HTTP_X_FORWARDED_SSL"));
        let scheme = request
            .var("UWSGI_SCHEME")
            .or(request.var("HTTP_X_FORWARDED_PROTO"));
        let url_scheme = match (scheme.filter(|scheme| !scheme.is_empty()), https) {
            (Some(scheme), _) => scheme.to_owned(),
            (None, Some(https)) if is_on(https) || https.starts_with('1') => "https".to_owned(),
            _ => "http".to_owned(),
        };
        let size = usize::try_from(request.body_bytes.min(LARGEST_BODY)).unwrap_or(0);
        WsgiServer {
            multithread: self.number("threads").unwrap_or(0) > 1,
            multiprocess: self.n_workers() != 1,
            url_scheme,
            body: vec![b'x'; size],
            version: self.build.version.clone(),
            node: self.facts.nodename.to_owned(),
        }
    }

    /// `harakiri`: the worker is killed before it has answered.
    fn kill_slow(
        &mut self,
        machine: &mut Machine,
        request: &Request,
        answer: &WsgiAnswer,
    ) -> Option<Reply> {
        let limit = self.number("harakiri").filter(|limit| *limit > 0)?;
        let limit = limit.min(86_400) as f64;
        if answer.seconds <= limit {
            return None;
        }
        self.events.push(Event::Refused(Refusal::Harakiri));
        let start = self.log.now;
        // The master looks once a second at deadlines in whole seconds: half a second to two late. Without one the
        // worker's own alarm comes in time.
        let seconds = if self.has_master() {
            limit + 1.0
        } else {
            limit
        };
        self.log.now = start + seconds;
        if self.has_master() {
            self.say_killed(request);
        } else {
            self.kill_itself(machine);
        }
        self.log.now = start;
        Some(Reply {
            seconds,
            ..closed()
        })
    }

    fn kill_itself(&mut self, machine: &mut Machine) {
        self.log.say("");
        if self.table.version < Version(2, 0, 28) {
            self.log
                .say("F*CK !!! i must kill myself (pid: PID app_id: 0)...");
        } else {
            self.log
                .say("Killing the current process (pid: PID app_id: 0)...");
        }
        self.log.say(
            "*** if you want your workers to be automatically respawned consider enabling the uWSGI master process ***",
        );
        self.end(machine, Exit::new(0, ExitCause::Harakiri));
    }

    /// What the master says of it (core/harakiri.c:trigger_harakiri): since 2.0.22 it tells at the end who asked for it.
    fn say_killed(&mut self, request: &Request) {
        let tells_who = self.table.version >= Version(2, 0, 22);
        let graceful = if tells_who { ", graceful: yes" } else { "" };
        self.log.say_dated(format!(
            "*** HARAKIRI ON WORKER 1 (pid: PID, try: 1{graceful}) ***"
        ));
        self.log.say_dated("HARAKIRI !!! worker 1 status !!!");
        self.log.say_dated(format!(
            "HARAKIRI [core 0] {} - {} {} since N",
            request.text("REMOTE_ADDR"),
            request.text("REQUEST_METHOD"),
            request.text("REQUEST_URI"),
        ));
        self.log
            .say_dated("HARAKIRI !!! end of worker 1 status !!!");
        if tells_who {
            self.log
                .say_dated("HARAKIRI triggered by worker 1 core 0 !!!");
        }
        // The master notices the death at its next look, a second later.
        self.log.now += 1.0;
        self.log
            .say("DAMN ! worker 1 (pid: PID) died, killed by signal 9 :( trying respawn ...");
        self.log.say("Respawned uWSGI worker 1 (new pid: PID)");
    }

    fn serialise(
        &mut self,
        machine: &mut Machine,
        request: &Request,
        answer: &WsgiAnswer,
        mut told: Told,
    ) -> Reply {
        self.log.say_output(&answer.output, None);
        let mut bytes = Vec::new();
        // A status of fewer than three characters is refused, and then nothing at all is sent (core/writer.c).
        let is_refused = answer
            .status
            .as_ref()
            .is_some_and(|status| status.len() < 3);
        if let Some(status) = answer.status.as_ref().filter(|_| !is_refused) {
            let status = full_status(status);
            let number = status.get(..3).and_then(|digits| digits.parse().ok());
            told.status = number.unwrap_or(0);
            let headers = answer.headers.iter();
            let headers = headers.map(|(name, value)| (name.as_str(), value.as_str()));
            let head = self.head(request, &status, headers);
            told.n_headers = head.n_headers;
            bytes = latin1_bytes(&head.text);
            told.header_bytes = bytes.len();
        }
        for item in &answer.items {
            match item {
                Item::Bytes(chunk) => {
                    bytes.extend_from_slice(chunk);
                    told.body_bytes += chunk.len();
                }
                Item::Other(repr) if repr == "None" => {}
                Item::Other(repr) => {
                    if self.table.version >= Version(2, 0, 19) {
                        let line =
                            format!("[ERROR] Unhandled object from iterator: {repr} (0xADDR)");
                        self.log.say(line);
                    }
                    let refusal = Refusal::NotBytes(repr.clone());
                    self.events.push(Event::Refused(refusal));
                }
            }
        }
        for raised in answer.raised.iter().chain(&answer.close_raised) {
            self.say_raised(raised);
        }
        if let Some(raised) = &answer.raised {
            let raised = Box::new(raised.clone());
            self.events.push(Event::Refused(Refusal::Raised(raised)));
            if self.flag("catch-exceptions") {
                let span = self.span_of("catch-exceptions");
                self.note_missing("the page of `catch-exceptions`".into(), span, "", true);
            }
        }
        if let Some(handled) = &answer.handled {
            self.events.push(Event::Handled(Box::new(handled.clone())));
        }
        if let Some(reason) = &answer.unknown {
            self.not_simulated(reason.clone(), None);
        }
        if let Some(reason) = &answer.doubt {
            self.events.push(Event::Undecided(reason.clone()));
        }
        if is_refused {
            bytes.clear();
        }
        let reply = Reply {
            bytes,
            seconds: answer.seconds,
            end: ReplyEnd::Closed,
        };
        if let Some(status) = answer.exited {
            return self.leave(machine, status, reply);
        }
        self.tell(request, &told);
        reply
    }

    /// The app ended its process: the master starts another, or uWSGI is gone.
    fn leave(&mut self, machine: &mut Machine, status: i32, reply: Reply) -> Reply {
        if self.has_master() {
            self.log
                .say("DAMN ! worker 1 (pid: PID) died :( trying respawn ...");
            self.log.say("Respawned uWSGI worker 1 (new pid: PID)");
        } else {
            self.end(machine, Exit::new(status, ExitCause::AppExitInRequest));
        }
        Reply {
            bytes: Vec::new(),
            ..reply
        }
    }
}

/// A status of three digits gets its words (core/writer.c:uwsgi_response_prepare_headers).
fn full_status(status: &str) -> String {
    if status.len() != 3 {
        return status.to_owned();
    }
    const WORDS: &str = include_str!("../../data/statuses.txt");
    let words = WORDS.lines().find_map(|line| line.strip_prefix(status));
    format!("{status}{}", words.unwrap_or(" Unknown"))
}

fn latin1_bytes(text: &str) -> Vec<u8> {
    let byte = |character: char| u8::try_from(u32::from(character)).unwrap_or(b'?');
    text.chars().map(byte).collect()
}
