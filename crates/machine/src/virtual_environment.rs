//! What `python3 -m venv` puts into a directory (CPython, Lib/venv/__init__.py).

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::{Content, NodeKind, ProgramFile, Runs, stock};

/// How an environment is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wishes {
    /// Without `--without-pip`.
    pub(crate) with_pip: bool,
    /// With `--system-site-packages`.
    pub(crate) with_system: bool,
}

/// One thing in an environment: its path below it, what it is, and whether it may be executed.
pub(crate) struct Part {
    pub(crate) path: String,
    pub(crate) kind: NodeKind,
    pub(crate) is_program: bool,
}

/// The text of `pyvenv.cfg`.
pub(crate) fn configuration(system: &str, root: &str, wishes: Wishes) -> String {
    let facts = stock::facts(system);
    let (version, series) = facts.map_or(("3", "3"), |facts| {
        (facts.python_version, facts.python_series())
    });
    let flag = if wishes.with_system { "true" } else { "false" };
    let mut text =
        format!("home = /usr/bin\ninclude-system-site-packages = {flag}\nversion = {version}\n");
    // Since 3.11 the file also tells how it was made.
    if minor(series) >= 11 {
        let mut words = String::new();
        if !wishes.with_pip {
            words.push_str("--without-pip ");
        }
        if wishes.with_system {
            words.push_str("--system-site-packages ");
        }
        text.push_str(&format!(
            "executable = /usr/bin/python{series}\ncommand = /usr/bin/python3 -m venv {words}{root}\n"
        ));
    }
    text
}

/// Everything in an environment but the packages that pip brings, parents first.
pub(crate) fn parts(system: &str, root: &str, wishes: Wishes) -> Vec<Part> {
    let series = stock::facts(system).map_or("3", |facts| facts.python_series());
    let part = |path: &str, kind: NodeKind| Part {
        path: path.replace("X.Y", series),
        kind,
        is_program: false,
    };
    let text = |text: String| NodeKind::File(Content::Text(text.into(), None));
    let mut parts = Vec::new();
    let directories = [
        "bin",
        "include",
        "lib",
        "lib/pythonX.Y",
        "lib/pythonX.Y/site-packages",
    ];
    let since_3_10 = ["include/pythonX.Y"]
        .into_iter()
        .filter(|_| minor(series) >= 10);
    for path in directories.into_iter().chain(since_3_10) {
        parts.push(part(path, NodeKind::Directory(BTreeMap::new())));
    }
    for (path, target) in [
        ("lib64", "lib"),
        ("bin/python3", "/usr/bin/python3"),
        ("bin/python", "python3"),
        ("bin/pythonX.Y", "python3"),
    ] {
        parts.push(part(path, NodeKind::Symlink(target.into())));
    }
    parts.push(part(
        "pyvenv.cfg",
        text(configuration(system, root, wishes)),
    ));
    if minor(series) >= 13 {
        let remark = "# Created by venv; see https://docs.python.org/3/library/venv.html\n*\n";
        parts.push(part(".gitignore", text(remark.to_owned())));
    }
    parts.extend(scripts(series, root, wishes));
    parts
}

/// The scripts in `bin`.
fn scripts(series: &str, root: &str, wishes: Wishes) -> Vec<Part> {
    let part = |path: &str, kind: NodeKind| Part {
        path: path.replace("X.Y", series),
        kind,
        is_program: false,
    };
    let text = |text: String| NodeKind::File(Content::Text(text.into(), None));
    let mut parts = Vec::new();
    // The part of the script that matters: where the environment lies.
    let activate = format!(
        "VIRTUAL_ENV=\"{root}\"\nexport VIRTUAL_ENV\nPATH=\"$VIRTUAL_ENV/bin:$PATH\"\nexport PATH\n"
    );
    parts.push(part("bin/activate", text(activate)));
    let scripts = format!("/usr/lib/python{series}/venv/scripts");
    for place in [
        "common/Activate.ps1",
        "posix/activate.csh",
        "posix/activate.fish",
    ] {
        let name = place.rsplit('/').next().unwrap_or(place);
        let stock = format!("{scripts}/{place}");
        let kind = NodeKind::File(Content::Stock(stock.into()));
        parts.push(part(&format!("bin/{name}"), kind));
    }
    let interpreter = format!("{root}/bin/python3");
    let pip = ProgramFile::script(&interpreter, Runs::Pip, "pip._internal.cli.main", "main");
    let pip = Arc::new(pip);
    for name in ["bin/pip", "bin/pip3", "bin/pipX.Y"]
        .iter()
        .filter(|_| wishes.with_pip)
    {
        parts.push(Part {
            is_program: true,
            ..part(name, NodeKind::File(Content::Program(pip.clone())))
        });
    }
    parts
}

/// What an environment's `site-packages` begins with, by the names that the distribution has for it.
pub(crate) fn packages(system: &str, wishes: Wishes) -> &'static [&'static str] {
    let series = stock::facts(system).map_or("3", |facts| facts.python_series());
    match (wishes.with_pip, minor(series) >= 12) {
        (false, _) => &[],
        (true, true) => &["pip"],
        (true, false) => &[
            "pip",
            "setuptools",
            "pkg_resources",
            "_distutils_hack",
            "distutils-precedence.pth",
        ],
    }
}

/// 11 for `3.11`.
fn minor(series: &str) -> u32 {
    let minor = series.split_once('.').map_or("", |(_, minor)| minor);
    minor.parse().unwrap_or(0)
}
