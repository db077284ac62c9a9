//! A request being answered: what is known of it, its settings, its log lines.

use std::collections::BTreeMap;
use std::net::IpAddr;

use hurdles_machine::{Identity, Machine};

use crate::asked::Asked;
use crate::build::Build;
use crate::configuration::Configuration;
use crate::cycle;
use crate::event::Event;
use crate::http::Http;
use crate::problem::Level;
use crate::regex::Captures;
use crate::server::Server;
use crate::server_choice::Local;
use crate::settings::Chain;
use crate::terminal::{self, Target};
use crate::tree::DirectiveId;
use crate::value;

/// How often the URI may change (`NGX_HTTP_MAX_URI_CHANGES`).
pub(crate) const MOST_URI_CHANGES: u32 = 10;

/// The upstream server in use, for log lines.
#[derive(Clone, Debug, Default)]
pub(crate) struct Peer {
    /// `uwsgi://`.
    pub(crate) schema: String,
    pub(crate) name: String,
    pub(crate) uri: String,
    /// Whether the connection is still held: only then a UNIX path is logged with a colon.
    pub(crate) is_held: bool,
}

/// What upstreams leave for variables.
#[derive(Clone, Debug, Default)]
pub(crate) struct UpstreamFacts {
    pub(crate) addresses: Vec<String>,
    pub(crate) statuses: Vec<String>,
    pub(crate) headers: Vec<(String, String)>,
}

/// What an upstream that left the answer to another location wants to stay.
#[derive(Clone, Debug, Default)]
pub(crate) struct Kept {
    pub(crate) content_type: Option<String>,
    pub(crate) headers: Vec<(String, String)>,
}

/// Where a request stands in its settings and phases.
pub(crate) struct State {
    location: Option<DirectiveId>,
    block: DirectiveId,
    captures: Captures,
    flags: (bool, bool, bool, bool),
    is_final: bool,
    error_status: Option<u16>,
    peer: Option<Peer>,
    upstream: UpstreamFacts,
    keeps_alive: bool,
    method: String,
}

/// A request being answered.
pub(crate) struct Transaction<'s> {
    pub(crate) machine: &'s mut Machine,
    pub(crate) configuration: &'s Configuration,
    pub(crate) http: &'s Http,
    pub(crate) build: Build,
    pub(crate) worker: &'s Identity,
    pub(crate) worker_user: &'s str,
    pub(crate) cwd: &'s str,
    pub(crate) logs: &'s BTreeMap<String, hurdles_machine::NodeId>,
    pub(crate) resting: &'s mut BTreeMap<(String, String), ()>,
    pub(crate) terminal: &'s mut String,
    pub(crate) asked: Asked,
    /// The method, which an error page turns into GET.
    pub(crate) method: String,
    pub(crate) uri: String,
    pub(crate) arguments: String,
    /// The host asked for; empty without one.
    pub(crate) host: String,
    pub(crate) server_name: String,
    pub(crate) server: DirectiveId,
    pub(crate) location: Option<DirectiveId>,
    /// The innermost block that holds: the server, a location, or an `if`.
    pub(crate) block: DirectiveId,
    pub(crate) variables: BTreeMap<String, String>,
    pub(crate) captures: Captures,
    /// The URI of the request within the request that runs.
    pub(crate) subrequest: Option<String>,
    /// The address at the other end of the connection, where a trusted proxy told another.
    pub(crate) told_client: Option<IpAddr>,
    /// Whether the server was asked before.
    pub(crate) is_repeated: bool,
    pub(crate) is_internal: bool,
    pub(crate) uri_changes: u32,
    /// Whether the URI was changed and the location stayed (`rewrite … break`).
    pub(crate) is_rewritten_in_place: bool,
    /// Whether the target is still what the client sent.
    pub(crate) is_original: bool,
    pub(crate) in_error_page: bool,
    /// Whether no error page may take over any more.
    pub(crate) is_final: bool,
    pub(crate) error_status: Option<u16>,
    pub(crate) peer: Option<Peer>,
    pub(crate) upstream: UpstreamFacts,
    pub(crate) kept: Kept,
    pub(crate) keeps_alive: bool,
    pub(crate) status: u16,
    pub(crate) sent_headers: Vec<(String, String)>,
    pub(crate) body_bytes_sent: u64,
    /// Whether the client was told to go on with its body: those bytes count as sent.
    pub(crate) has_continued: bool,
    pub(crate) elapsed: f64,
    pub(crate) events: Vec<Event>,
}

