//! What the app takes from its surroundings: the directory that it works in, and its variables.

use hurdles_python::Raised;

use crate::facts::Facts;
use crate::fix::Candidate;
use crate::fixes::{imports, options};

/// As many variables or directories are tried.
const MOST: usize = 4;

/// Lets uWSGI work where the app's own files lie.
pub(crate) fn work_beside_the_app(facts: &Facts, raised: &Raised) -> Vec<Candidate> {
    let files = facts.files();
    let own = raised.frames.iter().filter_map(|frame| frame.span);
    let mut directories: Vec<String> = Vec::new();
    for span in own {
        let path = files.iter().find(|(_, file)| file.source == span.source);
        let Some((directory, _)) = path.and_then(|(path, _)| path.rsplit_once('/')) else {
            continue;
        };
        let above = directory.rsplit_once('/').map_or("", |(above, _)| above);
        for directory in [directory, above] {
            let is_known = directories.iter().any(|known| known == directory);
            if directory.len() > 1 && directory != facts.cwd() && !is_known {
                directories.push(directory.to_owned());
            }
        }
    }
    directories.truncate(MOST);
    let candidates = directories.into_iter().filter_map(|directory| {
        let title = format!("Let uWSGI change to `{}`", facts.short(&directory));
        Some(Candidate::new(title).with(options::set(facts, "chdir", &directory)?))
    });
    candidates.collect()
}

/// Sets a variable that the app reads without minding that it may be missing.
pub(crate) fn set_what_is_read(facts: &Facts, raised: &Raised) -> Vec<Candidate> {
    let kinds = ["TypeError", "AttributeError", "ValueError", "KeyError"];
    if !kinds.contains(&raised.class.as_str()) {
        return Vec::new();
    }
    let mut names: Vec<String> = Vec::new();
    for file in facts.python_files() {
        let text = facts.text(file);
        for opening in ["environ.get(", "getenv(", "environ["] {
            for (at, _) in text.match_indices(opening) {
                let rest = text.get(at + opening.len()..).unwrap_or("");
                let name = rest
                    .get(1..)
                    .and_then(|rest| rest.split(['"', '\'']).next());
                let Some(name) = name.filter(|_| rest.starts_with(['"', '\''])) else {
                    continue;
                };
                let is_plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
                let is_set = facts.environment(name).is_some();
                if is_plain && !is_set && !names.iter().any(|known| known == name) {
                    names.push(name.to_owned());
                }
            }
        }
    }
    names.truncate(MOST);
    let candidates = names.into_iter().filter_map(|name| {
        let change = options::add(facts, "env", &format!("{name}=1"))?;
        let title = format!("Set `{}` for uWSGI", facts.short(&name));
        Some(Candidate::new(title).with([change]))
    });
    candidates.collect()
}

/// Takes a module out of the lists of settings that name it.
pub(crate) fn drop_from_lists(facts: &Facts, module: &str) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    for file in facts.python_files() {
        let text = facts.text(file);
        for quote in ['"', '\''] {
            for (start, _) in text.match_indices(&format!("{quote}{module}")) {
                let rest = text.get(start + 1..).unwrap_or("");
                let Some(len) = rest.find(quote) else {
                    continue;
                };
                let before = text.get(..start).unwrap_or("").trim_end();
                let after = rest.get(len + 1..).unwrap_or("");
                let is_item = before.ends_with(['[', '(', ',']);
                let end = start + len + 2 + usize::from(after.starts_with(','));
                if is_item {
                    let title = format!("Leave `{}` out of the list", facts.short(module));
                    candidates.push(Candidate::new(title).replace(file.part(start, end), ""));
                }
            }
        }
    }
    candidates
}

/// Installs the package that an exception of another kind says is missing, as Django's for database drivers do.
pub(crate) fn install_what_is_said(facts: &Facts, raised: &Raised) -> Vec<Candidate> {
    let said = raised.message.split_once("No module named '");
    let module = said.and_then(|(_, rest)| rest.split('\'').next());
    let driver = raised.message.contains("MySQLdb").then_some("MySQLdb");
    module
        .or(driver)
        .map_or_else(Vec::new, |module| imports::install(facts, module))
}

/// Gives Django the key that it lacks.
pub(crate) fn give_secret_key(facts: &Facts, raised: &Raised) -> Vec<Candidate> {
    if !raised
        .message
        .contains("SECRET_KEY setting must not be empty")
    {
        return Vec::new();
    }
    let settings = facts
        .files()
        .into_iter()
        .filter(|(path, _)| path.ends_with("settings.py") || path.contains("/settings/"));
    let candidates = settings.map(|(path, file)| {
        let gap = if facts.text(file).ends_with('\n') {
            ""
        } else {
            "\n"
        };
        let line = format!("{gap}SECRET_KEY = \"a long random text\"\n");
        let title = format!("Give `{}` a `SECRET_KEY`", facts.short(&path));
        Candidate::new(title).insert_after(file, line)
    });
    candidates.collect()
}
