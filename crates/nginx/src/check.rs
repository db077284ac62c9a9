//! What the handlers of directives find wrong with values, one directive at a time, in the order of reading.

pub(crate) mod core;
pub(crate) mod free;
pub(crate) mod http;
pub(crate) mod listen;
pub(crate) mod location;
pub(crate) mod log;
pub(crate) mod pass;
pub(crate) mod rewrite;
pub(crate) mod server_name;
pub(crate) mod upstream;
mod words;

use crate::directive_table::{Entry, ValueType};
use crate::parse::Reading;
use crate::problem::{Problem, ProblemKind};
use crate::tree::{BlockKind, Directive, DirectiveId};
use crate::value;
use crate::variable_names::{self, Part};

/// What a check gives: nothing, or the fault that ends the test.
pub(crate) type Checked = Result<(), Problem>;

/// The kind of block that a directive opens.
pub(crate) fn block_kind(name: &str, parent: BlockKind) -> BlockKind {
    match (name, parent) {
        ("http", BlockKind::Main) => BlockKind::Http,
        ("events", BlockKind::Main) => BlockKind::Events,
        ("stream", BlockKind::Main) => BlockKind::Stream,
        ("mail", BlockKind::Main) => BlockKind::Mail,
        ("server", BlockKind::Http) => BlockKind::Server,
        ("server", BlockKind::Stream) => BlockKind::StreamServer,
        ("server", BlockKind::Mail) => BlockKind::MailServer,
        ("upstream", BlockKind::Http) => BlockKind::Upstream,
        ("upstream", BlockKind::Stream) => BlockKind::StreamUpstream,
        ("location", _) => BlockKind::Location,
        ("if", BlockKind::Server) => BlockKind::IfInServer,
        ("if", _) => BlockKind::IfInLocation,
        ("limit_except", _) => BlockKind::LimitExcept,
        _ => BlockKind::Free,
    }
}

/// Runs the handler of one directive.
pub(crate) fn directive(reading: &mut Reading<'_>, id: DirectiveId, entry: &Entry) -> Checked {
    by_type(reading, id, entry.value)?;
    let name = reading.tree.get(id).name.text.clone();
    // A method of balancing is noted before its words are looked at.
    let is_later = matches!(name.as_str(), "hash" | "random");
    let is_http = !matches!(
        reading.block_kind(),
        BlockKind::Stream | BlockKind::StreamServer | BlockKind::StreamUpstream
    );
    if is_http && !is_later {
        words::check(reading, id, &name)?;
    }
    match (name.as_str(), reading.block_kind()) {
        ("worker_cpu_affinity" | "thread_pool", _) => core::workers(reading, id),
        (
            "user" | "error_log" | "load_module" | "worker_processes" | "worker_connections"
            | "use" | "ssl" | "resolver",
            _,
        ) => core::check(reading, id, &name),
        ("listen", BlockKind::Server) => listen::check(reading, id),
        ("server_name", BlockKind::Server) => server_name::check(reading, id),
        ("location", _) => location::check(reading, id),
        ("root" | "alias", _) => location::root(reading, id, &name),
        ("server", BlockKind::Upstream) => upstream::server(reading, id),
        ("upstream", BlockKind::Http) => upstream::block(reading, id),
        ("ip_hash" | "least_conn" | "hash" | "random", BlockKind::Upstream) => {
            upstream::balancing(reading, id)?;
            words::check(reading, id, &name)
        }
        ("return" | "rewrite" | "set" | "if" | "break", kind)
            if !matches!(kind, BlockKind::StreamServer) =>
        {
            rewrite::check(reading, id, &name)
        }
        (
            "uwsgi_pass" | "proxy_pass" | "fastcgi_pass" | "scgi_pass" | "grpc_pass"
            | "memcached_pass",
            kind,
        ) if !matches!(kind, BlockKind::StreamServer) => pass::check(reading, id, &name),
        ("access_log" | "log_format", BlockKind::Stream | BlockKind::StreamServer) => Ok(()),
        ("access_log" | "log_format", _) => log::check(reading, id, &name),
        (_, BlockKind::Main | BlockKind::Events) => Ok(()),
        (_, BlockKind::Stream | BlockKind::StreamServer | BlockKind::StreamUpstream) => Ok(()),
        (_, BlockKind::Mail | BlockKind::MailServer) => Ok(()),
        _ => http::check(reading, id, &name),
    }
}

