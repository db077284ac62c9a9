//! The other directives of `http`, `server` and `location` that check their values.

use std::net::IpAddr;

use super::{Checked, fault, variables};
use crate::parse::Reading;
use crate::problem::ProblemKind;
use crate::regex;
use crate::tree::{Directive, DirectiveId};
use crate::value;

/// Finds the check for a name. More than 60 lines: one arm for each.
pub(crate) fn check(reading: &mut Reading<'_>, id: DirectiveId, name: &str) -> Checked {
    let directive = reading.tree.get(id).clone();
    match name {
        "error_page" => error_page(reading, id, &directive),
        "try_files" => try_files(reading, id, &directive),
        "allow" | "deny" => access_rule(reading, id, &directive),
        "expires" => expires(reading, id, &directive),
        "map" => {
            define(reading, &directive, 1)?;
            variables(reading, id, 0).map(drop)
        }
        "geo" => {
            let last = directive.arguments.len().saturating_sub(1);
            if last == 1 {
                let text = directive.argument(0).unwrap_or("");
                used(reading, id, &directive, 0, text)?;
            }
            define(reading, &directive, last)
        }
        "split_clients" => {
            variables(reading, id, 0)?;
            define(reading, &directive, 1)
        }
        "auth_request_set" => {
            define(reading, &directive, 0)?;
            variables(reading, id, 1).map(drop)
        }
        "uwsgi_param" | "scgi_param" | "fastcgi_param" => parameter(reading, id, &directive),
        "proxy_set_header"
        | "grpc_set_header"
        | "uwsgi_pass_header"
        | "proxy_method"
        | "sub_filter"
        | "auth_basic_user_file" => all_variables(reading, id),
        "proxy_redirect" => {
            let first = directive.argument(0).unwrap_or("");
            if directive.arguments.len() == 1 && !matches!(first, "off" | "default") {
                let kind = ProblemKind::InvalidParameter(first.to_owned());
                return Err(fault(&directive, kind, Some(0)));
            }
            all_variables(reading, id)
        }
        "index" => index(reading, id, &directive),
        "fastcgi_split_path_info" => {
            let pattern = directive.argument(0).unwrap_or("");
            if let Some(kind) = regex::fault(pattern, reading.build.pcre2) {
                return Err(fault(&directive, kind, Some(0)));
            }
            if regex::n_groups(pattern).is_some_and(|n| n != 2) {
                let text = format!("pattern \"{pattern}\" must have 2 captures");
                let kind = ProblemKind::InvalidValueText(text);
                return Err(fault(&directive, kind, Some(0)));
            }
            Ok(())
        }
        "limit_req" | "limit_conn" => zone_use(reading, &directive, name),
        "ssl_password_file"
        | "proxy_ssl_password_file"
        | "uwsgi_ssl_password_file"
        | "grpc_ssl_password_file" => super::core::password_file(reading, &directive),
        "send_lowat" | "proxy_send_lowat" | "fastcgi_send_lowat" => {
            let text = format!("\"{name}\" is not supported, ignored");
            reading.warn(ProblemKind::InvalidValueText(text), id);
            Ok(())
        }
        "http2_recv_timeout"
        | "http2_idle_timeout"
        | "http2_max_requests"
        | "http2_max_field_size"
        | "http2_max_header_size" => {
            super::core::obsolete(reading, id, name);
            Ok(())
        }
        "gzip_types" | "charset_types" | "sub_filter_types" | "ssi_types" | "addition_types" => {
            mime_types(reading, id, &directive);
            Ok(())
        }
        "add_header" | "add_trailer" => match directive.argument(2) {
            Some(third) if third != "always" => {
                let kind = ProblemKind::InvalidParameter(third.to_owned());
                Err(fault(&directive, kind, Some(2)))
            }
            _ => Ok(()),
        },
        "keepalive" => keepalive(&directive),
        "keepalive_timeout" => keepalive_timeout(&directive),
        "limit_rate" | "limit_rate_after" => limit_rate(&directive),
        "ssl_session_cache" => session_cache(&directive),
        "limit_req_zone" | "limit_conn_zone" => {
            zone_size(&directive)?;
            variables(reading, id, 0).map(drop)
        }
        _ => Ok(()),
    }
}

fn all_variables(reading: &mut Reading<'_>, id: DirectiveId) -> Checked {
    for n in 0..reading.tree.get(id).arguments.len() {
        variables(reading, id, n)?;
    }
    Ok(())
}