impl<'s> Transaction<'s> {
    pub(crate) fn new(
        server: &'s mut Server,
        configuration: &'s Configuration,
        http: &'s Http,
        machine: &'s mut Machine,
        asked: Asked,
        block: DirectiveId,
    ) -> Self {
        Self {
            machine,
            configuration,
            http,
            build: server.build,
            worker: &server.worker,
            worker_user: &server.worker_user,
            cwd: &server.context.cwd,
            logs: &server.logs,
            resting: &mut server.resting,
            terminal: &mut server.terminal,
            method: asked.method.clone(),
            asked,
            uri: String::new(),
            arguments: String::new(),
            host: String::new(),
            server_name: String::new(),
            server: block,
            location: None,
            block,
            variables: BTreeMap::new(),
            captures: Captures::default(),
            subrequest: None,
            told_client: None,
            is_repeated: std::mem::replace(&mut server.was_asked, true),
            is_internal: false,
            uri_changes: MOST_URI_CHANGES + 1,
            is_rewritten_in_place: false,
            is_original: true,
            in_error_page: false,
            is_final: false,
            error_status: None,
            peer: None,
            upstream: UpstreamFacts::default(),
            kept: Kept::default(),
            keeps_alive: true,
            status: 0,
            sent_headers: Vec::new(),
            body_bytes_sent: 0,
            has_continued: false,
            elapsed: 0.0,
            events: Vec::new(),
        }
    }

    /// What a request within the request changes and gives back.
    pub(crate) fn state(&self) -> State {
        State {
            location: self.location,
            block: self.block,
            captures: self.captures.clone(),
            flags: (
                self.is_internal,
                self.is_original,
                self.is_rewritten_in_place,
                self.in_error_page,
            ),
            is_final: self.is_final,
            error_status: self.error_status,
            peer: self.peer.clone(),
            upstream: self.upstream.clone(),
            keeps_alive: self.keeps_alive,
            method: self.method.clone(),
        }
    }

    /// Goes back to a state.
    pub(crate) fn restore(&mut self, state: State) {
        self.location = state.location;
        self.block = state.block;
        self.captures = state.captures;
        (
            self.is_internal,
            self.is_original,
            self.is_rewritten_in_place,
            self.in_error_page,
        ) = state.flags;
        self.is_final = state.is_final;
        self.error_status = state.error_status;
        self.peer = state.peer;
        self.upstream = state.upstream;
        self.keeps_alive = state.keeps_alive;
        self.method = state.method;
        self.subrequest = None;
    }

