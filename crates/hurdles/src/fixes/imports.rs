//! Finding what the app imports, and mending its own text where the mend is mechanical.

use hurdles_machine::{Machine, python_package};
use hurdles_python::{MissingName, Raised};
use hurdles_source::{Span, nearest_name};

use crate::facts::Facts;
use crate::fix::Candidate;
use crate::fixes::options;

/// Takes the leading dot of an import away.
pub(crate) fn absolute_import(facts: &Facts, place: Span) -> Option<Candidate> {
    let line = facts.line_of(place);
    let text = facts.text(line);
    let at = text.find("from .")? + "from ".len();
    let dots = text.get(at..)?.chars().take_while(|c| *c == '.').count();
    let named = text
        .get(at + dots..)?
        .starts_with(|c: char| c.is_alphabetic() || c == '_');
    let span = line.part(at, at + dots);
    named.then(|| Candidate::new("Import absolutely, without the dot").replace(span, ""))
}

/// Gives a file that hides a library another name, and whatever names it too.
pub(crate) fn rename_module(facts: &Facts, path: &str, module: &str) -> Vec<Candidate> {
    let directory = path
        .rsplit_once('/')
        .map_or("/", |(directory, _)| directory);
    let new = format!("my_{module}");
    let title = format!("Rename `{module}.py` to `{new}.py`");
    let alone = Candidate::new(&title).setup(format!("mv {path} {directory}/{new}.py"));
    let named = Candidate {
        title: format!("{title} where it is named, too"),
        ..alone.clone()
    };
    if let Some(word) = option_naming(facts, module) {
        return vec![named.replace(word, new), alone];
    }
    let imports = imports_of(facts, path, module);
    let follows = imports.into_iter().fold(named, |candidate, word| {
        candidate.replace(word, format!("{new} as {module}"))
    });
    vec![alone, follows]
}

/// The characters of the option that names a module or its file.
fn option_naming(facts: &Facts, module: &str) -> Option<Span> {
    let attempt = facts.app_attempt()?;
    let (span, text) = (attempt.module.span?, &attempt.module.text);
    let at = text.rfind(module)?;
    let rest = text.get(at + module.len()..)?;
    let begins = at == 0 || text.get(..at)?.ends_with(['/', '.']);
    let is_whole = begins && (rest.is_empty() || rest == ".py");
    let is_literal = span.range().len() == text.len();
    is_whole.then(|| {
        if is_literal {
            span.part(at, at + module.len())
        } else {
            span
        }
    })
}

/// The name in each `import NAME` of the project's other files.
fn imports_of(facts: &Facts, path: &str, module: &str) -> Vec<Span> {
    const KEYWORD: &str = "import ";
    let mut words = Vec::new();
    for (other, file) in facts.files() {
        if !other.ends_with(".py") || other == path {
            continue;
        }
        let text = facts.text(file);
        for (at, _) in text.match_indices(&format!("{KEYWORD}{module}")) {
            let from = at + KEYWORD.len();
            let next = text
                .get(from + module.len()..)
                .and_then(|rest| rest.chars().next());
            if !next.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '.') {
                words.push(file.part(from, from + module.len()));
            }
        }
    }
    words
}

/// Lets this uWSGI see the packages of a user: another HOME, or the directory on the search path.
pub(crate) fn use_site(facts: &Facts, site: &str, owner: &str) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    let home = facts
        .before()
        .accounts
        .user(owner)
        .map(|user| user.home.clone());
    if let (Some(word), Some(home)) = (facts.program_word(), home) {
        let title = format!("Start with the home of `{owner}`: `HOME={home}`");
        let by_sudo = facts.text(facts.line_of(word)).contains("sudo ");
        let prefix = if by_sudo {
            format!("HOME={home} ")
        } else {
            format!("env HOME={home} ")
        };
        candidates.push(Candidate::new(title).insert_before(word, prefix));
    }
    let title = format!("Let Python search `{}`", facts.short(site));
    candidates.extend(
        options::set(facts, "pythonpath", site).map(|changes| Candidate::new(title).with(changes)),
    );
    candidates
}

/// Installs a package for all users.
pub(crate) fn install(facts: &Facts, name: &str) -> Vec<Candidate> {
    if facts.is_standard(name) {
        return Vec::new();
    }
    let guess = name.replace('_', "-").to_lowercase();
    let known = python_package(name);
    let package = known.map_or(format!("python3-{guess}"), |known| known.package.to_owned());
    let project = known.map_or(guess, |known| known.project.to_owned());
    vec![
        Candidate::new(format!("Install the package for all users: `{package}`"))
            .setup(format!("apt-get install -y {package}")),
        Candidate::new(format!("Install `{project}` for all users by pip")).setup(format!(
            "python3 -m pip install --break-system-packages {project}"
        )),
    ]
}

/// Installs a package into a virtual environment.
pub(crate) fn install_into(name: &str, environment: &str) -> Candidate {
    let guess = name.replace('_', "-").to_lowercase();
    let project = python_package(name).map_or(guess, |known| known.project.to_owned());
    Candidate::new(format!("Install `{project}` into the environment"))
        .setup(format!("{environment}/bin/pip install {project}"))
}

