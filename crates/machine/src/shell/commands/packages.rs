//! apt and dpkg: what the stock machine already has, and taking Python packages away.

use super::super::Outcome;
use super::super::run::{Call, Shell};
use super::options::Saying;
use super::processes::not_simulated;
use crate::python_packages::packages;
use crate::{Content, Origin};

const DIST_PACKAGES: &str = "/usr/lib/python3/dist-packages";

/// Packages that the stock machine has; installing them changes nothing.
const PRESENT: &[&str] = &[
    "acl",
    "adduser",
    "build-essential",
    "ca-certificates",
    "curl",
    "gcc",
    "git",
    "iproute2",
    "nginx",
    "nginx-common",
    "nginx-core",
    "nginx-full",
    "nginx-light",
    "procps",
    "python3",
    "python3-dev",
    "python3-pip",
    "python3-setuptools",
    "python3-venv",
    "python3-virtualenv",
    "python-is-python3",
    "sudo",
    "systemd",
    "uwsgi",
    "uwsgi-core",
    "uwsgi-plugin-python3",
    "uwsgi-plugins-all",
    "vim",
    "wget",
    "nano",
];

/// apt(8), apt-get(8) and dpkg(1).
pub(super) fn apt(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
    let mut words = call
        .argv
        .iter()
        .skip(1)
        .filter(|word| !word.text.starts_with('-'));
    let action = words.next().map_or("", |word| word.text.as_str());
    let mut saying = Saying::default();
    match action {
        "update" | "upgrade" | "dist-upgrade" | "full-upgrade" | "autoremove" | "clean"
        | "autoclean" => {}
        "install" | "reinstall" => {
            if !call.context.identity.is_root() {
                let name = call.name();
                saying.error(&format!("{name}: are you root?"));
                saying.status = 100;
                return Some(saying.outcome());
            }
            for package in words {
                let name = package.text.split('=').next().unwrap_or("");
                if !is_present(shell, name) && !unpack(shell, call, name) {
                    not_simulated(
                        shell,
                        call,
                        &format!("installing the package `{}`", package.text),
                    );
                }
            }
        }
        "remove" | "purge" => {
            for package in words {
                remove(shell, call, &package.text);
            }
        }
        _ => not_simulated(shell, call, &format!("`{} {action}`", call.name())),
    }
    Some(saying.outcome())
}

/// The directory of a Python package of the distribution.
fn module_of(package: &str) -> Option<String> {
    let listed = packages().find(|known| known.package == package);
    let module = match listed {
        Some(known) => known.module.to_owned(),
        None => package.strip_prefix("python3-")?.replace('-', "_"),
    };
    Some(format!("{DIST_PACKAGES}/{module}"))
}

/// Puts a package of the table on the machine: it is there, and what is in it is not known.
fn unpack(shell: &mut Shell<'_>, call: &Call<'_>, package: &str) -> bool {
    let Some(known) = packages().find(|known| known.package == package) else {
        return false;
    };
    put_module(shell, call, known.module, DIST_PACKAGES)
}

/// A module whose text is not known; the other names of its package are found there, too.
pub(super) fn put_module(shell: &mut Shell<'_>, call: &Call<'_>, module: &str, site: &str) -> bool {
    let directory = format!("{site}/{module}");
    _ = shell
        .machine
        .make_directory(call.context, &directory, Origin::Made);
    let path = format!("{directory}/__init__.py");
    let content = Content::Stock(format!("{DIST_PACKAGES}/{module}/__init__.py").into());
    let written = shell
        .machine
        .write(call.context, &path, content, call.origin());
    written.is_ok()
}

fn is_present(shell: &Shell<'_>, package: &str) -> bool {
    PRESENT.contains(&package)
        || module_of(package).is_some_and(|path| {
            shell.machine.find(&path).is_some()
                || shell.machine.find(&format!("{path}.py")).is_some()
        })
}

fn remove(shell: &mut Shell<'_>, call: &Call<'_>, package: &str) {
    let removed = module_of(package).is_some_and(|path| {
        let directory = shell.machine.erase(&path).is_ok();
        shell.machine.erase(&format!("{path}.py")).is_ok() || directory
    });
    if !removed {
        not_simulated(shell, call, &format!("removing the package `{package}`"));
    }
}
