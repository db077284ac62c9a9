//! Debian's `/etc/init.d/uwsgi` (uwsgi 2.0.21-5.1; `/usr/share/uwsgi/init/*`): which files of `/etc/uwsgi/apps-enabled` it
//! takes, and how it starts a uWSGI for each. What is done with that, and what is printed, stands in `debian/script.rs`.

mod script;

use std::collections::BTreeSet;

use hurdles_machine::{Bits, Identity, Machine, NodeKind, glob};

pub use script::{App, Apps, Script, run, run_directory};

/// The endings that the script takes, in its order.
pub const ENDINGS: [&str; 9] = [
    "db", "ini", "js", "json", "sqlite", "sqlite3", "xml", "yaml", "yml",
];
/// Where the files of apps are.
pub const APPS_ENABLED: &str = "/etc/uwsgi/apps-enabled";
const CONFIGURATION: &str = "/etc/uwsgi";
/// How deep `find` is followed.
const DEEPEST: usize = 16;

/// What `/etc/default/uwsgi` may change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Defaults {
    /// Whether progress is told.
    pub verbose: bool,
    /// Whether names are printed in place of dots.
    pub prints_names: bool,
    /// The file whose options every app inherits.
    pub inherited: String,
}

/// Reads `/etc/default/uwsgi`, which the script sources.
#[must_use]
pub fn defaults(machine: &Machine) -> Defaults {
    let text = machine.text_of("/etc/default/uwsgi");
    // Without the file `VERBOSE` is what /lib/init/vars.sh makes of /etc/default/rcS: no.
    let value = |name: &str| {
        let lines = text.as_deref().unwrap_or("").lines();
        let mut values =
            lines.filter_map(|line| line.trim_start().strip_prefix(name)?.strip_prefix('='));
        let value = values.next_back()?.split([' ', '\t', '#', ';']).next()?;
        Some(value.trim_matches(['"', '\'']).to_owned())
    };
    Defaults {
        verbose: value("VERBOSE").is_some_and(|value| value != "no"),
        prints_names: value("PRINT_CONFNAMES_IN_INITD_SCRIPT_OUTPUT")
            .is_some_and(|value| value != "no"),
        inherited: value("INHERITED_CONFIG").unwrap_or_default(),
    }
}

/// The apps that the script goes through without arguments: paths below `/etc/uwsgi`, without directories in between and
/// without endings (`apps-enabled/shop`), in order.
#[must_use]
pub fn all(machine: &Machine) -> Vec<String> {
    let mut found = BTreeSet::new();
    for path in files(machine, APPS_ENABLED) {
        // find's expression ignores case and sed's does not: `SHOP.INI` is found and keeps its ending.
        let name = path.rsplit('/').next().unwrap_or("");
        let Some((stem, ending)) = name.rsplit_once('.') else {
            continue;
        };
        if !ENDINGS.contains(&&*ending.to_ascii_lowercase()) {
            continue;
        }
        if ENDINGS.contains(&ending) && !stem.is_empty() {
            found.insert(format!("apps-enabled/{stem}"));
        } else {
            let relative = path.strip_prefix(CONFIGURATION).unwrap_or(&path);
            found.insert(relative.trim_start_matches('/').to_owned());
        }
    }
    found.into_iter().collect()
}

/// The app that an argument names: `shop`, or `NAMESPACE/shop` for `/etc/uwsgi/NAMESPACEs-enabled/shop.*`.
#[must_use]
pub fn named(machine: &Machine, argument: &str) -> Option<String> {
    let trimmed = argument.trim_end_matches('/');
    let (namespace, name) = match trimmed.rsplit_once('/') {
        Some((directory, name)) if directory != "." => (directory, name),
        Some((_, name)) => ("app", name),
        None => ("app", trimmed),
    };
    let app = format!("{namespace}s-enabled/{name}");
    file_of(machine, &app).map(|_| app)
}

/// The file of an app: the first that has one of the endings, in their order.
#[must_use]
pub fn file_of(machine: &Machine, app: &str) -> Option<String> {
    let (directory, name) = app.rsplit_once('/').unwrap_or((".", app));
    let files = files(machine, &format!("{CONFIGURATION}/{directory}"));
    ENDINGS.iter().find_map(|ending| {
        let pattern = format!("{name}.{ending}");
        let is_it = |path: &&String| {
            let name = path.rsplit('/').next().unwrap_or("");
            name == pattern || glob::matches(&pattern, name)
        };
        files.iter().find(is_it).cloned()
    })
}

