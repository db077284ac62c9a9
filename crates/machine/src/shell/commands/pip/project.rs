//! Projects of the Python Package Index: what pip gets for a name, and how a requirement names one.

const PROJECTS: &str = include_str!("../../../../data/projects.txt");

/// A project as it is when no version is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Project {
    pub(super) name: &'static str,
    /// Empty where it is not known.
    pub(super) version: &'static str,
    modules: &'static str,
    needs: &'static str,
    commands: &'static str,
}

impl Project {
    pub(super) fn modules(&self) -> impl Iterator<Item = &'static str> {
        list(self.modules)
    }

    pub(super) fn needs(&self) -> impl Iterator<Item = &'static str> {
        list(self.needs)
    }

    /// Each command with its module and function.
    pub(super) fn commands(
        &self,
    ) -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
        list(self.commands).filter_map(|command| {
            let (name, place) = command.split_once('=')?;
            let (module, function) = place.split_once(':').unwrap_or((place, ""));
            Some((name, module, function))
        })
    }
}

fn list(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.split(',').filter(|word| *word != "-")
}

/// The project of this name, however it is written (PEP 503).
pub(super) fn project(name: &str) -> Option<Project> {
    let wanted = normal(name);
    let rows = PROJECTS.lines().filter(|row| !row.starts_with('#'));
    let mut projects = rows.filter_map(|row| {
        let mut words = row.split(' ');
        let name = words.next()?;
        let version = words.next()?;
        Some(Project {
            name,
            version: version.trim_start_matches('-'),
            modules: words.next()?,
            needs: words.next()?,
            commands: words.next()?,
        })
    });
    projects.find(|project| normal(project.name) == wanted)
}

/// A name as the index compares it: small letters, `-` for `_` and `.`.
pub(super) fn normal(name: &str) -> String {
    name.to_lowercase().replace(['_', '.'], "-")
}

/// What a word after `pip install`, or a line of a requirements file, asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Requirement {
    /// A project, at this version where exactly one is named.
    Project(String, Option<String>),
    /// A directory, an address: what it brings is not known.
    Elsewhere(String),
    /// Nothing: a remark, an empty line.
    Nothing,
}

/// Reads a requirement (PEP 508): a name with extras and versions, or the path of a wheel.
pub(super) fn requirement(text: &str) -> Requirement {
    let text = text.split(" #").next().unwrap_or("").trim();
    if text.is_empty() || text.starts_with('#') {
        return Requirement::Nothing;
    }
    let file = text.rsplit('/').next().unwrap_or(text);
    if let Some(stem) = file
        .strip_suffix(".whl")
        .or_else(|| file.strip_suffix(".tar.gz"))
    {
        // A wheel's name is NAME-VERSION-TAGS (PEP 427), an archive's NAME-VERSION.
        let mut parts = stem.split('-');
        let name = parts.next().unwrap_or("").to_owned();
        return Requirement::Project(name, parts.next().map(str::to_owned));
    }
    if text.contains("://") || text.starts_with(['.', '/']) || text.contains('/') {
        return Requirement::Elsewhere(text.to_owned());
    }
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    let end = text.find(|c| !is_name(c)).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let rest = rest.trim_start();
    let rest = match rest.strip_prefix('[') {
        Some(extras) => extras.split_once(']').map_or("", |(_, rest)| rest),
        None => rest,
    };
    let clause = rest.split([',', ';']).next().unwrap_or("").trim();
    let version = clause
        .strip_prefix("===")
        .or_else(|| clause.strip_prefix("=="));
    let version = version.map(str::trim).filter(|text| !text.contains('*'));
    Requirement::Project(name.to_owned(), version.map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requirements_name_a_project_and_perhaps_its_version() {
        let read = |text| requirement(text);
        let project = |name: &str, version: Option<&str>| {
            Requirement::Project(name.into(), version.map(str::to_owned))
        };
        assert_eq!(
            read("uwsgi == 2.0.21  # old"),
            project("uwsgi", Some("2.0.21"))
        );
        assert_eq!(read("flask[async]>=2,<4"), project("flask", None));
        assert_eq!(
            read("/opt/uWSGI-2.0.31-cp311-cp311-linux_x86_64.whl"),
            project("uWSGI", Some("2.0.31"))
        );
        assert_eq!(read("  # nothing"), Requirement::Nothing);
        assert!(matches!(read("git+https://a/b"), Requirement::Elsewhere(_)));
        assert_eq!(
            super::project("jinja2").map(|found| found.name),
            Some("Jinja2")
        );
    }
}
