//! `location`, `root` and `alias`.

use super::{Checked, fault, variables};
use crate::event::LocationKind;
use crate::parse::Reading;
use crate::problem::ProblemKind;
use crate::regex;
use crate::tree::{BlockKind, Directive, DirectiveId};

/// How a `location` names its URIs, and the name or pattern without its modifier.
pub(crate) fn name_of(directive: &Directive) -> Result<(LocationKind, &str), &str> {
    let first = directive.argument(0).unwrap_or("");
    if let Some(second) = directive.argument(1) {
        return match first {
            "=" => Ok((LocationKind::Exact, second)),
            "^~" => Ok((LocationKind::PrefixFinal, second)),
            "~" => Ok((LocationKind::Regex, second)),
            "~*" => Ok((LocationKind::RegexCaseless, second)),
            _ => Err(first),
        };
    }
    Ok(if let Some(name) = first.strip_prefix('=') {
        (LocationKind::Exact, name)
    } else if let Some(name) = first.strip_prefix("^~") {
        (LocationKind::PrefixFinal, name)
    } else if let Some(name) = first.strip_prefix("~*") {
        (LocationKind::RegexCaseless, name)
    } else if let Some(name) = first.strip_prefix('~') {
        (LocationKind::Regex, name)
    } else if first.starts_with('@') {
        (LocationKind::Named, first)
    } else {
        (LocationKind::Prefix, first)
    })
}

pub(crate) fn check(reading: &mut Reading<'_>, id: DirectiveId) -> Checked {
    let directive = reading.tree.get(id);
    let (kind, name) = match name_of(directive) {
        Ok(found) => found,
        Err(modifier) => {
            let kind = ProblemKind::LocationModifier(modifier.to_owned());
            return Err(fault(directive, kind, Some(0)));
        }
    };
    let is_regex = matches!(kind, LocationKind::Regex | LocationKind::RegexCaseless);
    if is_regex && let Some(kind) = regex::fault(name, reading.build.pcre2) {
        return Err(fault(directive, kind, None));
    }
    if reading.block_kind() == BlockKind::Location
        && let Some(outer) = directive.parent
    {
        let outer = reading.tree.get(outer);
        if let Ok((outer_kind, outer_name)) = name_of(outer) {
            let (inner, outer) = (name.to_owned(), outer_name.to_owned());
            let wrong = |kind| Err(fault(directive, kind, None));
            if outer_kind == LocationKind::Exact {
                return wrong(ProblemKind::LocationInExact { inner, outer });
            }
            if outer_kind == LocationKind::Named {
                return wrong(ProblemKind::LocationInNamed { inner, outer });
            }
            if kind == LocationKind::Named {
                return wrong(ProblemKind::NamedLocationTooDeep(inner));
            }
            if !is_regex && !inner.starts_with(&outer) {
                return wrong(ProblemKind::LocationOutside { inner, outer });
            }
        }
    }
    if is_regex {
        let names = regex::names(name);
        reading.variables_defined.extend(names);
    }
    Ok(())
}

pub(crate) fn root(reading: &mut Reading<'_>, id: DirectiveId, name: &str) -> Checked {
    let directive = reading.tree.get(id);
    let other = if name == "root" { "alias" } else { "root" };
    if let Some(block) = directive.parent {
        if reading.tree.named(block, other).next().is_some() {
            let kind = ProblemKind::RootAfterAlias {
                first: other,
                name: name.to_owned(),
            };
            return Err(fault(directive, kind, None));
        }
        let is_named = matches!(
            name_of(reading.tree.get(block)),
            Ok((LocationKind::Named, _))
        ) && reading.block_kind() == BlockKind::Location;
        if name == "alias" && is_named {
            return Err(fault(directive, ProblemKind::AliasInNamed, None));
        }
    }
    let text = directive.argument(0).unwrap_or("");
    for variable in ["document_root", "realpath_root"] {
        if text.contains(&format!("${variable}")) || text.contains(&format!("${{{variable}}}")) {
            let text =
                format!("the ${variable} variable cannot be used in the \"{name}\" directive");
            return Err(fault(
                directive,
                ProblemKind::InvalidValueText(text),
                Some(0),
            ));
        }
    }
    variables(reading, id, 0).map(drop)
}
