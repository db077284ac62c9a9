//! `access_log` and `log_format`.

use super::{Checked, fault};
use crate::parse::Reading;
use crate::problem::ProblemKind;
use crate::tree::DirectiveId;
use crate::variable_names::{self, Part};

pub(crate) fn check(reading: &mut Reading<'_>, id: DirectiveId, name: &str) -> Checked {
    if name == "log_format" {
        format(reading, id)
    } else {
        access_log(reading, id)
    }
}

fn format(reading: &mut Reading<'_>, id: DirectiveId) -> Checked {
    let directive = reading.tree.get(id).clone();
    let name = directive.argument(0).unwrap_or("").to_owned();
    if name == "combined" || !reading.log_formats.insert(name.clone()) {
        let kind = ProblemKind::DuplicateLogFormat(name);
        return Err(fault(&directive, kind, Some(0)));
    }
    for (n, text) in directive.texts().enumerate().skip(1) {
        if n == 1 && text.starts_with("escape=") {
            if !matches!(text, "escape=default" | "escape=json" | "escape=none") {
                let value = text.trim_start_matches("escape=");
                let text = format!("unknown log format escaping \"{value}\"");
                return Err(fault(
                    &directive,
                    ProblemKind::InvalidValueText(text),
                    Some(n),
                ));
            }
            continue;
        }
        // A log format has its own parser: the text after a lone `$` is refused by its own words.
        let parts = variable_names::parts(text).map_err(|_| {
            let shown = text.find('$').and_then(|at| text.get(at..)).unwrap_or("");
            let kind = ProblemKind::InvalidParameter(shown.to_owned());
            fault(&directive, kind, Some(n))
        })?;
        for part in parts {
            if let Part::Variable(name) = part {
                reading.variables_used.push((name.to_owned(), id));
            }
        }
    }
    Ok(())
}

fn access_log(reading: &mut Reading<'_>, id: DirectiveId) -> Checked {
    let directive = reading.tree.get(id).clone();
    let first = directive.argument(0).unwrap_or("");
    if first == "off" {
        return match directive.argument(1) {
            None => Ok(()),
            Some(text) => {
                let kind = ProblemKind::InvalidParameter(text.to_owned());
                Err(fault(&directive, kind, Some(1)))
            }
        };
    }
    super::variables(reading, id, 0)?;
    for (n, text) in directive.texts().enumerate().skip(1) {
        if n == 1 {
            let is_known = text == "combined" || reading.log_formats.contains(text);
            if !is_known {
                let kind = ProblemKind::UnknownLogFormat(text.to_owned());
                return Err(fault(&directive, kind, Some(1)));
            }
            continue;
        }
        let is_parameter = ["buffer=", "flush=", "gzip", "if="]
            .iter()
            .any(|start| text.starts_with(start));
        if !is_parameter {
            let kind = ProblemKind::InvalidParameter(text.to_owned());
            return Err(fault(&directive, kind, Some(n)));
        }
        if let Some(condition) = text.strip_prefix("if=")
            && let Ok(parts) = variable_names::parts(condition)
        {
            for part in parts {
                if let Part::Variable(name) = part {
                    reading.variables_used.push((name.to_owned(), id));
                }
            }
        }
    }
    Ok(())
}
