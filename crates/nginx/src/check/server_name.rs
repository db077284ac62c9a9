//! `server_name` (`ngx_http_core_server_name`).

use super::{Checked, fault};
use crate::http::{NameKind, ServerName};
use crate::parse::Reading;
use crate::problem::ProblemKind;
use crate::regex;
use crate::tree::DirectiveId;

/// `server_name` (`ngx_http_core_server_name`): names are kept with the server that is being read.
pub(crate) fn check(reading: &mut Reading<'_>, id: DirectiveId) -> Checked {
    let directive = reading.tree.get(id).clone();
    for (n, text) in directive.texts().enumerate() {
        let bad_star = text.starts_with('*') && (text.len() < 3 || !text.starts_with("*."));
        if bad_star || text == "." {
            let kind = ProblemKind::ServerNameInvalid(text.to_owned());
            return Err(fault(&directive, kind, Some(n)));
        }
        if text.contains('/') {
            let kind = ProblemKind::ServerNameSuspicious(text.to_owned());
            let span = directive.arguments.get(n).and_then(|word| word.span);
            let place = Some(directive.place.clone());
            let problem = crate::problem::Problem::warn(kind, place).blaming(span);
            reading.problems.push(problem);
        }
        if let Some(pattern) = text.strip_prefix('~') {
            if pattern.is_empty() {
                let kind =
                    ProblemKind::InvalidValueText(format!("empty regex in server name \"{text}\""));
                return Err(fault(&directive, kind, Some(n)));
            }
            if let Some(kind) = regex::fault(pattern, reading.build.pcre2) {
                return Err(fault(&directive, kind, Some(n)));
            }
            reading.variables_defined.extend(regex::names(pattern));
        }
    }
    Ok(())
}

/// One name of `server_name`, ready to be matched.
pub(crate) fn read_name(text: &str, directive: DirectiveId, argument: usize) -> ServerName {
    let lower = text.to_ascii_lowercase();
    let (kind, text) = if let Some(pattern) = text.strip_prefix('~') {
        let caseless = pattern.contains(|c: char| c.is_ascii_uppercase());
        (NameKind::Regex { caseless }, pattern.to_owned())
    } else if let Some(rest) = lower.strip_prefix('*') {
        (NameKind::Suffix, rest.to_owned())
    } else if lower.starts_with('.') {
        (NameKind::SuffixAndSelf, lower)
    } else if let Some(start) = lower.strip_suffix(".*") {
        (NameKind::Prefix, format!("{start}."))
    } else {
        (NameKind::Exact, lower)
    };
    ServerName {
        text,
        kind,
        directive: Some(directive),
        argument,
    }
}
