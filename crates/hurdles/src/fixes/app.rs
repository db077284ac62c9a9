//! Naming the app rightly, finding what it imports, and mending its own text where the mend is mechanical.

use hurdles_machine::Machine;
use hurdles_source::nearest_name;

use crate::facts::{CallableMissing, Entry, Facts, same_option};
use crate::fix::Candidate;
use crate::fixes::options;

/// Loads a module that was written as a path as a file.
pub(crate) fn as_file(facts: &Facts, entry: &Entry) -> Option<Candidate> {
    let option = facts
        .app_option()
        .filter(|option| same_option(&option.name, "module"))?;
    let (key, value) = (option.key.span?, option.value.as_ref()?.span?);
    let path = entry.module.text.trim_start_matches("./");
    let path = if path.ends_with(".py") {
        path.to_owned()
    } else {
        format!("{path}.py")
    };
    let title = format!("Load the file: `wsgi-file = {}`", facts.short(&path));
    Some(
        Candidate::new(title)
            .replace(key, options::key_like(facts, key, "wsgi-file"))
            .replace(value, path),
    )
}

/// Loads a file as the module that it is, from the directory above its package.
pub(crate) fn as_module(facts: &Facts) -> Option<Candidate> {
    let option = facts
        .app_option()
        .filter(|option| same_option(&option.name, "wsgi-file"))?;
    let (key, value) = (option.key.span?, option.value.as_ref()?);
    let path = Machine::absolute(facts.cwd(), &value.text);
    let mut directory = path.rsplit_once('/')?.0;
    let mut module = path.rsplit('/').next()?.strip_suffix(".py")?.to_owned();
    // A directory with relative imports in it is a package, whether it says so or not; the ones above must say so.
    loop {
        let (above, name) = directory.rsplit_once('/')?;
        module = format!("{name}.{module}");
        directory = above;
        if facts
            .before()
            .find(&format!("{directory}/__init__.py"))
            .is_none()
        {
            break;
        }
    }
    let title = format!(
        "Load it as part of its package: `module = {}`",
        facts.short(&module)
    );
    let candidate = Candidate::new(title)
        .replace(key, options::key_like(facts, key, "module"))
        .replace(value.span?, module);
    if directory == facts.cwd() {
        return Some(candidate);
    }
    let chdir = options::set(facts, "chdir", directory)?;
    let anchored = chdir.iter().all(|change| Some(change.span) != value.span);
    anchored.then(|| candidate.with(chdir))
}

/// Names other files of the scenario in place of one that is not there.
pub(crate) fn other_files(facts: &Facts, entry: &Entry) -> Vec<Candidate> {
    let Some(place) = entry.module.span else {
        return Vec::new();
    };
    let name = entry.module.text.rsplit('/').next().unwrap_or_default();
    let mut files = facts.files_named(name);
    files.extend(facts.app_files());
    files.dedup();
    files
        .into_iter()
        .map(|file| Candidate::new(format!("Load `{}`", facts.short(&file))).replace(place, file))
        .collect()
}

/// Lets uWSGI work in the directory where the module or file lies.
pub(crate) fn change_directory(facts: &Facts, entry: &Entry) -> Vec<Candidate> {
    let text = &entry.module.text;
    let relative = if entry.is_file {
        text.clone()
    } else {
        format!("{}.py", text.replace('.', "/"))
    };
    let package = format!("{}/__init__.py", text.replace('.', "/"));
    let mut directories: Vec<String> = facts
        .files()
        .into_iter()
        .filter_map(|(path, _)| {
            let directory = path
                .strip_suffix(&relative)
                .or_else(|| path.strip_suffix(&package))?;
            directory.strip_suffix('/').map(str::to_owned)
        })
        .filter(|directory| directory != facts.cwd())
        .collect();
    directories.dedup();
    let mut candidates = Vec::new();
    for directory in directories {
        let shown = facts.short(&directory);
        for (name, title) in [
            ("chdir", format!("Let uWSGI change to `{shown}`")),
            ("pythonpath", format!("Let Python search `{shown}`")),
        ] {
            if name == "pythonpath" && entry.is_file {
                continue;
            }
            candidates.extend(
                options::set(facts, name, &directory)
                    .map(|changes| Candidate::new(title).with(changes)),
            );
        }
        candidates.extend(enter(facts, &directory));
    }
    candidates
}

