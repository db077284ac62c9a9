//! python3 -m venv, virtualenv, python3 -m http.server and pip, as far as they change what lies where.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};

use super::super::Outcome;
use super::super::complaint::ComplaintKind;
use super::super::run::{Call, Shell};
use super::options::Saying;
use super::packages::put_module;
use super::processes::not_simulated;
use crate::python_packages::packages;
use crate::virtual_environment::{self, Wishes};
use crate::{Content, Machine, NodeId, NodeKind, Program};

/// python3(1): the modules that are programs here; anything else is left to the other programs.
pub(super) fn python(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
    let words: Vec<&str> = call
        .argv
        .iter()
        .skip(1)
        .map(|word| word.text.as_str())
        .collect();
    if let ["-c", code] = words.as_slice() {
        return super::dead_socket::leave_socket(shell, call, code);
    }
    let at = words.iter().position(|word| *word == "-m")?;
    // Only flags may stand before `-m`.
    if words.get(..at)?.iter().any(|word| !word.starts_with('-')) {
        return None;
    }
    let rest = words.get(at + 2..).unwrap_or(&[]);
    match *words.get(at + 1)? {
        "venv" | "virtualenv" => Some(make_environment(shell, call, rest)),
        "http.server" => Some(http_server(shell, call, rest)),
        "pip" => Some(install(shell, call, rest)),
        _ => None,
    }
}

/// virtualenv(1).
pub(super) fn virtualenv(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
    let words: Vec<&str> = call
        .argv
        .iter()
        .skip(1)
        .map(|word| word.text.as_str())
        .collect();
    Some(make_environment(shell, call, &words))
}

/// pip(1).
pub(super) fn pip(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
    let words: Vec<&str> = call
        .argv
        .iter()
        .skip(1)
        .map(|word| word.text.as_str())
        .collect();
    Some(install(shell, call, &words))
}

