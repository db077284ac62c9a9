//! `pip install` and `pip uninstall`.

use std::sync::Arc;

use super::project::{Requirement, normal, project, requirement};
use super::{Place, copy_package, installed};
use crate::python_packages::packages;
use crate::shell::Outcome;
use crate::shell::commands::options::Saying;
use crate::shell::commands::packages::put_module;
use crate::shell::commands::python::{make_directories, series};
use crate::shell::complaint::ComplaintKind;
use crate::shell::run::{Call, Shell};
use crate::{Bits, Content, NodeKind, ProgramFile, Runs, UwsgiBuild, UwsgiKind};

/// Options of `pip install` with a value that says nothing of what is installed.
const WITH_VALUE: &[&str] = &[
    "-i",
    "--index-url",
    "--extra-index-url",
    "-f",
    "--find-links",
    "--trusted-host",
    "-c",
    "--constraint",
    "--cache-dir",
    "--proxy",
    "--timeout",
    "--retries",
    "--progress-bar",
    "--upgrade-strategy",
    "--no-binary",
    "--only-binary",
    "--platform",
    "--config-settings",
    "--global-option",
    "--install-option",
    "--cert",
    "--log",
];

/// How many projects one command may bring, those needed included.
const MOST_PROJECTS: usize = 500;

/// `pip install REQUIREMENTS`.
pub(super) fn install(
    shell: &mut Shell<'_>,
    call: &Call<'_>,
    words: &[&str],
    mut place: Place,
) -> Outcome {
    let mut saying = Saying::default();
    let breaks = words.contains(&"--break-system-packages")
        || call
            .context
            .environment
            .contains_key("PIP_BREAK_SYSTEM_PACKAGES");
    let series = series(shell);
    // Debian 12 and Ubuntu 23.04 mark their Python as not pip's to change (PEP 668).
    let marker = format!("/usr/lib/python{series}/EXTERNALLY-MANAGED");
    if place.environment.is_none() && !breaks && shell.machine.find(&marker).is_some() {
        saying.error(&externally_managed(series));
        return saying.outcome();
    }
    let wanted = match wanted(shell, call, words, &mut place) {
        Ok(wanted) => wanted,
        Err(path) => {
            saying.error(&format!(
                "ERROR: Could not open requirements file: [Errno 2] No such file or directory: '{path}'"
            ));
            return saying.outcome();
        }
    };
    if wanted.is_empty() {
        saying.error(
            "ERROR: You must give at least one requirement to install (see \"pip help install\")",
        );
        return saying.outcome();
    }
    if let Err((path, errno)) = writable(shell, call, &place.site) {
        saying.error(&format!(
            "ERROR: Could not install packages due to an OSError: [Errno {}] {errno}: '{path}'\nCheck the permissions.\n",
            errno.number()
        ));
        return saying.outcome();
    }
    install_all(shell, call, wanted, &place);
    saying.outcome()
}

/// What the words ask for, and where it is to go; else the requirements file that is not there.
fn wanted(
    shell: &mut Shell<'_>,
    call: &Call<'_>,
    words: &[&str],
    place: &mut Place,
) -> Result<Vec<Requirement>, String> {
    let mut wanted: Vec<Requirement> = Vec::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match *word {
            "-r" | "--requirement" => {
                let path = words.next().copied().unwrap_or("");
                if !read_file(shell, call, path, &mut wanted) {
                    return Err(path.to_owned());
                }
            }
            "-e" | "--editable" => {
                let path = words.next().copied().unwrap_or("");
                wanted.push(Requirement::Elsewhere(path.to_owned()));
            }
            "-t" | "--target" => {
                let path = words.next().copied().unwrap_or("");
                place.site = crate::Machine::absolute(&call.context.cwd, path);
            }
            flag if WITH_VALUE.contains(&flag) => _ = words.next(),
            flag if flag.starts_with("-r") && !flag.starts_with("--") => {
                read_file(shell, call, flag.get(2..).unwrap_or(""), &mut wanted);
            }
            flag if flag.starts_with("--requirement=") => {
                read_file(shell, call, flag.get(14..).unwrap_or(""), &mut wanted);
            }
            flag if flag.starts_with('-') => {}
            name => wanted.push(requirement(name)),
        }
    }
    Ok(wanted)
}