/// Regular files below a directory, or links to such: `find DIRECTORY -xtype f`. Linked directories are not entered.
fn files(machine: &Machine, directory: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut waiting = vec![(directory.to_owned(), 0)];
    while let Some((directory, depth)) = waiting.pop() {
        let Ok(names) = machine.list(&Identity::root(), "/", &directory) else {
            continue;
        };
        for name in names {
            let path = format!("{directory}/{name}");
            let link = machine.find_link(&path);
            let is_directory = link.is_some_and(|id| machine.node(id).is_directory());
            if is_directory && depth < DEEPEST {
                waiting.push((path, depth + 1));
                continue;
            }
            let target = machine.walk(&Identity::root(), "/", &path, Bits::NONE).end;
            if target.is_ok_and(|id| matches!(machine.node(id).kind, NodeKind::File(_))) {
                found.push(path);
            }
        }
    }
    found
}

/// The value of `uid` or `gid` that the script reads out of a file, by the first line that looks like one.
fn extracted(machine: &Machine, path: &str, key: &str) -> Option<String> {
    let text = machine.text_of(path)?;
    let value = match path.rsplit('.').next().unwrap_or("") {
        "ini" => text.lines().find_map(|line| {
            let value = line.trim_start().strip_prefix(key)?;
            Some(value.trim_start().strip_prefix('=')?.trim_start())
        }),
        "xml" => text.lines().find_map(|line| {
            let (_, value) = line.split_once(&format!("<{key}>"))?;
            Some(value.split_once(&format!("</{key}>"))?.0.trim_start())
        }),
        "yaml" | "yml" => indented(&text).find_map(|line| {
            Some(
                line.strip_prefix(key)?
                    .trim_start()
                    .strip_prefix(':')?
                    .trim_start(),
            )
        }),
        "json" | "js" => indented(&text).find_map(|line| {
            let value = line.strip_prefix(&format!("\"{key}\""))?.trim_start();
            let value = value.strip_prefix(':')?.trim_start().strip_prefix('"')?;
            Some(value.rsplit_once('"')?.0)
        }),
        _ => None,
    };
    value.filter(|value| !value.is_empty()).map(str::to_owned)
}

/// The lines that begin with white space, without it.
fn indented(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.lines().map(|line| (line, line.trim_start()));
    lines
        .filter(|(line, bare)| line.len() > bare.len())
        .map(|(_, bare)| bare)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packages::Package;
    use hurdles_machine::{Content, Origin};

    fn machine(files: &[(&str, &str)]) -> Machine {
        let mut machine = hurdles_machine::stock::machine("debian-12").unwrap();
        Package::Uwsgi.install(&mut machine);
        for (path, text) in files {
            let kind = match text.strip_prefix("-> ") {
                Some(target) => NodeKind::Symlink(target.into()),
                None => NodeKind::File(Content::Text((*text).into(), None)),
            };
            machine.place(path, kind, 0o644, (0, 0), Origin::Made);
        }
        machine
    }

    #[test]
    fn endings_decide_which_files_are_apps() {
        let machine = machine(&[
            ("/etc/uwsgi/apps-enabled/b.yaml", ""),
            ("/etc/uwsgi/apps-enabled/a.ini", ""),
            ("/etc/uwsgi/apps-enabled/a.xml", ""),
            ("/etc/uwsgi/apps-enabled/c.conf", ""),
            ("/etc/uwsgi/apps-enabled/LOUD.INI", ""),
            ("/etc/uwsgi/apps-enabled/sub/d.yml", ""),
            (
                "/etc/uwsgi/apps-enabled/gone.ini",
                "-> ../apps-available/no.ini",
            ),
            ("/etc/uwsgi/apps-available/e.ini", ""),
            (
                "/etc/uwsgi/apps-enabled/e.ini",
                "-> ../apps-available/e.ini",
            ),
        ]);
        let names = ["LOUD.INI", "a", "b", "d", "e"].map(|name| format!("apps-enabled/{name}"));
        assert_eq!(all(&machine), names);
        assert_eq!(
            file_of(&machine, "apps-enabled/a").as_deref(),
            Some("/etc/uwsgi/apps-enabled/a.ini")
        );
        assert_eq!(file_of(&machine, "apps-enabled/LOUD.INI"), None);
        assert_eq!(named(&machine, "c"), None);
        assert_eq!(named(&machine, "e").as_deref(), Some("apps-enabled/e"));
    }

    #[test]
    fn the_first_line_with_a_user_decides() {
        let machine = machine(&[
            ("/a.ini", "[uwsgi]\n#uid = x\n  uid=lena\nuid = no\n"),
            ("/a.yaml", "uwsgi:\n  uid: lena\n"),
            ("/a.xml", "<uwsgi><uid>lena</uid></uwsgi>\n"),
            ("/a.json", "{\"uwsgi\": {\n  \"uid\": \"lena\",\n}}\n"),
        ]);
        for path in ["/a.ini", "/a.yaml", "/a.xml", "/a.json"] {
            assert_eq!(
                extracted(&machine, path, "uid").as_deref(),
                Some("lena"),
                "{path}"
            );
        }
        assert_eq!(extracted(&machine, "/a.ini", "gid"), None);
    }
}
