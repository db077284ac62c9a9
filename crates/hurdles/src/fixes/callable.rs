//! Naming, calling and wrapping the app's callable.

use hurdles_uwsgi::AppForm;

use crate::facts::CallableMissing;
use hurdles_source::nearest_name;

use crate::facts::Facts;
use crate::fix::Candidate;
use crate::fixes::options;

/// Says the name of the callable, or gives the module's object the name that is looked for.
pub(crate) fn name_callable(facts: &Facts, missing: &CallableMissing) -> Vec<Candidate> {
    const MOST: usize = 6;
    let mut names = missing.names.clone();
    let near = nearest_name(&missing.name, names.iter().map(String::as_str)).map(str::to_owned);
    let likely = |name: &String| {
        if Some(name) == near.as_ref() {
            0
        } else if ["application", "app"].contains(&name.as_str()) {
            1
        } else if name.contains("app") {
            2
        } else {
            3
        }
    };
    names.sort_by_key(likely);
    let mut candidates = Vec::new();
    for name in names.iter().take(MOST) {
        let title = format!("Name the callable `{}`", facts.short(name));
        match (missing.is_default, missing.place, missing.form) {
            (false, Some(place), _) => candidates.push(Candidate::new(&title).replace(place, name)),
            (true, _, AppForm::Module | AppForm::Mount) => {
                candidates.extend(missing.module_given.span.map(|span| {
                    Candidate::new(format!("{title}: `:{name}`"))
                        .insert_after(span, format!(":{name}"))
                }));
            }
            _ => {}
        }
        if missing.is_default {
            candidates.extend(options::set(facts, "callable", name).map(|changes| {
                Candidate::new(format!("{title}: `callable = {name}`")).with(changes)
            }));
        }
    }
    for (name, span) in missing.definitions.iter().take(MOST) {
        let file = facts.file_of(*span);
        let line = facts.text(facts.line_of(*span));
        if let Some(file) = file.filter(|_| line.contains('=') || line.contains("def ")) {
            let text = facts.text(file);
            let gap = if text.ends_with('\n') { "" } else { "\n" };
            let title = format!(
                "Add `{} = {}` to the module",
                missing.name,
                facts.short(name)
            );
            candidates.push(
                Candidate::new(title)
                    .insert_after(file, format!("{gap}{} = {name}\n", missing.name)),
            );
        }
    }
    candidates
}

/// Calls a factory once: parentheses behind its name.
pub(crate) fn call_factory(facts: &Facts) -> Vec<Candidate> {
    let name = facts.callable_name();
    let mut candidates = Vec::new();
    let attempt = facts.app_attempt();
    if let Some(span) = attempt.and_then(|attempt| attempt.callable.as_ref()?.span) {
        let title = format!("Let uWSGI call it once: `{name}()`");
        candidates.push(Candidate::new(title).insert_after(span, "()"));
    }
    // `callable = name` knows no parentheses, and a file neither: there the module has to call it.
    if let Some(file) = facts.app_file() {
        let text = facts.text(file);
        let gap = if text.ends_with('\n') { "" } else { "\n" };
        let title = format!("Call it in the module: `{name} = {name}()`");
        candidates
            .push(Candidate::new(title).insert_after(file, format!("{gap}\n{name} = {name}()\n")));
    }
    candidates
}

/// Names other objects of the module in place of one that cannot be called.
pub(crate) fn other_callables(facts: &Facts) -> Vec<Candidate> {
    const MOST: usize = 8;
    let (Some(file), Some(attempt)) = (facts.app_file(), facts.app_attempt()) else {
        return Vec::new();
    };
    let own = facts.callable_name();
    let text = facts.text(file);
    let mut names: Vec<&str> = text
        .lines()
        .filter_map(|line| {
            let name = match line.strip_prefix("def ") {
                Some(rest) => rest.split('(').next()?,
                None => line.split_once('=')?.0.trim_end(),
            };
            let is_name = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_');
            (is_name && line.starts_with(|c: char| !c.is_whitespace()) && name != own)
                .then_some(name)
        })
        .collect();
    names.dedup();
    let mut candidates = Vec::new();
    for name in names.into_iter().take(MOST) {
        let title = format!("Name the callable `{}`", facts.short(name));
        match (&attempt.callable, attempt.module.span) {
            (Some(callable), _) => candidates.extend(
                callable
                    .span
                    .map(|span| Candidate::new(title).replace(span, name)),
            ),
            (None, _) => candidates.extend(
                options::set(facts, "callable", name)
                    .map(|changes| Candidate::new(title).with(changes)),
            ),
        }
    }
    // Frameworks keep the WSGI app as an attribute of their own object.
    let gap = if text.ends_with('\n') { "" } else { "\n" };
    for attribute in ["server", "wsgi_app", "app"] {
        let title = format!("Use its attribute: `{own} = {own}.{attribute}`");
        candidates.push(
            Candidate::new(title).insert_after(file, format!("{gap}{own} = {own}.{attribute}\n")),
        );
    }
    candidates
}

