//! Looking for a module in one directory, as `FileFinder` does (importlib/_bootstrap_external.py).

use std::sync::Arc;

use hurdles_machine::{Bits, Content, Context, Errno, Identity, Machine, NodeKind, Walk};

use crate::facts::TriedOutcome;

/// A file that is a module.
#[derive(Clone, Debug)]
pub(crate) struct ModuleFile {
    /// Its path, as `__file__` has it.
    pub(crate) path: String,
    /// The directory, where it is a package's `__init__`.
    pub(crate) package: Option<String>,
    pub(crate) content: Result<Content, (Errno, Walk)>,
}

/// What a directory holds under a name.
#[derive(Clone, Debug)]
pub(crate) enum Found {
    Module(Box<ModuleFile>),
    /// A directory without `__init__`: part of a namespace package.
    Portion(String, TriedOutcome),
    Nothing(TriedOutcome),
}

/// Endings of module files, in the order in which they are tried.
fn suffixes(minor: u8) -> [String; 4] {
    [
        format!(".cpython-3{minor}-x86_64-linux-gnu.so"),
        ".abi3.so".to_owned(),
        ".so".to_owned(),
        ".py".to_owned(),
    ]
}

/// Looks for the module `name` in `directory`, which is absolute; `shown` is how its path begins in `__file__`.
// The order of one search, step after step: more than 60 lines.
pub(crate) fn find(
    machine: &Machine,
    context: &Context,
    directory: &str,
    shown: &str,
    name: &str,
    minor: u8,
) -> Found {
    let who = &context.identity;
    let reached = machine.walk(who, "/", directory, Bits::NONE);
    match reached.end {
        Ok(id) if machine.node(id).is_directory() => {}
        Ok(_) => return Found::Nothing(TriedOutcome::Absent),
        Err(Errno::AccessDenied) => {
            return Found::Nothing(closed(machine, directory, name, minor, reached));
        }
        Err(_) => return Found::Nothing(TriedOutcome::Absent),
    }
    // A directory that cannot be listed counts as empty (FileFinder._fill_cache).
    let listed = machine.walk(who, "/", directory, Bits::READ);
    let Ok(id) = listed.end else {
        return Found::Nothing(closed(machine, directory, name, minor, listed));
    };
    let NodeKind::Directory(entries) = &machine.node(id).kind else {
        return Found::Nothing(TriedOutcome::Nothing);
    };
    let base = join(directory, name);
    let shown_base = join(shown, name);
    let mut portion = None;
    if entries.contains_key(name) {
        for suffix in suffixes(minor) {
            let file = format!("{base}/__init__{suffix}");
            if is_file(machine, who, &file) {
                let path = format!("{shown_base}/__init__{suffix}");
                return module(machine, who, &file, path, Some(shown_base));
            }
        }
        portion = is_directory(machine, who, &base).then(|| shown_base.clone());
    }
    for suffix in suffixes(minor) {
        let file = format!("{name}{suffix}");
        if !entries.contains_key(file.as_str()) {
            continue;
        }
        let path = join(directory, &file);
        if is_file(machine, who, &path) {
            return module(machine, who, &path, join(shown, &file), None);
        }
        let walk = machine.walk(who, "/", &path, Bits::NONE);
        if walk.end == Err(Errno::AccessDenied) {
            return Found::Nothing(TriedOutcome::Unreadable(path, walk));
        }
    }
    match portion {
        Some(portion) => {
            // A package that may not be searched looks like a directory without `__init__`.
            let inside = format!("{base}/__init__.py");
            let walk = machine.walk(who, "/", &inside, Bits::NONE);
            let hidden = walk.end == Err(Errno::AccessDenied)
                && is_file(machine, &Identity::root(), &inside);
            let outcome = if hidden {
                TriedOutcome::Hidden(inside, walk)
            } else {
                TriedOutcome::Nothing
            };
            Found::Portion(portion, outcome)
        }
        None => Found::Nothing(TriedOutcome::Nothing),
    }
}

fn module(
    machine: &Machine,
    who: &Identity,
    file: &str,
    path: String,
    package: Option<String>,
) -> Found {
    let walk = machine.walk(who, "/", file, Bits::READ);
    let content = match walk.end {
        Ok(id) => match &machine.node(id).kind {
            NodeKind::File(content) => Ok(content.clone()),
            _ => Err((Errno::Invalid, walk)),
        },
        Err(errno) => Err((errno, walk)),
    };
    Found::Module(Box::new(ModuleFile {
        path,
        package,
        content,
    }))
}

/// What lies in a closed directory, which only root sees: the reason to tell the user of it.
fn closed(machine: &Machine, directory: &str, name: &str, minor: u8, walk: Walk) -> TriedOutcome {
    let root = Identity::root();
    let base = join(directory, name);
    for suffix in suffixes(minor) {
        for file in [
            format!("{base}/__init__{suffix}"),
            format!("{base}{suffix}"),
        ] {
            if is_file(machine, &root, &file) {
                return TriedOutcome::Hidden(file, walk);
            }
        }
    }
    TriedOutcome::Closed(walk)
}

fn join(directory: &str, name: &str) -> String {
    if directory.ends_with('/') {
        format!("{directory}{name}")
    } else {
        format!("{directory}/{name}")
    }
}

fn is_file(machine: &Machine, who: &Identity, path: &str) -> bool {
    let end = machine.walk(who, "/", path, Bits::NONE).end;
    end.is_ok_and(|id| matches!(machine.node(id).kind, NodeKind::File(_)))
}

fn is_directory(machine: &Machine, who: &Identity, path: &str) -> bool {
    let end = machine.walk(who, "/", path, Bits::NONE).end;
    end.is_ok_and(|id| machine.node(id).is_directory())
}

/// The dotted name and the root directory that a stock file's path stands for: `/usr/lib/python3/dist-packages/flask/app.py`
/// is `flask.app`.
pub(crate) fn stock_name(path: &Arc<str>) -> Option<String> {
    let roots = ["/dist-packages/", "/site-packages/", "/lib-dynload/"];
    let after_root = roots
        .iter()
        .find_map(|root| path.rsplit_once(root))
        .map(|(_, rest)| rest);
    let rest = after_root.or_else(|| {
        let (_, rest) = path.split_once("/lib/python3")?;
        rest.split_once('/').map(|(_, rest)| rest)
    })?;
    let stem = rest.split('.').next()?;
    let stem = stem.strip_suffix("/__init__").unwrap_or(stem);
    Some(stem.replace('/', "."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stock_file_stands_for_its_module() {
        for (path, name) in [
            ("/usr/lib/python3/dist-packages/flask/__init__.py", "flask"),
            ("/usr/lib/python3/dist-packages/flask/app.py", "flask.app"),
            ("/usr/lib/python3.11/json/__init__.py", "json"),
            (
                "/usr/lib/python3.11/lib-dynload/_json.cpython-311-x86_64-linux-gnu.so",
                "_json",
            ),
            ("/usr/lib/python3.11/os.py", "os"),
        ] {
            assert_eq!(stock_name(&Arc::from(path)).as_deref(), Some(name));
        }
        assert_eq!(stock_name(&Arc::from("/etc/hosts")), None);
    }
}