    /// The settings that hold here.
    pub(crate) fn chain(&self) -> Chain<'s> {
        Chain::of(&self.configuration.tree, self.block)
    }

    /// The port of the listening socket.
    pub(crate) fn port(&self) -> u16 {
        match self.asked.local {
            Local::Ip(_, port) => port,
            Local::Unix(_) => 0,
        }
    }

    /// The client's address as logged.
    pub(crate) fn client(&self) -> String {
        match self.asked.local {
            Local::Ip(..) => self.asked.client.to_string(),
            Local::Unix(_) => "unix:".to_owned(),
        }
    }

    /// Writes to the error log, with the tail that tells of the request (`ngx_http_log_error`).
    pub(crate) fn log(&mut self, level: Level, message: &str) {
        let mut line = format!(
            "{message}, client: {}, server: {}, request: \"{}\"",
            self.client(),
            self.server_name,
            self.asked.line
        );
        if let Some(uri) = &self.subrequest {
            line.push_str(&format!(", subrequest: \"{uri}\""));
        }
        if let Some(peer) = &self.peer {
            let colon = if peer.is_held && peer.name.starts_with("unix:") {
                ":"
            } else {
                ""
            };
            line.push_str(&format!(
                ", upstream: \"{}{}{colon}{}\"",
                peer.schema, peer.name, peer.uri
            ));
        }
        if let Some(host) = self.asked.header("host") {
            line.push_str(&format!(", host: \"{host}\""));
        }
        if let Some(referer) = self.asked.header("referer") {
            line.push_str(&format!(", referrer: \"{referer}\""));
        }
        let line = format!(
            "TIME [{}] PID#PID: *N {}\n",
            level.name(),
            cut(level, &line)
        );
        let directives = self.chain().all("error_log");
        let logs: Vec<terminal::ErrorLog> = directives
            .iter()
            .map(|id| {
                let directive = self.configuration.tree.get(*id);
                cycle::error_log(self.configuration, directive, self.logs)
            })
            .collect();
        let logs = if logs.is_empty() {
            cycle::main_error_logs(self.configuration, self.logs)
        } else {
            logs
        };
        if logs.is_empty() && level <= Level::Error {
            // The compiled-in log is stderr: the terminal that nginx was started from.
            self.terminal.push_str(&line);
        }
        for log in logs.iter().filter(|log| level <= log.level) {
            match log.target {
                Target::File(node) => terminal::append(self.machine, node, &line),
                Target::Stderr => self.terminal.push_str(&line),
                Target::Nowhere => {}
            }
        }
    }

    /// Writes to the access logs that hold here.
    pub(crate) fn log_access(&mut self) {
        let chain = self.chain();
        let directives = chain.all("access_log");
        let is_off = |id: &DirectiveId| chain.tree().get(*id).argument(0) == Some("off");
        if directives.iter().any(is_off) {
            return;
        }
        if directives.is_empty() {
            let line = crate::log_format::line(self, None);
            self.append_to_log("/var/log/nginx/access.log", &line);
        }
        for id in directives {
            let directive = chain.tree().get(id);
            let condition = directive.texts().find_map(|text| text.strip_prefix("if="));
            if let Some(condition) = condition {
                let value = self.expand(condition);
                if value.is_empty() || value == "0" {
                    continue;
                }
            }
            let format = directive.argument(1).filter(|text| !text.contains('='));
            let line = crate::log_format::line(self, format);
            let path = self.expand(directive.argument(0).unwrap_or(""));
            let path = if path.starts_with('/') {
                path
            } else {
                format!("{}{path}", self.configuration.prefix)
            };
            self.append_to_log(&path, &line);
        }
    }

    fn append_to_log(&mut self, path: &str, line: &str) {
        if let Some(node) = self.logs.get(path) {
            terminal::append(self.machine, *node, line);
        }
    }

    /// Whether a flag holds here.
    pub(crate) fn flag(&self, name: &str, default: bool) -> bool {
        self.chain().flag(name, default)
    }

    /// nginx's signature as the settings want it.
    pub(crate) fn signature(&self) -> String {
        let chain = self.chain();
        let tokens = chain.argument("server_tokens", 0).and_then(value::flag);
        if tokens == Some(false) {
            "nginx".to_owned()
        } else {
            self.build.signature()
        }
    }

    /// Reads the body, which a client may have announced first (`ngx_http_test_expect`).
    pub(crate) fn read_body(&mut self) {
        self.has_continued |= self
            .asked
            .header("expect")
            .is_some_and(|value| value.eq_ignore_ascii_case("100-continue"));
    }

    /// Lets time pass; false when the client has left by then.
    pub(crate) fn wait(&mut self, seconds: f64) -> bool {
        self.elapsed += seconds;
        self.elapsed <= self.asked.patience
    }
}

/// Cuts a message as nginx's buffer does (`NGX_MAX_ERROR_STR`), as if time, pid and connection had their usual widths.
fn cut(level: Level, message: &str) -> &str {
    const BUFFER: usize = 2048;
    let before = format!("2026/01/01 00:00:00 [{}] 57#57: *1 ", level.name()).len();
    let most = BUFFER - 1 - before;
    if message.len() <= most {
        return message;
    }
    let mut end = most;
    while !message.is_char_boundary(end) {
        end -= 1;
    }
    message.get(..end).unwrap_or(message)
}
