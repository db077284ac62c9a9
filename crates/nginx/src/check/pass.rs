//! `uwsgi_pass`, `proxy_pass`, `fastcgi_pass` and `scgi_pass`.

use super::{Checked, fault, upstream, variables};
use crate::address::{self, Rules};
use crate::event::LocationKind;
use crate::parse::Reading;
use crate::problem::ProblemKind;
use crate::tree::{BlockKind, DirectiveId};

/// The argument of a `…_pass` without its scheme, the port that the scheme implies, and the scheme.
pub(crate) fn without_scheme<'a>(name: &str, text: &'a str) -> Option<(&'a str, Option<u16>)> {
    let cut = |scheme: &str| {
        let start = text.get(..scheme.len())?;
        start
            .eq_ignore_ascii_case(scheme)
            .then(|| text.get(scheme.len()..).unwrap_or(""))
    };
    match name {
        "proxy_pass" => cut("http://")
            .map(|rest| (rest, Some(80)))
            .or_else(|| cut("https://").map(|rest| (rest, Some(443)))),
        "uwsgi_pass" => Some((
            cut("uwsgi://").or_else(|| cut("suwsgi://")).unwrap_or(text),
            None,
        )),
        "grpc_pass" => Some((
            cut("grpc://").or_else(|| cut("grpcs://")).unwrap_or(text),
            None,
        )),
        _ => Some((text, None)),
    }
}

pub(crate) fn check(reading: &mut Reading<'_>, id: DirectiveId, name: &str) -> Checked {
    let directive = reading.tree.get(id).clone();
    let text = directive.argument(0).unwrap_or("").to_owned();
    if variables(reading, id, 0)? {
        return Ok(());
    }
    if name == "memcached_pass" {
        let key = "memcached_key".to_owned();
        reading.variables_used.push((key, id));
    }
    let Some((rest, default_port)) = without_scheme(name, &text) else {
        return Err(fault(&directive, ProblemKind::InvalidUrlPrefix, Some(0)));
    };
    let rules = Rules {
        listen: false,
        uri: name == "proxy_pass",
    };
    let url = address::parse(rest, rules).map_err(|what| {
        let kind = ProblemKind::UpstreamAddress {
            fault: what,
            text: rest.to_owned(),
        };
        fault(&directive, kind, Some(0))
    })?;
    upstream::used(reading, id, &url, default_port)?;
    if name == "proxy_pass" && !url.uri.is_empty() && uri_is_useless(reading, id) {
        return Err(fault(&directive, ProblemKind::PassUriNotAllowed, Some(0)));
    }
    Ok(())
}

/// Whether the location has no prefix that the URI of a `proxy_pass` could replace.
fn uri_is_useless(reading: &Reading<'_>, id: DirectiveId) -> bool {
    let kind = reading.block_kind();
    if matches!(kind, BlockKind::IfInLocation | BlockKind::LimitExcept) {
        return true;
    }
    let block = reading
        .tree
        .get(id)
        .parent
        .map(|block| reading.tree.get(block));
    let name = block.and_then(|block| super::location::name_of(block).ok());
    name.is_some_and(|(kind, _)| {
        matches!(
            kind,
            LocationKind::Regex | LocationKind::RegexCaseless | LocationKind::Named
        )
    })
}
