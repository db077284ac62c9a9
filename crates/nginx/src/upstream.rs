//! Passing requests on: whom to ask, connecting as the worker, trying the next one, and what failures look like
//! (http/ngx_http_upstream.c).

mod attempt;
mod cgi_answer;
mod fastcgi;
mod http_request;
mod parameters;
mod peers;
mod relay;
mod uwsgi;

use hurdles_machine::{Errno, Exchange, ListenerId};

use crate::event::{AnswerReason, Attempt, AttemptEnd, Doubt, Event, Passed, Protocol};
use crate::http::{Endpoint, Peer};
use crate::phases::{Step, Upstream};
use crate::problem::Level;
use crate::transaction::{self, Transaction};
use crate::tree::{BlockKind, DirectiveId};

/// The directives that pass requests on.
const PASSES: [&str; 6] = [
    "uwsgi_pass",
    "proxy_pass",
    "fastcgi_pass",
    "scgi_pass",
    "grpc_pass",
    "memcached_pass",
];

/// The `…_pass` that answers here: the last one of the location; an `if` without one keeps its location's.
pub(crate) fn handler(transaction: &Transaction<'_>) -> Option<DirectiveId> {
    let tree = &transaction.configuration.tree;
    let mut block = Some(transaction.block);
    while let Some(id) = block {
        let mut children = tree.children(id).rev();
        let found = children.find(|id| PASSES.contains(&tree.get(*id).name.text.as_str()));
        if found.is_some() {
            return found;
        }
        let directive = tree.get(id);
        let inherits = matches!(
            directive.block,
            Some(BlockKind::IfInLocation | BlockKind::LimitExcept)
        );
        block = directive.parent.filter(|_| inherits);
    }
    None
}

/// A request ready to be sent.
pub(crate) struct Outgoing {
    pub(crate) exchange: Exchange,
    /// Names of the parameters set by directives.
    pub(crate) parameters: Vec<String>,
    /// The URI as logged behind the peer; empty where the protocol has none.
    pub(crate) uri: String,
}

/// Passes the request on and takes the answer.
pub(crate) fn pass(
    transaction: &mut Transaction<'_>,
    id: DirectiveId,
    upstream: &mut Upstream<'_>,
) -> Step {
    let directive = transaction.configuration.tree.get(id);
    let place = directive.place.clone();
    let Some(protocol) = protocol(&directive.name.text) else {
        let what = format!("{}: its protocol is not simulated", directive.name.text);
        transaction.events.push(Event::NotSimulated {
            place: Some(place),
            what,
            doubt: Doubt::Answer,
        });
        return Step::status(502);
    };
    transaction.read_body();
    let target = match peers::find(transaction, id) {
        Ok(target) => target,
        Err(step) => return step,
    };
    let outgoing = match protocol {
        Protocol::Uwsgi => uwsgi::request(transaction),
        Protocol::Scgi => Ok(parameters::scgi(transaction)),
        Protocol::FastCgi => Ok(fastcgi::request(transaction)),
        Protocol::Http => Ok(http_request::request(transaction, id, &target)),
    };
    let mut passed = Passed {
        place: place.clone(),
        protocol,
        attempts: Vec::new(),
        parameters: Vec::new(),
        identity: transaction.worker.clone(),
        user: transaction.worker_user.to_owned(),
    };
    let step = match outgoing {
        Ok(outgoing) => {
            passed.parameters.clone_from(&outgoing.parameters);
            let mut run = Run::new(protocol, outgoing, &target);
            let step = run.all(transaction, &target.peers, upstream);
            passed.attempts = run.attempts;
            step
        }
        Err(size) => too_big(transaction, &mut passed, size),
    };
    transaction.events.push(Event::Passed(passed));
    if let Step::Status { status, .. } = &step {
        transaction.events.push(Event::Answered {
            status: *status,
            place: Some(place),
            reason: AnswerReason::Upstream,
        });
    }
    step
}

/// A request that no uwsgi packet can hold.
fn too_big(transaction: &mut Transaction<'_>, passed: &mut Passed, size: u64) -> Step {
    let text = format!("uwsgi request is too big: {size}");
    transaction.log(Level::Alert, &text);
    passed.attempts.push(Attempt {
        address: String::new(),
        listener: None,
        walk: None,
        end: AttemptEnd::RequestTooBig(size),
    });
    Step::status(500)
}

/// What a `…_pass` speaks, where that is simulated.
fn protocol(pass: &str) -> Option<Protocol> {
    match pass {
        "uwsgi_pass" => Some(Protocol::Uwsgi),
        "proxy_pass" => Some(Protocol::Http),
        "fastcgi_pass" => Some(Protocol::FastCgi),
        "scgi_pass" => Some(Protocol::Scgi),
        _ => None,
    }
}

/// What the directives of a protocol begin with.
fn prefix(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Uwsgi => "uwsgi",
        Protocol::Http => "proxy",
        Protocol::FastCgi => "fastcgi",
        Protocol::Scgi => "scgi",
    }
}

/// Whether the next request meets the same worker: failures are counted by each for itself.
fn has_one_worker(transaction: &Transaction<'_>) -> bool {
    let processes = transaction.chain().argument("worker_processes", 0);
    processes.is_none_or(|text| text == "1")
}

/// One request on its way to the servers of an upstream.
struct Run {
    prefix: &'static str,
    protocol: Protocol,
    outgoing: Outgoing,
    upstream_name: String,
    schema: String,
    attempts: Vec<Attempt>,
}