/// Types the invocation in another directory.
pub(crate) fn enter(facts: &Facts, directory: &str) -> Option<Candidate> {
    let command = facts.document("invocation")?;
    let title = format!("Type it in `{}`", facts.short(directory));
    Some(Candidate::new(title).insert_before(command, format!("cd {directory} && ")))
}

/// Names other modules of the working directory in place of one that is not there, nearest names first.
pub(crate) fn other_modules(facts: &Facts, entry: &Entry) -> Vec<Candidate> {
    const MOST: usize = 6;
    let Some(place) = entry.module.span else {
        return Vec::new();
    };
    let mut modules = facts.modules_in(facts.cwd());
    let near =
        nearest_name(&entry.module.text, modules.iter().map(String::as_str)).map(str::to_owned);
    modules.sort_by_key(|module| Some(module) != near.as_ref());
    modules
        .into_iter()
        .take(MOST)
        .flat_map(|module| {
            let title = format!("Name the module `{}`", facts.short(&module));
            let alone = Candidate::new(&title).replace(place, &module);
            let file = facts.file(&format!("{}/{module}.py", facts.cwd()));
            // The other module may call its app by another name.
            let name = file.and_then(|file| {
                ["application", "app"]
                    .into_iter()
                    .find(|name| facts.definition_in(file, name).is_some())
            });
            let named = name
                .zip(entry.callable.as_ref().and_then(|callable| callable.span))
                .map(|(name, span)| {
                    Candidate::new(format!("{title} and the callable `{name}`"))
                        .replace(place, &module)
                        .replace(span, name)
                });
            let unnamed = name.filter(|_| entry.callable.is_none()).map(|name| {
                Candidate::new(format!("{title} with `:{name}`"))
                    .replace(place, format!("{module}:{name}"))
            });
            [Some(alone), named, unnamed]
        })
        .flatten()
        .collect()
}

/// Loads the file that a package of the same name hides.
pub(crate) fn beside_package(facts: &Facts, missing: &CallableMissing) -> Option<Candidate> {
    let option = facts
        .app_option()
        .filter(|option| same_option(&option.name, "module"))?;
    let (key, value) = (option.key.span?, option.value.as_ref()?.span?);
    let name = format!("{}.py", missing.module);
    let file = facts.file(&Machine::absolute(facts.cwd(), &name))?;
    facts.definition_in(file, &missing.name)?;
    if !facts.has_directory(&Machine::absolute(facts.cwd(), &missing.module)) {
        return None;
    }
    let title = format!(
        "Load the file beside the package: `wsgi-file = {}`",
        facts.short(&name)
    );
    let callable = options::add(facts, "callable", &missing.name)?;
    Some(
        Candidate::new(title)
            .replace(key, options::key_like(facts, key, "wsgi-file"))
            .replace(value, name)
            .with([callable]),
    )
}

/// Lets a route take the method that is asked with.
pub(crate) fn allow_method(facts: &Facts) -> Vec<Candidate> {
    let Some((method, path)) = facts.asked() else {
        return Vec::new();
    };
    let mut candidates = Vec::new();
    for file in facts.python_files() {
        for quote in ['"', '\''] {
            let route = format!("route({quote}{path}{quote})");
            for (at, _) in facts.text(file).match_indices(&route) {
                let end = at + route.len() - 1;
                let title = format!("Let the route take {}", facts.short(method));
                candidates.push(Candidate::new(title).replace(
                    file.part(end, end),
                    format!(", methods=[\"GET\", \"{method}\"]"),
                ));
            }
        }
    }
    candidates
}