/// A fault at a directive, with the characters of one of its arguments.
pub(crate) fn fault(directive: &Directive, kind: ProblemKind, argument: Option<usize>) -> Problem {
    let span = argument
        .and_then(|n| directive.arguments.get(n))
        .and_then(|word| word.span);
    Problem::emerg(kind, Some(directive.place.clone())).blaming(span)
}

/// Takes a value with variables: its syntax is checked now, the names when `http` closes.
pub(crate) fn variables(
    reading: &mut Reading<'_>,
    id: DirectiveId,
    argument: usize,
) -> Result<bool, Problem> {
    let directive = reading.tree.get(id);
    let Some(text) = directive.argument(argument) else {
        return Ok(false);
    };
    if !text.contains('$') {
        return Ok(false);
    }
    let names: Vec<String> = match variable_names::parts(text) {
        Ok(parts) => parts
            .iter()
            .filter_map(|part| match part {
                Part::Variable(name) => Some((*name).to_owned()),
                Part::Text(_) => None,
            })
            .collect(),
        Err(kind) => return Err(fault(directive, kind, Some(argument))),
    };
    reading
        .variables_used
        .extend(names.into_iter().map(|name| (name, id)));
    Ok(true)
}

fn by_type(reading: &mut Reading<'_>, id: DirectiveId, value: ValueType) -> Checked {
    let directive = reading.tree.get(id);
    let name = directive.name.text.clone();
    let Some(first) = directive.argument(0).map(str::to_owned) else {
        return Ok(());
    };
    let wrong = |kind| Err(fault(directive, kind, Some(0)));
    match value {
        ValueType::Flag if value::flag(&first).is_none() => {
            wrong(ProblemKind::InvalidFlag { value: first, name })
        }
        ValueType::Number if value::number(&first).is_none() => {
            wrong(ProblemKind::InvalidNumber(name))
        }
        ValueType::Bounded(low, high) => match value::number(&first) {
            None => wrong(ProblemKind::InvalidNumber(name)),
            Some(n) if !(low..=high).contains(&n) => wrong(ProblemKind::OutOfBounds { low, high }),
            Some(_) => Ok(()),
        },
        ValueType::Size if value::size(&first, false).is_none() => {
            wrong(ProblemKind::InvalidValueOf(name))
        }
        ValueType::Offset if value::size(&first, true).is_none() => {
            wrong(ProblemKind::InvalidValueOf(name))
        }
        ValueType::Milliseconds if value::time(&first, false).is_none() => {
            wrong(ProblemKind::InvalidValueOf(name))
        }
        ValueType::Seconds if value::time(&first, true).is_none() => {
            wrong(ProblemKind::InvalidValueOf(name))
        }
        ValueType::Buffers => {
            let size = directive.argument(1).unwrap_or("");
            let zero = |n: Option<u64>| n.is_none_or(|n| n == 0);
            if zero(value::number(&first)) || zero(value::size(size, false)) {
                return wrong(ProblemKind::InvalidValueOf(name));
            }
            Ok(())
        }
        ValueType::Enum(values) => {
            if values
                .split('/')
                .any(|known| known.eq_ignore_ascii_case(&first))
            {
                Ok(())
            } else {
                wrong(ProblemKind::InvalidValue(first))
            }
        }
        ValueType::Mask(values) => mask(reading, id, values),
        ValueType::Variables => {
            for n in 0..directive.arguments.len() {
                variables(reading, id, n)?;
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

fn mask(reading: &mut Reading<'_>, id: DirectiveId, values: &str) -> Checked {
    let mut seen: Vec<String> = Vec::new();
    let directive = reading.tree.get(id).clone();
    for (n, text) in directive.texts().enumerate() {
        let lower = text.to_ascii_lowercase();
        if !values
            .split('/')
            .any(|known| known.eq_ignore_ascii_case(text))
        {
            let kind = ProblemKind::InvalidValue(text.to_owned());
            return Err(fault(&directive, kind, Some(n)));
        }
        if seen.contains(&lower) {
            reading.warn(ProblemKind::DuplicateValue(text.to_owned()), id);
        }
        seen.push(lower);
    }
    Ok(())
}