/// Writes a name that does exist in place of one that does not, or gives the holder the name.
pub(crate) fn other_names(facts: &Facts, word: Span, missing: &MissingName) -> Vec<Candidate> {
    const MOST: usize = 5;
    if facts.text(word) != missing.name {
        return Vec::new();
    }
    let mut names: Vec<&String> = missing
        .candidates
        .iter()
        .filter(|name| !name.starts_with('_'))
        .collect();
    let near = nearest_name(&missing.name, names.iter().map(|name| name.as_str()));
    names.sort_by_key(|name| Some(name.as_str()) != near);
    let mut candidates = Vec::new();
    for name in names.into_iter().take(MOST) {
        let title = format!("Write `{}`", facts.short(name));
        candidates.push(Candidate::new(title).replace(word, name));
        // Whoever uses the imported name further down still says the old one.
        let title = format!("Import `{}` under the name that is used", facts.short(name));
        candidates.push(Candidate::new(title).replace(word, format!("{name} as {}", missing.name)));
    }
    candidates
}

/// Calls what a module assigns by the name that the rest of the file uses.
pub(crate) fn define(facts: &Facts, raised: &Raised, missing: &MissingName) -> Vec<Candidate> {
    const MOST: usize = 5;
    let Some(file) = raised.span.and_then(|span| facts.file_of(span)) else {
        return Vec::new();
    };
    let mut candidates = Vec::new();
    for name in missing
        .candidates
        .iter()
        .filter(|name| !name.starts_with('_'))
    {
        if let Some(span) = facts.definition_in(file, name) {
            let title = format!(
                "Call `{}` by the name that is used, `{}`",
                facts.short(name),
                facts.short(&missing.name)
            );
            candidates.push(Candidate::new(title).replace(span, &missing.name));
        }
    }
    // Assigned names that Python's own list does not hold are found in the text.
    let text = facts.text(file);
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if let Some((name, _)) = line.split_once('=') {
            let name = name.trim_end();
            let is_name = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_');
            if is_name && name != missing.name && line.starts_with(name) {
                let title = format!(
                    "Call `{}` by the name that is used, `{}`",
                    facts.short(name),
                    facts.short(&missing.name)
                );
                let candidate = Candidate::new(title)
                    .replace(file.part(start, start + name.len()), &missing.name);
                if !candidates.contains(&candidate) {
                    candidates.push(candidate);
                }
            }
        }
        start += line.len();
    }
    candidates.truncate(MOST);
    candidates
}

/// Sets an environment variable that the app asks for.
pub(crate) fn from_values(facts: &Facts, raised: &Raised) -> Option<Candidate> {
    let variable = raised.environment_variable.as_ref()?;
    let change = options::add(facts, "env", &format!("{variable}=value"))?;
    Some(Candidate::new(format!("Set `{}` for uWSGI", facts.short(variable))).with([change]))
}

/// Adds what a line of Python most often lacks at its end.
pub(crate) fn mend_syntax(facts: &Facts, place: Span) -> Vec<Candidate> {
    let mut candidates = indented(facts, place);
    for line in [
        facts.line_of(place),
        facts.line_before(facts.line_of(place)),
    ] {
        let line = facts.trimmed(line);
        let text = facts.text(line);
        if let Some(alias) = text.strip_prefix("type ") {
            let title = "Assign the type: older versions have no `type` statement";
            candidates.push(Candidate::new(title).replace(line, alias));
        }
        candidates.extend(other_quotes(facts, line));
        if let Some(printed) = text.strip_prefix("print ") {
            let title = "Call `print` with parentheses";
            candidates
                .push(Candidate::new(title).replace(line, format!("print({})", printed.trim())));
        }
        let opens =
            |open: char, close: char| text.matches(open).count() > text.matches(close).count();
        let begins = [
            "def ", "class ", "if ", "else", "elif ", "for ", "while ", "try", "with ", "except",
        ];
        if begins.iter().any(|begin| text.starts_with(begin)) && !text.ends_with(':') {
            candidates.push(Candidate::new("End the line with a colon").insert_after(line, ":"));
        }
        for (open, close) in [('(', ')'), ('[', ']'), ('{', '}')] {
            if opens(open, close) {
                candidates.push(
                    Candidate::new(format!("Close the bracket with `{close}`"))
                        .insert_after(line, close.to_string()),
                );
            }
        }
        for quote in ['"', '\''] {
            if text.matches(quote).count() % 2 == 1 {
                candidates
                    .push(Candidate::new("Close the quotes").insert_after(line, quote.to_string()));
            }
        }
    }
    candidates
}

/// Gives an f-string the quotes that do not stand within it.
fn other_quotes(facts: &Facts, line: Span) -> Option<Candidate> {
    let text = facts.text(line);
    let (quote, other) = [('"', '\''), ('\'', '"')]
        .into_iter()
        .find(|(quote, other)| text.contains(&format!("f{quote}")) && !text.contains(*other))?;
    let first = text.find(&format!("f{quote}"))? + 1;
    let last = text.rfind(quote).filter(|last| *last > first)?;
    Some(
        Candidate::new("Use other quotes around the f-string")
            .replace(line.part(first, first + 1), other.to_string())
            .replace(line.part(last, last + 1), other.to_string()),
    )
}