/// `3.11`, as the stock Python calls itself.
fn series(shell: &Shell<'_>) -> &'static str {
    crate::stock::facts(&shell.machine.system).map_or("3", |facts| facts.python_series())
}

/// Makes a virtual environment as venv does: `bin`, `include`, `lib/pythonX.Y/site-packages`, `lib64`, `pyvenv.cfg`.
fn make_environment(shell: &mut Shell<'_>, call: &Call<'_>, words: &[&str]) -> Outcome {
    let mut wishes = Wishes {
        with_pip: true,
        with_system: false,
    };
    let mut directories = Vec::new();
    let mut words = words.iter().copied();
    while let Some(word) = words.next() {
        match word {
            "--system-site-packages" => wishes.with_system = true,
            "--without-pip" => wishes.with_pip = false,
            "-p" | "--python" | "--prompt" => {
                words.next();
            }
            flag if flag.starts_with('-') => {}
            directory => directories.push(directory),
        }
    }
    let mut saying = Saying::default();
    for directory in directories {
        let made = environment(shell, call, directory, wishes);
        if let Err((path, errno)) = made {
            saying.error(&format!(
                "Error: [Errno {}] {errno}: '{path}'",
                errno.number()
            ));
        }
    }
    saying.outcome()
}

type Failure = (String, crate::Errno);

fn environment(
    shell: &mut Shell<'_>,
    call: &Call<'_>,
    directory: &str,
    wishes: Wishes,
) -> Result<(), Failure> {
    let root = Machine::absolute(&call.context.cwd, directory);
    let system = shell.machine.system.clone();
    make_directories(shell, call, &root)?;
    for part in virtual_environment::parts(&system, &root, wishes) {
        let path = format!("{root}/{}", part.path);
        let mode = match (&part.kind, part.is_program) {
            (NodeKind::File(_), false) => 0o666,
            _ => 0o777,
        };
        let is_directory = matches!(part.kind, NodeKind::Directory(_));
        let made = shell
            .machine
            .create(call.context, &path, part.kind, mode, call.origin());
        match made {
            Err(errno) if is_directory && errno != crate::Errno::Exists => {
                return Err((path, errno));
            }
            // Making an environment anew keeps what is there.
            _ => {}
        }
    }
    let series = series(shell);
    let site = format!("{root}/lib/python{series}/site-packages");
    for package in virtual_environment::packages(&system, wishes) {
        copy_package(shell, call, package, &site);
    }
    Ok(())
}

/// Makes a directory and those above it.
fn make_directories(shell: &mut Shell<'_>, call: &Call<'_>, path: &str) -> Result<(), Failure> {
    let ends = path
        .match_indices('/')
        .map(|(at, _)| at)
        .chain([path.len()]);
    for end in ends.filter(|end| *end > 0) {
        let prefix = path.get(..end).unwrap_or(path);
        match shell
            .machine
            .make_directory(call.context, prefix, call.origin())
        {
            Ok(_) | Err(crate::Errno::Exists) => {}
            Err(errno) => {
                let walk =
                    shell
                        .machine
                        .walk(&call.context.identity, "/", prefix, crate::Bits::NONE);
                if walk.end.is_err() {
                    return Err((prefix.to_owned(), errno));
                }
            }
        }
    }
    Ok(())
}

/// `python3 -m http.server [PORT] [--bind ADDRESS] [--directory DIR]`.
fn http_server(shell: &mut Shell<'_>, call: &Call<'_>, words: &[&str]) -> Outcome {
    let mut port = 8000;
    let mut ip = IpAddr::V4(Ipv4Addr::UNSPECIFIED);
    let mut directory = call.context.cwd.clone();
    let mut words = words.iter().copied();
    while let Some(word) = words.next() {
        let (flag, value) = match word.split_once('=') {
            Some((flag, value)) => (flag, Some(value)),
            None => (word, None),
        };
        match flag {
            "-b" | "--bind" => {
                let address = value.or_else(|| words.next()).unwrap_or("");
                let found = shell.machine.resolve(address).first().copied();
                ip = found.unwrap_or(ip);
            }
            "-d" | "--directory" => {
                let path = value.or_else(|| words.next()).unwrap_or(".");
                directory = Machine::absolute(&call.context.cwd, path);
            }
            number => port = number.parse().unwrap_or(port),
        }
    }
    let who = &call.context.identity;
    let process = shell
        .machine
        .start_process(Program::HttpServer(directory), call.context);
    match shell
        .machine
        .bind_tcp(who, ip, port, process, 5, Some(call.span))
    {
        Ok(_) => Outcome {
            stdout: format!("Serving HTTP on {ip} port {port} (http://{ip}:{port}/) ...\n"),
            ..Outcome::running()
        },
        Err(errno) => {
            shell.machine.end_process(process);
            Outcome {
                stderr: format!("OSError: [Errno {}] {errno}\n", errno.number()),
                ..Outcome::status(1)
            }
        }
    }
}

/// What a package needs besides itself, as far as the stock machine carries it.
const NEEDS: &[(&str, &[&str])] = &[
    (
        "flask",
        &["werkzeug", "jinja2", "markupsafe", "click", "itsdangerous"],
    ),
    ("django", &["asgiref", "sqlparse"]),
    ("jinja2", &["markupsafe"]),
    ("werkzeug", &["markupsafe"]),
];

/// `pip install NAMES`: packages that the distribution also has are taken from there, which is told.
fn install(shell: &mut Shell<'_>, call: &Call<'_>, words: &[&str]) -> Outcome {
    let mut saying = Saying::default();
    let Some((&"install", words)) = words.split_first() else {
        not_simulated(shell, call, "this use of pip");
        return saying.outcome();
    };
    let environment = environment_of(shell, call);
    let user = words.contains(&"--user");
    let series = series(shell);
    let breaks = words.contains(&"--break-system-packages");
    // Debian 12 and Ubuntu 23.04 mark their Python as not pip's to change (PEP 668).
    let marker = format!("/usr/lib/python{series}/EXTERNALLY-MANAGED");
    if environment.is_none() && !breaks && shell.machine.find(&marker).is_some() {
        saying.error("error: externally-managed-environment");
        return saying.outcome();
    }
    let home = call
        .context
        .environment
        .get("HOME")
        .cloned()
        .unwrap_or_default();
    let site = match &environment {
        Some(root) => format!("{root}/lib/python{series}/site-packages"),
        None if user || !call.context.identity.is_root() => {
            format!("{home}/.local/lib/python{series}/site-packages")
        }
        None => format!("/usr/local/lib/python{series}/dist-packages"),
    };
    if let Err((path, errno)) = make_directories(shell, call, &site) {
        saying.error(&format!(
            "ERROR: Could not install packages due to an OSError: [Errno {}] {errno}: '{path}'",
            errno.number()
        ));
        return saying.outcome();
    }
    let mut names: Vec<String> = Vec::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match *word {
            "-r" | "--requirement" => {
                let path = words.next().copied().unwrap_or("");
                match shell.machine.read(&call.context.identity, &call.context.cwd, path) {
                    Ok(Content::Text(text, _)) => names.extend(text.lines().map(str::to_owned)),
                    _ => saying.error(&format!(
                        "ERROR: Could not open requirements file: [Errno 2] No such file or directory: '{path}'"
                    )),
                }
            }
            flag if flag.starts_with('-') => {}
            name => names.push(name.to_owned()),
        }
    }
    for name in names {
        install_one(shell, call, &name, &site, environment.as_deref());
    }
    saying.outcome()
}

