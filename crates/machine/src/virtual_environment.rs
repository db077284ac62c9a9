//! What `python3 -m venv` puts into a directory (CPython, Lib/venv/__init__.py).

use std::collections::BTreeMap;

use crate::{Content, NodeKind, stock};

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
    let mut parts = Vec::new();
    let mut add = |path: String, kind: NodeKind, is_program: bool| {
        parts.push(Part {
            path,
            kind,
            is_program,
        });
    };
    let directory = || NodeKind::Directory(BTreeMap::new());
    let text = |text: String| NodeKind::File(Content::Text(text.into(), None));
    let link = |target: &str| NodeKind::Symlink(target.into());
    for path in ["bin", "include", "lib"] {
        add(path.to_owned(), directory(), false);
    }
    add("lib64".to_owned(), link("lib"), false);
    add(format!("lib/python{series}"), directory(), false);
    add(
        format!("lib/python{series}/site-packages"),
        directory(),
        false,
    );
    if minor(series) >= 10 {
        add(format!("include/python{series}"), directory(), false);
    }
    add("bin/python3".to_owned(), link("/usr/bin/python3"), false);
    add("bin/python".to_owned(), link("python3"), false);
    add(format!("bin/python{series}"), link("python3"), false);
    add(
        "pyvenv.cfg".to_owned(),
        text(configuration(system, root, wishes)),
        false,
    );
    if minor(series) >= 13 {
        let remark = "# Created by venv; see https://docs.python.org/3/library/venv.html\n*\n";
        add(".gitignore".to_owned(), text(remark.to_owned()), false);
    }
    // The part of the script that matters: where the environment lies.
    let activate = format!(
        "VIRTUAL_ENV=\"{root}\"\nexport VIRTUAL_ENV\nPATH=\"$VIRTUAL_ENV/bin:$PATH\"\nexport PATH\n"
    );
    add("bin/activate".to_owned(), text(activate), false);
    let scripts = format!("/usr/lib/python{series}/venv/scripts");
    for (name, place) in [
        ("Activate.ps1", "common"),
        ("activate.csh", "posix"),
        ("activate.fish", "posix"),
    ] {
        let stock = format!("{scripts}/{place}/{name}");
        let kind = NodeKind::File(Content::Stock(stock.into()));
        add(format!("bin/{name}"), kind, false);
    }
    if wishes.with_pip {
        let names = ["pip".to_owned(), "pip3".to_owned(), format!("pip{series}")];
        for name in names {
            let script = text(format!("#!{root}/bin/python3\n"));
            add(format!("bin/{name}"), script, true);
        }
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
