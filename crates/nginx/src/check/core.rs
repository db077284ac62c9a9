//! Directives of the main context: `user`, `error_log`, `load_module`, `worker_processes` …

use hurdles_machine::Bits;

use super::{Checked, fault};
use crate::address::{self, Rules};
use crate::build::Version;
use crate::parse::Reading;
use crate::problem::{Level, ProblemKind};
use crate::tree::{BlockKind, Directive, DirectiveId};
use crate::value;

pub(crate) fn check(reading: &mut Reading<'_>, id: DirectiveId, name: &str) -> Checked {
    let directive = reading.tree.get(id).clone();
    let first = directive.argument(0).unwrap_or("").to_owned();
    match name {
        "user" => user(reading, id),
        "error_log" => error_log(&directive),
        "load_module" => load_module(reading, id, &first),
        "worker_processes" if first != "auto" && value::number(&first).is_none() => {
            let kind = ProblemKind::DirectiveText {
                name: name.to_owned(),
                text: "invalid value",
            };
            Err(fault(&directive, kind, Some(0)))
        }
        "use" if !matches!(first.as_str(), "epoll" | "poll" | "select") => {
            let kind = ProblemKind::InvalidValueText(format!("invalid event type \"{first}\""));
            Err(fault(&directive, kind, Some(0)))
        }
        "resolver" => resolver(reading, id),
        "ssl" => {
            if reading.build.version >= crate::build::Version::V1_18_0 {
                reading.warn(ProblemKind::SslDeprecated, id);
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

fn error_log(directive: &Directive) -> Checked {
    let is_debug_filter = |text: &str| text.starts_with("debug_");
    for (n, text) in directive.texts().enumerate().skip(1) {
        if Level::parse(text).is_none() && !is_debug_filter(text) {
            let kind = ProblemKind::InvalidLogLevel(text.to_owned());
            return Err(fault(directive, kind, Some(n)));
        }
    }
    if let Some(level) = directive.argument(1)
        && directive.argument(2) == Some(level)
    {
        let kind = ProblemKind::InvalidValueText(format!("duplicate log level \"{level}\""));
        return Err(fault(directive, kind, Some(2)));
    }
    Ok(())
}

fn resolver(reading: &Reading<'_>, id: DirectiveId) -> Checked {
    let directive = reading.tree.get(id);
    for (n, text) in directive.texts().enumerate() {
        let wrong = |text: String| {
            let kind = ProblemKind::InvalidValueText(text);
            Err(fault(directive, kind, Some(n)))
        };
        if let Some(valid) = text.strip_prefix("valid=") {
            if value::time(valid, true).is_none() {
                return wrong(format!("invalid parameter: {text}"));
            }
            continue;
        }
        let options = ["ipv4=", "ipv6=", "status_zone="];
        if options.iter().any(|option| text.starts_with(option)) {
            continue;
        }
        let rules = Rules {
            listen: false,
            uri: false,
        };
        let found = address::parse(text, rules).ok();
        let ips = found.map(|url| super::upstream::resolve(reading, &url, 53));
        if ips.is_some_and(|ips| ips.is_empty()) {
            return wrong(format!("host not found in resolver \"{text}\""));
        }
    }
    Ok(())
}

/// `ngx_set_user` (core/nginx.c): names are looked up only by root.
fn user(reading: &mut Reading<'_>, id: DirectiveId) -> Checked {
    if !reading.context.identity.is_root() {
        reading.warn(ProblemKind::UserIgnored, id);
        return Ok(());
    }
    let directive = reading.tree.get(id);
    let name = directive.argument(0).unwrap_or("");
    let accounts = &reading.machine.accounts;
    if accounts.user(name).is_none() {
        let kind = ProblemKind::GetPwNam(name.to_owned());
        return Err(fault(directive, kind, Some(0)));
    }
    let group = directive.argument(1).unwrap_or(name);
    if accounts.group(group).is_none() {
        let kind = ProblemKind::GetGrNam(group.to_owned());
        let argument = directive.arguments.len() - 1;
        return Err(fault(directive, kind, Some(argument)));
    }
    Ok(())
}

fn load_module(reading: &mut Reading<'_>, id: DirectiveId, name: &str) -> Checked {
    // Modules may not come after the blocks that they would add directives to (`ngx_load_module`).
    let is_late = reading.tree.roots().iter().any(|root| {
        let block = reading.tree.get(*root).block;
        matches!(
            block,
            Some(BlockKind::Http | BlockKind::Events | BlockKind::Stream)
        )
    });
    let directive = reading.tree.get(id).clone();
    if is_late {
        let kind = ProblemKind::DirectiveText {
            name: "load_module".to_owned(),
            text: "is specified too late",
        };
        return Err(fault(&directive, kind, None));
    }
    let path = reading.full_name(name, false);
    let who = &reading.context.identity;
    let walk = reading.machine.walk(who, "/", &path, Bits::READ);
    if walk.end.is_err() {
        return Err(fault(&directive, ProblemKind::DlOpen(path), Some(0)));
    }
    let module = match name.rsplit('/').next().unwrap_or("") {
        "ngx_stream_module.so" => "stream",
        "ngx_mail_module.so" => "mail",
        "ngx_http_image_filter_module.so" => "image",
        "ngx_http_xslt_filter_module.so" => "xslt",
        "ngx_http_geoip_module.so" | "ngx_stream_geoip_module.so" => "geoip",
        "ngx_http_perl_module.so" => "perl",
        _ => {
            reading.unknown.push(crate::configuration::Unknown {
                what: format!("the directives that the module {path} adds"),
                tell: "nginx -t".to_owned(),
                span: directive.place.span,
            });
            return Ok(());
        }
    };
    reading.modules.push(module);
    Ok(())
}

/// `worker_cpu_affinity`, whose masks are read from their end, and `thread_pool`.
pub(crate) fn workers(reading: &Reading<'_>, id: DirectiveId) -> Checked {
    let directive = reading.tree.get(id);
    if directive.is("thread_pool") {
        let has_threads = directive.texts().any(|text| text.starts_with("threads="));
        if has_threads || directive.argument(0) == Some("default") {
            return Ok(());
        }
        let text = "\"thread_pool\" must have \"threads\" parameter".to_owned();
        return Err(fault(directive, ProblemKind::InvalidValueText(text), None));
    }
    let is_auto = directive.argument(0) == Some("auto");
    for (n, text) in directive.texts().enumerate().skip(usize::from(is_auto)) {
        let mut from_end = text.chars().rev();
        if let Some(wrong) = from_end.find(|c| !matches!(c, '0' | '1' | ' ')) {
            let text = format!("invalid character \"{wrong}\" in \"worker_cpu_affinity\"");
            return Err(fault(
                directive,
                ProblemKind::InvalidValueText(text),
                Some(n),
            ));
        }
    }
    Ok(())
}

/// Passwords are read while the configuration is (`ngx_ssl_read_password_file`).
pub(super) fn password_file(reading: &Reading<'_>, directive: &Directive) -> Checked {
    let path = reading.full_name(directive.argument(0).unwrap_or(""), true);
    let who = &reading.context.identity;
    match reading.machine.walk(who, "/", &path, Bits::READ).end {
        Ok(_) => Ok(()),
        Err(errno) => {
            let call = format!("open() \"{path}\"");
            Err(fault(directive, ProblemKind::Call { call, errno }, Some(0)))
        }
    }
}

/// Settings of HTTP/2 that later releases take from elsewhere (http/v2/ngx_http_v2_module.c).
pub(super) fn obsolete(reading: &mut Reading<'_>, id: DirectiveId, name: &str) {
    let instead = match name {
        "http2_recv_timeout" => "client_header_timeout",
        "http2_idle_timeout" => "keepalive_timeout",
        "http2_max_requests" => "keepalive_requests",
        _ => "large_client_header_buffers",
    };
    if reading.build.version >= Version::V1_22_1 {
        let text = format!(
            "the \"{name}\" directive is obsolete, use the \"{instead}\" directive instead"
        );
        reading.warn(ProblemKind::InvalidValueText(text), id);
    }
}