/// The refusal of a Python that belongs to the distribution, as pip 23.0.1 of Debian 12 prints it.
fn externally_managed(series: &str) -> String {
    format!(
        "\
error: externally-managed-environment

\u{d7} This environment is externally managed
\u{2570}\u{2500}> To install Python packages system-wide, try apt install
    python3-xyz, where xyz is the package you are trying to
    install.
    \n    If you wish to install a non-Debian-packaged Python package,
    create a virtual environment using python3 -m venv path/to/venv.
    Then use path/to/venv/bin/python and path/to/venv/bin/pip. Make
    sure you have python3-full installed.
    \n    If you wish to install a non-Debian packaged Python application,
    it may be easiest to use pipx install xyz, which will manage a
    virtual environment for you. Make sure you have pipx installed.
    \n    See /usr/share/doc/python{series}/README.venv for more information.

note: If you believe this is a mistake, please contact your Python installation or OS distribution provider. You can override this, at the risk of breaking your Python installation or OS, by passing --break-system-packages.
hint: See PEP 668 for the detailed specification."
    )
}

/// Reads a requirements file; false where there is none.
fn read_file(
    shell: &mut Shell<'_>,
    call: &Call<'_>,
    path: &str,
    wanted: &mut Vec<Requirement>,
) -> bool {
    let (who, cwd) = (&call.context.identity, &call.context.cwd);
    let text = match shell.machine.read(who, cwd, path) {
        Ok(Content::Text(text, _)) => text,
        Ok(_) => {
            let what = format!("what `{path}` asks for");
            shell.complain(call.span, ComplaintKind::NotSimulated(what));
            return true;
        }
        Err(_) => return false,
    };
    for line in text.lines().map(str::trim) {
        if line.starts_with('-') {
            let what = format!("`{line}` in `{path}`");
            shell.complain(call.span, ComplaintKind::NotSimulated(what));
        } else {
            wanted.push(requirement(line));
        }
    }
    true
}

/// Makes the directory of the packages, and looks whether something may be put there.
fn writable(
    shell: &mut Shell<'_>,
    call: &Call<'_>,
    site: &str,
) -> Result<(), crate::shell::commands::python::Failure> {
    make_directories(shell, call, site)?;
    let who = &call.context.identity;
    match shell.machine.walk(who, "/", site, Bits::WRITE).end {
        Ok(_) => Ok(()),
        Err(errno) => Err((site.to_owned(), errno)),
    }
}

/// Installs what is asked for and what that needs, each once.
fn install_all(shell: &mut Shell<'_>, call: &Call<'_>, wanted: Vec<Requirement>, place: &Place) {
    let mut done: Vec<String> = Vec::new();
    let mut waiting: std::collections::VecDeque<(Requirement, bool)> =
        wanted.into_iter().map(|wish| (wish, true)).collect();
    while let Some((wish, is_asked)) = waiting.pop_front() {
        let (name, version) = match wish {
            Requirement::Project(name, version) => (name, version),
            Requirement::Elsewhere(place) => {
                let what = format!("the package from `{place}`");
                shell.complain(call.span, ComplaintKind::NotSimulated(what));
                continue;
            }
            Requirement::Nothing => continue,
        };
        let key = normal(&name);
        if done.contains(&key) || done.len() >= MOST_PROJECTS {
            continue;
        }
        done.push(key.clone());
        let there = installed(shell, &place.site);
        let there = there.iter().find(|(known, _)| normal(known) == key);
        // What is there already stays, unless another version is named; `--upgrade` brings no other one here.
        if there.is_some_and(|(_, old)| version.as_ref().is_none_or(|new| new == old)) {
            continue;
        }
        install_one(shell, call, &name, version.as_deref(), is_asked, place);
        let known = project(&name);
        for needed in known.iter().flat_map(super::project::Project::needs) {
            waiting.push_back((Requirement::Project(needed.to_owned(), None), false));
        }
    }
}

