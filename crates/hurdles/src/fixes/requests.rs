//! What a view takes from the request, and which views there are.

use hurdles_python::Raised;

use crate::facts::Facts;
use crate::fix::Candidate;

/// Reads fields of the request that may be missing with a default, all at once.
pub(crate) fn fields_with_default(facts: &Facts) -> Option<Candidate> {
    let mut candidate = Candidate::new("Take a default where the request lacks a field");
    let mut found = false;
    for file in facts.python_files() {
        let text = facts.text(file);
        for table in ["form", "args", "values", "cookies"] {
            let opening = format!("request.{table}[");
            for (at, _) in text.match_indices(&opening) {
                let start = at + opening.len();
                let Some(end) = text.get(start..).and_then(|rest| rest.find(']')) else {
                    continue;
                };
                let key = text.get(start..start + end).unwrap_or("");
                let span = file.part(start - 1, start + end + 1);
                candidate = candidate.replace(span, format!(".get({key}, \"\")"));
                found = true;
            }
        }
    }
    found.then_some(candidate)
}

/// Registers blueprints that no app has.
pub(crate) fn register_blueprints(facts: &Facts) -> Vec<Candidate> {
    let files = facts.files();
    let texts: Vec<(&str, hurdles_source::Span)> = files
        .iter()
        .filter(|(path, _)| path.ends_with(".py"))
        .map(|(path, file)| (path.as_str(), *file))
        .collect();
    let registered = |name: &str| {
        let call = format!("register_blueprint({name}");
        texts
            .iter()
            .any(|(_, file)| facts.text(*file).contains(&call))
    };
    let app = texts.iter().find_map(|(path, file)| {
        let name = assigned(facts.text(*file), "Flask(").next()?;
        Some((*path, *file, name.to_owned()))
    });
    let Some((app_path, app_file, app)) = app else {
        return Vec::new();
    };
    let mut candidates = Vec::new();
    for (path, file) in &texts {
        for name in assigned(facts.text(*file), "Blueprint(").filter(|name| !registered(name)) {
            let gap = if facts.text(app_file).ends_with('\n') {
                ""
            } else {
                "\n"
            };
            let import = if *path == app_path {
                String::new()
            } else {
                format!("from {} import {name}\n", module_of(app_path, path))
            };
            let lines = format!("{gap}\n\n{import}{app}.register_blueprint({name})\n");
            let title = format!("Register the blueprint `{}`", facts.short(name));
            candidates.push(Candidate::new(title).insert_after(app_file, lines));
        }
    }
    candidates
}

/// The names that a text assigns calls of something to.
fn assigned<'t>(text: &'t str, call: &'t str) -> impl Iterator<Item = &'t str> {
    text.lines().filter_map(move |line| {
        let (name, value) = line.split_once('=')?;
        let is_top = !name.starts_with(char::is_whitespace);
        (is_top && value.trim_start().starts_with(call)).then(|| name.trim())
    })
}

/// How a file imports another that lies beside or below it.
fn module_of(from: &str, path: &str) -> String {
    let directory = from.rsplit_once('/').map_or("", |(directory, _)| directory);
    let relative = path.strip_prefix(directory).unwrap_or(path);
    let module = relative.trim_matches('/').trim_end_matches(".py");
    module.trim_end_matches("/__init__").replace('/', ".")
}

/// Divides by one at least where it was divided by nothing.
pub(crate) fn divide_by_one(facts: &Facts, raised: &Raised) -> Option<Candidate> {
    let place = raised
        .span
        .filter(|_| raised.class == "ZeroDivisionError")?;
    let line = facts.line_of(place);
    let text = facts.text(line);
    let sign = text.find(" / ").or_else(|| text.find(" % "))?;
    let start = sign + 3;
    let mut depth = 0_i32;
    let mut len = 0;
    for c in text.get(start..)?.chars() {
        depth += match c {
            '(' | '[' => 1,
            ')' | ']' => -1,
            _ => 0,
        };
        let is_part = c.is_alphanumeric() || "_.([)]".contains(c);
        if depth < 0 || (depth == 0 && !is_part) {
            break;
        }
        len += c.len_utf8();
    }
    let divisor = text.get(start..start + len)?;
    let title = format!("Divide by one at least, `max({}, 1)`", facts.short(divisor));
    Some(Candidate::new(title).replace(line.part(start, start + len), format!("max({divisor}, 1)")))
}

/// Encodes or decodes as UTF-8 what a smaller encoding has no letters for.
pub(crate) fn other_encoding(facts: &Facts, raised: &Raised) -> Vec<Candidate> {
    let kinds = ["UnicodeEncodeError", "UnicodeDecodeError"];
    let Some(place) = raised
        .span
        .filter(|_| kinds.contains(&raised.class.as_str()))
    else {
        return Vec::new();
    };
    let names = ["ascii", "us-ascii", "latin-1", "latin1", "iso-8859-1"];
    let candidates = names.iter().filter_map(|name| {
        let word = facts.find_in_line(place, name)?;
        Some(Candidate::new("Use UTF-8").replace(word, "utf-8"))
    });
    candidates.collect()
}

/// Lets a callable that takes the request alone take `start_response`, too, and call it.
pub(crate) fn take_start_response(facts: &Facts) -> Vec<Candidate> {
    let opening = format!("def {}(", facts.callable_name());
    let mut candidates = Vec::new();
    for file in facts.python_files() {
        let text = facts.text(file);
        for (at, _) in text.match_indices(&opening) {
            let start = at + opening.len();
            let rest = text.get(start..).unwrap_or("");
            let Some((name, _)) = rest.split_once("):\n") else {
                continue;
            };
            if name.chars().all(|c| c.is_alphanumeric() || c == '_') && !name.is_empty() {
                let end = start + name.len();
                let call = "\n    start_response(\"200 OK\", [(\"Content-Type\", \"text/html\")])";
                candidates.push(
                    Candidate::new("Take `start_response` and call it")
                        .replace(file.part(end, end), ", start_response")
                        .insert_after(file.part(start, end + 2), call),
                );
            }
        }
    }
    candidates
}
