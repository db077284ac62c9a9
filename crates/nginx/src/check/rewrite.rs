//! `return`, `rewrite`, `set` and `if`.

use super::{Checked, fault, variables};
use crate::condition::{self, Condition};
use crate::parse::Reading;
use crate::problem::ProblemKind;
use crate::regex;
use crate::tree::DirectiveId;
use crate::value;
use crate::variable_names;

pub(crate) fn check(reading: &mut Reading<'_>, id: DirectiveId, name: &str) -> Checked {
    match name {
        "return" => return_code(reading, id),
        "rewrite" => rewrite(reading, id),
        "set" => set(reading, id),
        "if" => condition(reading, id),
        _ => Ok(()),
    }
}

/// Whether a text starts like a URL that `return` and `rewrite` redirect to.
pub(crate) fn is_redirect(text: &str) -> bool {
    ["http://", "https://", "$scheme"]
        .iter()
        .any(|start| text.starts_with(start))
}

fn return_code(reading: &mut Reading<'_>, id: DirectiveId) -> Checked {
    let directive = reading.tree.get(id);
    let first = directive.argument(0).unwrap_or("").to_owned();
    let is_alone = directive.arguments.len() == 1;
    let invalid = || {
        fault(
            directive,
            ProblemKind::InvalidReturnCode(first.clone()),
            Some(0),
        )
    };
    match value::number(&first) {
        Some(code) if code <= 999 => variables(reading, id, 1).map(drop),
        None if is_alone && is_redirect(&first) => variables(reading, id, 0).map(drop),
        _ => Err(invalid()),
    }
}

fn rewrite(reading: &mut Reading<'_>, id: DirectiveId) -> Checked {
    let directive = reading.tree.get(id);
    let replacement = directive.argument(1).unwrap_or("");
    if replacement.is_empty() {
        return Err(fault(directive, ProblemKind::EmptyReplacement, Some(1)));
    }
    let pattern = directive.argument(0).unwrap_or("").to_owned();
    if let Some(kind) = regex::fault(&pattern, reading.build.pcre2) {
        return Err(fault(directive, kind, Some(0)));
    }
    if let Some(flag) = directive.argument(2)
        && !matches!(flag, "last" | "break" | "redirect" | "permanent")
    {
        let kind = ProblemKind::InvalidParameter(flag.to_owned());
        return Err(fault(directive, kind, Some(2)));
    }
    reading.variables_defined.extend(regex::names(&pattern));
    variables(reading, id, 1).map(drop)
}

fn set(reading: &mut Reading<'_>, id: DirectiveId) -> Checked {
    let directive = reading.tree.get(id);
    let text = directive.argument(0).unwrap_or("").to_owned();
    let Some(name) = text.strip_prefix('$').filter(|name| !name.is_empty()) else {
        return Err(fault(directive, ProblemKind::VariableName(text), Some(0)));
    };
    if !variable_names::may_be_set(name) {
        let kind = ProblemKind::VariableDuplicate(name.to_owned());
        return Err(fault(directive, kind, Some(0)));
    }
    reading.variables_defined.insert(name.to_ascii_lowercase());
    variables(reading, id, 1).map(drop)
}

fn condition(reading: &mut Reading<'_>, id: DirectiveId) -> Checked {
    let directive = reading.tree.get(id);
    let words: Vec<&str> = directive.texts().collect();
    let condition = condition::parse(&words).map_err(|kind| fault(directive, kind, None))?;
    let mut used = Vec::new();
    match condition {
        Condition::Truth(variable) => used.push(variable),
        Condition::Equals { variable, .. } => {
            used.push(variable);
            let last = directive.arguments.len() - 1;
            variables(reading, id, last)?;
        }
        Condition::Matches {
            variable, pattern, ..
        } => {
            if let Some(kind) = regex::fault(&pattern, reading.build.pcre2) {
                return Err(fault(directive, kind, None));
            }
            reading.variables_defined.extend(regex::names(&pattern));
            used.push(variable);
        }
        Condition::File { .. } => {
            let words = directive.arguments.len();
            for argument in 0..words {
                variables(reading, id, argument)?;
            }
        }
    }
    let used = used.into_iter().map(|name| (name, id));
    reading.variables_used.extend(used);
    Ok(())
}