fn install_one(
    shell: &mut Shell<'_>,
    call: &Call<'_>,
    requirement: &str,
    site: &str,
    environment: Option<&str>,
) {
    let name: String = requirement
        .trim()
        .chars()
        .take_while(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
        .collect();
    let name = name.to_lowercase().replace('-', "_");
    if name.is_empty() {
        return;
    }
    if name == "uwsgi" {
        if let Some(root) = environment {
            let binary = Content::Stock("/usr/bin/uwsgi-core".into());
            let path = format!("{root}/bin/uwsgi");
            if let Ok(id) = shell
                .machine
                .write(call.context, &path, binary, call.origin())
            {
                shell.machine.node_mut(id).mode = 0o755;
            }
        }
        let what = "how pip's uWSGI differs from the distribution's".to_owned();
        shell.complain(call.span, ComplaintKind::NotSimulated(what));
        return;
    }
    let needs = NEEDS.iter().find(|(package, _)| *package == name);
    let mut found = copy_package(shell, call, &name, site);
    for needed in needs.map_or(&[] as &[&str], |(_, needs)| needs) {
        found |= copy_package(shell, call, needed, site);
    }
    let mut known =
        packages().filter(|known| known.project.replace(['-', '.'], "_") == name.replace('.', "_"));
    if let Some(known) = known.next().filter(|_| !found) {
        found = put_module(shell, call, known.module, site);
    }
    let what = if found {
        format!("a newer `{name}` than the distribution's")
    } else {
        format!("the package `{name}`")
    };
    shell.complain(call.span, ComplaintKind::NotSimulated(what));
}

/// The environment whose python or pip is called.
fn environment_of(shell: &Shell<'_>, call: &Call<'_>) -> Option<String> {
    let typed = call.name();
    let path = if typed.contains('/') {
        Machine::absolute(&call.context.cwd, typed)
    } else {
        let path = call.context.environment.get("PATH")?;
        let mut places = path
            .split(':')
            .map(|directory| format!("{directory}/{typed}"));
        places.find(|place| shell.machine.find(place).is_some())?
    };
    let root = path.rsplitn(3, '/').nth(2)?;
    let config = shell.machine.find(&format!("{root}/pyvenv.cfg"));
    config.map(|_| root.to_owned())
}

/// Copies a package of the distribution; whether there is one.
fn copy_package(shell: &mut Shell<'_>, call: &Call<'_>, name: &str, site: &str) -> bool {
    let stock = format!("/usr/lib/python3/dist-packages/{name}");
    for suffix in ["", ".py"] {
        // The stock machine has it even where the scenario took it away.
        let Some(stock_machine) = crate::stock::machine(&shell.machine.system) else {
            return false;
        };
        if let Some(from) = stock_machine.find(&format!("{stock}{suffix}")) {
            copy_node(
                shell.machine,
                call,
                &stock_machine,
                from,
                &format!("{site}/{name}{suffix}"),
            );
            return true;
        }
    }
    false
}

fn copy_node(machine: &mut Machine, call: &Call<'_>, stock: &Machine, from: NodeId, to: &str) {
    let node = stock.node(from);
    match &node.kind {
        NodeKind::Directory(entries) => {
            let kind = NodeKind::Directory(BTreeMap::new());
            let _ = machine.create(call.context, to, kind, 0o777, call.origin());
            for (name, id) in entries {
                copy_node(machine, call, stock, *id, &format!("{to}/{name}"));
            }
        }
        kind => {
            let _ = machine.create(call.context, to, kind.clone(), 0o666, call.origin());
        }
    }
}