/// Mounts the app at a prefix, so that uWSGI takes the prefix off the path.
pub(crate) fn mount_at(facts: &Facts, prefix: &str) -> Vec<Candidate> {
    let Some(attempt) = facts.app_attempt() else {
        return Vec::new();
    };
    let manages = facts.option("manage-script-name").is_some();
    let target = match attempt.form {
        AppForm::File => attempt.module.text.clone(),
        _ if attempt.target.text.contains(':') => attempt.target.text.clone(),
        _ => format!("{}:{}", attempt.target.text, facts.callable_name()),
    };
    let title = format!("Mount the app at `{}`", facts.short(prefix));
    let mut candidates = Vec::new();
    let manage = if manages {
        None
    } else {
        options::add(facts, "manage-script-name", "true")
    };
    if let Some(option) = facts.app_option()
        && let (Some(key), Some(value)) = (
            option.key.span,
            option.value.as_ref().and_then(|value| value.span),
        )
    {
        let mut insert = format!("{prefix}={target}");
        let mut candidate = Candidate::new(&title);
        match manage {
            // The new option would stand at the end of the value that is replaced.
            Some(change)
                if change.span.start == value.end && change.span.source == value.source =>
            {
                insert.push_str(&change.insert);
            }
            Some(change) => candidate = candidate.with([change]),
            None => {}
        }
        candidate = candidate
            .replace(key, options::key_like(facts, key, "mount"))
            .replace(value, insert);
        candidates.push(candidate.clone());
        // SCRIPT_NAME from nginx keeps uWSGI from finding the mountpoint by itself.
        if let Some(script) = facts.parameter("SCRIPT_NAME") {
            candidates.push(Candidate {
                title: format!("{title} and pass no SCRIPT_NAME"),
                ..candidate.replace(script, "")
            });
        }
    }
    candidates
}

/// Names the module inside of a package that holds the app.
pub(crate) fn inside_package(facts: &Facts, missing: &CallableMissing) -> Vec<Candidate> {
    let Some(span) = missing
        .module_given
        .span
        .filter(|_| missing.form != AppForm::File)
    else {
        return Vec::new();
    };
    let directory = format!(
        "{}/{}",
        facts.cwd().trim_end_matches('/'),
        missing.module.replace('.', "/")
    );
    let modules = facts.modules_in(&directory).into_iter();
    let likely =
        modules.filter(|module| ["wsgi", "app", "main", "application"].contains(&module.as_str()));
    likely
        .map(|module| {
            let title = format!(
                "Name the module inside: `{}.{module}`",
                facts.short(&missing.module)
            );
            Candidate::new(title).insert_after(span, format!(".{module}"))
        })
        .collect()
}

/// Makes the app in the module where uWSGI was given a call with arguments, which it does not know.
pub(crate) fn called_in_module(facts: &Facts, missing: &CallableMissing) -> Option<Candidate> {
    let place = missing.place.filter(|_| missing.name.contains('('))?;
    let file = facts.app_file()?;
    let gap = if facts.text(file).ends_with('\n') {
        ""
    } else {
        "\n"
    };
    let line = format!("{gap}\napplication = {}\n", missing.name);
    let candidate =
        Candidate::new("Call it in the module, and name what it returns").insert_after(file, line);
    Some(candidate.replace(place, "application"))
}