fn index(reading: &mut Reading<'_>, id: DirectiveId, directive: &Directive) -> Checked {
    for (n, text) in directive.texts().enumerate() {
        if text.is_empty() {
            let text = "index \"\" in \"index\" directive is invalid";
            let kind = ProblemKind::InvalidValueText(text.to_owned());
            return Err(fault(directive, kind, Some(n)));
        }
        if text.starts_with('/') && n + 1 != directive.arguments.len() {
            let text = "only the last index in \"index\" directive should be absolute";
            let kind = ProblemKind::InvalidValueText(text.to_owned());
            reading.warn(kind, id);
        }
    }
    all_variables(reading, id)
}

fn keepalive(directive: &Directive) -> Checked {
    let text = directive.argument(0).unwrap_or("");
    if value::number(text).is_none_or(|n| n == 0) {
        let text = format!("invalid value \"{text}\" in \"keepalive\" directive");
        let kind = ProblemKind::InvalidValueText(text);
        return Err(fault(directive, kind, Some(0)));
    }
    Ok(())
}

fn limit_rate(directive: &Directive) -> Checked {
    let text = directive.argument(0).unwrap_or("");
    if !text.contains('$') && value::size(text, false).is_none() {
        let kind = ProblemKind::InvalidValueOf(directive.name.text.clone());
        return Err(fault(directive, kind, Some(0)));
    }
    Ok(())
}

fn zone_size(directive: &Directive) -> Checked {
    let mut texts = directive.texts().enumerate();
    let zone = texts.find(|(_, text)| text.starts_with("zone="));
    let Some((n, text)) = zone else { return Ok(()) };
    let size = text.split_once(':');
    if size
        .and_then(|(_, size)| value::size(size, false))
        .is_none()
    {
        let kind = ProblemKind::InvalidValueText(format!("invalid zone size \"{text}\""));
        return Err(fault(directive, kind, Some(n)));
    }
    Ok(())
}

fn error_page(reading: &mut Reading<'_>, id: DirectiveId, directive: &Directive) -> Checked {
    let n_arguments = directive.arguments.len();
    let invalid = |n: usize, text: &str| {
        let kind = ProblemKind::InvalidValue(text.to_owned());
        Err(fault(directive, kind, Some(n)))
    };
    let before_last = n_arguments.saturating_sub(2);
    let mut n_codes = n_arguments - 1;
    if let Some(code) = directive
        .argument(before_last)
        .and_then(|text| text.strip_prefix('='))
    {
        let text = directive.argument(before_last).unwrap_or("");
        if before_last == 0 || (!code.is_empty() && value::number(code).is_none()) {
            return invalid(before_last, text);
        }
        n_codes -= 1;
    }
    variables(reading, id, n_arguments - 1)?;
    for (n, text) in directive.texts().enumerate().take(n_codes) {
        match value::number(text) {
            None | Some(499) => return invalid(n, text),
            Some(300..=599) => {}
            Some(_) => {
                let kind = ProblemKind::ErrorPageRange {
                    value: text.to_owned(),
                    low: 300,
                    high: 599,
                };
                return Err(fault(directive, kind, Some(n)));
            }
        }
    }
    Ok(())
}

fn try_files(reading: &mut Reading<'_>, id: DirectiveId, directive: &Directive) -> Checked {
    for n in 0..directive.arguments.len() {
        variables(reading, id, n)?;
    }
    let last = directive.arguments.len().saturating_sub(1);
    if let Some(code) = directive
        .argument(last)
        .and_then(|text| text.strip_prefix('='))
        && value::number(code).is_none_or(|code| code > 999)
    {
        let kind = ProblemKind::InvalidCode(format!("={code}"));
        return Err(fault(directive, kind, Some(last)));
    }
    Ok(())
}

fn access_rule(reading: &mut Reading<'_>, id: DirectiveId, directive: &Directive) -> Checked {
    let text = directive.argument(0).unwrap_or("");
    if text == "all" || text == "unix:" {
        return Ok(());
    }
    let (address, bits) = text.split_once('/').unwrap_or((text, ""));
    let ip: Option<IpAddr> = address.parse().ok();
    let most = match ip {
        Some(IpAddr::V4(_)) => 32,
        Some(IpAddr::V6(_)) => 128,
        None => 0,
    };
    let width = if bits.is_empty() {
        Some(most)
    } else {
        value::number(bits).filter(|n| *n <= most)
    };
    let (Some(ip), Some(width)) = (ip, width) else {
        let kind = ProblemKind::InvalidParameter(text.to_owned());
        return Err(fault(directive, kind, Some(0)));
    };
    if text.contains('/') && has_low_bits(ip, width) {
        reading.warn(ProblemKind::LowAddressBits(text.to_owned()), id);
    }
    Ok(())
}

