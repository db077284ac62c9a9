//! pip(1), as far as it changes what lies where, and what it tells of the packages that are there.

mod install;
mod project;
mod tell;

use std::collections::BTreeMap;

use super::super::Outcome;
use super::super::run::{Call, Shell};
use super::options::Saying;
use super::processes::not_simulated;
use super::python::series;
use crate::{Machine, NodeId, NodeKind, exec};

/// Where one pip puts things.
struct Place {
    /// The virtual environment, where it is one's pip.
    environment: Option<String>,
    /// The directory of the packages.
    site: String,
    /// The directory of the commands.
    bin: String,
    /// What the first line of a command names.
    interpreter: String,
}

/// `pip`, `pip3`, an environment's own pip.
pub(super) fn pip(shell: &mut Shell<'_>, call: &Call<'_>) -> Outcome {
    let words: Vec<&str> = call
        .argv
        .iter()
        .skip(1)
        .map(|word| word.text.as_str())
        .collect();
    run(shell, call, &words)
}

/// Runs pip with these words, whoever started it: `pip …` or `python3 -m pip …`.
pub(super) fn run(shell: &mut Shell<'_>, call: &Call<'_>, words: &[&str]) -> Outcome {
    let environment = environment_of(shell, call);
    // Flags such as -q and -v may stand before the action, too.
    let flags = words
        .iter()
        .take_while(|word| word.starts_with('-') && !matches!(**word, "-V" | "--version"))
        .count();
    let words = words.get(flags..).unwrap_or(&[]);
    let (action, rest) = words.split_first().map_or(("", words), |(a, r)| (*a, r));
    let place = place(shell, call, environment, rest.contains(&"--user"));
    match action {
        "install" => install::install(shell, call, rest, place),
        "uninstall" => install::uninstall(shell, call, rest, &place),
        "list" | "freeze" => tell::list(shell, call, rest, &place, action == "freeze"),
        "show" => tell::show(shell, call, rest, &place),
        "cache" | "check" | "config" | "" => Outcome::status(0),
        "--version" | "-V" => tell::version(shell, &place),
        _ => {
            not_simulated(shell, call, &format!("`pip {action}`"));
            Saying::default().outcome()
        }
    }
}

/// Where this pip puts things (Debian's schemes of sysconfig: root's go below /usr/local).
fn place(shell: &Shell<'_>, call: &Call<'_>, environment: Option<String>, for_user: bool) -> Place {
    let series = series(shell);
    if let Some(root) = environment {
        return Place {
            site: format!("{root}/lib/python{series}/site-packages"),
            bin: format!("{root}/bin"),
            interpreter: format!("{root}/bin/python3"),
            environment: Some(root),
        };
    }
    let interpreter = "/usr/bin/python3".to_owned();
    if for_user || !call.context.identity.is_root() {
        let home = call.context.environment.get("HOME");
        let home = home.map_or("", String::as_str);
        return Place {
            environment: None,
            site: format!("{home}/.local/lib/python{series}/site-packages"),
            bin: format!("{home}/.local/bin"),
            interpreter,
        };
    }
    Place {
        environment: None,
        site: format!("/usr/local/lib/python{series}/dist-packages"),
        bin: "/usr/local/bin".to_owned(),
        interpreter,
    }
}

/// The environment whose python or pip is called: a script of pip's belongs to the one that its first line names.
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
    let script = exec::program_file(shell.machine, &path);
    let interpreter = script.and_then(|script| script.interpreter.as_deref());
    let root = interpreter.unwrap_or(&path).rsplitn(3, '/').nth(2)?;
    let config = shell.machine.find(&format!("{root}/pyvenv.cfg"));
    config.map(|_| root.to_owned())
}

/// The names and versions of the packages in a directory, in the order in which pip lists them.
fn installed(shell: &Shell<'_>, site: &str) -> Vec<(String, String)> {
    let root = crate::Identity::root();
    let names = shell.machine.list(&root, "/", site).unwrap_or_default();
    let mut found: Vec<(String, String)> = names
        .iter()
        .filter_map(|name| {
            let (name, version) = name.strip_suffix(".dist-info")?.rsplit_once('-')?;
            Some((name.to_owned(), version.to_owned()))
        })
        .collect();
    found.sort_by_key(|(name, _)| name.to_lowercase());
    found
}

/// Copies a package of the distribution; whether there is one.
pub(super) fn copy_package(shell: &mut Shell<'_>, call: &Call<'_>, name: &str, site: &str) -> bool {
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
