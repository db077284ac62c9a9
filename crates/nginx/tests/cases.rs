//! The recorded situations: `nginx -t` on a machine with their files says what the real one said.

#![expect(clippy::disallowed_methods, reason = "a test reads the recorded cases")]

use std::path::{Path, PathBuf};

use hurdles_machine::{Context, Identity, Machine, NodeKind, Origin, stock};
use hurdles_source::Sources;
use serde_json::Value;

fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases");
    let mut found = Vec::new();
    let mut ahead = vec![root];
    while let Some(directory) = ahead.pop() {
        let Ok(entries) = std::fs::read_dir(directory) else {
            continue;
        };
        for entry in entries.flatten() {
            let path = entry.path();
            if path.is_dir() {
                ahead.push(path);
            } else if path
                .extension()
                .is_some_and(|extension| extension == "json")
            {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn root_at(cwd: &str) -> Context {
    Context {
        identity: Identity::root(),
        cwd: cwd.to_owned(),
        environment: Default::default(),
        umask: 0o022,
    }
}

/// The few commands that setup lines need here; the shell proper is tested elsewhere.
fn type_line(machine: &mut Machine, line: &str, cwd: &str) {
    let mut cwd = cwd.to_owned();
    for command in line.split("&&") {
        let words: Vec<&str> = command.split_whitespace().collect();
        let at = |word: &str| Machine::absolute(&cwd, word);
        match words.as_slice() {
            ["cd", directory] => cwd = at(directory),
            ["rm", "-f", path] => drop(machine.erase(&at(path))),
            ["ln", _, target, name] => {
                let mut name = at(name);
                if name.ends_with('/')
                    || machine
                        .find(&name)
                        .is_some_and(|id| machine.node(id).is_directory())
                {
                    name = format!(
                        "{}/{}",
                        name.trim_end_matches('/'),
                        target.rsplit('/').next().unwrap_or("")
                    );
                }
                let _ = machine.erase(&name);
                machine.place(
                    &name,
                    NodeKind::Symlink((*target).into()),
                    0o777,
                    (0, 0),
                    Origin::Made,
                );
            }
            ["mkdir", rest @ ..] => {
                for path in rest.iter().filter(|word| !word.starts_with('-')) {
                    machine.place_directory(&at(path), (0, 0), Origin::Made);
                }
            }
            ["chmod", mode, path] => {
                if let (Ok(mode), Some(id)) =
                    (u16::from_str_radix(mode, 8), machine.find(&at(path)))
                {
                    machine.node_mut(id).mode = mode;
                }
            }
            _ => {}
        }
    }
}

fn machine_of(scenario: &Value, system: &str) -> Option<Machine> {
    let mut machine = stock::machine(system)?;
    let user = scenario["user"].as_str().unwrap_or("ubuntu");
    stock::add_login_user(&mut machine, user);
    let home = format!("/home/{user}");
    let cwd = scenario["cwd"].as_str().unwrap_or(&home);
    let mut sources = Sources::default();
    for (name, text) in scenario["files"].as_object()? {
        let path = Machine::absolute(cwd, name);
        let id = sources.add(name, text.as_str()?);
        let text = sources.get(id).text.clone();
        machine.write_scenario_file(user, &path, text, id);
    }
    for line in scenario["setup"].as_array().into_iter().flatten() {
        type_line(&mut machine, line.as_str()?, cwd);
    }
    Some(machine)
}

#[test]
fn nginx_tests_every_recorded_configuration_as_the_real_one_did() {
    let mut wrong = Vec::new();
    let mut n_compared = 0;
    for path in cases() {
        let case: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        for (system, observed) in case["observed"].as_object().unwrap() {
            let Some(mut machine) = machine_of(&case["scenario"], system) else {
                continue;
            };
            let outcome =
                hurdles_nginx::run(&mut machine, &root_at("/root"), &["nginx", "-t"], &mut None);
            let expected = observed["nginx_t"].as_str().unwrap();
            n_compared += 1;
            if outcome.output != expected {
                wrong.push(format!(
                    "{} on {system}\n  real: {expected}  here: {}",
                    path.display(),
                    outcome.output
                ));
            }
        }
    }
    assert!(n_compared > 100, "{n_compared}");
    assert!(
        wrong.is_empty(),
        "{} differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