/// Whether bits are set beyond the first `width`.
fn has_low_bits(ip: IpAddr, width: u64) -> bool {
    let width = u32::try_from(width).unwrap_or(128);
    match ip {
        IpAddr::V4(ip) => u32::from(ip).checked_shl(width).unwrap_or(0) != 0,
        IpAddr::V6(ip) => u128::from(ip).checked_shl(width).unwrap_or(0) != 0,
    }
}

fn expires(reading: &mut Reading<'_>, id: DirectiveId, directive: &Directive) -> Checked {
    let last = directive.arguments.len().saturating_sub(1);
    let text = directive.argument(last).unwrap_or("");
    if variables(reading, id, last)? || matches!(text, "epoch" | "max" | "off") {
        return Ok(());
    }
    let plain = text.trim_start_matches(['@', '-', '+']);
    if value::time(plain, true).is_none() {
        let kind = ProblemKind::DirectiveText {
            name: "expires".to_owned(),
            text: "invalid value",
        };
        return Err(fault(directive, kind, Some(last)));
    }
    Ok(())
}

fn keepalive_timeout(directive: &Directive) -> Checked {
    for (n, text) in directive.texts().enumerate() {
        // The first is in milliseconds, the second in seconds.
        if value::time(text, n == 1).is_none() {
            let kind = ProblemKind::InvalidValueOf("keepalive_timeout".to_owned());
            return Err(fault(directive, kind, Some(n)));
        }
    }
    Ok(())
}

fn session_cache(directive: &Directive) -> Checked {
    for (n, text) in directive.texts().enumerate() {
        let shared = text
            .strip_prefix("shared:")
            .and_then(|rest| rest.split_once(':'))
            .is_some_and(|(name, size)| !name.is_empty() && value::size(size, false).is_some());
        let builtin = text
            .strip_prefix("builtin:")
            .is_some_and(|size| value::number(size).is_some());
        if !shared && !builtin && !matches!(text, "off" | "none" | "builtin") {
            let kind = ProblemKind::InvalidValueText(format!("invalid session cache \"{text}\""));
            return Err(fault(directive, kind, Some(n)));
        }
    }
    Ok(())
}

fn parameter(reading: &mut Reading<'_>, id: DirectiveId, directive: &Directive) -> Checked {
    if let Some(third) = directive.argument(2)
        && third != "if_not_empty"
    {
        let kind = ProblemKind::InvalidParameter(third.to_owned());
        return Err(fault(directive, kind, Some(2)));
    }
    variables(reading, id, 1).map(drop)
}

fn define(reading: &mut Reading<'_>, directive: &Directive, argument: usize) -> Checked {
    let text = directive.argument(argument).unwrap_or("");
    let Some(name) = text.strip_prefix('$').filter(|name| !name.is_empty()) else {
        let kind = ProblemKind::VariableName(text.to_owned());
        return Err(fault(directive, kind, Some(argument)));
    };
    reading.variables_defined.insert(name.to_ascii_lowercase());
    Ok(())
}

fn used(
    reading: &mut Reading<'_>,
    id: DirectiveId,
    directive: &Directive,
    argument: usize,
    text: &str,
) -> Checked {
    match text.strip_prefix('$') {
        Some(name) => {
            reading.variables_used.push((name.to_owned(), id));
            Ok(())
        }
        None => {
            let kind = ProblemKind::VariableName(text.to_owned());
            Err(fault(directive, kind, Some(argument)))
        }
    }
}

/// A zone must have been defined before (`ngx_http_limit_req`): nginx says `zero size shared memory zone` at the end;
/// that is a fault of the whole configuration and is checked there.
fn zone_use(reading: &mut Reading<'_>, directive: &Directive, name: &str) -> Checked {
    let text = match name {
        "limit_req" => directive
            .texts()
            .find_map(|text| text.strip_prefix("zone=")),
        _ => directive.argument(0),
    };
    match text {
        Some(zone) => {
            reading.zones_used.push(zone.to_owned());
            Ok(())
        }
        None => {
            let kind =
                ProblemKind::InvalidValueText(format!("\"{name}\" must have \"zone\" parameter"));
            Err(fault(directive, kind, None))
        }
    }
}

fn mime_types(reading: &mut Reading<'_>, id: DirectiveId, directive: &Directive) {
    let mut seen = vec!["text/html".to_owned()];
    for text in directive.texts().filter(|text| *text != "*") {
        let lower = text.to_ascii_lowercase();
        if seen.contains(&lower) {
            reading.warn(ProblemKind::DuplicateMimeType(text.to_owned()), id);
        } else {
            seen.push(lower);
        }
    }
}
