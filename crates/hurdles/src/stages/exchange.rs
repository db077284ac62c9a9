//! The stages `connect`, `protocol` and `response`: from nginx's connect() to the answer.

use hurdles_machine::Errno;
use hurdles_nginx::event::{AnswerReason, Attempt, AttemptEnd, Event, Passed, Protocol};
use hurdles_uwsgi::Refusal;

use super::{Verdict, server};
use crate::report::Answerer;
use crate::trace::Trace;

/// The CGI variables without which an app cannot even be asked (PEP 3333, "environ Variables").
const NEEDED: [&str; 2] = ["REQUEST_METHOD", "PATH_INFO"];

/// The verdicts of the three stages, in order.
pub(super) fn verdicts(trace: &Trace, from: Option<Answerer>) -> [Verdict; 3] {
    let Some(passed) = server::passed(trace) else {
        return without_upstream(trace, from);
    };
    let end = passed.attempts.last().map(|attempt| &attempt.end);
    let address = passed
        .attempts
        .last()
        .map_or("", |attempt| &attempt.address);
    let why_not = match end {
        Some(AttemptEnd::NotConnected(errno)) => Some(refused(passed, address, *errno)),
        Some(AttemptEnd::NotResolved) => Some(format!("`{address}` has no address")),
        None => Some("there is no server to pass to".to_owned()),
        _ => None,
    };
    if let Some(why) = why_not {
        return [
            Verdict::Tripped(why),
            Verdict::unreached(),
            Verdict::unreached(),
        ];
    }
    let connect = Verdict::Cleared(format!(
        "nginx connects to `{address}` as `{}`",
        passed.user
    ));
    if let Some(why) = protocol_trip(trace, passed, end) {
        return [connect, Verdict::Tripped(why), Verdict::unreached()];
    }
    let protocol = Verdict::Cleared(format!("both sides speak {}", spoken(passed.protocol)));
    [connect, protocol, response(trace, from)]
}

/// nginx, or a program on its port, answered without passing the request on.
fn without_upstream(trace: &Trace, from: Option<Answerer>) -> [Verdict; 3] {
    let limit = trace.response.events.iter().find_map(|event| match event {
        Event::Answered {
            reason: AnswerReason::BodyTooLarge(limit),
            ..
        } => Some(format!("the body is larger than {limit} bytes")),
        Event::Answered {
            reason: AnswerReason::RequestTooLarge,
            ..
        } => Some("the request line or a header is larger than nginx's buffers".to_owned()),
        Event::Answered {
            reason: AnswerReason::BadRequest,
            ..
        } => Some("nginx cannot read the request".to_owned()),
        Event::ListenExpects { word, .. } => {
            Some(format!("the socket expects `{word}`, not a plain request"))
        }
        Event::TlsToPlainSocket { .. } => {
            Some("the browser speaks TLS, the socket plain HTTP".to_owned())
        }
        Event::HandshakeRejected { .. } => Some("nginx refuses the TLS handshake".to_owned()),
        _ => None,
    });
    if let Some(why) = limit {
        return [
            Verdict::unreached(),
            Verdict::Tripped(why),
            Verdict::unreached(),
        ];
    }
    let denied = trace.response.events.iter().any(|event| {
        matches!(
            event,
            Event::File {
                errno: Some(Errno::AccessDenied),
                ..
            } | Event::Answered {
                reason: AnswerReason::Denied
                    | AnswerReason::Authentication
                    | AnswerReason::Condition,
                ..
            }
        )
    });
    let last = if denied
        || matches!(
            from,
            Some(Answerer::Static | Answerer::App | Answerer::Uwsgi)
        ) {
        response(trace, from)
    } else {
        Verdict::unreached()
    };
    [Verdict::unreached(), Verdict::unreached(), last]
}

fn refused(passed: &Passed, address: &str, errno: Errno) -> String {
    let user = &passed.user;
    match errno {
        Errno::NotFound => format!("nginx finds no socket at `{address}`"),
        Errno::AccessDenied => {
            format!("nginx runs as `{user}`, which may not connect to `{address}`")
        }
        Errno::ConnectionRefused => format!("nobody listens at `{address}`"),
        Errno::Again => format!("the queue of `{address}` is full"),
        other => format!("nginx cannot connect to `{address}`: {other}"),
    }
}