/// Leaves a line out: the indentation stays, and a statement that does nothing takes its place.
pub(crate) fn leave_out(facts: &Facts, place: Span) -> Option<Candidate> {
    let line = facts.trimmed(facts.line_of(place));
    let text = facts.text(line);
    let opens = text.ends_with([':', '(', '[', '{', ',', '\\']);
    let is_python = facts.sources().get(place.source).name.ends_with(".py");
    (is_python && !opens && !text.is_empty())
        .then(|| Candidate::new("Leave this line out").replace(line, "pass"))
}

/// Lets a line run only where its file is started as a program.
pub(crate) fn only_as_program(facts: &Facts, place: Span) -> Option<Candidate> {
    let line = facts.line_of(place);
    let text = facts.text(line);
    let is_python = facts.sources().get(place.source).name.ends_with(".py");
    let is_whole = text.matches('(').count() == text.matches(')').count();
    let is_top = text.starts_with(|c: char| c.is_alphabetic() || c == '_');
    let guarded = format!("if __name__ == \"__main__\":\n    {}", text.trim_end());
    (is_python && is_whole && is_top).then(|| {
        Candidate::new("Do it only where the file is started as a program")
            .replace(facts.trimmed(line), guarded)
    })
}

/// Moves an import behind the definition that the imported module needs: how a circle of imports is opened.
pub(crate) fn import_later(
    facts: &Facts,
    raised: &Raised,
    missing: &MissingName,
) -> Option<Candidate> {
    let path = Machine::absolute(facts.cwd(), missing.file.as_deref()?);
    let file = facts.file(&path)?;
    let definition = facts.line_of(facts.definition_in(file, &missing.name)?);
    let importer = raised.frames.iter().find_map(|frame| {
        let span = frame.span.filter(|span| span.source == file.source)?;
        (span.start < definition.start).then(|| facts.line_of(span))
    })?;
    let text = facts.text(importer).to_owned();
    let title = format!(
        "Import it behind the definition of `{}`",
        facts.short(&missing.name)
    );
    Some(
        Candidate::new(title)
            .replace(
                Span::new(
                    importer.source,
                    importer.range().start,
                    importer.range().end + 1,
                ),
                "",
            )
            .insert_after(definition, format!("\n{text}")),
    )
}

/// Writes an existing module where a text of the app names one that is not there.
pub(crate) fn other_settings(facts: &Facts, module: &str) -> Vec<Candidate> {
    let modules = facts.settings_modules();
    let mut candidates = Vec::new();
    for file in facts.python_files() {
        let text = facts.text(file);
        for quote in ['"', '\''] {
            for (at, _) in text.match_indices(&format!("{quote}{module}")) {
                let rest = text.get(at + 1..).unwrap_or("");
                let Some(len) = rest.find(quote) else {
                    continue;
                };
                let word = file.part(at + 1, at + 1 + len);
                candidates.extend(modules.iter().map(|module| {
                    let title = format!("Name the module `{}`", facts.short(module));
                    Candidate::new(title).replace(word, module)
                }));
            }
        }
    }
    candidates
}

/// Reads a key that may be missing with a default.
pub(crate) fn with_default(facts: &Facts, place: Span, raised: &Raised) -> Option<Candidate> {
    let key = raised.message.trim_matches(['\'', '"']);
    let line = facts.line_of(place);
    let text = facts.text(line);
    let (at, quote) = ['"', '\''].into_iter().find_map(|quote| {
        let written = format!("[{quote}{key}{quote}]");
        text.find(&written).map(|at| (at, quote))
    })?;
    let span = line.part(at, at + key.len() + 4);
    let title = format!("Take a default where `{}` is missing", facts.short(key));
    raised.class.ends_with("KeyError").then(|| {
        Candidate::new(title).replace(span, format!(".get({quote}{key}{quote}, {quote}{quote})"))
    })
}

/// Gives a line the indentation of a neighbour, or one step more.
fn indented(facts: &Facts, place: Span) -> Vec<Candidate> {
    let line = facts.line_of(place);
    let own = facts.indent_of(line);
    let before = facts.line_before(line);
    let text = &facts.sources().get(place.source).text;
    let after = text
        .get(line.range().end + 1..)
        .and_then(|rest| rest.lines().next())
        .unwrap_or("");
    let of = |line: &str| {
        line.get(..line.len() - line.trim_start().len())
            .unwrap_or("")
            .to_owned()
    };
    let wanted = [format!("{own}    "), of(after), facts.indent_of(before)];
    let start = line.part(0, own.len());
    let mut candidates: Vec<Candidate> = Vec::new();
    for indent in wanted {
        let candidate =
            Candidate::new(format!("Indent the line by {}", indent.len())).replace(start, &indent);
        if indent != own && !candidates.contains(&candidate) {
            candidates.push(candidate);
        }
    }
    candidates
}