/// What one attempt leads to.
enum Tried {
    Done(Step),
    /// It failed in a way that may be tried elsewhere: the kind as in `…_next_upstream`, and the status otherwise.
    Failed {
        kind: &'static str,
        status: u16,
        was_sent: bool,
    },
}

impl Run {
    fn new(protocol: Protocol, outgoing: Outgoing, target: &peers::Target) -> Self {
        Self {
            prefix: prefix(protocol),
            protocol,
            outgoing,
            upstream_name: target.name.clone(),
            schema: target.schema.clone(),
            attempts: Vec::new(),
        }
    }

    fn all(
        &mut self,
        transaction: &mut Transaction<'_>,
        peers: &[Peer],
        upstream: &mut Upstream<'_>,
    ) -> Step {
        let order = peers::order(transaction, &self.upstream_name, peers);
        transaction.peer = Some(transaction::Peer {
            schema: self.schema.clone(),
            name: self.upstream_name.clone(),
            uri: self.outgoing.uri.clone(),
            is_held: false,
        });
        if order.is_empty() {
            transaction.log(
                Level::Error,
                "no live upstreams while connecting to upstream",
            );
            let name = self.upstream_name.clone();
            transaction.upstream.addresses.push(name);
            transaction.upstream.statuses.push("502".to_owned());
            return Step::status(502);
        }
        let n_peers = peers.len();
        let mut last = 502;
        for (n, peer) in order.iter().enumerate() {
            let has_more = n + 1 < order.len();
            transaction.upstream.addresses.push(peer.name.clone());
            match self.one(transaction, peer, upstream, has_more) {
                Tried::Done(step) => return step,
                Tried::Failed {
                    kind,
                    status,
                    was_sent,
                } => {
                    last = status;
                    transaction.upstream.statuses.push(status.to_string());
                    if n_peers > 1 && peer.max_fails > 0 && has_one_worker(transaction) {
                        let key = (self.upstream_name.clone(), peer.name.clone());
                        transaction.resting.insert(key, ());
                    }
                    if !self.may_go_on(transaction, kind, was_sent) {
                        return Step::status(last);
                    }
                }
            }
        }
        Step::status(last)
    }

    /// `…_next_upstream`, and that a request that was sent is repeated only where that does no harm.
    fn may_go_on(&self, transaction: &Transaction<'_>, kind: &str, was_sent: bool) -> bool {
        let name = format!("{}_next_upstream", self.prefix);
        let chain = transaction.chain();
        let given: Option<Vec<&str>> = chain
            .directive(&name)
            .map(|directive| directive.texts().collect());
        let has = |wanted: &str| match &given {
            Some(texts) => texts.iter().any(|text| text.eq_ignore_ascii_case(wanted)),
            None => matches!(wanted, "error" | "timeout"),
        };
        let is_unsafe = matches!(transaction.method.as_str(), "POST" | "LOCK" | "PATCH");
        if has("off") || !has(kind) {
            return false;
        }
        !(was_sent && is_unsafe && !has("non_idempotent"))
    }

    fn one(
        &mut self,
        transaction: &mut Transaction<'_>,
        peer: &Peer,
        upstream: &mut Upstream<'_>,
        has_more: bool,
    ) -> Tried {
        if let Some(state) = &mut transaction.peer {
            state.name.clone_from(&peer.name);
            state.is_held = true;
        }
        let connected = match &peer.endpoint {
            Endpoint::Unix(path) => {
                transaction
                    .machine
                    .connect_unix(transaction.worker, transaction.cwd, path)
            }
            Endpoint::Ip(ip, port) => transaction.machine.connect_tcp(*ip, *port),
        };
        let listener = match connected {
            Ok(listener) => listener,
            Err(failure) => {
                let is_unix = matches!(peer.endpoint, Endpoint::Unix(_));
                self.log_connect(transaction, peer, failure.errno, is_unix);
                self.attempt(peer, None, AttemptEnd::NotConnected(failure.errno));
                if let Some(attempt) = self.attempts.last_mut() {
                    attempt.walk = failure.walk;
                }
                let timed_out = failure.errno == Errno::TimedOut;
                return Tried::Failed {
                    kind: if timed_out { "timeout" } else { "error" },
                    status: if timed_out { 504 } else { 502 },
                    was_sent: false,
                };
            }
        };
        let reply = upstream(transaction.machine, listener, &self.outgoing.exchange);
        self.take(transaction, peer, listener, &reply, has_more)
    }

    fn attempt(&mut self, peer: &Peer, listener: Option<ListenerId>, end: AttemptEnd) {
        self.attempts.push(Attempt {
            address: peer.name.clone(),
            listener,
            walk: None,
            end,
        });
    }

    fn log_connect(
        &self,
        transaction: &mut Transaction<'_>,
        peer: &Peer,
        errno: Errno,
        is_unix: bool,
    ) {
        // These mean that the set-up is to blame rather than the moment (`ngx_event_connect_peer`).
        let level = match errno {
            Errno::ConnectionRefused
            | Errno::Again
            | Errno::ConnectionReset
            | Errno::TimedOut
            | Errno::NetworkUnreachable => Level::Error,
            _ => Level::Crit,
        };
        // connect(2) of a TCP socket fails at once only where there is no route; a refusal is learned later.
        let named = is_unix || errno == Errno::NetworkUnreachable;
        let to = if named {
            format!(" to {}", peer.name)
        } else {
            String::new()
        };
        let text = format!(
            "connect(){to} failed ({}: {errno}) while connecting to upstream",
            errno.number()
        );
        transaction.log(level, &text);
    }
}
