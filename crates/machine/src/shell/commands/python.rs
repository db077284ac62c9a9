//! python3 -m venv, virtualenv and python3 -m http.server, as far as they change what lies where.

use std::net::{IpAddr, Ipv4Addr};

use super::super::Outcome;
use super::super::run::{Call, Shell};
use super::options::Saying;
use super::pip::copy_package;
use crate::virtual_environment::{self, Wishes};
use crate::{Machine, NodeKind, Program};

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
        "pip" => Some(super::pip::run(shell, call, rest)),
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

/// `3.11`, as the stock Python calls itself.
pub(super) fn series(shell: &Shell<'_>) -> &'static str {
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

pub(super) type Failure = (String, crate::Errno);

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
        note_stock_version(shell, call, package, &site);
    }
    Ok(())
}

/// The directory that tells pip which version of a package came with the environment: the distribution's.
fn note_stock_version(shell: &mut Shell<'_>, call: &Call<'_>, package: &str, site: &str) {
    let Some(stock) = crate::stock::machine(&shell.machine.system) else {
        return;
    };
    let root = crate::Identity::root();
    let names = stock
        .list(&root, "/", crate::stock::PACKAGES)
        .unwrap_or_default();
    let version = names.iter().find_map(|name| {
        let name = name
            .strip_suffix(".dist-info")
            .or_else(|| name.strip_suffix(".egg-info"))?;
        let (name, version) = name.rsplit_once('-')?;
        (name == package).then_some(version)
    });
    if let Some(version) = version {
        let directory = format!("{site}/{package}-{version}.dist-info");
        _ = shell
            .machine
            .make_directory(call.context, &directory, call.origin());
    }
}

/// Makes a directory and those above it.
pub(super) fn make_directories(
    shell: &mut Shell<'_>,
    call: &Call<'_>,
    path: &str,
) -> Result<(), Failure> {
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