fn spoken(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Uwsgi => "uwsgi",
        Protocol::Http => "HTTP",
        Protocol::FastCgi => "FastCGI",
        Protocol::Scgi => "SCGI",
    }
}

/// Whether the conversation broke down, rather than the app.
fn protocol_trip(trace: &Trace, passed: &Passed, end: Option<&AttemptEnd>) -> Option<String> {
    if let Some(refusal) = trace.refusals.first() {
        return refused_by_uwsgi(refusal, passed);
    }
    let answers_without_status = matches!(end, Some(AttemptEnd::ClosedEarly))
        && matches!(passed.attempts.last(), Some(attempt) if is_uwsgi(trace, attempt));
    if answers_without_status {
        return None;
    }
    match end? {
        AttemptEnd::ClosedEarly | AttemptEnd::Reset => {
            Some("uWSGI closes the connection before it answers".to_owned())
        }
        AttemptEnd::TimedOut(seconds) => Some(format!("no answer comes within {seconds} seconds")),
        AttemptEnd::ClientLeft => Some("no answer comes while the browser waits".to_owned()),
        AttemptEnd::InvalidHeader => {
            Some("what comes back is no answer in the protocol that nginx speaks".to_owned())
        }
        AttemptEnd::HeaderTooBig(bytes) => Some(format!(
            "the answer's header is larger than the buffer of {bytes} bytes"
        )),
        AttemptEnd::RequestTooBig(bytes) => Some(format!(
            "the request of {bytes} bytes does not fit the protocol"
        )),
        AttemptEnd::Answered(_) | AttemptEnd::NotConnected(_) | AttemptEnd::NotResolved => None,
    }
}

/// Whether uWSGI took the request and had nothing against it: an empty answer is the app's own.
fn is_uwsgi(trace: &Trace, attempt: &Attempt) -> bool {
    let serves = |listener| trace.uwsgi.iter().any(|run| run.instance.serves(listener));
    attempt.listener.is_some_and(serves)
}

/// What uWSGI did not like about the conversation; none where it was fine and the app is at fault.
fn refused_by_uwsgi(refusal: &Refusal, passed: &Passed) -> Option<String> {
    match refusal {
        Refusal::BlockTooLarge {
            looks_like: Some(other),
            ..
        } => Some(format!(
            "nginx speaks {other} to a socket that expects uwsgi"
        )),
        Refusal::BlockTooLarge {
            announced, limit, ..
        } => Some(format!(
            "the request takes {announced} bytes, uWSGI's buffer has {limit}"
        )),
        Refusal::WrongProtocol { expects, got } => {
            Some(format!("the socket expects {expects} and gets {got}"))
        }
        Refusal::Harakiri => Some("uWSGI kills the worker, which takes too long".to_owned()),
        Refusal::Raised(_) if passed.protocol == Protocol::Uwsgi => {
            let has = |name: &str| passed.parameters.iter().any(|given| given == name);
            let missing = NEEDED.into_iter().find(|name| !has(name))?;
            Some(format!("nginx does not pass `{missing}` on"))
        }
        Refusal::Raised(_) | Refusal::NotBytes(_) | Refusal::NoPlugin(_) | Refusal::NoApp => None,
    }
}

fn response(trace: &Trace, from: Option<Answerer>) -> Verdict {
    let who = match from {
        Some(Answerer::App) => "the app",
        Some(Answerer::Uwsgi) => "uWSGI itself",
        Some(Answerer::Nginx) => "nginx",
        Some(Answerer::Static) => "nginx, with a file,",
        None => "nobody",
    };
    let raised = trace.refusals.iter().find_map(|refusal| match refusal {
        Refusal::Raised(raised) => Some(raised),
        _ => None,
    });
    let not_bytes = trace
        .refusals
        .iter()
        .any(|refusal| matches!(refusal, Refusal::NotBytes(_)));
    if not_bytes {
        return Verdict::Tripped("the app gives something else than bytes".to_owned());
    }
    match (trace.response.status, raised) {
        (_, Some(raised)) => Verdict::Tripped(format!("the app raises {}", raised.class)),
        (Some(status), _) if status < 400 => {
            Verdict::Cleared(format!("{who} answers with status {status}"))
        }
        (Some(status), _) => Verdict::Tripped(format!("{who} answers with status {status}")),
        (None, _) => Verdict::Tripped("no answer comes".to_owned()),
    }
}
