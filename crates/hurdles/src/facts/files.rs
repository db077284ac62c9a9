//! The scenario's own files: by path, by name, by what is in them.

use hurdles_machine::Machine;
use hurdles_source::Span;

use super::Facts;

/// As many directories of a project as are searched.
const MOST_DIRECTORIES: usize = 256;

impl Facts<'_> {
    /// The absolute path of each file of the scenario with its whole text.
    pub(crate) fn files(&self) -> Vec<(String, Span)> {
        // The five texts of every scenario come first; a file may have the name of one of them.
        let first = self.sources().iter().count() - self.scenario.files.len();
        self.sources()
            .iter()
            .skip(first)
            .map(|(id, source)| {
                let path = Machine::absolute("/", &self.scenario.absolute(&source.name));
                (path, Span::new(id, 0, source.text.len()))
            })
            .collect()
    }

    /// The text of the file at this absolute path, symbolic links followed.
    pub(crate) fn file(&self, path: &str) -> Option<Span> {
        let path = Machine::absolute("/", path);
        let files = self.files();
        let direct = files.iter().find(|(known, _)| *known == path);
        if let Some((_, span)) = direct {
            return Some(*span);
        }
        let node = self.before().find(&path)?;
        let same = files
            .iter()
            .find(|(known, _)| self.before().find(known) == Some(node));
        same.map(|(_, span)| *span)
    }

    /// The whole file that a place lies in, where it is a file of the scenario.
    pub(crate) fn file_of(&self, span: Span) -> Option<Span> {
        let files = self.files();
        files
            .iter()
            .find(|(_, file)| file.source == span.source)
            .map(|(_, file)| *file)
    }

    pub(crate) fn files_ending(&self, ending: &str) -> Vec<Span> {
        let files = self.files().into_iter();
        files
            .filter(|(path, _)| path.ends_with(ending))
            .map(|(_, span)| span)
            .collect()
    }

    /// The paths of files of the scenario with this name.
    pub(crate) fn files_named(&self, name: &str) -> Vec<String> {
        let files = self.files().into_iter().map(|(path, _)| path);
        files
            .filter(|path| path.rsplit('/').next() == Some(name))
            .collect()
    }

    /// The directories of the scenario's files, and those above them, with this name.
    pub(crate) fn directories_named(&self, name: &str) -> Vec<String> {
        let mut found: Vec<String> = self
            .directories()
            .into_iter()
            .filter(|directory| directory.rsplit('/').next() == Some(name))
            .collect();
        found.dedup();
        found
    }

    /// Every directory that holds a file of the scenario, or one that does.
    pub(crate) fn directories(&self) -> Vec<String> {
        let mut directories = Vec::new();
        for (path, _) in self.files() {
            let mut path = path.as_str();
            while let Some((directory, _)) = path
                .rsplit_once('/')
                .filter(|(directory, _)| !directory.is_empty())
            {
                directories.push(directory.to_owned());
                path = directory;
            }
        }
        directories.sort();
        directories.dedup();
        directories.truncate(MOST_DIRECTORIES);
        directories
    }

    /// The names of Python modules and packages of the scenario in a directory.
    pub(crate) fn modules_in(&self, directory: &str) -> Vec<String> {
        let prefix = format!("{}/", directory.trim_end_matches('/'));
        let mut modules: Vec<String> = self
            .files()
            .into_iter()
            .filter_map(|(path, _)| {
                let rest = path.strip_prefix(&prefix)?;
                match rest.split_once('/') {
                    Some((package, inner)) => {
                        let is_package = inner.ends_with(".py") && !inner.contains('/');
                        is_package.then(|| package.to_owned())
                    }
                    None => rest.strip_suffix(".py").map(str::to_owned),
                }
            })
            .collect();
        modules.sort();
        modules.dedup();
        modules
    }

    /// Directories of the scenario in which `import NAME` would find something, other than the working directory.
    pub(crate) fn project_directories_with(&self, name: &str) -> Vec<String> {
        let cwd = self.cwd().trim_end_matches('/').to_owned();
        let directories = self.directories().into_iter();
        directories
            .filter(|directory| {
                *directory != cwd
                    && self
                        .modules_in(directory)
                        .iter()
                        .any(|module| module == name)
            })
            .filter(|directory| {
                !directory.contains("/site-packages") && !directory.contains("/dist-packages")
            })
            .collect()
    }

    /// The directories that hold a configuration of uWSGI.
    pub(crate) fn ini_directories(&self) -> Vec<String> {
        let mut found: Vec<String> = self
            .files()
            .into_iter()
            .filter(|(path, span)| path.ends_with(".ini") && self.text(*span).contains("[uwsgi]"))
            .filter_map(|(path, _)| {
                path.rsplit_once('/')
                    .map(|(directory, _)| directory.to_owned())
            })
            .collect();
        found.dedup();
        found
    }

    /// Python files that look as if they held an app, nearest to the working directory first.
    pub(crate) fn app_files(&self) -> Vec<String> {
        let mut files: Vec<(bool, String)> = self
            .files()
            .into_iter()
            .filter(|(path, span)| path.ends_with(".py") && self.text(*span).contains("app"))
            .map(|(path, _)| (!path.ends_with("/wsgi.py"), path))
            .collect();
        files.sort();
        files.into_iter().map(|(_, path)| path).take(4).collect()
    }

    /// Where a name is last defined at the top level of a Python file: the name's own characters.
    pub(crate) fn definition_in(&self, file: Span, name: &str) -> Option<Span> {
        let text = self.text(file);
        let mut start = 0;
        let mut last = None;
        for line in text.split_inclusive('\n') {
            let defines = ["def ", "async def ", "class "]
                .into_iter()
                .find_map(|keyword| {
                    let rest = line.strip_prefix(keyword)?;
                    rest.starts_with(name).then_some(keyword.len())
                });
            let assigns = line.starts_with(name).then_some(0).filter(|_| {
                let rest = line.get(name.len()..).unwrap_or("").trim_start();
                rest.starts_with(['=', ',', ':'])
            });
            if let Some(at) = defines.or(assigns) {
                let after = line
                    .get(at + name.len()..)
                    .and_then(|rest| rest.chars().next());
                if !after.is_some_and(|c| c.is_alphanumeric() || c == '_') {
                    last = Some(file.part(start + at, start + at + name.len()));
                }
            }
            start += line.len();
        }
        last
    }
}