fn install_one(
    shell: &mut Shell<'_>,
    call: &Call<'_>,
    name: &str,
    version: Option<&str>,
    is_asked: bool,
    place: &Place,
) {
    let known = project(name);
    let mut found = false;
    if let Some(known) = known {
        for module in known.modules() {
            if copy_package(shell, call, module, &place.site)
                || put_module(shell, call, module, &place.site)
            {
                found = true;
            }
        }
        for (command, module, function) in known.commands() {
            let version = version.unwrap_or(known.version);
            let runs = runs(known.name, command, version);
            put_command(shell, call, command, module, function, runs, place);
        }
    } else {
        let key = normal(name);
        let mut listed = packages().filter(|known| normal(known.project) == key);
        if let Some(listed) = listed.next() {
            found = put_module(shell, call, listed.module, &place.site);
        }
    }
    let name = known.map_or(name, |known| known.name);
    let version = version.or(known
        .map(|known| known.version)
        .filter(|text| !text.is_empty()));
    if let Some(version) = version {
        note_version(shell, call, name, version, &place.site);
    }
    if !found && is_asked {
        let what = format!("the package `{name}`");
        shell.complain(call.span, ComplaintKind::NotSimulated(what));
    }
}

/// What a command of a project does.
fn runs(project: &str, command: &str, version: &str) -> Runs {
    let kind = match (project, command) {
        ("uWSGI", "uwsgi") => UwsgiKind::Pip,
        ("pyuwsgi", _) => UwsgiKind::Pyuwsgi,
        _ => return Runs::Other(command.into()),
    };
    let version = version.split(".post").next().unwrap_or(version);
    Runs::Uwsgi(UwsgiBuild {
        kind,
        version: version.into(),
        has_pcre: true,
    })
}

/// Writes the file of a command, replacing another of this name.
fn put_command(
    shell: &mut Shell<'_>,
    call: &Call<'_>,
    command: &str,
    module: &str,
    function: &str,
    runs: Runs,
    place: &Place,
) {
    if make_directories(shell, call, &place.bin).is_err() {
        return;
    }
    let path = format!("{}/{command}", place.bin);
    let program = if module.is_empty() {
        // uWSGI's own program, compiled on Debian 12 (seen in a run of 2.0.31).
        ProgramFile {
            interpreter: None,
            runs,
            size: 1_408_240,
        }
    } else {
        ProgramFile::script(&place.interpreter, runs, module, function)
    };
    _ = shell.machine.erase(&path);
    let kind = NodeKind::File(Content::Program(Arc::new(program)));
    let made = shell
        .machine
        .create(call.context, &path, kind, 0o777, call.origin());
    if let Ok(id) = made {
        shell.machine.node_mut(id).mode = 0o777 & !call.context.umask;
    }
}

/// The directory that tells which version of a project is there.
fn note_version(shell: &mut Shell<'_>, call: &Call<'_>, name: &str, version: &str, site: &str) {
    let old = installed(shell, site);
    for (known, old) in old
        .iter()
        .filter(|(known, _)| normal(known) == normal(name))
    {
        _ = shell
            .machine
            .erase(&format!("{site}/{known}-{old}.dist-info"));
    }
    let directory = format!("{site}/{name}-{version}.dist-info");
    _ = shell
        .machine
        .make_directory(call.context, &directory, call.origin());
    let text = format!("Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n");
    let content = Content::Text(text.into(), None);
    let path = format!("{directory}/METADATA");
    _ = shell
        .machine
        .write(call.context, &path, content, call.origin());
}

/// `pip uninstall NAMES`.
pub(super) fn uninstall(
    shell: &mut Shell<'_>,
    call: &Call<'_>,
    words: &[&str],
    place: &Place,
) -> Outcome {
    let mut saying = Saying::default();
    for name in words.iter().filter(|word| !word.starts_with('-')) {
        let there = installed(shell, &place.site);
        let there = there
            .iter()
            .find(|(known, _)| normal(known) == normal(name));
        let Some((known, version)) = there else {
            saying.err.push_str(&format!(
                "WARNING: Skipping {name} as it is not installed.\n"
            ));
            continue;
        };
        let directory = format!("{}/{known}-{version}.dist-info", place.site);
        _ = shell.machine.erase(&directory);
        if let Some(known) = project(name) {
            for module in known.modules() {
                for suffix in ["", ".py"] {
                    let path = format!("{}/{module}{suffix}", place.site);
                    _ = shell.machine.erase(&path);
                }
            }
            for (command, ..) in known.commands() {
                _ = shell.machine.erase(&format!("{}/{command}", place.bin));
            }
        } else {
            let what = format!("taking the files of `{name}` away");
            shell.complain(call.span, ComplaintKind::NotSimulated(what));
        }
    }
    saying.outcome()
}
