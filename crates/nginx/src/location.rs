//! Which location a URI falls into (`ngx_http_core_find_location`, http/ngx_http_core_module.c).

use crate::check::location::name_of;
use crate::event::{Doubt, Event, LocationChoice, LocationKind};
use crate::regex::{Captures, Pattern};
use crate::tree::{DirectiveId, Tree};

/// The outcome of a search.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// The location; none when the server's own settings hold.
    pub(crate) location: Option<DirectiveId>,
    pub(crate) captures: Option<Captures>,
    /// The location that wants the URI with a slash at its end.
    pub(crate) slash_redirect: Option<DirectiveId>,
    /// Patterns that are not simulated.
    pub(crate) skipped: Vec<Event>,
}

/// Searches the locations of a server.
///
/// nginx recurses into nested locations; here the prefix locations are walked down first, and the regular expressions
/// are tried on the way back up, innermost level first, which comes to the same.
pub(crate) fn find(tree: &Tree, server: DirectiveId, uri: &str) -> Found {
    let mut found = Found::default();
    let mut level = server;
    // The blocks whose regular expressions are to be tried, outermost first.
    let mut levels = Vec::new();
    loop {
        let step = static_location(tree, level, uri);
        if let Some(exact) = step.exact {
            found.location = Some(exact);
            return found;
        }
        if let Some(redirect) = step.slash_redirect {
            found.location = Some(redirect);
            found.slash_redirect = Some(redirect);
            return found;
        }
        let is_final = step
            .prefix
            .is_some_and(|id| matches!(name_of(tree.get(id)), Ok((LocationKind::PrefixFinal, _))));
        if !is_final {
            levels.push(level);
        }
        match step.prefix {
            Some(id) => {
                found.location = Some(id);
                level = id;
            }
            None => break,
        }
    }
    while let Some(block) = levels.pop() {
        let hit = regex_location(tree, block, uri, &mut found.skipped);
        if let Some((id, captures)) = hit {
            found.location = Some(id);
            found.captures = Some(captures);
            // Locations nested in it are searched in their turn.
            let inner = find_inside(tree, id, uri);
            if let Some((inner, captures)) = inner {
                found.location = Some(inner);
                found.captures = captures.or(found.captures);
            }
            return found;
        }
    }
    found
}

/// The nested location of a regular expression's block; nesting deeper follows prefix by prefix.
fn find_inside(
    tree: &Tree,
    block: DirectiveId,
    uri: &str,
) -> Option<(DirectiveId, Option<Captures>)> {
    let mut level = block;
    let mut hit: Option<(DirectiveId, Option<Captures>)> = None;
    loop {
        let step = static_location(tree, level, uri);
        let plain = step.exact.or(step.prefix);
        let is_final =
            plain.is_some_and(|id| !matches!(name_of(tree.get(id)), Ok((LocationKind::Prefix, _))));
        let regex = if is_final {
            None
        } else {
            regex_location(tree, level, uri, &mut Vec::new())
        };
        match (regex, plain) {
            (Some((id, captures)), _) => {
                hit = Some((id, Some(captures)));
                level = id;
            }
            (None, Some(id)) => {
                hit = Some((id, None));
                level = id;
            }
            (None, None) => return hit,
        }
    }
}

#[derive(Default)]
struct Step {
    exact: Option<DirectiveId>,
    prefix: Option<DirectiveId>,
    slash_redirect: Option<DirectiveId>,
}

fn static_location(tree: &Tree, block: DirectiveId, uri: &str) -> Step {
    let mut step = Step::default();
    let mut longest = 0;
    for id in tree.named(block, "location") {
        let Ok((kind, name)) = name_of(tree.get(id)) else {
            continue;
        };
        match kind {
            LocationKind::Exact if name == uri => step.exact = step.exact.or(Some(id)),
            LocationKind::Prefix | LocationKind::PrefixFinal => {
                let is_longer = step.prefix.is_none() || name.len() > longest;
                if uri.starts_with(name) && is_longer {
                    longest = name.len();
                    step.prefix = Some(id);
                } else if name.strip_suffix('/') == Some(uri) && redirects(tree, id) {
                    step.slash_redirect = Some(id);
                }
            }
            _ => {}
        }
    }
    step
}

/// Whether a location passes requests on in a way that makes nginx add the slash (`auto_redirect`).
fn redirects(tree: &Tree, location: DirectiveId) -> bool {
    tree.children(location).any(|id| {
        let directive = tree.get(id);
        let has_variables = directive.argument(0).is_some_and(|text| text.contains('$'));
        match directive.name.text.as_str() {
            "proxy_pass" | "fastcgi_pass" | "grpc_pass" | "memcached_pass" => true,
            "uwsgi_pass" | "scgi_pass" => !has_variables,
            _ => false,
        }
    })
}

fn regex_location(
    tree: &Tree,
    block: DirectiveId,
    uri: &str,
    skipped: &mut Vec<Event>,
) -> Option<(DirectiveId, Captures)> {
    tree.named(block, "location").find_map(|id| {
        let directive = tree.get(id);
        let Ok((kind, name)) = name_of(directive) else {
            return None;
        };
        let caseless = match kind {
            LocationKind::Regex => false,
            LocationKind::RegexCaseless => true,
            _ => return None,
        };
        let pattern = Pattern::new(name, caseless);
        if !pattern.is_simulated() {
            skipped.push(Event::NotSimulated {
                place: Some(directive.place.clone()),
                what: format!("the regular expression `{name}` uses what only PCRE has"),
                doubt: Doubt::Answer,
            });
        }
        Some((id, pattern.captures(uri)?))
    })
}

/// The named location of a server.
pub(crate) fn named(tree: &Tree, server: DirectiveId, name: &str) -> Option<DirectiveId> {
    tree.named(server, "location")
        .find(|id| name_of(tree.get(*id)) == Ok((LocationKind::Named, name)))
}

/// What to tell of a choice.
pub(crate) fn choice(tree: &Tree, location: Option<DirectiveId>, uri: &str) -> LocationChoice {
    let directive = location.map(|id| tree.get(id));
    let (kind, name) = directive
        .and_then(|directive| name_of(directive).ok())
        .unwrap_or((LocationKind::None, ""));
    LocationChoice {
        place: directive.map(|directive| directive.place.clone()),
        kind,
        name: name.to_owned(),
        uri: uri.to_owned(),
    }
}
