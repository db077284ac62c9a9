//! What the app takes from its surroundings: the directory that it works in, and its variables.

use hurdles_python::Raised;

use crate::facts::Facts;
use crate::fix::Candidate;
use crate::fixes::options;

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
