//! Blocks of free words: `types`, `map`, `geo`, `split_clients`, `charset_map`.

use std::collections::BTreeSet;

use hurdles_machine::glob;

use super::{Checked, fault};
use crate::parse::Reading;
use crate::problem::{Problem, ProblemKind};
use crate::regex;
use crate::tree::DirectiveId;

pub(crate) fn check(reading: &mut Reading<'_>, id: DirectiveId) -> Checked {
    let directive = reading.tree.get(id);
    let Some(block) = directive.parent.map(|parent| reading.tree.get(parent)) else {
        return Ok(());
    };
    let kind = block.name.text.clone();
    let n_words = 1 + directive.arguments.len();
    if directive.is("include") && n_words == 2 {
        return include(reading, id);
    }
    match kind.as_str() {
        "types" => types(reading, id),
        "map" => map(reading, id, n_words),
        "geo" if n_words == 2 && !is_network(&directive.name.text) => Err(fault(
            directive,
            ProblemKind::InvalidValueText(format!("invalid network \"{}\"", directive.name.text)),
            None,
        )),
        "geo"
            if n_words != 2
                && !matches!(directive.name.text.as_str(), "ranges" | "proxy_recursive") =>
        {
            Err(fault(
                directive,
                ProblemKind::InvalidValueText("invalid number of the geo parameters".to_owned()),
                None,
            ))
        }
        _ => Ok(()),
    }
}

fn include(reading: &mut Reading<'_>, id: DirectiveId) -> Checked {
    let name = reading.tree.get(id).argument(0).unwrap_or("").to_owned();
    let path = reading.full_name(&name, true);
    if glob::is_pattern(&path) {
        let names = glob::paths(reading.machine, &reading.context.identity, "/", &path);
        reading.include_files(id, names);
    } else {
        reading.include_files(id, vec![path]);
    }
    Ok(())
}

/// `ngx_http_core_type`: an extension that has a type already gets the new one, with a warning.
fn types(reading: &mut Reading<'_>, id: DirectiveId) -> Checked {
    let directive = reading.tree.get(id).clone();
    let Some(parent) = directive.parent else {
        return Ok(());
    };
    let new = directive.name.text.clone();
    for extension in directive.texts() {
        let lower = extension.to_ascii_lowercase();
        let known = reading.extensions(parent);
        if let Some(old) = known.insert(lower.clone(), new.clone()) {
            let kind = ProblemKind::DuplicateExtension {
                extension: lower,
                new: new.clone(),
                old,
            };
            let place = directive.place.clone();
            reading.problems.push(Problem::warn(kind, Some(place)));
        }
    }
    Ok(())
}

/// What may stand first in a line of `geo`.
fn is_network(text: &str) -> bool {
    let address = text.strip_suffix(';').unwrap_or(text);
    let (address, width) = address.split_once('/').unwrap_or((address, "0"));
    matches!(text, "default" | "include" | "proxy" | "delete")
        || text.contains('-')
        || (address.parse::<std::net::IpAddr>().is_ok() && width.parse::<u8>().is_ok())
}

fn map(reading: &mut Reading<'_>, id: DirectiveId, n_words: usize) -> Checked {
    let directive = reading.tree.get(id);
    let key = directive.name.text.clone();
    if n_words == 1 && matches!(key.as_str(), "hostnames" | "volatile") {
        return Ok(());
    }
    if n_words != 2 {
        return Err(fault(directive, ProblemKind::MapParameters, None));
    }
    if let Some(pattern) = key.strip_prefix('~') {
        let pattern = pattern.strip_prefix('*').unwrap_or(pattern);
        if let Some(kind) = regex::fault(pattern, reading.build.pcre2) {
            return Err(fault(directive, kind, None));
        }
        regex::names(pattern).into_iter().for_each(|name| {
            reading.variables_defined.insert(name);
        });
    }
    if reading.map_keys.0 != directive.parent {
        reading.map_keys = (directive.parent, BTreeSet::new());
    }
    let twice = !reading.map_keys.1.insert(key.clone());
    if twice {
        let kind = if key == "default" {
            ProblemKind::MapDefault
        } else {
            ProblemKind::MapConflict(key)
        };
        return Err(fault(directive, kind, None));
    }
    super::variables(reading, id, 0).map(drop)
}
